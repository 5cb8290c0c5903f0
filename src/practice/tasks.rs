//! Tasks: work without the patient present. Each working day brings so many; each role works through its own queue,
//! oldest first, in time set aside for it, in what a session leaves over, and in overtime once they are too old. What a
//! GP would touch another role may deal with instead, as long as it keeps up; every task is dealt with once.

use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Event, Watch};
use crate::kernel::{Counts, Span};
use crate::scenario::names::{LedgerLine, Role, Task, TriageBy};
use crate::scenario::settings::{Settings, TaskSettings};
use std::collections::VecDeque;

/// Tasks shared between a GP and others are counted in millionths, so that the shares add up exactly.
pub(super) const MILLION: f64 = 1e6;

/// What the loop reads of one kind of task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskParams {
    /// Tasks that arrive on a working day.
    pub arriving: Counts,
    /// Roles that have work of their own with it. Where others take some from GPs, the rest is worked out with that.
    pub done_by: Vec<Role>,
    /// Who takes it from GPs, in turn.
    pub taken_by: Vec<Taker>,
}

/// A role that deals with tasks instead of a GP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taker {
    pub role: Role,
    /// Share of what those before it left.
    pub share: f64,
    /// Minutes for each.
    pub minutes: f64,
}

impl TaskParams {
    pub(super) fn new(task: &TaskSettings, list: f64) -> TaskParams {
        TaskParams::of(task, Counts::new(task.per_1000_per_day * (f64::from(list as u32) / 1000.0)))
    }

    /// As many tasks, done in another way: the table of their numbers is the dearest part.
    pub(super) fn done_otherwise(&self, task: &TaskSettings) -> TaskParams {
        TaskParams::of(task, self.arriving.clone())
    }

    fn of(task: &TaskSettings, arriving: Counts) -> TaskParams {
        let for_gps = task.touched_by[Role::Gp] > 0.0;
        let takes = |role: &Role| for_gps && *role != Role::Gp && task.instead_of_gp[*role] > 0.0;
        let taker = |role: Role| {
            let own = task.instead_minutes[role];
            let minutes = if own > 0.0 { own } else { task.minutes[role] };
            Taker { role, share: task.instead_of_gp[role], minutes }
        };
        let taken_by: Vec<Taker> = Role::ALL.iter().copied().filter(takes).map(taker).collect();
        let own = |role: &Role| *role != Role::Gp || taken_by.is_empty();
        let works = |role: &Role| task.touched_by[*role] * task.minutes[*role] > 0.0;
        TaskParams { arriving, done_by: Role::ALL.iter().copied().filter(own).filter(works).collect(), taken_by }
    }
}

/// What an open day has of so many hours a week that are set aside.
pub fn each_day(hours: f64, settings: &Settings) -> Span {
    Span::hours(hours / settings.calendar.days_per_week)
}

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
            let count = started + params.arriving.at(|chunk| day.draw(Purpose::TaskCount, (task as u32) << 16 | chunk));
            let needed = f64::from(count) * (1.0 - settings.not_needed);
            if count > 0 {
                self.see_practice(Event::TasksCome { task, count });
            }
            for &role in &params.done_by {
                let minutes = needed * settings.touched_by[role] * settings.minutes[role];
                self.task_for(role, task.ledger_line(), Span::minutes(minutes));
            }
            self.measures.tasks.came[task as usize] += u64::from(count);
            self.share_out(task, needed);
        }
    }

    /// Of the tasks that a GP would touch, others take theirs, each from what those before left; the rest is the GP's.
    fn share_out(&mut self, task: Task, needed: f64) {
        let (params, settings) = (&self.params.tasks[task], &self.params.settings.tasks[task]);
        let for_gp = (needed * settings.touched_by[Role::Gp] * MILLION).round() as u64;
        let mut left = for_gp;
        let minutes = |tasks: u64, each: f64| Span::minutes(tasks as f64 / MILLION * each);
        for taker in &params.taken_by {
            if self.is_behind(taker.role) {
                continue;
            }
            let taken = (left as f64 * taker.share).round() as u64;
            left -= taken;
            self.measures.tasks.taken[task as usize][taker.role as usize] += taken;
            self.see_practice(Event::TasksFor { task, role: taker.role, millionths: taken });
            self.task_for(taker.role, task.ledger_line(), minutes(taken, taker.minutes));
        }
        self.measures.tasks.left_to_gp[task as usize] += left;
        if for_gp > 0 {
            self.see_practice(Event::TasksFor { task, role: Role::Gp, millionths: left });
        }
        if !params.taken_by.is_empty() {
            let audited = ((for_gp - left) as f64 * settings.audit).round() as u64;
            self.measures.tasks.audited[task as usize] += audited;
            self.task_for(Role::Gp, task.ledger_line(), minutes(left + audited, settings.minutes[Role::Gp]));
        }
    }

    /// Is a role's oldest task one that it must do in overtime today? Then it takes nothing over from GPs.
    fn is_behind(&self, role: Role) -> bool {
        let limit = self.params.settings.roles[role].overtime_after;
        let oldest = self.state.tasks.queues[role as usize].front().map_or(self.today, |work| work.day);
        oldest < self.today && f64::from(self.calendar.working_days(oldest, self.today)) >= limit
    }

    /// Work comes for a role, which does it at its own pace.
    pub(super) fn task_for(&mut self, role: Role, line: LedgerLine, work: Span) {
        let pace = self.params.settings.roles[role].pace;
        let work = if pace == 1.0 { work } else { Span((work.0 as f64 * pace + 0.5) as u64) };
        self.queue_task(role, line, work);
    }

    /// Puts work into a role's queue.
    pub(super) fn queue_task(&mut self, role: Role, line: LedgerLine, work: Span) {
        if work > Span::ZERO {
            self.see_practice(Event::WorkComes { role, line, lasts: work });
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
        for &role in Role::ALL {
            let account = self.role_account(role);
            let settings = &self.params.settings.roles[role];
            let today = |hours: f64| each_day(hours, &self.params.settings);
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
        if W::WATCHES && !queue.is_empty() {
            let lasts = Span(queue.iter().map(|work| work.ticks).sum());
            self.see_practice(Event::WorkLeft { role, lasts });
        }
    }
}
