//! Which stretch of time is looked at when something is changed: the year from the change on, or the practice once it has
//! settled into it.

/// The stretch of time that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// From go-live on, with all that changing brings.
    Year,
    /// Once the practice has settled into the change: the first weeks after go-live are not measured.
    Settled { drop_weeks: u32 },
}

impl View {
    /// In full, after the weeks that a practice is given to settle into a change unless said otherwise: half a year,
    /// several times as long as bookings lie ahead.
    pub const SETTLED: View = View::Settled { drop_weeks: 26 };

    /// As it is typed and written.
    pub fn id(self) -> &'static str {
        match self {
            View::Year => "year",
            View::Settled { .. } => "settled",
        }
    }

    /// Weeks after go-live that are not measured.
    pub fn dropped(self) -> u32 {
        match self {
            View::Year => 0,
            View::Settled { drop_weeks } => drop_weeks,
        }
    }
}
