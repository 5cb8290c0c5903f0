//! What somebody asks of the page: a practice and what is changed, read from a link's query or from the page's form, and
//! written again as a link, and as the command that repeats it.

use crate::experiment::View;
use crate::report::shell::{as_typed, quoted};
use crate::scenario::{Problem, did_you_mean};
use form_urlencoded::{Serializer, parse};

/// One comparison, as it stands in a link.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub practice: String,
    /// Each as `3.2`, `3.2:50` or `3.2:50@8`.
    pub actions: Vec<String>,
    /// With the effects that an action's advocates claim.
    pub claimed: bool,
    /// Changes of one side, each as it is typed after `--set`; and of both.
    pub set: Vec<String>,
    pub both: Vec<String>,
    pub is_year: bool,
    pub replications: u32,
    pub seed: u64,
    /// It ends as soon as GPs' hours are known well enough.
    pub until_sure: bool,
    /// The answer is shown at once, without a guess before it.
    pub shown: bool,
}

/// Replications where a link says nothing.
const REPLICATIONS: u32 = 100;
/// What `until` may say.
pub(super) const SURE: &str = "2%";
/// Names in a link.
const NAMES: [&str; 10] =
    ["practice", "action", "claimed", "set", "both", "view", "replications", "seed", "until", "shown"];
/// The form's own name: what it sends is turned into a link.
pub(super) const FORM: &str = "form";

impl Asked {
    /// A practice of which nothing is changed.
    pub fn of(practice: &str) -> Asked {
        Asked {
            practice: practice.into(),
            actions: Vec::new(),
            claimed: false,
            set: Vec::new(),
            both: Vec::new(),
            is_year: true,
            replications: REPLICATIONS,
            seed: 1,
            until_sure: false,
            shown: false,
        }
    }

    /// What the query of a link says of `practice` or of the one it names, and everything in it that says nothing.
    pub fn read(query: &str, practice: &str) -> (Asked, Vec<Problem>) {
        let (mut asked, mut problems) = (Asked::of(practice), Vec::new());
        for (name, value) in parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "practice" => asked.practice = value.into(),
                "action" => asked.actions.push(value.into()),
                "set" => asked.set.push(value.into()),
                "both" => asked.both.push(value.into()),
                "shown" => asked.shown = value == "1",
                "claimed" => asked.claimed = value == "1",
                "until" if value == SURE => asked.until_sure = true,
                "view" if ["year", "settled"].contains(&value) => asked.is_year = value == "year",
                "replications" | "seed" => match (name.as_ref(), value.parse::<u64>()) {
                    ("seed", Ok(seed)) => asked.seed = seed,
                    (_, Ok(count)) => asked.replications = u32::try_from(count).unwrap_or(u32::MAX),
                    (name, Err(_)) => {
                        let problem = Problem::new(format!("`{name}={}` is no whole number", shown(value)));
                        problems.push(problem.help(format!("write `{name}=1`, or leave it out")));
                    }
                },
                "view" | "until" => {
                    let problem = Problem::new(format!("`{name}={}` is not something the page knows", shown(value)));
                    let help =
                        if name == "view" { "write `view=year` or `view=settled`" } else { "write `until=2%25`" };
                    problems.push(problem.help(help));
                }
                other => {
                    let problem = Problem::new(format!("a link has no `{}`", shown(other)));
                    let near = did_you_mean(other, NAMES.into_iter());
                    problems.push(problem.help(near.unwrap_or_else(|| format!("it may have {}", NAMES.join(", ")))));
                }
            }
        }
        (asked, problems)
    }

    /// Did the page's form send this query?
    pub fn is_form(query: &str) -> bool {
        parse(query.as_bytes()).any(|(name, _)| name == FORM)
    }

    /// The link that says what the form sent. Fields that were left as they were say nothing.
    pub fn from_form(query: &str, practice: &str) -> Asked {
        let sent: Vec<(String, String)> =
            parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.trim().to_string())).collect();
        let of = |name: &str| sent.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str());
        let all =
            |name: &'static str| sent.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.as_str());
        let kept = |name: &&str| *name != "practice" || of(name).is_some_and(|value| !value.is_empty());
        let plain = ["practice", "view", "replications", "seed", "until", "claimed"].into_iter().filter(kept);
        let link =
            Serializer::new(String::new()).extend_pairs(plain.filter_map(|name| Some((name, of(name)?)))).finish();
        let mut asked = Asked::read(&link, practice).0;
        // Whoever does not want to guess sees the answer at once.
        asked.shown = of("ask").is_none();
        asked.actions =
            all("take").map(|id| dosed(id, of(&format!("dose.{id}")), of(&format!("start.{id}")))).collect();
        for (name, now) in &sent {
            let Some(path) = name.strip_prefix("now.") else { continue };
            if !now.is_empty() && of(&format!("was.{path}")) != Some(now) {
                asked.set.push(format!("{path}={now}"));
            }
        }
        let rows = all("path").zip(all("op")).zip(all("value").zip(all("side")));
        for ((path, op), (value, side)) in rows.filter(|((path, _), _)| !path.is_empty()) {
            let change = if op == TYPED { path.to_string() } else { format!("{path}{op}{value}") };
            if side == "both" { asked.both.push(change) } else { asked.set.push(change) }
        }
        asked
    }

    /// The query that says it, without what goes without saying.
    pub fn query(&self) -> String {
        let mut link = Serializer::new(String::new());
        link.append_pair("practice", &self.practice);
        link.extend_pairs(self.actions.iter().map(|action| ("action", action)));
        if self.claimed {
            link.append_pair("claimed", "1");
        }
        link.extend_pairs(self.both.iter().map(|change| ("both", change)));
        link.extend_pairs(self.set.iter().map(|change| ("set", change)));
        link.append_pair("view", self.view().id());
        link.append_pair("replications", &self.replications.to_string());
        link.append_pair("seed", &self.seed.to_string());
        if self.until_sure {
            link.append_pair("until", SURE);
        }
        if self.shown {
            link.append_pair("shown", "1");
        }
        link.finish()
    }

    /// Is anything changed?
    pub fn changes_anything(&self) -> bool {
        !self.actions.is_empty() || !self.set.is_empty()
    }

    /// Is it run in another way than goes without saying?
    pub fn is_run_otherwise(&self) -> bool {
        let usual = Asked::of(&self.practice);
        let how = |asked: &Asked| (asked.is_year, asked.replications, asked.seed, asked.until_sure);
        how(self) != how(&usual)
    }

    pub fn view(&self) -> View {
        if self.is_year { View::Year } else { View::SETTLED }
    }

    /// The command that prints the same figures, with as many replications as were made.
    pub fn command(&self, replications: usize) -> String {
        let each = |option: &str, texts: &[String]| -> String {
            texts.iter().map(|text| format!(" {option} {}", quoted(text))).collect()
        };
        let actions: String = self.actions.iter().map(|action| format!(" --action {}", as_typed(action))).collect();
        let claimed = if self.claimed { " --claimed" } else { "" };
        format!(
            "headroom compare {}{}{}{actions}{claimed} --view {} --replications {replications} --seed {}",
            as_typed(&self.practice),
            each("--both", &self.both),
            each("--set", &self.set),
            self.view().id(),
            self.seed
        )
    }
}

