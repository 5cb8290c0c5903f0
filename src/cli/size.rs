//! `headroom size`: the fewest sessions or call handlers that keep targets.

use super::made;
use super::options::{Practice, as_typed, begins_in_a_week, quoted};
use super::output::Output;
use super::threads::interrupted;
use super::{Stopped, progress};
use crate::experiment::View;
use crate::experiment::size::{Ears, FIRST_LOOK, Lever, Question, Range, Target, Wishes, answer, frontier};
use crate::report::document::Document;
use crate::report::inputs::Behind;
use crate::report::{self, About, Cut};
use crate::scenario::budget::role_called;
use crate::scenario::{Problem, Refusal, Scenario};
use clap::Args;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Finds the fewest sessions a week of a role, or the fewest call handlers, that keep every target.
///
/// With --action it is found without the actions too. With several roles it is found for so many of
/// the others, with what each such practice pays, and the cheapest is marked.
///
/// A target is a figure of `headroom schema --measures` and a bound: a number, or `now` for what the
/// practice shows as it is, with as much more or less as nobody would mind: a bare `now` is missed by
/// the least difference that shows. Sizes are run from the same mornings with the same patients, in batches
/// until each is shown to be enough or not.
///
/// Examples:
///   headroom size average-2018 --role receptionist --target "phone_answered_share >= 0.9"
///   headroom size average-2018 --role gp --target "lead_days(routine).p90 <= 10" \
///     --target "unmet_needs_share <= now + 0.002"
///   headroom size average-2018 --role gp --action 3.2 --target "lead_days(routine).p90 <= 10"
///   headroom size average-2018 --role gp --role practice_nurse --target "lead_days(routine).p90 <= 4"
///   headroom size average-2018 --role gp --stress --recruitment-lag 26 \
///     --target "lead_days(routine).p90 <= 4"
///   headroom size phone-alone.toml --target "phone_wait(answered) <= 1" \
///     --vary phone.handlers --from 1 --to 20 --step 1
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Size {
    #[command(flatten)]
    practice: Practice,

    /// A figure and its bound: "FIGURE <= NUMBER", ">=", or for the number "now", "now + NUMBER" or "now - NUMBER". May
    /// be given often; all must be kept.
    #[arg(long = "target", value_name = "TARGET", required = true)]
    targets: Vec<String>,

    /// Counts sessions a week of this role; for receptionist call handlers, for a manager or secretary hours a week. Of
    /// several, for so many of all but the last the fewest of the last; a range may follow: gp:30..46.
    #[arg(long = "role", value_name = "ROLE[:FROM..TO]", required_unless_present = "vary", conflicts_with = "vary")]
    roles: Vec<String>,

    /// Counts any setting that is a number, from --from to --to.
    #[arg(long, value_name = "PATH", requires = "from", requires = "to")]
    vary: Option<String>,

    /// The least that is looked at; one step unless said.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    from: Option<f64>,

    /// The most that is looked at; twice what there is now unless said, and at least ten steps more.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    to: Option<f64>,

    /// The step between two sizes.
    #[arg(long, value_name = "NUMBER", default_value_t = 0.5)]
    step: f64,

    /// Weeks until new colleagues come: gives the year until then, week by week, where more are needed than there are.
    #[arg(long, value_name = "WEEKS")]
    recruitment_lag: Option<u32>,

    /// Looks whether the answer would do in hard times: a winter, a list 5% longer, two GPs who leave.
    #[arg(long)]
    stress: bool,

    /// The confidence with which everything is said that is said, all sizes and targets together.
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    confidence: f64,

    /// Most repetitions of one size; as many are run as are needed to tell.
    #[arg(long, value_name = "N", default_value_t = 320)]
    replications: u32,

    /// Weeks that the practice is given to settle before it is measured.
    #[arg(long, value_name = "WEEKS", default_value_t = 26)]
    settles: u32,

    #[command(flatten)]
    output: Output,
}

