//! A figure named as in a target: `lead_share(same_day)`, `lead_days(routine).p90`, sums of such, and one quotient of
//! sums: `encounters_per_week(gp/phone) / encounters_per_week(gp/phone + gp/face_to_face)`. Read from replications,
//! with what each replication contributes to its error, so that errors of several figures can be joined.

use crate::practice::Measures;
use crate::practice::registry::{Measure, REGISTRY, Reading};
use crate::scenario::Problem;
use crate::stats::{Histogram, Ratio, pooled_quantile, quantile_at_least};

/// A sum of terms, over another sum where there is a quotient.
#[derive(Clone, Debug)]
pub struct Figure {
    sum: Vec<Term>,
    over: Vec<Term>,
}

/// One row of `results.csv`.
#[derive(Clone)]
struct Term {
    measure: &'static Measure,
    group: String,
    /// `None` takes the mean or share.
    stat: Option<String>,
}

/// A figure over replications.
#[derive(Clone, Debug)]
pub struct Moment {
    pub value: f64,
    /// What each replication contributes to the error of `value`: of mean 0. Their variance is that of the figure in
    /// one replication; divided by their number, that of `value`.
    pub influence: Vec<f64>,
}

impl Moment {
    /// Standard deviation of the figure between replications; NaN with one.
    pub fn sd(&self) -> f64 {
        let n = self.influence.len() as f64;
        (self.influence.iter().map(|influence| influence * influence).sum::<f64>() / (n - 1.0)).sqrt()
    }

    /// Standard error of the value.
    pub fn se(&self) -> f64 {
        self.sd() / (self.influence.len() as f64).sqrt()
    }
}

impl Figure {
    /// Reads `text`; what is not understood comes back as a problem without a place.
    pub fn parse(text: &str) -> Result<Figure, Problem> {
        let (sum, over) = match text.split_once(" / ") {
            Some((sum, over)) => (terms(sum)?, terms(over)?),
            None => (terms(text)?, Vec::new()),
        };
        Ok(Figure { sum, over })
    }

    /// Its unit; none for a quotient, or where the terms differ.
    pub fn unit(&self) -> &'static str {
        match self.over.is_empty() && self.sum.windows(2).all(|pair| pair[0].measure.unit == pair[1].measure.unit) {
            true => self.sum[0].measure.unit,
            false => "",
        }
    }

    /// Is it counted from `name`, a measure or one group of it?
    pub fn counts_from(&self, name: &str) -> bool {
        let (measure, group) = name.split_once('(').map_or((name, None), |(m, g)| (m, Some(g.trim_end_matches(')'))));
        let counts = |term: &Term| term.measure.id == measure && group.is_none_or(|group| group == term.group);
        self.sum.iter().chain(&self.over).any(counts)
    }

    /// Is it a sum of groups of this measure and nothing else?
    pub fn is_of(&self, measure: &str) -> bool {
        self.over.is_empty() && self.sum.iter().all(|term| term.measure.id == measure)
    }

    /// The groups that it sums.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.sum.iter().map(|term| term.group.as_str())
    }

    /// The measures that it is counted from.
    pub fn measures(&self) -> impl Iterator<Item = &'static Measure> {
        self.sum.iter().chain(&self.over).map(|term| term.measure)
    }

    /// Of a quantile that lies beyond what the histograms can tell apart, the least that it can be.
    pub fn at_least(&self, replications: &[Measures]) -> Option<f64> {
        let [term] = self.sum.as_slice() else { return None };
        let stat = term.stat.as_ref().filter(|_| self.over.is_empty())?;
        let mut found: Option<(f64, f64, bool)> = None;
        let mut histograms = Vec::new();
        for (group, reading) in replications.iter().flat_map(|measures| term.measure.read(measures)) {
            if let Reading::Quantile { p, histogram, per, whole } = reading
                && group == term.group
                && reading.stat() == *stat
            {
                found = Some((p, per, whole));
                histograms.push(histogram);
            }
        }
        let (p, per, whole) = found?;
        quantile_at_least(&histograms, p, whole).map(|least| least / per)
    }

    /// What could have been meant where a group or statistic of it does not come about.
    pub fn choices(&self, replications: &[Measures]) -> Option<String> {
        let term = self.sum.iter().chain(&self.over).find(|term| term.of(replications).is_none())?;
        let mut known: Vec<String> = Vec::new();
        for (group, reading) in replications.iter().flat_map(|measures| term.measure.read(measures)) {
            let name = match (&term.stat, reading.stat()) {
                (Some(_), stat) => format!("{}({group}).{stat}", term.measure.id),
                (None, _) => format!("{}({group})", term.measure.id),
            };
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let written = format!("{}({})", term.measure.id, term.group);
        let near = crate::scenario::did_you_mean(&written, known.iter().map(String::as_str));
        known.truncate(12);
        near.or_else(|| (!known.is_empty()).then(|| format!("there are {}", known.join(", "))))
    }

    /// The figure over these replications; `None` where nothing happened that it is counted from.
    pub fn of(&self, replications: &[Measures]) -> Option<Moment> {
        let sum = total(&self.sum, replications)?;
        if self.over.is_empty() {
            return Some(sum);
        }
        let over = total(&self.over, replications)?;
        if over.value == 0.0 {
            return None;
        }
        let value = sum.value / over.value;
        let influence = sum.influence.iter().zip(&over.influence).map(|(a, b)| (a - value * b) / over.value).collect();
        Some(Moment { value, influence })
    }
}

