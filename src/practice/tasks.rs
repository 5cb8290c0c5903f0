//! Tasks: work without the patient present. Each working day brings so many; each role works through its own queue,
//! oldest first, in time set aside for it, in what a session leaves over, and in overtime once they are too old.

use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::Watch;
use crate::kernel::Span;
use crate::scenario::names::{LedgerLine, Role, Task, TriageBy};
use std::collections::VecDeque;

/// Work waiting, by role.
#[derive(Clone, Debug)]
pub struct Tasks {
    queues: Vec<VecDeque<Work>>,
    /// Tasks that encounters have started, for the next working day.
    tomorrow: [u32; Task::COUNT],
}

impl Tasks {
    /// An encounter starts a task, which is there on the next working day.
    pub(super) fn comes_tomorrow(&mut self, task: Task) {
        self.tomorrow[task as usize] += 1;
    }
}

/// One day's tasks of one kind for one role.
#[derive(Clone, Copy, Debug)]
struct Work {
    day: u32,
    line: LedgerLine,
    ticks: u64,
}

impl Default for Tasks {
    fn default() -> Tasks {
        Tasks { queues: vec![VecDeque::new(); Role::COUNT], tomorrow: [0; Task::COUNT] }
    }
}

impl<W: Watch> Run<'_, W> {
    /// The day's post, results and requests come in.
    pub(super) fn tasks_arrive(&mut self) {
        let day = self.day_key();
        for &task in Task::ALL {
            let (params, settings) = (&self.params.tasks[task], &self.params.settings.tasks[task]);
            let started = std::mem::take(&mut self.state.tasks.tomorrow[task as usize]);
            let count = started + params.arriving.at(|chunk| day.u(Purpose::TaskCount, (task as u32) << 16 | chunk));
            for &role in &params.done_by {
                let minutes = f64::from(count) * settings.touched_by[role] * settings.minutes[role];
                self.task_for(role, task.ledger_line(), Span::minutes(minutes));
            }
        }
    }

    /// Puts work into a role's queue.
    pub(super) fn task_for(&mut self, role: Role, line: LedgerLine, work: Span) {
        if work > Span::ZERO {
            let work = Work { day: self.today, line, ticks: work.0 };
            self.measures.tasks.arrived[role as usize] += work.ticks;
            if line == LedgerLine::Supervision && role == Role::Gp {
                self.measures.tasks.supervision += work.ticks;
            }
            self.state.tasks.queues[role as usize].push_back(work);
        }
    }

    /// Spends up to `time` of an account on the role's queue and returns what was spent.
    pub(super) fn work_on_tasks(&mut self, account: usize, role: Role, time: Span) -> Span {
        let mut left = time.0;
        while left > 0 {
            let Some(first) = self.state.tasks.queues[role as usize].front_mut() else { break };
            let spent = left.min(first.ticks);
            first.ticks -= spent;
            left -= spent;
            let (line, done) = (first.line, first.ticks == 0);
            if done {
                self.state.tasks.queues[role as usize].pop_front();
            }
            self.ledger_spend(account, line, Span(spent));
        }
        time - Span(left)
    }

    /// At the end of a working day: time set aside, meetings, training, then overtime on what is too old.
    pub(super) fn tasks_at_close(&mut self) {
        self.count_phone_time();
        TriageBy::ALL.iter().for_each(|&by| self.count_triage_time(by));
        let open_days = self.params.settings.calendar.days_per_week;
        for &role in Role::ALL {
            let account = self.role_account(role);
            let settings = &self.params.settings.roles[role];
            let today = |hours: f64| Span::hours(hours / open_days);
            let (tasks, meetings, training) =
                (today(settings.task_hours), today(settings.meeting_hours), today(settings.training_hours));
            self.ledger_rota(role, tasks.0 + meetings.0 + training.0);
            self.ledger_spend(account, LedgerLine::Meetings, meetings);
            self.ledger_spend(account, LedgerLine::Training, training);
            let at_desk = match role {
                Role::Receptionist => Span(std::mem::take(&mut self.state.ledger.spare_at_desk)),
                _ => Span::ZERO,
            };
            let used = self.work_on_tasks(account, role, tasks + at_desk);
            self.ledger_spend(account, LedgerLine::GapIdle, tasks + at_desk - used);
            self.overtime_on_tasks(role, account);
            self.count_backlog(role);
        }
    }

    fn overtime_on_tasks(&mut self, role: Role, account: usize) {
        let limit = self.params.settings.roles[role].overtime_after;
        let queue = &mut self.state.tasks.queues[role as usize];
        let mut over = 0;
        let spent_on = &mut self.measures.hours.overtime_on[role as usize];
        while let Some(first) = queue.front()
            && f64::from(self.calendar.working_days(first.day, self.today)) >= limit
        {
            over += first.ticks;
            spent_on[first.line as usize] += first.ticks;
            queue.pop_front();
        }
        self.ledger_spend(account, LedgerLine::Overtime, Span(over));
        self.ledger_rota(role, over);
    }

    fn count_backlog(&mut self, role: Role) {
        let queue = &self.state.tasks.queues[role as usize];
        let oldest = queue.front().map_or(0, |work| self.calendar.working_days(work.day, self.today + 1));
        self.measures.tasks.oldest[role as usize] += u64::from(oldest);
    }
}
