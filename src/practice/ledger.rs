//! The hours ledger: every worked minute of every person in one line, kept by week and checked against hours worked.

use super::calendar::Calendar;
use super::measures;
use super::params::Params;
use super::rota::Spent;
use super::run::Run;
use super::watch::Watch;
use crate::kernel::Span;
use crate::scenario::names::{LedgerLine, Role};

/// The current week's accounts: one for each person who holds sessions, one for each role's other work, and one for
/// locums in the place of each role.
#[derive(Clone, Debug)]
pub struct Ledger {
    accounts: Vec<Account>,
    /// Handlers' idle time today, which tasks may still use.
    pub(super) spare_at_desk: u64,
    /// Handlers' time not yet in their account: on calls, at the desk, online, and after hours.
    handlers: [u64; 4],
}

#[derive(Clone, Debug)]
struct Account {
    role: Role,
    /// Whom locums stand in for.
    in_place_of: Option<Role>,
    lines: [u64; LedgerLine::COUNT],
    /// Hours worked by rota and overtime, summed apart from the lines that must add up to it.
    worked: u64,
}

impl Ledger {
    pub fn new(params: &Params, _: &Calendar) -> Ledger {
        let people = params.people.iter().map(|person| person.role);
        let account = |role| Account { role, in_place_of: None, lines: [0; LedgerLine::COUNT], worked: 0 };
        let locums = Role::ALL.iter().map(|&role| Account { in_place_of: Some(role), ..account(Role::Locum) });
        Ledger {
            accounts: people.chain(Role::ALL.iter().copied()).map(account).chain(locums).collect(),
            spare_at_desk: 0,
            handlers: [0; 4],
        }
    }
}

impl<W: Watch> Run<'_, W> {
    pub(super) fn ledger_spend(&mut self, account: usize, line: LedgerLine, span: Span) {
        self.state.ledger.accounts[account].lines[line as usize] += span.0;
    }

    /// Time of a whole session, by line.
    pub(super) fn ledger_lines(&mut self, account: usize, lines: &[u64; LedgerLine::COUNT]) {
        for (sum, ticks) in self.state.ledger.accounts[account].lines.iter_mut().zip(lines) {
            *sum += ticks;
        }
    }

    /// Time after a session's or rota's end, and what it was spent on.
    pub(super) fn ledger_overtime(&mut self, account: usize, line: LedgerLine, span: Span) {
        self.ledger_spend(account, LedgerLine::Overtime, span);
        let role = self.state.ledger.accounts[account].role;
        self.measures.hours.overtime_on[role as usize][line as usize] += span.0;
    }

    /// Hours of a session, by contract or beyond it.
    pub(super) fn ledger_session(&mut self, account: usize, span: Span) {
        self.state.ledger.accounts[account].worked += span.0;
    }

    /// Ticks that the rota pays to people without sessions.
    pub(super) fn ledger_rota(&mut self, role: Role, ticks: u64) {
        let account = self.role_account(role);
        self.state.ledger.accounts[account].worked += ticks;
    }

    /// The account of a role's work outside sessions.
    pub(super) fn role_account(&self, role: Role) -> usize {
        self.params.people.len() + role as usize
    }

    /// The account of a locum in the place of somebody of a role.
    pub(super) fn locum_account(&self, role: Role) -> usize {
        self.params.people.len() + Role::COUNT + role as usize
    }

    /// Call handlers' time since it was last counted: on calls, at the desk, idle, and after hours.
    pub(super) fn handlers_time(&mut self, Spent { on: [calls, desk, online], idle, over }: Spent<3>) {
        let ledger = &mut self.state.ledger;
        for (sum, time) in ledger.handlers.iter_mut().zip([calls, desk, online, over]) {
            *sum += time;
        }
        ledger.spare_at_desk += idle;
    }

    /// Ends the week: lines go into the measures, and any difference from hours worked is counted as a fault.
    pub(super) fn close_ledger(&mut self) {
        let reception = self.role_account(Role::Receptionist);
        let [calls, desk, online, over] = std::mem::take(&mut self.state.ledger.handlers);
        let reception = &mut self.state.ledger.accounts[reception];
        reception.lines[LedgerLine::Calls as usize] += calls;
        reception.lines[LedgerLine::Desk as usize] += desk;
        reception.lines[LedgerLine::Online as usize] += online;
        reception.lines[LedgerLine::Overtime as usize] += over;
        reception.worked += over;
        for account in &mut self.state.ledger.accounts {
            let sum: u64 = account.lines.iter().sum();
            if sum + account.worked == 0 {
                // Nobody's this week, or booked already.
                continue;
            }
            self.measures.hours.gap += sum.abs_diff(account.worked);
            if let Some(role) = account.in_place_of {
                let [worked, on_work] = &mut self.measures.hours.stood_in[role as usize];
                *worked += account.worked;
                *on_work += measures::on_work(&account.lines);
            }
            let role = account.role as usize;
            for (line, ticks) in account.lines.iter_mut().enumerate() {
                self.measures.hours.lines[role][line] += std::mem::take(ticks);
            }
            self.measures.hours.worked[role] += std::mem::take(&mut account.worked);
        }
    }
}
