//! Replications that stop by themselves: once the interval of a figure is narrow enough, looked at after fixed numbers
//! of replications only, so that the answer does not depend on how fast they come.
//!
//! Looking several times and stopping at the first that is narrow enough makes the interval cover the truth a little
//! less often than its 95%: the fewer looks and the more replications at the first, the less (Law & Kelton 1982).

use super::figure::{Figure, Moment};
use crate::practice::Measures;
use crate::scenario::Problem;
use crate::stats::t_quantile;

/// How narrow the interval of a figure has to be, as a share of the baseline's mean.
#[derive(Clone, Debug)]
pub struct Precision {
    figure: Figure,
    /// As it was asked for.
    pub of: String,
    /// Half the width of the 95% interval, over the mean of the baseline.
    pub within: f64,
}

/// Replications before the first look, and between one look and the next.
pub const FIRST_LOOK: u32 = 30;
pub const NEXT_LOOK: u32 = 10;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// As it was asked for.
    pub of: String,
    pub within: f64,
    /// Half the width over the mean at the last look, the widest of all sides; infinite where nothing could be said.
    pub half_width: f64,
    pub replications: u32,
}

impl Reached {
    /// Is it as narrow as was asked?
    pub fn is_met(&self) -> bool {
        self.half_width <= self.within
    }
}

impl Precision {
    /// The figure `of` within a share of its mean.
    ///
    /// # Errors
    /// Where there is no such figure, or the share does not lie between 0 and 1.
    pub fn new(of: &str, within: f64) -> Result<Precision, Problem> {
        if !(within > 0.0 && within < 1.0) {
            let problem = Problem::new("a precision lies between 0% and 100% of the mean");
            return Err(problem.help("write `--precision 2%`"));
        }
        Ok(Precision { figure: Figure::parse(of)?, of: of.into(), within })
    }

    /// After how many replications it is looked at, the last being `most`.
    pub fn looks(most: u32) -> impl Iterator<Item = u32> {
        (FIRST_LOOK..most).step_by(NEXT_LOOK as usize).chain([most])
    }

    /// How narrow the figure itself is in one practice.
    pub fn alone(&self, replications: &[Measures]) -> Reached {
        self.reached(replications, self.figure.of(replications).as_ref().map(Moment::se))
    }

    /// How narrow its difference from the baseline is, where that is widest.
    pub fn paired<'a>(&self, baseline: &[Measures], others: impl Iterator<Item = &'a [Measures]>) -> Reached {
        let before = self.figure.of(baseline);
        let se = |after: &[Measures]| {
            let (before, after) = (before.as_ref()?, self.figure.of(after)?);
            let less = after.influence.iter().zip(&before.influence).map(|(after, before)| after - before);
            Some(Moment { value: 0.0, influence: less.collect() }.se())
        };
        let widest = others.map(se).try_fold(0.0, |widest: f64, se| Some(widest.max(se?)));
        self.reached(baseline, widest)
    }

    fn reached(&self, baseline: &[Measures], se: Option<f64>) -> Reached {
        let count = baseline.len();
        let mean = self.figure.of(baseline).map_or(0.0, |moment| moment.value.abs());
        let half_width = se.map_or(f64::INFINITY, |se| t_quantile(count as f64 - 1.0, 0.975) * se / mean);
        let half_width = if half_width.is_nan() { f64::INFINITY } else { half_width };
        Reached { of: self.of.clone(), within: self.within, half_width, replications: count as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_at_after_fixed_numbers_and_at_the_end() {
        assert_eq!(Precision::looks(55).collect::<Vec<_>>(), [30, 40, 50, 55]);
        assert_eq!(Precision::looks(20).collect::<Vec<_>>(), [20]);
        assert_eq!(Precision::looks(30).collect::<Vec<_>>(), [30]);
    }

    #[test]
    fn a_precision_is_a_share_of_the_mean_of_a_figure_that_there_is() {
        assert!(Precision::new("dna_rate", 0.02).is_ok());
        assert!(Precision::new("dna_rat", 0.02).unwrap_err().help.unwrap().contains("dna_rate"));
        assert!(Precision::new("dna_rate", 0.0).unwrap_err().message.contains("between 0% and 100%"));
        assert!(Precision::new("dna_rate", f64::NAN).is_err());
    }
}
