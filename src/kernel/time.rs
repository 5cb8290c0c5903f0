//! Simulated time in whole ticks of a tenth of a second, so that minutes in a ledger add up exactly.

use std::ops::{Add, AddAssign, Sub};

/// Ticks in a minute.
pub const MINUTE: u64 = 600;
/// Ticks in a day.
pub const DAY: u64 = 24 * 60 * MINUTE;
/// Ticks in half an hour.
pub const HALF_HOUR: u64 = 30 * MINUTE;

/// An instant: ticks since midnight of the first simulated day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimTime(pub u64);

/// A length of time in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub u64);

impl SimTime {
    /// Midnight at the start of `day`.
    pub fn start_of(day: u32) -> SimTime {
        SimTime(u64::from(day) * DAY)
    }

    /// The simulated day this falls in, counted from 0.
    pub fn day(self) -> u32 {
        (self.0 / DAY) as u32
    }

    /// Ticks since midnight.
    pub fn of_day(self) -> Span {
        Span(self.0 % DAY)
    }

    /// The half hour of the day, 0 to 47.
    pub fn half_hour(self) -> usize {
        (self.0 % DAY / HALF_HOUR) as usize
    }

    /// Time passed since `earlier`; zero if that lies ahead.
    pub fn since(self, earlier: SimTime) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    pub const ZERO: Span = Span(0);

    /// The nearest whole number of ticks to `minutes`, which must not be negative.
    pub fn minutes(minutes: f64) -> Span {
        Span((minutes * MINUTE as f64 + 0.5) as u64)
    }

    /// From a time of day in hours.
    pub fn hours(hours: f64) -> Span {
        Span::minutes(hours * 60.0)
    }

    pub fn as_minutes(self) -> f64 {
        self.0 as f64 / MINUTE as f64
    }
}

impl Add<Span> for SimTime {
    type Output = SimTime;
    fn add(self, span: Span) -> SimTime {
        SimTime(self.0 + span.0)
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        self.0 += other.0;
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_past_eight_is_half_hour_seventeen() {
        let at = SimTime::start_of(3) + Span::hours(8.5);
        assert_eq!((at.day(), at.half_hour(), at.of_day()), (3, 17, Span(8 * 60 * 600 + 30 * 600)));
    }
}
