//! What a change does to a practice, side by side: differences as dots with intervals around a line of no difference, each
//! in per cent of what it was, so that one axis serves all.

use super::axis::{Key, Scale, heading_over, keys, zero};
use super::before_after::Sides;
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, Mark, QUIET, SMALL, THIRD, WIDTH, picture};
use super::{Drawing, captioned, cell};
use crate::experiment::Row;
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::verdict::Verdict;
use crate::report::words::shortened;
use plotters::style::RGBColor;

const TOP: f64 = 140.0;
const STEP: f64 = 25.0;
const NAMES: f64 = 246.0;
const LEFT: f64 = 262.0;
const RIGHT: f64 = 560.0;
const FIGURES_AT: f64 = 574.0;
/// In per cent; what lies beyond is drawn at the edge, and said.
const MOST: f64 = 100.0;

/// Measure, group, statistic and what to call it.
type Shown = (&'static str, &'static str, &'static str, &'static str);
const GROUPS: [(&str, &[Shown]); 4] = [
    (
        "Getting through",
        &[
            ("phone_answered_share", "all", "share", "calls answered"),
            ("phone_wait", "answered", "mean", "wait to be answered"),
            ("phone_wait", "answered", "p90", "9 of 10 answered within"),
            ("attempts_per_need", "all", "mean", "calls for each need"),
            ("unmet_needs_share", "all", "share", "needs that end unmet"),
        ],
    ),
    (
        "Waiting",
        &[
            ("need_to_seen_days", "all", "mean", "days from need to seen"),
            ("need_to_seen_days", "urgent", "mean", "the same, urgent needs"),
            ("need_to_seen_days", "all", "p90", "9 of 10 seen within"),
            ("never_seen_share", "all", "share", "needs never seen"),
            ("lead_days", "routine", "mean", "days booked ahead, routine"),
            ("dna_rate", "all", "share", "patients who do not attend"),
        ],
    ),
    (
        "GP time",
        &[
            ("gp_hours_used", "all", "mean", "GP hours used, no meetings"),
            ("gp_overtime_per_week", "all", "mean", "GP overtime"),
            ("task_backlog_days", "gp", "mean", "oldest GP task waiting"),
        ],
    ),
    (
        "Others' time and cost",
        &[
            ("other_hours_worked", "all", "mean", "others' hours worked"),
            ("cost", "all", "mean", "cost of all hours worked"),
        ],
    ),
];

/// The shape that a verdict is drawn as.
fn look(verdict: Verdict) -> (Mark, RGBColor) {
    match verdict {
        Verdict::Better => (Mark::Dot, FIRST),
        Verdict::Worse => (Mark::Diamond, THIRD),
        Verdict::Changed => (Mark::Square, QUIET),
        Verdict::Unclear | Verdict::Tiny | Verdict::Unknown => (Mark::Ring, QUIET),
    }
}

struct Dot<'a> {
    name: &'static str,
    before: &'a Row,
    after: Option<&'a Row>,
    apart: &'a Row,
    verdict: Verdict,
}

impl Dot<'_> {
    /// In per cent of what it was.
    fn percent(&self, value: f64) -> f64 {
        100.0 * value / self.before.estimate.estimate.abs()
    }
}

