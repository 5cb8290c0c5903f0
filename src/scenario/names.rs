//! The names used in scenario files, tables and reports: roles, problems, modes, places, ledger lines, days.
//!
//! Every name always exists; a role nobody holds or a problem nobody has is simply at zero.

use super::node::{Names, entries, named};

named! {
    /// Who works in the practice.
    pub enum Role {
        Gp = "gp", GpTrainee = "gp_trainee", Locum = "locum", PracticeNurse = "practice_nurse",
        MinorIllnessNurse = "minor_illness_nurse", HealthCareAssistant = "health_care_assistant",
        Pharmacist = "pharmacist", Physiotherapist = "physiotherapist",
        MentalHealthPractitioner = "mental_health_practitioner", PhysicianAssociate = "physician_associate",
        Paramedic = "paramedic", LinkWorker = "link_worker", MedicalAssistant = "medical_assistant",
        Receptionist = "receptionist", Manager = "manager",
    }

    /// What a need is about. The last four are planned care that the practice starts from its registers.
    pub enum Problem {
        MinorIllness = "minor_illness", Musculoskeletal = "musculoskeletal", MentalHealth = "mental_health",
        Social = "social", LongTerm = "long_term", General = "general", Admin = "admin", Result = "result",
        Prescription = "prescription", Review = "review", BloodTest = "blood_test", Vaccination = "vaccination",
        Screening = "screening",
    }

    /// How an encounter takes place.
    pub enum Mode {
        FaceToFace = "face_to_face", Phone = "phone", Online = "online", HomeVisit = "home_visit", Group = "group",
    }

    /// Help outside the practice's own book.
    pub enum Destination {
        CommunityPharmacy = "community_pharmacy", SelfCare = "self_care", SocialPrescriber = "social_prescriber",
        CommunityServices = "community_services", Hub = "hub", Nhs111 = "nhs_111", AAndE = "a_and_e",
    }

    /// Help beside the practice's own that leaves a patient with fewer needs to bring.
    pub enum Support {
        SocialPrescribing = "social_prescribing", ExternalService = "external_service", Prevention = "prevention",
        RecordAccess = "record_access", MinorIllnessAdvice = "minor_illness_advice",
        SelfManagement = "self_management",
    }

    /// Who looks at requests before anybody is booked, and how.
    pub enum TriageBy {
        /// A GP rings back.
        Gp = "gp",
        /// A nurse rings back.
        Nurse = "nurse",
        /// A GP reads and answers online requests.
        Online = "online",
    }

    /// Why a GP who audits appointments would call one avoidable. One reason each: the first of these that holds.
    pub enum Avoidable {
        /// The hospital lost a referral, or failed to book it.
        HospitalBooking = "hospital_booking",
        /// The hospital told the patient to ask the GP.
        HospitalAsked = "hospital_asked",
        /// Nobody had told the patient the result of a test.
        NormalResult = "normal_result",
        /// The patient came back unsettled, to a GP other than whoever saw them last.
        LostContinuity = "lost_continuity",
        /// A community pharmacy or self care would have done.
        PharmacyOrSelfCare = "pharmacy_or_self_care",
        /// A social prescriber would have done.
        Wellbeing = "wellbeing",
        /// Somebody else in the practice would have done.
        OtherTeam = "other_team",
        /// Forms, notes, and what else is not medicine.
        Other = "other",
    }

    /// How a request reaches the practice.
    pub enum Channel { Phone = "phone", Desk = "desk", Online = "online", }

    /// What reminds a patient of a booking, or makes it the patient's own.
    pub enum Prompt {
        /// A text message before the day.
        Reminder = "reminder",
        /// The patient writes the appointment card.
        OwnCard = "own_card",
        /// The caller reads the day and time back.
        ReadBack = "read_back",
        /// A sign in the waiting room that says how many patients do come.
        NormSign = "norm_sign",
    }

    /// Work without the patient present.
    pub enum Task {
        Letter = "letter", TestResult = "test_result", RepeatPrescription = "repeat_prescription", Form = "form",
        Referral = "referral", Claims = "claims", Bulletins = "bulletins", Reporting = "reporting",
        Wayfinding = "wayfinding",
        /// Reception tells patients what they need to know: results, chasers, invitations.
        PatientContact = "patient_contact",
        /// A request for what was sent already.
        DuplicatedReporting = "duplicated_reporting",
        /// A GP asks a specialist before referring.
        Advice = "advice",
    }

    /// Where a member of staff's minute went. Every worked minute is in exactly one line.
    pub enum LedgerLine {
        FaceToFace = "face_to_face", Phone = "phone", Online = "online", HomeVisit = "home_visit", Group = "group",
        Travel = "travel", WriteUp = "write_up", Triage = "triage", Calls = "calls", Desk = "desk",
        Letter = "letter", TestResult = "test_result", RepeatPrescription = "repeat_prescription", Form = "form",
        Referral = "referral", Advice = "advice", PatientContact = "patient_contact", Claims = "claims",
        Bulletins = "bulletins", Reporting = "reporting", DuplicatedReporting = "duplicated_reporting",
        Wayfinding = "wayfinding", Interruptions = "interruptions", Supervision = "supervision",
        Meetings = "meetings", Training = "training",
        DnaLost = "dna_lost", GapIdle = "gap_idle", Overtime = "overtime",
        FinishedEarly = "finished_early",
    }

    /// Days of the week, Monday first.
    pub enum Weekday { Mon = "mon", Tue = "tue", Wed = "wed", Thu = "thu", Fri = "fri", Sat = "sat", Sun = "sun", }

    /// Months of the year.
    pub enum Month {
        Jan = "jan", Feb = "feb", Mar = "mar", Apr = "apr", May = "may", Jun = "jun", Jul = "jul", Aug = "aug",
        Sep = "sep", Oct = "oct", Nov = "nov", Dec = "dec",
    }

    /// Age bands, in years, of the published consultation rates.
    pub enum Age {
        Under5 = "0_4", To14 = "5_14", To24 = "15_24", To44 = "25_44", To64 = "45_64", To74 = "65_74",
        To84 = "75_84", Over84 = "85_over",
    }

    /// Bands of the time from booking to appointment, in calendar days, as published nationally.
    pub enum LeadBand {
        SameDay = "same_day", One = "1", To7 = "2_7", To14 = "8_14", To21 = "15_21", To28 = "22_28", Over28 = "over_28",
    }

    /// Shapes of a duration, patience or delay.
    pub enum Family {
        Constant = "constant", Exponential = "exponential", Gamma = "gamma", Lognormal = "lognormal",
        Empirical = "empirical",
        /// Never ends: patience that cannot run out.
        Infinite = "infinite",
    }

    /// What happens to callers still waiting when the lines close.
    pub enum Closing {
        /// They are cut off.
        Cut = "cut",
        /// They are all answered, however late.
        Drain = "drain",
    }

    /// What a clinician does when the next patient is already there before the booked time.
    pub enum EarlyStart { WhenFree = "when_free", AtBookedTime = "at_booked_time", }

    /// What becomes of time in sessions that the patients booked do not need.
    pub enum FreedTime {
        /// Paperwork that waits, at the end of a session and in a share of the gaps; the rest is idle.
        Tasks = "tasks",
        /// Longer consultations: an encounter goes on while nobody else is due.
        LongerConsultations = "longer_consultations",
        /// An earlier finish: everybody goes home when the last patient has gone and no paperwork waits.
        EarlierFinish = "earlier_finish",
        /// More slots: what has been idle in recent weeks is offered at the end of coming sessions.
        MoreSlots = "more_slots",
    }

    /// Which bank holidays close the practice.
    pub enum Holidays { England = "england", None = "none", }

    /// How the warm-up is chosen.
    pub enum WarmUp { Days = "days", Automatic = "automatic", }
}

