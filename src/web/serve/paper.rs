//! What is asked for whole: the full report of a comparison, as `headroom compare` writes it, and one possible week of it.

use super::asked::Asked;
use super::comparison::Comparison;
use super::ready::Ready;
use crate::experiment::week_seen::{Which, late_week, week_seen};
use crate::experiment::{SideBySide, Store, side};
use crate::report::inputs::Behind;
use crate::report::{About, html, page, record};
use crate::web::week;
use rayon::ThreadPool;

/// The page; a sentence where it could not be made, nothing where `stop` turned true.
pub(super) fn report(
    asked: &Asked,
    comparison: &Comparison,
    ready: &Ready,
    pool: &ThreadPool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<String>, String> {
    let count = asked.replications;
    let (_, prepared) = comparison.ready(ready, pool).map_err(|refusal| refusal.to_string())?;
    let timelines = comparison.timelines(&prepared);
    let (view, seed) = (comparison.view, comparison.seed);
    let mut all = SideBySide::default();
    let compared = pool.install(|| {
        all.extend(&prepared, &timelines, view, seed, 0..count, &Store::nothing(), &|| {}, stop);
        (!stop()).then(|| all.compared(std::iter::once(comparison.side.name.clone())))
    });
    let Some(compared) = compared else { return Ok(None) };
    let baseline = &comparison.baseline;
    let about = About {
        scenario: &baseline.name,
        title: &baseline.settings.title,
        seed,
        replications: compared.baseline.len(),
        days: prepared.days(),
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
        cautions: baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
        precision: None,
        command: asked.command(count as usize),
        stopped: None,
    };
    let made_of = side::as_run(baseline, std::slice::from_ref(&comparison.side), view);
    let changes = [comparison.side.says.clone()];
    let mut document = page::of_comparison(&about, view, &compared, &changes, &made_of)?;
    let scenarios = vec![(comparison.side.name.as_str(), &comparison.side.full)];
    let behind = Behind { scenarios, plans: vec![&comparison.side.plan], view: Some(view), ..Behind::alone(baseline) };
    record::complete(&mut document, &about, &behind)?;
    Ok(Some(html::page(&document)))
}

/// One possible week of both sides, late enough for what was changed to have taken hold; nothing where `stop` turned true.
pub(super) fn week(
    asked: &Asked,
    comparison: &Comparison,
    ready: &Ready,
    pool: &ThreadPool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<String>, String> {
    let (_, prepared) = comparison.ready(ready, pool).map_err(|refusal| refusal.to_string())?;
    let named = |(_, timeline)| (week::with(&comparison.side.says), timeline);
    let timelines: Vec<_> = comparison.timelines(&prepared).into_iter().map(named).collect();
    let which = Which { seed: comparison.seed, replication: 0, week: late_week(&prepared) };
    let seen = pool.install(|| week_seen(&prepared, &timelines, which, &|| {}, stop));
    let page =
        |seen| week::page(comparison.baseline.title(), "A week of", &asked.command(asked.replications as usize), &seen);
    Ok(seen.map(page))
}
