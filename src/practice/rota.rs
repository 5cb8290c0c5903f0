//! A rota by half hours: how many answer the phones, or triage, and what becomes of the time they are paid for.
//! No patients pass here; `phone` and `triage` hold one each.

use crate::kernel::SimTime;

/// Who is at it now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rota {
    /// Those who take up work now, and those whom the rota pays now: after closing somebody may stay.
    pub staffed: u32,
    pub paid: u32,
    /// Up to when their time is counted.
    counted_to: SimTime,
}

/// What a stretch of time went to, in ticks.
pub struct Spent<const KINDS: usize> {
    pub on: [u64; KINDS],
    pub idle: u64,
    /// Beyond what the rota pays, whatever it was spent on.
    pub over: u64,
}

impl Rota {
    /// So many are wanted from now on; `extra` says whether a fraction of one is there.
    pub fn changes(&mut self, wanted: f64, extra: bool) {
        self.staffed = wanted as u32 + u32::from(extra);
        self.paid = self.staffed;
    }

    /// Ticks since this was last asked.
    pub fn passed(&mut self, now: SimTime) -> u64 {
        let passed = now.since(self.counted_to).0;
        self.counted_to = now;
        passed
    }

    /// What `passed` ticks went to with so many busy on each kind of work, of which the first are paid first.
    pub fn spent<const KINDS: usize>(&self, busy: [u32; KINDS], passed: u64) -> Spent<KINDS> {
        let all: u32 = busy.iter().sum();
        if all <= self.paid {
            // As almost always.
            let on = busy.map(|busy| u64::from(busy) * passed);
            return Spent { on, idle: u64::from(self.paid - all) * passed, over: 0 };
        }
        let mut paid = self.paid;
        let on = busy.map(|busy| {
            let within = busy.min(paid);
            paid -= within;
            u64::from(within) * passed
        });
        let over = all - self.paid;
        Spent { on, idle: u64::from(paid) * passed, over: u64::from(over) * passed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paid_time_is_work_or_idle_and_more_hands_than_are_paid_work_overtime() {
        for (busy, on, idle, over) in [([1, 0, 1], [10, 0, 10], 10, 0), ([2, 2, 1], [20, 10, 0], 0, 20)] {
            let rota = Rota { staffed: 3, paid: 3, ..Rota::default() };
            let spent = rota.spent(busy, 10);
            assert_eq!((spent.on, spent.idle, spent.over), (on, idle, over));
        }
    }

    #[test]
    fn a_stretch_of_time_is_counted_once() {
        let mut rota = Rota::default();
        assert_eq!((rota.passed(SimTime(30)), rota.passed(SimTime(30)), rota.passed(SimTime(45))), (30, 0, 15));
    }
}