fn terms(text: &str) -> Result<Vec<Term>, Problem> {
    let mut terms: Vec<Term> = Vec::new();
    // `a(x + y)` is short for `a(x) + a(y)`.
    let mut depth = 0;
    let mut begun = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '+')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '+' if depth == 0 || at == text.len() => {
                terms.extend(groups(text[begun..at].trim())?);
                begun = at + 1;
            }
            _ => {}
        }
    }
    Ok(terms)
}

fn groups(text: &str) -> Result<Vec<Term>, Problem> {
    let refuse = |message: String| {
        Problem::new(message).help("name a figure as `dna_rate`, `lead_share(same_day)` or `phone_wait(all).p90`")
    };
    let (name, rest) = match text.find(['(', '.']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (group, stat) = match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(')').ok_or_else(|| refuse(format!("the bracket in `{text}` is not closed")))?,
        None => ("all", rest),
    };
    let stat = match stat.strip_prefix('.') {
        Some(stat) if !stat.is_empty() => Some(stat.to_string()),
        None if stat.is_empty() => None,
        _ => return Err(refuse(format!("`{text}` is not the name of a figure"))),
    };
    let Some(measure) = REGISTRY.iter().find(|measure| measure.id == name.trim()) else {
        let problem = refuse(format!("there is no measure `{}`", name.trim()));
        let ids = || REGISTRY.iter().map(|measure| measure.id);
        let near = crate::scenario::did_you_mean(name.trim(), ids());
        let inside: Vec<String> = ids().filter(|id| id.contains(name.trim())).map(|id| format!("`{id}`")).collect();
        let inside = (!inside.is_empty() && !name.trim().is_empty()).then(|| format!("there is {}", inside.join(", ")));
        let listed = "`headroom schema --measures` lists what there is".to_string();
        return Err(problem.help(near.or(inside).unwrap_or(listed)));
    };
    Ok(group.split(" + ").map(|group| Term { measure, group: group.trim().into(), stat: stat.clone() }).collect())
}

fn total(terms: &[Term], replications: &[Measures]) -> Option<Moment> {
    let mut sum = Moment { value: 0.0, influence: vec![0.0; replications.len()] };
    for term in terms {
        let moment = term.of(replications)?;
        sum.value += moment.value;
        sum.influence.iter_mut().zip(moment.influence).for_each(|(sum, more)| *sum += more);
    }
    Some(sum)
}

impl Term {
    fn of(&self, replications: &[Measures]) -> Option<Moment> {
        let mut ratios = vec![Ratio::default(); replications.len()];
        let mut quantile: Option<(f64, f64, bool)> = None;
        let mut histograms: Vec<Option<&Histogram>> = vec![None; replications.len()];
        let mut rate = false;
        for (k, measures) in replications.iter().enumerate() {
            for (group, reading) in self.measure.read(measures) {
                if group != self.group || self.stat.as_ref().is_some_and(|stat| *stat != reading.stat()) {
                    continue;
                }
                match reading {
                    Reading::Ratio(_, ratio) => ratios[k] = ratio,
                    Reading::Rate(ratio) => (ratios[k], rate) = (ratio, true),
                    // A quantile is only meant where it was asked for.
                    Reading::Quantile { p, histogram, per, whole } if self.stat.is_some() => {
                        quantile = Some((p, per, whole));
                        histograms[k] = Some(histogram);
                    }
                    Reading::Quantile { .. } => {}
                }
            }
        }
        match quantile {
            Some((p, per, whole)) => of_quantile(&histograms, p, per, whole),
            // A rate of something that never happened is 0; its days are those of the replication.
            None if ratios.iter().all(|ratio| ratio.den == 0.0) && !rate => None,
            None => Some(of_ratios(&ratios)),
        }
    }
}