impl Size {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let question = self.question()?;
        let baseline = &question.baseline;
        let pool = self.output.pool()?;
        let command = self.command(baseline);
        let made_of = format!("{}{}{command}", baseline.as_run(), question.practice.as_run());
        let room = self.output.room(&baseline.name, &made_of)?;
        let made = pool.install(|| match self.roles.len() {
            0 | 1 => self.one(&question, command, &made_of),
            _ => self.several(&question, command, &made_of),
        });
        let Made { page, json, document, files: written, about } = made?;
        self.output.print(&json, &page);
        if room.folder().is_none() {
            return Ok(());
        }
        let own = written.into_iter().map(|(name, content)| (name.to_string(), content)).collect();
        let plan = self.practice.plan()?;
        let scenarios = if plan.is_empty() { Vec::new() } else { vec![("with the actions", &question.practice)] };
        let (plans, view) = (vec![&plan], Some(View::Settled { drop_weeks: self.settles }));
        let how_often = Some(format!(
            "From {FIRST_LOOK} to {} replications of each size: as many as it takes to tell whether it is enough.",
            self.replications
        ));
        let made = made::Made {
            about: &about,
            made_of: &made_of,
            json: &json,
            page: &page,
            document,
            behind: Behind { baseline, scenarios, plans, view, how_often },
            threads: pool.current_num_threads(),
            begun,
            goes_on: false,
        };
        room.write(made, own)
    }

    fn about<'a>(
        &self,
        question: &'a Question,
        (days, warm_up_days, settled): (u32, u32, bool),
        command: String,
    ) -> About<'a> {
        let settings = &question.baseline.settings;
        let warnings = question.baseline.warnings.iter().chain(&question.practice.warnings);
        let mut cautions: Vec<String> = Vec::new();
        for warning in warnings {
            if !cautions.contains(&warning.message) {
                cautions.push(warning.message.clone());
            }
        }
        About {
            precision: None,
            scenario: &question.baseline.name,
            title: &settings.title,
            seed: settings.run.seed as u64,
            replications: self.replications as usize,
            days,
            warm_up_days,
            settled,
            cautions,
            command,
            stopped: None,
        }
    }

    /// One role or setting, with all that is asked beside the fewest.
    fn one<'a>(&self, question: &'a Question, command: String, made_of: &str) -> Result<Made<'a>, Stopped> {
        let bar = progress::search(self.output.is_unwatched());
        bar.set_message("Looking for the fewest");
        let stopped = interrupted();
        let (done, stop) = (|count| bar.inc(count), || stopped.load(Ordering::Relaxed));
        let plan = self.practice.plan()?;
        let baseline = &question.baseline;
        let weekly = |weeks: u32| plan.weeks(&baseline.settings, weeks);
        let without_actions = !plan.is_empty() && self.lever(baseline).is_ok();
        let wishes = Wishes { without_actions, stress: self.stress, lag: self.recruitment_lag, weekly: &weekly };
        let found = answer(question, &wishes, Ears { done: &done, stop: &stop });
        bar.finish_and_clear();
        let Some(found) = found? else { return Err(Stopped::Failed("stopped before anything was found".into())) };
        said_to_stop(found.stopped);
        let sizing = &found.sizing;
        let about = self.about(question, (sizing.days, sizing.warm_up_days, sizing.settled), command);
        let tried = found.sizes_tried() as u64;
        let about = About { stopped: found.stopped.then_some(Cut { done: tried, asked: None, of: "sizes" }), ..about };
        let mut files = vec![
            ("results.csv", report::size::csv(&about, &found).map_err(unmade)?),
            ("sizes.csv", report::size::sizes(&about, &found).map_err(unmade)?),
        ];
        if let Some(waiting) = &found.waiting {
            files.push(("weeks.csv", report::size::weeks(sizing, waiting).map_err(unmade)?));
        }
        let page = report::size::page(&about, self.settles, &found);
        let json = report::size::json(&about, &found);
        let (said, covers) = (report::size::answer(sizing), report::size::confidence(&found));
        let document = report::page::of_sizing(&about, &found, said, covers, made_of).map_err(Stopped::Failed)?;
        Ok(Made { page, json, document, files, about })
    }

    /// Several roles.
    fn several<'a>(&self, question: &'a Question, command: String, made_of: &str) -> Result<Made<'a>, Stopped> {
        let bar = progress::search(self.output.is_unwatched());
        bar.set_message("Looking for the frontier");
        let stopped = interrupted();
        let (done, stop) = (|count| bar.inc(count), || stopped.load(Ordering::Relaxed));
        let mut others = Vec::new();
        for text in &self.roles[..self.roles.len() - 1] {
            let (lever, has_range) = self.of_role(&question.practice, text)?;
            let places = if has_range { lever.some_places(9) } else { lever.places_around_now(3) };
            others.push((lever, places));
        }
        let found = frontier(question, &others, Ears { done: &done, stop: &stop });
        bar.finish_and_clear();
        let Some(found) = found? else { return Err(Stopped::Failed("stopped before anything was found".into())) };
        said_to_stop(found.stopped);
        let about = self.about(question, (found.days, found.warm_up_days, found.settled), command);
        let (lines, asked) = (found.lines.len() as u64, found.asked as u64);
        let cut = Cut { done: lines, asked: Some(asked), of: "lines of the frontier" };
        let about = About { stopped: found.stopped.then_some(cut), ..about };
        let files = vec![("frontier.csv", report::size::frontier::csv(&found).map_err(unmade)?)];
        let page = report::size::frontier::page(&about, &found);
        let json = report::size::frontier::json(&about, &found);
        let document = report::page::of_frontier(&about, &found, made_of).map_err(Stopped::Failed)?;
        Ok(Made { page, json, document, files, about })
    }

    /// What is asked, or everything that is wrong with it.
    fn question(&self) -> Result<Question, Stopped> {
        if !(0.5..1.0).contains(&self.confidence) {
            return Err(Stopped::Asked("`--confidence` takes a share from 0.5 to below 1, such as 0.95".into()));
        }
        if !(FIRST_LOOK..=100_000).contains(&self.replications) {
            let sentence = format!("`--replications` takes a whole number from {FIRST_LOOK} to 100000");
            return Err(Stopped::Asked(sentence));
        }
        if self.settles > 520 {
            return Err(Stopped::Asked("`--settles` takes a whole number of weeks up to 520".into()));
        }
        if self.recruitment_lag.is_some_and(|weeks| weeks > 156) {
            return Err(Stopped::Asked("`--recruitment-lag` takes a whole number of weeks up to 156".into()));
        }
        let named = |text: &String| text.split(':').next().unwrap_or_default().trim().to_string();
        if let Some(at) =
            (1..self.roles.len()).find(|&at| self.roles[..at].iter().any(|one| named(one) == named(&self.roles[at])))
        {
            return Err(Stopped::Asked(format!(
                "the role {} is asked for twice; name each role once",
                named(&self.roles[at])
            )));
        }
        if self.roles.len() > 1 && (self.stress || self.recruitment_lag.is_some() || self.from.or(self.to).is_some()) {
            let sentence = "with several roles `--stress`, `--recruitment-lag`, `--from` and `--to` have no meaning";
            return Err(Stopped::Asked(format!("{sentence}; give a range with the role: `--role gp:30..46`")));
        }
        let (mut targets, mut problems) = (Vec::new(), Vec::new());
        for text in &self.targets {
            match Target::parse(text) {
                Ok(target) => targets.push(target),
                Err(problem) => problems.push(problem),
            }
        }
        let baseline = match self.output.load(&Practice { action: Vec::new(), ..self.practice.clone() }) {
            Ok(baseline) => baseline,
            Err(Stopped::Input(refusal)) => {
                return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
            }
            Err(other) => return Err(other),
        };
        let practice = match self.with_actions(&baseline) {
            Ok(practice) => practice,
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into()),
        };
        let lever = match self.lever(&practice) {
            Ok(lever) if problems.is_empty() => lever,
            Ok(_) => return Err(Refusal::new(problems).into()),
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into()),
        };
        let (confidence, most, settles) = (self.confidence, self.replications, self.settles);
        Ok(Question { baseline, practice, lever, targets, confidence, most, settles, days: None })
    }

    /// The practice once its actions have taken hold.
    fn with_actions(&self, baseline: &Scenario) -> Result<Scenario, Refusal> {
        let plan = self.practice.plan()?;
        if let Some(problem) = begins_in_a_week(&plan) {
            return Err(problem.into());
        }
        let mut practice = baseline.what_if(&baseline.name, plan.settled(&baseline.settings))?;
        practice.warnings.extend(plan.lacks(&practice.settings));
        Ok(practice)
    }

    /// What is counted: the last of several roles.
    fn lever(&self, practice: &Scenario) -> Result<Lever, Refusal> {
        match (self.roles.last(), &self.vary, self.from, self.to) {
            (Some(role), ..) => Ok(self.of_role(practice, role)?.0),
            (None, Some(path), Some(from), Some(to)) => Lever::of_path(&practice.settings, path, from, to, self.step),
            _ => Err(Problem::new("nothing is said to be counted").help("give `--role gp`, or `--vary PATH`").into()),
        }
    }

    /// `gp`, or `gp:30..46`: the lever, and whether a range was given with it.
    fn of_role(&self, practice: &Scenario, text: &str) -> Result<(Lever, bool), Refusal> {
        let (role, range) = match text.split_once(':') {
            None => (text, None),
            Some((role, range)) => {
                let ends = range.split_once("..").and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
                let Some((from, to)) = ends else {
                    let problem = Problem::new(format!("`{range}` is not a range of what is counted"));
                    return Err(problem.help(format!("write it as `--role {role}:30..46`")).into());
                };
                (role, Some(Range { from: Some(from), to: Some(to) }))
            }
        };
        let own = if self.roles.len() > 1 { Range::default() } else { Range { from: self.from, to: self.to } };
        let lever = Lever::of_role(&practice.settings, role_called(role)?, range.unwrap_or(own), self.step)?;
        Ok((lever, range.is_some()))
    }

    /// The command that repeats this search.
    fn command(&self, baseline: &Scenario) -> String {
        let (practice, typed) = (as_typed(&self.practice.practice), self.practice.typed());
        let targets: String = self.targets.iter().map(|target| format!(" --target {}", quoted(target))).collect();
        let role = self.roles.iter().map(|role| format!(" --role {role}")).collect::<String>();
        let vary = self.vary.as_ref().map_or(String::new(), |path| format!(" --vary {path}"));
        let number =
            |option: &str, value: Option<f64>| value.map_or(String::new(), |value| format!(" {option} {value}"));
        let (from, to) = (number("--from", self.from), number("--to", self.to));
        let (step, confidence, most, settles) = (self.step, self.confidence, self.replications, self.settles);
        let seed = baseline.settings.run.seed;
        let lag = self.recruitment_lag.map_or(String::new(), |weeks| format!(" --recruitment-lag {weeks}"));
        let stress = if self.stress { " --stress" } else { "" };
        format!(
            "headroom size {practice}{typed}{targets}{role}{vary}{from}{to}{lag}{stress} --step {step} --confidence {confidence} \
             --replications {most} --settles {settles} --seed {seed}"
        )
    }
}

/// What a search is told with.
struct Made<'a> {
    page: String,
    json: serde_json::Value,
    document: Document,
    files: Vec<(&'static str, Vec<u8>)>,
    about: About<'a>,
}

fn unmade(error: csv::Error) -> Stopped {
    Stopped::Failed(format!("the results could not be put into a file: {error}"))
}

fn said_to_stop(stopped: bool) {
    if stopped {
        super::say_error("stopped: this is what was found so far; the same command begins anew");
    }
}