/// What the form calls a change that is typed as a whole.
pub(super) const TYPED: &str = "typed";

/// An action as a link has it: all of it where no dose was typed.
fn dosed(id: &str, dose: Option<&str>, start: Option<&str>) -> String {
    let dose = dose.filter(|dose| !dose.is_empty() && *dose != "100").map_or(String::new(), |dose| format!(":{dose}"));
    let start = start.filter(|start| !start.is_empty()).map_or(String::new(), |week| format!("@{week}"));
    format!("{id}{dose}{start}")
}

/// As much of what was typed as a sentence has room for.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_all_that_was_asked_and_is_read_again_as_it_was() {
        let link = "practice=small-rural&action=3.2%3A50&action=2.1&claimed=1&both=run.days%3D56&\
                    set=phone.handlers%3D3&view=settled&replications=7&seed=9&until=2%25&shown=1";
        let (asked, problems) = Asked::read(link, "average-2018");
        assert!(problems.is_empty());
        assert_eq!(asked.query(), link);
        assert_eq!(asked.view(), View::Settled { drop_weeks: 26 });
        assert_eq!(
            asked.command(7),
            "headroom compare small-rural --both \"run.days=56\" --set \"phone.handlers=3\" --action 3.2:50 \
             --action 2.1 --claimed --view settled --replications 7 --seed 9"
        );
    }

    #[test]
    fn a_link_that_says_something_else_gets_a_sentence_for_each() {
        let (asked, problems) = Asked::read("actoin=3.2&seed=x&view=week&until=3%25&replications=99999999999", "p");
        let said: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(
            said[0].contains("no `actoin`") && problems[0].help.as_deref().unwrap().contains("did you mean `action`")
        );
        assert_eq!(asked.replications, u32::MAX);
    }

    #[test]
    fn a_form_says_only_what_was_changed_in_it() {
        let form = "form=1&practice=high-dna&take=3.2&dose.3.2=50&dose.2.1=100&take=4.2&dose.4.2=100&start.4.2=8&\
                    now.phone.handlers=2&was.phone.handlers=2&now.roles.gp.people=6&was.roles.gp.people=5&\
                    path=book.slots&op=*%3D&value=1.1&side=change&path=&op=%3D&value=&side=change&\
                    path=patients.list_size&op=%3D&value=9000&side=both&view=year&replications=20&seed=2&ask=1";
        let asked = Asked::from_form(form, "average-2018");
        assert_eq!(asked.practice, "high-dna");
        assert_eq!(asked.actions, ["3.2:50", "4.2@8"]);
        assert_eq!(asked.set, ["roles.gp.people=6", "book.slots*=1.1"]);
        assert_eq!(asked.both, ["patients.list_size=9000"]);
        assert_eq!((asked.replications, asked.seed, asked.shown), (20, 2, false));
        assert!(Asked::is_form(form) && !Asked::is_form(&asked.query()));
        assert!(Asked::from_form(&form.replace("&ask=1", ""), "x").shown);
    }

    #[test]
    fn what_a_shell_would_take_for_its_own_stands_between_marks_that_it_leaves_alone() {
        let asked = Asked { set: vec!["title=\"$(x)\" it's".into()], ..Asked::of("my practice.toml") };
        let command = asked.command(1);
        assert!(command.contains("compare \"my practice.toml\" --set 'title=\"$(x)\" it'\\''s' "), "{command}");
    }
}
