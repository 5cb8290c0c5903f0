//! Would the answer still do in a hard time: a winter by itself, a longer list, two GPs who leave? Each is a practice of
//! its own, in which the same targets are looked at and the fewest are found again. A longer list has more patients from
//! the start, so that its mornings are its own; in the others a practice meets them on the mornings that it has.

use super::question::Question;
use super::sizing::Sizing;
use crate::experiment::Prepared;
use crate::scenario::names::Role;
use crate::scenario::{Change, Op, Refusal, Scenario};

/// By how much the list grows.
const GROWS: f64 = 1.05;
/// GPs who leave.
const LEAVE: f64 = 2.0;
/// Days of a winter: thirteen weeks from the beginning of December.
pub const WINTER: u32 = 91;
const DECEMBER: u8 = 11;

/// A hard time.
#[derive(Clone, Debug)]
pub struct Stress {
    pub name: &'static str,
    pub says: String,
    /// What is asked in it; or why nothing is.
    pub question: Result<Question, String>,
}

impl Stress {
    /// Has it patients of its own, so that it cannot run on from the practice's mornings?
    pub fn has_own_mornings(&self, question: &Question) -> bool {
        let patients = |question: &Question| question.baseline.settings.patients.list_size;
        self.question.as_ref().is_ok_and(|own| patients(own) != patients(question))
    }
}

/// A hard time, and what was found in it; or why nothing was looked for.
#[derive(Clone, Debug)]
pub struct Stressed {
    pub name: &'static str,
    pub says: String,
    pub found: Result<Sizing, String>,
}

/// The hard times that `question` can be asked in again. `prepared` knows the dates.
pub fn stresses(question: &Question, prepared: &Prepared) -> Result<Vec<Stress>, Refusal> {
    let stressed = |changes: Vec<Change>| {
        let practice = question.practice.what_if(&question.practice.name, changes)?;
        Ok::<Question, Refusal>(Question { practice, ..question.clone() })
    };
    let s = &question.practice.settings;
    let months = s.demand.month.values();
    let seasons = s.calendar.season > 0.0 && months.iter().any(|month| *month != months[0]);
    let winter = first_winter(prepared, question.settles).filter(|_| seasons);
    let winter = winter.map(|settles| Question { settles, days: Some(WINTER), ..question.clone() });
    let grown = |scenario: &Scenario| {
        let patients = (GROWS * scenario.settings.patients.list_size).round();
        scenario.what_if(&scenario.name, vec![Change::new("patients.list_size", Op::Set, patients)])
    };
    let longer =
        Question { baseline: grown(&question.baseline)?, practice: grown(&question.practice)?, ..question.clone() };
    let gp = &s.roles[Role::Gp];
    let leave = if gp.people > LEAVE {
        let lost = gp.sessions_per_week * LEAVE / gp.people;
        let less = |path: &str, amount: f64| Change::new(path, Op::Add, -amount);
        let mut asked = stressed(vec![less("roles.gp.people", LEAVE), less("roles.gp.sessions_per_week", lost)])?;
        if asked.lever.role == Some(Role::Gp) {
            asked.lever.lost = lost;
        }
        Ok(asked)
    } else {
        Err("there are not more than two GPs".to_string())
    };
    Ok(vec![
        Stress {
            name: "winter",
            says: "Only the thirteen weeks from the beginning of December".into(),
            question: winter.ok_or("every month is like every other".to_string()),
        },
        Stress {
            name: "longer-list",
            says: format!(
                "A list 5% longer: {} patients for {}, with all that they need",
                longer.baseline.settings.patients.list_size, question.baseline.settings.patients.list_size
            ),
            question: Ok(longer),
        },
        Stress { name: "two-gps-leave", says: "Two GPs leave, and their sessions with them".into(), question: leave },
    ])
}

/// Weeks after go-live at which the first December begins that the practice has settled before.
fn first_winter(prepared: &Prepared, settles: u32) -> Option<u32> {
    let month = |week: u32| prepared.calendar.day(prepared.calendar.warm_up + 7 * week).month;
    (settles.max(1)..settles + 54).find(|&week| month(week) == DECEMBER && month(week - 1) != DECEMBER)
}
