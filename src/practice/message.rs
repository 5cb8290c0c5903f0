//! Messages in place of planned appointments: a reading or an answer is sent, and whoever would have seen the patient
//! deals with it when there is time for tasks. Enters from `booking`, where a message suits the follow-up or recall;
//! waits in the diary for its day, and leaves to `outcome`.

use super::audit;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Event, Watch};
use crate::kernel::SimTime;
use crate::scenario::names::{LedgerLine, Mode};

impl<W: Watch> Run<'_, W> {
    /// Does a message take the place of this follow-up or recall? Only where there is somebody to answer it.
    pub(super) fn goes_by_message(&mut self, need: u32) -> bool {
        let reach = self.params.settings.outcome.messages;
        if reach == 0.0 {
            return false;
        }
        let planned = &self.state.needs[need];
        let (key, nth) = (planned.key, u32::from(planned.encounters));
        let suits = self.params.settings.problems[planned.problem].suits_message;
        if !key.chance(suits, Purpose::SuitsMessage, nth) || !key.chance(reach, Purpose::ReachedByMessage, 0) {
            return false;
        }
        let role = self.role_for(need);
        !self.state.book.of_role(role).is_empty()
    }

    /// On its day a message is dealt with: the work waits among the tasks of whoever would have seen the patient.
    pub(super) fn answer_message(&mut self, need: u32) {
        let midnight = self.now;
        self.now = SimTime::start_of(self.today) + self.params.phone.opens;
        let role = self.role_for(need);
        let waiting = &self.state.needs[need];
        let (patient, planned) = (waiting.patient, waiting.planned);
        let draw = waiting.key.draw(Purpose::Encounter, waiting.encounters.into());
        let length = self.params.settings.problems[waiting.problem].length;
        let lasts = self.params.roles[role].minutes[Mode::Online].stretched(draw, length);
        self.see(need, Event::AnsweredByMessage { role, lasts });
        // Minutes by mode have the role's pace in them already.
        self.queue_task(role, LedgerLine::Online, lasts);
        self.measures.consultations.add(role, patient, self.today);
        self.measures.clinic.encounter(role, Mode::Online, lasts, false, planned);
        self.audit_saw(need, audit::NOBODY, false);
        self.comes_of_it(need, role, Mode::Online, false, self.now);
        self.now = midnight;
    }
}
