//! Which simulated day is which: weekday, month, holidays, and how many working days lie between two days.

use crate::scenario::names::Holidays;
use crate::scenario::settings::Settings;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Half days in a day.
pub const HALVES: usize = 2;

/// One day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// 0 is Monday.
    pub weekday: u8,
    /// 0 is January.
    pub month: u8,
    /// Day of the year from 0.
    pub of_year: u16,
    pub open: bool,
    /// Days until the practice is next open; 0 if it is.
    pub opens_in: u8,
    /// Open days before this one, counted from the first simulated day.
    pub working: u32,
}

/// Every day that a run can touch, warm-up first; day `warm_up` is the first measured one.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub days: Vec<Day>,
    pub warm_up: u32,
    first: Date,
}

impl Calendar {
    /// `warm_up` days before the scenario's start, its run, and enough days after it for the book.
    pub fn new(settings: &Settings, warm_up: u32) -> Calendar {
        let start: Date = settings.calendar.start.parse().unwrap_or(date(2018, 1, 1));
        let first = start.saturating_sub(i64::from(warm_up).days());
        let count = warm_up as usize + settings.run.days as usize + settings.book.horizon as usize + 130;
        let mut days = Vec::with_capacity(count);
        let (mut working, mut day) = (0, first);
        let mut holidays = Vec::new();
        let mut holidays_of = 0;
        for _ in 0..count {
            if day.year() != holidays_of && settings.calendar.holidays == Holidays::England {
                holidays_of = day.year();
                holidays = bank_holidays(holidays_of);
            }
            let weekday = day.weekday().to_monday_zero_offset() as u8;
            let open = f64::from(weekday) < settings.calendar.days_per_week && !holidays.contains(&day);
            days.push(Day {
                weekday,
                month: day.month() as u8 - 1,
                of_year: day.day_of_year() as u16 - 1,
                open,
                opens_in: 0,
                working,
            });
            working += u32::from(open);
            day = day.saturating_add(1.day());
        }
        let mut opens_in = 0;
        for day in days.iter_mut().rev() {
            opens_in = if day.open { 0 } else { opens_in + 1 };
            day.opens_in = opens_in;
        }
        Calendar { days, warm_up, first }
    }

    #[inline]
    pub fn day(&self, day: u32) -> Day {
        match self.days.get(day as usize) {
            Some(&day) => day,
            None => self.days[self.days.len() - 1],
        }
    }

    /// The first open day at or after `day`.
    #[inline]
    pub fn open_from(&self, day: u32) -> u32 {
        day + u32::from(self.day(day).opens_in)
    }

    /// Closed days just before `day`: 2 on a usual Monday.
    pub fn closed_before(&self, day: u32) -> u32 {
        (0..day).rev().take_while(|&before| !self.day(before).open).count() as u32
    }

    /// Working days from `from` to `to`.
    #[inline]
    pub fn working_days(&self, from: u32, to: u32) -> u32 {
        self.day(to).working - self.day(from).working
    }

    /// The day that lies `working` working days after `from` (itself if 0 and open).
    pub fn after_working(&self, from: u32, working: u32) -> u32 {
        let mut day = self.open_from(from);
        for _ in 0..working {
            day = self.open_from(day + 1);
        }
        day
    }

    /// The date of a simulated day, for people.
    pub fn date(&self, day: u32) -> Date {
        self.first.saturating_add(i64::from(day).days())
    }
}

/// Bank holidays in England under the rules in force since 1978 (one-off holidays are left out).
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let easter = easter(year);
    let monday_from = |day: Date| day.saturating_add(((7 - day.weekday().to_monday_zero_offset()) % 7).days());
    let new_year = date(year, 1, 1);
    let christmas = date(year, 12, 25);
    // A holiday that falls on a weekend moves to the next weekday that is not one already.
    let moved = |day: Date| match day.weekday().to_monday_zero_offset() {
        5 => day.saturating_add(2.days()),
        6 => day.saturating_add(1.day()),
        _ => day,
    };
    let (christmas_off, boxing_off) = match christmas.weekday().to_monday_zero_offset() {
        4 => (christmas, date(year, 12, 28)),
        5 => (date(year, 12, 27), date(year, 12, 28)),
        6 => (date(year, 12, 27), date(year, 12, 26)),
        _ => (christmas, date(year, 12, 26)),
    };
    vec![
        moved(new_year),
        easter.saturating_sub(2.days()),
        easter.saturating_add(1.day()),
        monday_from(date(year, 5, 1)),
        monday_from(date(year, 5, 25)),
        monday_from(date(year, 8, 25)),
        christmas_off,
        boxing_off,
    ]
}

/// Easter Sunday (the anonymous Gregorian computus, Meeus 1991).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year, month as i8, day as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn englands_bank_holidays_are_those_of_the_published_lists() {
        let listed = |year, days: [(i8, i8); 8]| days.map(|(m, d)| date(year, m, d)).to_vec();
        assert_eq!(
            bank_holidays(2018),
            listed(2018, [(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)])
        );
        // Christmas Day 2021 was a Saturday and 2022 a Sunday.
        assert_eq!(
            bank_holidays(2021),
            listed(2021, [(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)])
        );
        assert_eq!(bank_holidays(2022)[6..], [date(2022, 12, 27), date(2022, 12, 26)]);
        assert_eq!(bank_holidays(2022)[0], date(2022, 1, 3));
    }

    #[test]
    fn a_weekend_counts_no_working_days() {
        let calendar = Calendar::new(&Settings::default(), 0);
        // 1 January 2018 was a Monday.
        assert_eq!(calendar.working_days(4, 7), 1);
        assert_eq!(calendar.after_working(4, 1), 7);
        assert_eq!(calendar.open_from(5), 7);
    }
}
