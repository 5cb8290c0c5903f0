//! Who could close a need: drawn once, with the need, so that it is the same whoever is asked and whatever else a
//! scenario changes. Asked in navigation, at triage and in the clinic, and by whoever watches a run.

use super::purpose::{Draw, Purpose};
use crate::kernel::Key;
use crate::scenario::names::{Destination, Role};
use crate::scenario::settings::ProblemSettings;

/// What is drawn with a need of those who could close it, under one practice's settings for its kind.
#[derive(Clone, Copy, Debug)]
pub struct Able<'a> {
    pub key: Key,
    pub settings: &'a ProblemSettings,
}

impl Able<'_> {
    /// Could this role close it?
    pub fn role(self, role: Role) -> bool {
        self.key.chance(self.settings.able[role], Purpose::Able, role as u32)
    }

    /// Could this destination?
    pub fn destination(self, at: Destination) -> bool {
        self.key.chance(self.settings.able_at[at], Purpose::AbleAt, at as u32)
    }
}
