//! What a plan does, week by week, as numbers: the same changes that `dose::apply` makes, to the last bit, but looked up
//! once and made by the thousand. Whatever is not plainly in order is left to `apply`, which says what is wrong.

use super::action::{Action, Evidence};
use super::change::{Change, Op, Value};
use super::check::{agrees, amiss};
use super::diagnostic::Place;
use super::directory::{Directory, Kind};
use super::dose::{blended, counted, power};
use super::names::Role;
use super::node::Spot;
use super::plan::Doing;
use super::settings::Settings;
use super::wording::may_be;
use std::sync::Arc;

/// A practice in which changes are made again and again.
#[derive(Clone, Debug)]
pub struct Moves {
    practice: Settings,
    directory: Directory,
    /// The practice's own value of every setting: a number, or the place of a choice among its options.
    was: Vec<f64>,
    /// The settings that staff time goes into, by role.
    hours: Vec<u32>,
    pace: Vec<u32>,
}

/// What one week's settings are where they differ from the practice's own: the place of each in the order of the file,
/// and its value; of a choice, the place among its options. Weeks in which the same settings differ share which they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moved {
    pub settings: Arc<[u32]>,
    pub values: Vec<f64>,
}

/// A change with its names looked up.
struct Pull {
    leaves: Vec<u32>,
    op: Op,
    amount: f64,
    /// As it was written, to know whether two actions say the same.
    said: Option<(Value, Option<Place>)>,
}

/// A change as it is made in one week.
#[derive(Clone, Copy)]
struct Made<'a> {
    leaves: &'a [u32],
    op: Op,
    amount: f64,
    dose: f64,
    said: Option<&'a (Value, Option<Place>)>,
}

/// The settings of one week while changes are made to them.
struct Desk<'a> {
    moves: &'a Moves,
    /// The settings of the week that was made last, and their values.
    settings: Settings,
    held: Vec<f64>,
    week: u32,
    places: Vec<Slot<'a>>,
    touched: Vec<u32>,
    before: Vec<u32>,
    /// The settings that were found to differ in the week that was made last.
    differed: Arc<[u32]>,
}

#[derive(Clone, Default)]
struct Slot<'a> {
    week: u32,
    value: f64,
    part: bool,
    set: Option<Made<'a>>,
}

const IN_ORDER: [Op; 4] = [Op::Set, Op::Scale, Op::Add, Op::Odds];

impl Moves {
    /// `practice` must be in order: settings of a scenario.
    pub fn new(practice: &Settings) -> Moves {
        let directory = Directory::of(practice);
        let mut own = practice.clone();
        let value = |leaf: u32| match directory.spot(&mut own, leaf) {
            Some(Spot::Number(number)) => *number,
            Some(Spot::Choice(choice)) => place_of(choice.options(), choice.get()).unwrap_or(f64::NAN),
            _ => f64::NAN,
        };
        let was = (0..directory.leaves.len() as u32).map(value).collect();
        let of_roles = |name: &str| {
            let find = |role: &Role| directory.find(&format!("roles.{}.{name}", role.id()));
            Role::ALL.iter().flat_map(find).collect()
        };
        Moves { practice: practice.clone(), was, hours: of_roles("training_hours"), pace: of_roles("pace"), directory }
    }

    /// The path of a setting.
    pub fn path(&self, setting: u32) -> &str {
        &self.directory.leaves[setting as usize].path
    }

    /// How many settings there are.
    pub fn count(&self) -> usize {
        self.was.len()
    }

    /// The practice's own value.
    pub fn own(&self, setting: u32) -> f64 {
        self.was[setting as usize]
    }

