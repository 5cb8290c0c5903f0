//! What is counted of hours and of tasks.

use crate::scenario::names::{LedgerLine, Role, Task};
use bitcode::{Decode, Encode};

/// Where paid time went, in ticks.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct HourMeasures {
    /// Ticks of each role by line of the ledger.
    pub lines: [[u64; LedgerLine::COUNT]; Role::COUNT],
    /// Ticks worked by each role by rota and in overtime, summed apart from the lines that add up to them.
    pub worked: [u64; Role::COUNT],
    /// Ticks of clinicians' overtime by what they were spent on; that of call handlers is not told apart.
    pub overtime_on: [[u64; LedgerLine::COUNT]; Role::COUNT],
    /// Ticks of locums, by the role that they stood in for: worked, and neither idle, lost nor in meetings. They are
    /// in the lines of locums too.
    pub stood_in: [[u64; 2]; Role::COUNT],
    /// Ticks by which the lines of any account differed from its hours worked: 0.
    pub gap: u64,
}

/// Hours that are set aside whatever happens, and that nothing else depends on: runs that differ in them alone are the
/// same run.
pub const ASIDE: [LedgerLine; 2] = [LedgerLine::Meetings, LedgerLine::Training];

impl HourMeasures {
    /// Books so many ticks of a role to each line of `ASIDE`, in place of those that were booked.
    pub fn set_aside(&mut self, role: Role, ticks: [u64; ASIDE.len()]) {
        for (line, ticks) in ASIDE.into_iter().zip(ticks) {
            let booked = std::mem::replace(&mut self.lines[role as usize][line as usize], ticks);
            let worked = &mut self.worked[role as usize];
            *worked = *worked + ticks - booked;
        }
    }

    /// Ticks of a role that went to patients, tasks, travel, supervision and training, overtime included: not idle, not
    /// lost, and not in meetings.
    pub fn on_work(&self, role: Role) -> u64 {
        on_work(&self.lines[role as usize])
    }

    /// Ticks of a role that were neither idle nor lost.
    pub fn used(&self, role: Role) -> u64 {
        let lines = &self.lines[role as usize];
        let unused = [LedgerLine::DnaLost, LedgerLine::GapIdle, LedgerLine::FinishedEarly];
        lines.iter().sum::<u64>() - unused.iter().map(|&line| lines[line as usize]).sum::<u64>()
    }
}

/// Of an account's lines, those that are work.
pub(in crate::practice) fn on_work(lines: &[u64; LedgerLine::COUNT]) -> u64 {
    use LedgerLine::{DnaLost, FinishedEarly, GapIdle, Meetings};
    let not_work = [DnaLost, GapIdle, FinishedEarly, Meetings].map(|line| lines[line as usize]);
    lines.iter().sum::<u64>() - not_work.iter().sum::<u64>()
}

/// Work without the patient present: what came, and how far behind it got.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct TaskMeasures {
    /// Ticks of work that came for each role, at its own pace.
    pub arrived: [u64; Role::COUNT],
    /// Of what arrived for GPs, ticks of supervising others.
    pub supervision: u64,
    /// Working days for which each role's oldest work had been there at the end of the day, that day among them; summed
    /// over open days.
    pub oldest: [u64; Role::COUNT],
    /// Tasks that came, needed or not, by kind.
    pub came: [u64; Task::COUNT],
    /// In millionths of a task, so that shares of a few tasks add up exactly: of those that a GP would touch, what was
    /// left to GPs, what each role took, and what of that a GP looked at again.
    pub left_to_gp: [u64; Task::COUNT],
    pub taken: [[u64; Role::COUNT]; Task::COUNT],
    pub audited: [u64; Task::COUNT],
}