/// Half hours of the day, `"00:00"` to `"23:30"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfHour;

impl Names for HalfHour {
    #[rustfmt::skip]
    const IDS: &'static [&'static str] = &[
        "00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30",
        "06:00", "06:30", "07:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30",
        "12:00", "12:30", "13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00", "17:30",
        "18:00", "18:30", "19:00", "19:30", "20:00", "20:30", "21:00", "21:30", "22:00", "22:30", "23:00", "23:30",
    ];
    entries!(48);
}

impl TriageBy {
    /// Whose time it takes.
    pub fn role(self) -> Role {
        match self {
            TriageBy::Gp | TriageBy::Online => Role::Gp,
            TriageBy::Nurse => Role::PracticeNurse,
        }
    }

    /// How the patient is reached.
    pub fn mode(self) -> Mode {
        match self {
            TriageBy::Gp | TriageBy::Nurse => Mode::Phone,
            TriageBy::Online => Mode::Online,
        }
    }
}

impl Role {
    /// Roles that see patients in sessions of bookable slots.
    pub fn is_clinical(self) -> bool {
        !matches!(self, Role::Receptionist | Role::Manager | Role::MedicalAssistant)
    }
}

impl Mode {
    /// The ledger line of an encounter in this mode.
    pub fn ledger_line(self) -> LedgerLine {
        match self {
            Mode::FaceToFace => LedgerLine::FaceToFace,
            Mode::Phone => LedgerLine::Phone,
            Mode::Online => LedgerLine::Online,
            Mode::HomeVisit => LedgerLine::HomeVisit,
            Mode::Group => LedgerLine::Group,
        }
    }
}

impl Task {
    /// The ledger line of this task.
    pub fn ledger_line(self) -> LedgerLine {
        match self {
            Task::Letter => LedgerLine::Letter,
            Task::TestResult => LedgerLine::TestResult,
            Task::RepeatPrescription => LedgerLine::RepeatPrescription,
            Task::Form => LedgerLine::Form,
            Task::Referral => LedgerLine::Referral,
            Task::Claims => LedgerLine::Claims,
            Task::Bulletins => LedgerLine::Bulletins,
            Task::Reporting => LedgerLine::Reporting,
            Task::Wayfinding => LedgerLine::Wayfinding,
            Task::PatientContact => LedgerLine::PatientContact,
            Task::DuplicatedReporting => LedgerLine::DuplicatedReporting,
            Task::Advice => LedgerLine::Advice,
        }
    }
}

impl LeadBand {
    /// The band of a lead of `days` calendar days.
    pub fn of(days: u32) -> LeadBand {
        const BANDS: [LeadBand; 30] = {
            let mut bands = [LeadBand::Over28; 30];
            let mut day = 0;
            while day < 29 {
                bands[day] = match day {
                    0 => LeadBand::SameDay,
                    1 => LeadBand::One,
                    2..=7 => LeadBand::To7,
                    8..=14 => LeadBand::To14,
                    15..=21 => LeadBand::To21,
                    _ => LeadBand::To28,
                };
                day += 1;
            }
            bands
        };
        BANDS[days.min(29) as usize]
    }
}
