//! What pictures share: scales with round numbers along them, keys that say what a mark means, and names cut to fit.

use super::canvas::{BODY, Canvas, Drawn, From, GREY, Look, MARGIN, Mark, QUIET, SMALL, WIDTH};
use crate::report::words::grouped;
use crate::stats::Estimate;
use plotters::style::{RGBColor, WHITE};

/// Values along a line of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    /// Where on the page the two ends are.
    from: f64,
    to: f64,
}

/// Round numbers along a scale, about so many.
const STEPS: f64 = 6.0;

impl Scale {
    /// From the least to the greatest of `values`, both made round; what is not a number is left out.
    pub fn of(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
        let known = values.filter(|value| value.is_finite());
        let (low, high) = known.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let (low, high) = if high - low > 1e-12 * high.abs().max(1e-12) { (low, high) } else { (low, low + 1.0) };
        let rough = (high - low) / STEPS;
        let ten = 10f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|times| times * ten).into_iter().find(|step| *step >= rough).unwrap_or(rough);
        // What lies on a round number but for its last bits is on it.
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Scale { low, high, step, from, to }
    }

    /// The same with 0 on it.
    pub fn with_zero(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
        Scale::of(values.chain([0.0]), from, to)
    }

    /// From `low` to `high` as they are, with a number every `step`.
    pub fn every(step: f64, low: f64, high: f64, from: f64, to: f64) -> Scale {
        Scale { low, high, step, from, to }
    }

    /// Where a value stands on the page; beyond the ends at the ends.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + (self.to - self.from) * share
    }

    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    pub fn high(&self) -> f64 {
        self.high
    }

    fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|at| self.low + self.step * at as f64).collect()
    }

    /// A round number with as many decimals as tell it from the next; `times` 100 for shares.
    fn label(&self, value: f64, times: f64) -> String {
        let decimals = (-(times * self.step).log10().floor()).max(0.0) as usize;
        grouped(times * value, decimals)
    }

    /// The scale from left to right: a pale line up from each round number, and the numbers under `floor`.
    pub fn across(&self, canvas: &Canvas, ceiling: f64, floor: f64, (times, unit): (f64, &str)) -> Drawn {
        for tick in self.ticks() {
            let x = self.at(tick);
            canvas.line((x, ceiling), (x, floor), GREY, 1.0)?;
            canvas.text(x, floor + 14.0, SMALL, From::Middle, &format!("{}{unit}", self.label(tick, times)))?;
        }
        Ok(())
    }

    /// The scale from the bottom up: a pale line across from each round number, and the numbers left of `left`.
    pub fn up(&self, canvas: &Canvas, left: f64, right: f64, (times, unit): (f64, &str)) -> Drawn {
        for tick in self.ticks() {
            let y = self.at(tick);
            canvas.line((left, y), (right, y), GREY, 1.0)?;
            canvas.text(left - 8.0, y, SMALL, From::Right, &format!("{}{unit}", self.label(tick, times)))?;
        }
        Ok(())
    }
}

/// What stands in a key before its words.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Bar(RGBColor),
    Hollow(RGBColor),
    Mark(Mark, RGBColor),
    Line(RGBColor),
    Dashed(RGBColor),
    Interval,
}

/// Where keys stand.
pub(super) const KEYS: f64 = 88.0;

/// A line of keys under the subtitle, and another where they are too many for one. Says how far down they go.
pub(super) fn keys(canvas: &Canvas, keys: &[(Key, &str)]) -> Result<f64, String> {
    let (mut x, mut y) = (MARGIN, KEYS);
    for &(key, words) in keys {
        let wide = 30.0 + width(words, BODY.size);
        if x > MARGIN && x + wide > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + 22.0);
        }
        let middle = (x + 11.0, y);
        match key {
            Key::Bar(colour) => canvas.bar((x, y - 7.0), (x + 22.0, y + 7.0), colour)?,
            Key::Hollow(colour) => canvas.hollow((x + 1.0, y - 6.0), (x + 21.0, y + 6.0), colour)?,
            Key::Mark(mark, colour) => canvas.mark(mark, middle, colour)?,
            Key::Line(colour) => canvas.line((x, y), (x + 22.0, y), colour, 3.0)?,
            Key::Dashed(colour) => canvas.dashed((x, y), (x + 22.0, y), colour, 3.0)?,
            Key::Interval => canvas.interval((x + 1.0, y), (x + 21.0, y), (0.0, 5.0))?,
        }
        canvas.text(x + 30.0, y, BODY, From::Left, words)?;
        x += wide + 22.0;
    }
    Ok(y)
}

/// A heading among lines of a picture, on white where it crosses the lines of an axis.
pub(super) fn heading_over(canvas: &Canvas, y: f64, heading: &str) -> Drawn {
    canvas.bar((MARGIN, y - 11.0), (MARGIN + width(heading, BODY.size), y + 11.0), WHITE)?;
    canvas.text(MARGIN, y, Look { bold: true, ..BODY }, From::Left, heading)
}

/// A line where nothing has changed, or where nothing is.
pub(super) fn zero(canvas: &Canvas, from: (f64, f64), to: (f64, f64)) -> Drawn {
    canvas.line(from, to, QUIET, 1.5)
}

/// About how wide a text is, in the widest common face.
pub(super) fn width(text: &str, size: f64) -> f64 {
    0.58 * size * text.chars().count() as f64
}

/// An estimate and the ends of its interval, for scales.
pub(super) fn reach(e: &Estimate) -> [f64; 3] {
    [e.estimate, e.low, e.high]
}

/// The same of what is never less than nothing, whatever a wide interval says.
pub(super) fn reach_of_level(e: &Estimate) -> [f64; 3] {
    let least = if e.estimate >= 0.0 { 0.0 } else { f64::MIN };
    reach(e).map(|end| end.max(least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_numbers_and_holds_every_value() {
        let scale = Scale::of([0.13, 0.87, f64::NAN].into_iter(), 100.0, 200.0);
        assert_eq!(scale.ticks().len(), 6);
        assert_eq!((scale.label(0.2, 1.0), scale.label(0.2, 100.0)), ("0.2".into(), "20".into()));
        assert!(scale.at(0.13) > 100.0 && scale.at(0.87) < 200.0 && scale.at(9.0) == 200.0);
        // Nothing at all, or one value, is a scale too.
        for values in [&[][..], &[3.0], &[-2e9, 1e9]] {
            let scale = Scale::of(values.iter().copied(), 0.0, 10.0);
            assert!(scale.ticks().len() >= 2 && scale.ticks().len() < 15, "{values:?} {:?}", scale.ticks());
            assert!(values.iter().all(|&value| (0.0..=10.0).contains(&scale.at(value))));
        }
    }
}