fn of_ratios(ratios: &[Ratio]) -> Moment {
    let (num, den) = ratios.iter().fold((0.0, 0.0), |(num, den), ratio| (num + ratio.num, den + ratio.den));
    let (value, mean) = (num / den, den / ratios.len() as f64);
    Moment { value, influence: ratios.iter().map(|ratio| (ratio.num - value * ratio.den) / mean).collect() }
}

/// Leaving out one replication at a time says what each contributes. None where the quantile lies beyond what the
/// histograms can tell apart.
fn of_quantile(histograms: &[Option<&Histogram>], p: f64, per: f64, whole: bool) -> Option<Moment> {
    let all: Vec<&Histogram> = histograms.iter().flatten().copied().collect();
    if quantile_at_least(&all, p, whole).is_some() {
        return None;
    }
    let value = pooled_quantile(&all, p, whole)?.estimate / per;
    let n = histograms.len() as f64;
    let without = |k: usize| {
        let rest: Vec<&Histogram> =
            histograms.iter().enumerate().filter(|(at, _)| *at != k).filter_map(|(_, histogram)| *histogram).collect();
        pooled_quantile(&rest, p, whole).map_or(value, |rest| rest.estimate / per)
    };
    let mut influence: Vec<f64> = (0..histograms.len()).map(|k| (n - 1.0) * (value - without(k))).collect();
    let mean = influence.iter().sum::<f64>() / n;
    influence.iter_mut().for_each(|influence| *influence -= mean);
    Some(Moment { value, influence })
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({}).{:?}", self.measure.id, self.group, self.stat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{estimate, replications};
    use crate::practice::{Calendar, Params};
    use crate::scenario::{Change, load};
    use std::sync::Arc;

    fn runs() -> Vec<Measures> {
        let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14"];
        let scenario = load("average-2018", short.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap();
        let calendar = Calendar::new(&scenario.settings, 14);
        let params = Arc::new(Params::derive(&scenario.base, &scenario.settings));
        replications(&params, &calendar, 1, 6, &|| {}, &|| false)
    }

    #[test]
    fn a_figure_is_the_row_of_that_name_with_its_error() {
        let runs = runs();
        let rows = estimate(&runs);
        for (text, measure, group, stat) in [
            ("dna_rate", "dna_rate", "all", "share"),
            ("lead_share(2_7)", "lead_share", "2_7", "share"),
            ("phone_wait(answered)", "phone_wait", "answered", "mean"),
            ("phone_wait(answered).p90", "phone_wait", "answered", "p90"),
        ] {
            let moment = Figure::parse(text).unwrap().of(&runs).unwrap();
            let row = rows.iter().find(|row| row.measure == measure && row.group == group && row.stat == stat).unwrap();
            assert!((moment.value - row.estimate.estimate).abs() < 1e-12, "{text}");
            assert!((moment.se() / row.estimate.se - 1.0).abs() < 0.02, "{text}: {} {}", moment.se(), row.estimate.se);
        }
    }

    #[test]
    fn sums_and_quotients_are_read_as_written() {
        let runs = runs();
        let value = |text: &str| Figure::parse(text).unwrap().of(&runs).unwrap().value;
        let sum = value("lead_share(22_28)") + value("lead_share(over_28)");
        assert!((value("lead_share(22_28 + over_28)") - sum).abs() < 1e-15);
        assert!((value("lead_share(22_28) + lead_share(over_28)") - sum).abs() < 1e-15);
        let monday = value("calls_per_1000_per_day(mon)") / value("calls_per_1000_per_day");
        assert!((value("calls_per_1000_per_day(mon) / calls_per_1000_per_day") - monday).abs() < 1e-15);
        // All bands together are everybody, whatever happened: no error at all.
        let all = Figure::parse("lead_share(same_day + 1 + 2_7 + 8_14 + 15_21 + 22_28 + over_28)").unwrap();
        let all = all.of(&runs).unwrap();
        assert!((all.value - 1.0).abs() < 1e-12 && all.se() < 1e-12);
    }

    #[test]
    fn a_figure_that_does_not_exist_is_refused_with_the_nearest() {
        let said = |text: &str| {
            let problem = Figure::parse(text).unwrap_err();
            format!("{} {}", problem.message, problem.help.unwrap_or_default())
        };
        assert!(said("dna_rat").contains("dna_rate"));
        assert!(said("lead_share(same_day").contains("not closed"));
        assert!(said("").contains("no measure"));
    }
}
