//! The diary: what is to happen on a later day, as short entries under that day. Only today is ever on the agenda.

use super::watch::Origin;
use std::collections::VecDeque;

/// What somebody means to do on a later day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Asks the practice for help, by the usual channel.
    Ask,
    /// Gives up the appointment.
    Cancel,
    /// The practice looks for a slot for a follow-up or recall due on a day that the book has reached by now, or
    /// for which it had none.
    BookPlanned { due: u32, origin: Origin },
    /// The practice calls a patient, whom it could not call before.
    BookRecall,
    /// Gives up the appointment by a message, which needs nobody.
    CancelByMessage,
    /// Somebody here deals with a message in place of a planned appointment.
    AnswerMessage,
}

/// An entry: for whom, if the stamp is still theirs.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub need: u32,
    pub stamp: u32,
    pub errand: Errand,
}

/// Entries by day.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    days: VecDeque<Vec<Entry>>,
    /// The day of the front.
    today: u32,
}

impl Diary {
    /// Writes `entry` under `day`; a day that has passed means today.
    pub fn write(&mut self, day: u32, entry: Entry) {
        let ahead = day.saturating_sub(self.today) as usize;
        if ahead >= self.days.len() {
            self.days.resize_with(ahead + 1, Vec::new);
        }
        self.days[ahead].push(entry);
    }

    /// Every entry of today and later.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.days.iter().flatten()
    }

    /// Takes what stands under today, in the order written; the diary then opens at tomorrow. The emptied list given
    /// in is used again for a later day.
    pub fn turn(&mut self, mut emptied: Vec<Entry>) -> Vec<Entry> {
        self.today += 1;
        let today = self.days.pop_front().unwrap_or_default();
        emptied.clear();
        self.days.push_back(emptied);
        today
    }
}