    /// What each week's settings are, after changes that are made throughout and what is done in the week; none where
    /// that is not plainly in order.
    pub fn weeks(&self, throughout: &[Change], evidence: Evidence, weeks: &[Vec<Doing<'_>>]) -> Vec<Option<Moved>> {
        let given: Option<Vec<(Pull, f64)>> =
            throughout.iter().map(|change| Some((self.pull(change)?, change.dose))).collect();
        let acts = weeks.iter().flatten().filter_map(|doing| match doing {
            Doing::Act { action, .. } => Some(*action),
            _ => None,
        });
        let mut actions: Vec<(&Action, Option<Vec<Option<Pull>>>)> = Vec::new();
        for action in acts {
            if !actions.iter().any(|(known, _)| std::ptr::eq(*known, action)) {
                actions.push((action, self.pulls(action, evidence)));
            }
        }
        let places = vec![Slot::default(); self.was.len()];
        let mut desk = Desk {
            moves: self,
            settings: self.practice.clone(),
            held: self.was.clone(),
            week: 0,
            places,
            touched: Vec::new(),
            before: Vec::new(),
            differed: Arc::default(),
        };
        let mut made = Vec::new();
        let mut one = |week: &[Doing<'_>]| -> Option<Moved> {
            made.clear();
            made.extend(given.as_ref()?.iter().map(|(pull, dose)| pull.at(*dose)));
            for doing in week {
                match *doing {
                    Doing::Act { action, dose, held } => {
                        let (_, pulls) = actions.iter().find(|(known, _)| std::ptr::eq(*known, action))?;
                        let each = action.effects.iter().zip(pulls.as_ref()?);
                        let dosed = each.filter_map(|(effect, pull)| Some((pull.as_ref()?, effect.dosed(dose, held))));
                        made.extend(dosed.filter(|(_, dosed)| dose > 0.0 && *dosed > 0.0).map(|(pull, d)| pull.at(d)));
                    }
                    Doing::Spend { role, hours } => made.push(plain(&self.hours, role, Op::Add, hours)),
                    Doing::Slow { role, times } => made.push(plain(&self.pace, role, Op::Scale, times)),
                }
            }
            desk.make(&made)
        };
        weeks.iter().map(|week| one(week)).collect()
    }

    /// Writes a week's settings over the practice's own.
    pub fn write(&self, moved: &Moved, settings: &mut Settings) {
        for (&leaf, &value) in moved.settings.iter().zip(&moved.values) {
            self.set(settings, leaf, value);
        }
    }

    fn set(&self, settings: &mut Settings, leaf: u32, value: f64) {
        match self.directory.spot(settings, leaf) {
            Some(Spot::Number(number)) => *number = value,
            Some(Spot::Choice(choice)) => _ = choice.set(choice.options()[value as usize]),
            _ => {}
        }
    }

    /// An action's changes, none for those that are not made in this practice; nothing where one is not plain.
    fn pulls(&self, action: &Action, evidence: Evidence) -> Option<Vec<Option<Pull>>> {
        let above_0 = |leaf: &u32| {
            let there = &self.directory.leaves[*leaf as usize];
            // A path tells a time of day as a clock, which is no number above 0.
            there.kind == Kind::Number && !there.is_clock && self.was[*leaf as usize] > 0.0
        };
        let counted = |path: &str| self.directory.find(path).iter().any(above_0);
        let pull = |effect: &super::action::Effect| {
            if !effect.is_of_use(&self.practice, counted) {
                return Some(None);
            }
            self.pull(&effect.change(&self.practice, evidence, 1.0)).map(Some)
        };
        action.effects.iter().map(pull).collect()
    }

    fn pull(&self, change: &Change) -> Option<Pull> {
        let leaves = self.directory.find(&change.path);
        let &first = leaves.first()?;
        let kind = self.directory.leaves[first as usize].kind;
        let alike = leaves.iter().all(|&leaf| self.directory.leaves[leaf as usize].kind == kind);
        let amount = match (kind, &change.value) {
            (Kind::Number, Value::Number(number)) => *number,
            (Kind::Number, Value::Range { low, best, high }) if low <= best && best <= high => *best,
            (Kind::Choice(options), Value::Text(text)) if change.op == Op::Set => place_of(options, text)?,
            _ => return None,
        };
        let fits = |leaf: &u32| {
            let leaf = &self.directory.leaves[*leaf as usize];
            change.op != Op::Odds || leaf.low == 0.0 && leaf.high == 1.0
        };
        let multiplies = matches!(change.op, Op::Scale | Op::Odds);
        let in_order = !amount.is_nan() && (!multiplies || (0.0..f64::INFINITY).contains(&amount));
        let said = Some((change.value.clone(), change.place.clone()));
        (alike && in_order && leaves.iter().all(fits)).then_some(Pull { leaves, op: change.op, amount, said })
    }
}

impl Pull {
    fn at(&self, dose: f64) -> Made<'_> {
        Made { leaves: &self.leaves, op: self.op, amount: self.amount, dose, said: self.said.as_ref() }
    }
}

impl Made<'_> {
    /// Do these say the same, so that it is made once?
    fn repeats(&self, other: &Made<'_>) -> bool {
        let (Some((one, here)), Some((two, there))) = (self.said, other.said) else { return false };
        one == two && self.dose == other.dose && here != there
    }
}

/// A whole change to a role's own setting.
fn plain(of_roles: &[u32], role: Role, op: Op, amount: f64) -> Made<'_> {
    let at = role as usize;
    Made { leaves: of_roles.get(at..=at).unwrap_or_default(), op, amount, dose: 1.0, said: None }
}

