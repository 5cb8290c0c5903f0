//! The fewest sessions, call handlers or whatever is counted that keep targets, with stated confidence: every size runs
//! on from the same mornings with the same patients, and is tried until replications show that it is enough or not.
//!
//! The confidence covers everything that is said of all sizes tried: the chance of a wrong verdict is shared out evenly
//! among as many sizes as the search could try, the looks at each, and for a miss the targets (Bonferroni). For "enough"
//! it need not be shared among targets (bounds make up for skewed replications, see `stats::skew`): a size that misses one is called enough only if just that one is judged wrongly.

mod answer;
mod frontier;
mod lever;
mod question;
mod search;
mod sizing;
mod stress;
mod target;
mod trial;
mod waiting;

pub use answer::{Answer, Wishes, answer};
pub use frontier::{Frontier, Line, frontier};
pub use lever::{Lever, Range};
pub use question::{Question, prepare};
pub use search::{Found, fewest, most_tried};
pub use sizing::{Around, Size, Sizing, size, size_in};
pub use stress::{Stress, Stressed, stresses};
pub use target::{Bound, Checked, Target, Verdict};
pub use trial::{Ears, FIRST_LOOK, Tried};
pub use waiting::{Waiting, Week, until_they_come};