/// The chart; none where nothing has a difference.
pub(super) fn draw(about: &About, scenario: &str, sides: &Sides) -> Drawing {
    let dot = |&(measure, group, stat, name): &Shown| {
        let pair = sides.pair(measure, group, stat, String::new());
        let (before, apart) = (pair.before?, pair.apart?);
        // Of nothing there are no per cent.
        let there = before.estimate.estimate.abs() > 1e-9;
        there.then(|| Dot { name, before, after: pair.after, apart, verdict: Verdict::of(apart) })
    };
    let blocks = GROUPS.map(|(heading, shown)| (heading, shown.iter().filter_map(dot).collect::<Vec<Dot>>()));
    let blocks: Vec<_> = blocks.into_iter().filter(|(_, dots)| !dots.is_empty()).collect();
    let dots = || blocks.iter().flat_map(|(_, dots)| dots);
    if blocks.is_empty() {
        return Ok(None);
    }
    let count = |verdict: Verdict| dots().filter(|dot| dot.verdict == verdict).count();
    let (better, worse) = (count(Verdict::Better), count(Verdict::Worse));
    let all = dots().count();
    let title = match (better, worse) {
        (0, 0) => format!("None of {all} headline figures is clearly better or worse"),
        (better, 0) => format!("Of {all} headline figures {better} clearly better, none worse"),
        (0, worse) => format!("Of {all} headline figures {worse} clearly worse, none better"),
        (better, worse) => format!("Of {all} headline figures {better} clearly better, {worse} worse"),
    };
    let headings: Vec<String> = blocks.iter().map(|(heading, _)| heading.to_lowercase().replace("gp", "GP")).collect();
    let mut sentence = Said::from(format!(
        "{}: of the {all} figures shown here ({}) {better} are clearly better, {worse} clearly worse, and of {} there is no \
         clear difference, or next to none.",
        shortened(scenario, 60),
        headings.join(", "),
        count(Verdict::Unclear) + count(Verdict::Tiny) + count(Verdict::Unknown)
    ));
    if let Some(released) = sides.pair("gp_hours_released", "all", "mean", String::new()).apart {
        sentence = sentence
            .words(" GP hours released a week, on the same needs: ")
            .then(said::difference(released))
            .words(".");
    }
    let described: Vec<String> = dots()
        .map(|dot| format!("{} {}, {}", dot.name, said::difference(dot.apart).text(), dot.verdict.says()))
        .collect();
    let description = format!("After less before, per cent of before: {}.", described.join("; "));
    let caption = captioned(about, "differences", title, "After less before, in per cent of before", &description);
    let lines: usize = blocks.iter().map(|(_, dots)| dots.len() + 1).sum();
    let floor = TOP + STEP * lines as f64;
    let picture = picture(&caption, floor + 98.0, |canvas| fill(canvas, &blocks, floor))?;
    let mut table = Table {
        caption: "Before, after and the difference, each with its 95% interval; on the phone in minutes, other waits in days, \
                  working time in hours a week, cost in GBP a week"
            .into(),
        columns: ["", "Before", "After", "Difference", "So it is"].map(String::from).to_vec(),
        lines: Vec::new(),
    };
    for (heading, dots) in &blocks {
        table.lines.push(Line::Heading((*heading).into()));
        table.lines.extend(dots.iter().map(|dot| {
            let cells = vec![
                said::level(dot.before),
                cell(dot.after, said::level),
                said::difference(dot.apart),
                dot.verdict.says().into(),
            ];
            Line::Row(crate::report::words::capital(dot.name), cells)
        }));
    }
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn fill(canvas: &Canvas, blocks: &[(&str, Vec<Dot>)], floor: f64) -> Drawn {
    let dots = || blocks.iter().flat_map(|(_, dots)| dots);
    let ends = dots().flat_map(|dot| super::axis::reach(&dot.apart.estimate).map(|value| dot.percent(value)));
    // The line of no difference stands in the middle, so that better and worse weigh the same.
    let widest = ends.filter(|end| end.is_finite()).fold(1.0, |most: f64, end| most.max(end.abs())).min(MOST);
    let across = Scale::of([-widest, widest].into_iter(), LEFT, RIGHT);
    let edge = across.high();
    keys(
        canvas,
        &[
            (Key::Mark(Mark::Dot, FIRST), "better"),
            (Key::Mark(Mark::Diamond, THIRD), "worse"),
            (Key::Mark(Mark::Square, QUIET), "neither, but clear"),
            (Key::Mark(Mark::Ring, QUIET), "no clear difference"),
            (Key::Interval, "95% interval"),
        ],
    )?;
    across.across(canvas, TOP - 4.0, floor, (1.0, "%"))?;
    zero(canvas, (across.at(0.0), TOP - 4.0), (across.at(0.0), floor))?;
    canvas.text((LEFT + RIGHT) / 2.0, floor + 36.0, BODY, From::Middle, "difference, % of what it was before")?;
    let mut y = TOP + STEP / 2.0;
    for (heading, dots) in blocks {
        heading_over(canvas, y, heading)?;
        y += STEP;
        for dot in dots {
            let e = &dot.apart.estimate;
            let ((mark, colour), word) = (look(dot.verdict), dot.verdict.says());
            canvas.text(NAMES, y, BODY, From::Right, dot.name)?;
            let beyond = dot.percent(e.estimate).abs() > edge;
            if said::has_interval(e) {
                let [low, high] = [e.low, e.high].map(|end| across.at(dot.percent(end)));
                canvas.interval((low, y), (high, y), (0.0, 4.0))?;
            }
            canvas.mark(mark, (across.at(dot.percent(e.estimate)), y), colour)?;
            let percent = dot.percent(e.estimate);
            let sign = if percent > 0.0 { "+" } else { "" };
            let half = dot.percent(e.high - e.low) / 2.0;
            let figure = crate::report::words::figure(percent, half, 1);
            let words = match dot.verdict {
                Verdict::Unclear | Verdict::Tiny => word.to_string(),
                Verdict::Unknown => format!("{sign}{figure}%"),
                _ if beyond => format!("{sign}{figure}%, {word}, off the axis"),
                _ => format!("{sign}{figure}%, {word}"),
            };
            canvas.text(FIGURES_AT, y, BODY, From::Left, &words)?;
            y += STEP;
        }
    }
    let note = "Each interval stands by itself; of 20 figures that do not change, one may look clear by luck.";
    canvas.text(WIDTH / 2.0, floor + 58.0, SMALL, From::Middle, note)
}