fn place_of(options: &[&str], word: &str) -> Option<f64> {
    options.iter().position(|option| *option == word).map(|at| at as f64)
}

impl<'a> Desk<'a> {
    /// The settings after the changes, in the order in which changes to one path are made.
    fn make(&mut self, made: &[Made<'a>]) -> Option<Moved> {
        self.week += 1;
        std::mem::swap(&mut self.touched, &mut self.before);
        self.touched.clear();
        for op in IN_ORDER {
            for one in made.iter().filter(|one| one.op == op && one.dose != 0.0) {
                if self.change(one).is_none() {
                    self.forget();
                    return None;
                }
            }
        }
        self.touched.sort_unstable();
        // No larger than it has to be: a thousand sets of actions keep fifty weeks each.
        let most = self.touched.len();
        let (mut differ, mut values) = (Vec::with_capacity(most), Vec::with_capacity(most));
        for at in 0..most {
            let leaf = self.touched[at];
            let (what, slot) = (&self.moves.directory.leaves[leaf as usize], &self.places[leaf as usize]);
            let value = if what.whole { counted(slot.value, slot.part) } else { slot.value };
            if what.kind == Kind::Number && !may_be(value, what.low, what.high, what.whole) {
                self.forget();
                return None;
            }
            if value.to_bits() != self.moves.was[leaf as usize].to_bits() {
                differ.push(leaf);
                values.push(value);
            }
            self.hold(leaf, value);
        }
        for at in 0..self.before.len() {
            let leaf = self.before[at];
            if self.places[leaf as usize].week != self.week {
                self.hold(leaf, self.moves.was[leaf as usize]);
            }
        }
        values.shrink_to_fit();
        if *self.differed != differ[..] {
            self.differed = differ.into();
        }
        let moved = Moved { settings: self.differed.clone(), values };
        self.is_in_order(&moved).then_some(moved)
    }

    /// From one week to the next most settings stay.
    fn hold(&mut self, leaf: u32, value: f64) {
        let held = &mut self.held[leaf as usize];
        if held.to_bits() != value.to_bits() {
            *held = value;
            self.moves.set(&mut self.settings, leaf, value);
        }
    }

    /// Goes back to the practice's own settings.
    fn forget(&mut self) {
        self.settings.clone_from(&self.moves.practice);
        self.held.clone_from(&self.moves.was);
        self.touched.clear();
    }

    fn change(&mut self, made: &Made<'a>) -> Option<()> {
        let Made { op, amount, dose, .. } = *made;
        if !(dose > 0.0 && dose <= 1.0) || made.leaves.is_empty() {
            return None;
        }
        let power = if matches!(op, Op::Scale | Op::Odds) { power(amount, dose) } else { amount };
        for &leaf in made.leaves {
            let slot = &mut self.places[leaf as usize];
            if slot.week != self.week {
                *slot = Slot { week: self.week, value: self.moves.was[leaf as usize], part: false, set: None };
                self.touched.push(leaf);
            }
            if op == Op::Set {
                match &slot.set {
                    Some(other) if made.repeats(other) => continue,
                    Some(_) => return None,
                    None => slot.set = Some(*made),
                }
            }
            let is_number = self.moves.directory.leaves[leaf as usize].kind == Kind::Number;
            let endless = op == Op::Set && !(slot.value.is_finite() && amount.is_finite());
            if dose < 1.0 && (endless || !is_number) {
                return None;
            }
            slot.part |= dose < 1.0;
            slot.value = blended(slot.value, op, dose, amount, power);
        }
        Some(())
    }

    /// Do the settings still make a practice?
    fn is_in_order(&mut self, moved: &Moved) -> bool {
        let moves = self.moves;
        let mut in_order = agrees(&self.settings);
        let durations = moved.settings.iter().filter_map(|&leaf| moves.directory.leaves[leaf as usize].duration);
        for [family, mean, values] in durations {
            let said = match moves.directory.spot(&mut self.settings, family) {
                Some(Spot::Choice(choice)) => choice.get(),
                _ => return false,
            };
            let mean = match moves.directory.spot(&mut self.settings, mean) {
                Some(Spot::Number(number)) => *number,
                _ => return false,
            };
            let patience = moves.path(family).ends_with("patience.family");
            let Some(Spot::List(values)) = moves.directory.spot(&mut self.settings, values) else { return false };
            in_order &= amiss(said, mean, values, patience).is_none();
        }
        in_order
    }
}
