//! What is counted of support: referrals to it, and the needs that did not arise because of it.

use crate::scenario::names::Support;
use bitcode::{Decode, Encode};

/// Patients and their support, by kind.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct SupportMeasures {
    pub referred: [u64; Support::COUNT],
    pub taken_up: [u64; Support::COUNT],
    /// Needs that patients with this support did not bring.
    pub spared: [u64; Support::COUNT],
}
