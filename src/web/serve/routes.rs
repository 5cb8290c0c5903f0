//! What can be asked for at which address.

use super::Serving;
use super::asked::Asked;
use super::comparison::Comparison;
use super::guard::{POLICY_OF_A_REPORT, POLICY_OF_A_WEEK, guard, said};
use super::limits::MOST_IN_A_REPORT;
use super::line::{Queue, Turn};
use super::ready::Ready;
use super::told::sentences;
use super::{page, paper, running};
use crate::experiment::at_the_start::is_settled_at_the_start;
use crate::scenario::{Kind, PathInfo, Refusal, Scenario, paths, to_toml};
use crate::web::{FIGURES, LOOK, answer};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Router, middleware};
use futures_util::future::{Either, select};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{mpsc, watch};

/// Events that may wait for a browser to read them: more than a run ever has.
const EVENTS: usize = 64;
const FULL: &str = "Two runs are under way and sixteen wait. Try again in a minute.";
const STOPPED: &str = "The server was stopped.";
const FAILED: &str = "The simulation broke off, which is a fault of Headroom's. Change something and run it again; others are not affected.";

/// Turns true once the server is to end.
#[derive(Clone)]
pub(super) struct Closing(watch::Sender<bool>);

impl Closing {
    pub fn new() -> Closing {
        Closing(watch::Sender::new(false))
    }

    pub fn close(&self) {
        self.0.send_replace(true);
    }

    pub async fn closed(&self) {
        // The sender is our own, and is there as long as we are.
        let _ = self.0.subscribe().wait_for(|closing| *closing).await;
    }

    fn is_closed(&self) -> bool {
        *self.0.borrow()
    }
}

/// What all visitors share.
struct Shared {
    serving: Serving,
    ready: Ready,
    queue: Queue,
    closing: Closing,
}

type All = State<Arc<Shared>>;

/// Every address, behind the guard.
pub(super) fn router(serving: Serving, port: u16, closing: Closing) -> Router {
    let shared = Arc::new(Shared { serving, ready: Ready::default(), queue: Queue::new(), closing });
    shared.clone().make_ready();
    let router = Router::new()
        .route("/", get(live))
        .route("/stream", get(stream))
        .route("/report", get(report))
        .route("/week", get(week))
        .route("/scenario.toml", get(scenario))
        .route("/paths.json", get(all_paths))
        .route("/style.css", get(|| async { file("text/css", format!("{LOOK}{}{}", answer::STYLE, page::STYLE)) }))
        .route(
            "/live.js",
            get(|| async { file("text/javascript", format!("{FIGURES}{}{}", answer::SCRIPT, page::SCRIPT)) }),
        )
        .fallback(|| async { said(StatusCode::NOT_FOUND, "There is nothing at this address; the page is at /.") });
    router.with_state(shared).layer(middleware::from_fn_with_state(port, guard))
}

impl Shared {
    /// What a link asks for, read; or everything that is wrong with it.
    fn read(&self, query: &str) -> (Asked, Result<(Scenario, Option<Comparison>), Refusal>) {
        let (asked, mut problems) = Asked::read(query, &self.serving.practice);
        let read = self.comparison(&asked);
        match read {
            Ok(read) if problems.is_empty() => (asked, Ok(read)),
            Ok(_) => (asked, Err(Refusal::new(problems))),
            Err(refusal) => {
                problems.extend(refusal.0);
                (asked, Err(Refusal::new(problems)))
            }
        }
    }

    fn comparison(&self, asked: &Asked) -> Result<(Scenario, Option<Comparison>), Refusal> {
        Comparison::read(asked, self.serving.own.as_deref())
    }

    /// Runs the pilots of the practice that the page opens with before anybody asks.
    fn make_ready(self: Arc<Shared>) {
        tokio::task::spawn_blocking(move || {
            if let Ok((baseline, _)) = self.comparison(&Asked::of(&self.serving.practice)) {
                self.ready.of(&baseline, baseline.settings.run.seed as u64, &self.serving.pool);
            }
        });
    }
}

/// The page; what its form sends becomes a link.
async fn live(State(all): All, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    if Asked::is_form(&query) {
        let link = Asked::from_form(&query, &all.serving.practice).query();
        return Redirect::to(&format!("/?{link}")).into_response();
    }
    let is_asked = !query.is_empty();
    let made = tokio::task::spawn_blocking(move || {
        let (asked, read) = all.read(&query);
        // The form stands on the practice without its changes, or where even that is refused on the one we began with.
        let alone = Asked { actions: Vec::new(), set: Vec::new(), ..asked.clone() };
        let opening = || all.comparison(&Asked::of(&all.serving.practice)).map(|read| read.0);
        let baseline = match &read {
            Ok((baseline, _)) => Ok(baseline.clone()),
            Err(_) => all.comparison(&Asked { replications: 1, ..alone }).map(|read| read.0).or_else(|_| opening()),
        };
        baseline.map(|baseline| page::page(&asked, &baseline, read.as_ref(), all.serving.own.as_deref(), is_asked))
    });
    match made.await {
        Ok(Ok(page)) => Html(page).into_response(),
        Ok(Err(refusal)) => said(StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string()),
        Err(_) => said(StatusCode::INTERNAL_SERVER_ERROR, FAILED),
    }
}

/// Tells one visitor what happens; nothing more once they have gone.
#[derive(Clone)]
struct Teller(mpsc::Sender<Event>);

impl Teller {
    fn tell(&self, name: &str, data: &Value) {
        // Whoever reads nothing for so long hears no more.
        let _ = self.0.try_send(Event::default().event(name).data(data.to_string()));
    }
}

/// The figures of a run as they come.
async fn stream(State(all): All, RawQuery(query): RawQuery) -> Response {
    let Some(turn) = all.queue.join() else { return said(StatusCode::SERVICE_UNAVAILABLE, FULL) };
    let (sender, events) = mpsc::channel(EVENTS);
    tokio::spawn(follow(all, query.unwrap_or_default(), turn, Teller(sender)));
    let next = |mut events: mpsc::Receiver<Event>| async move {
        let event = events.recv().await?;
        Some((Ok::<Event, Infallible>(event), events))
    };
    Sse::new(futures_util::stream::unfold(events, next)).keep_alive(KeepAlive::default()).into_response()
}

/// One run, from its place in the line to its end, for as long as the visitor listens.
async fn follow(all: Arc<Shared>, query: String, mut turn: Turn, teller: Teller) {
    let (closing, gone) = (all.closing.clone(), teller.0.clone());
    let begins = turn.wait(|place| teller.tell("waiting", &json!({ "place": place })));
    let leaves = async { select(pin!(closing.closed()), pin!(gone.closed())).await.factor_first().0 };
    if let Either::Right(_) = select(pin!(begins), pin!(leaves)).await {
        return teller.tell("stopped", &json!({ "says": STOPPED }));
    }
    let worker = teller.clone();
    let run = tokio::task::spawn_blocking(move || {
        // Held until the last replication has ended, so that no more than two ever run.
        let _turn = turn;
        let stop = || worker.0.is_closed() || all.closing.is_closed();
        let (asked, read) = all.read(&query);
        let ran = read.and_then(|read| {
            let tell = |name: &'static str, data: Value| worker.tell(name, &data);
            running::run(&asked, read, &all.ready, &all.serving.pool, &tell, &stop)
        });
        match ran {
            Err(refusal) => worker.tell("refused", &json!({ "problems": sentences(&refusal) })),
            Ok(()) if all.closing.is_closed() => worker.tell("stopped", &json!({ "says": STOPPED })),
            Ok(()) => {}
        }
    });
    if run.await.is_err() {
        teller.tell("failed", &json!({ "says": FAILED }));
    }
}

/// Turns true when whoever asked has gone, and what was to be made for them is dropped.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What there is to say where nothing is changed.
const NOTHING: &str = "nothing is changed, so that there is nothing to show: change something first";

async fn report(State(all): All, RawQuery(query): RawQuery) -> Response {
    whole(all, query, POLICY_OF_A_REPORT, |all, mut asked, mut comparison, stop| {
        if asked.replications > MOST_IN_A_REPORT {
            asked.replications = MOST_IN_A_REPORT;
            let again = all.comparison(&asked).map_err(|refusal| refusal.to_string())?.1;
            comparison = again.ok_or_else(|| NOTHING.to_string())?;
        }
        paper::report(&asked, &comparison, &all.ready, &all.serving.pool, stop)
    })
    .await
}

async fn week(State(all): All, RawQuery(query): RawQuery) -> Response {
    whole(all, query, POLICY_OF_A_WEEK, |all, asked, comparison, stop| {
        paper::week(&asked, &comparison, &all.ready, &all.serving.pool, stop)
    })
    .await
}

/// A page that is made whole before any of it is sent, when its turn has come; nothing comes of it where it was stopped.
async fn whole(
    all: Arc<Shared>,
    query: Option<String>,
    policy: &'static str,
    make: impl FnOnce(&Shared, Asked, Comparison, &(dyn Fn() -> bool + Sync)) -> Result<Option<String>, String>
    + Send
    + 'static,
) -> Response {
    let Some(mut turn) = all.queue.join() else { return said(StatusCode::SERVICE_UNAVAILABLE, FULL) };
    let gone = Gone(Arc::default());
    let closing = all.closing.clone();
    if let Either::Right(_) = select(pin!(turn.wait(|_| {})), pin!(closing.closed())).await {
        return said(StatusCode::SERVICE_UNAVAILABLE, STOPPED);
    }
    let has_gone = gone.0.clone();
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let (asked, read) = all.read(&query.unwrap_or_default());
        let comparison = read.map_err(|refusal| refusal.to_string())?.1.ok_or_else(|| NOTHING.to_string())?;
        let stop = || has_gone.load(Ordering::Relaxed) || all.closing.is_closed();
        make(&all, asked, comparison, &stop)
    });
    match made.await {
        Ok(Ok(Some(page))) => {
            ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))], Html(page)).into_response()
        }
        Ok(Ok(None)) => said(StatusCode::SERVICE_UNAVAILABLE, STOPPED),
        Ok(Err(sentences)) => said(StatusCode::UNPROCESSABLE_ENTITY, sentences),
        Err(_) => said(StatusCode::INTERNAL_SERVER_ERROR, FAILED),
    }
}

/// The scenario as it is run, every setting written out.
async fn scenario(State(all): All, RawQuery(query): RawQuery) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        let (baseline, comparison) = all.read(&query.unwrap_or_default()).1?;
        Ok::<String, Refusal>(to_toml(&comparison.map_or(baseline, |comparison| comparison.side.full).settings))
    });
    match made.await {
        Ok(Ok(text)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/toml; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"scenario.toml\""),
            ];
            (headers, text).into_response()
        }
        Ok(Err(refusal)) => said(StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string()),
        Err(_) => said(StatusCode::INTERNAL_SERVER_ERROR, FAILED),
    }
}

/// Every setting of the practice that a link names: its path, unit, range, meaning and value.
async fn all_paths(State(all): All, RawQuery(query): RawQuery) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        let (asked, _) = Asked::read(&query.unwrap_or_default(), &all.serving.practice);
        let alone = Asked { both: asked.both, ..Asked::of(&asked.practice) };
        all.comparison(&alone).map(|(baseline, _)| paths(&baseline.settings))
    });
    match made.await {
        Ok(Ok(known)) => {
            let all: Vec<Value> = known.iter().map(setting).collect();
            ([(header::CONTENT_TYPE, "application/json")], Value::from(all).to_string()).into_response()
        }
        Ok(Err(refusal)) => said(StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string()),
        Err(_) => said(StatusCode::INTERNAL_SERVER_ERROR, FAILED),
    }
}

fn setting(info: &PathInfo) -> Value {
    let (kind, options) = match info.kind {
        Kind::Number => ("number", &[][..]),
        Kind::List => ("list", &[][..]),
        Kind::Text => ("text", &[][..]),
        Kind::Choice(options) => ("choice", options),
    };
    // JSON has no infinity: a bound that is not there is null.
    json!({
        "path": info.path, "unit": info.unit, "low": info.low, "high": info.high, "whole": info.whole,
        "meaning": info.doc, "value": info.value, "kind": kind, "options": options,
        "both": is_settled_at_the_start(&info.path),
    })
}

fn file(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_whose_making_breaks_off_becomes_a_sentence_and_its_place_in_the_line_is_given_up() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let serving = Serving { practice: "average-2018".into(), own: None, pool };
        let shared = Shared { serving, ready: Ready::default(), queue: Queue::new(), closing: Closing::new() };
        let all = Arc::new(shared);
        // More often than there are places for those who run and wait: each is given up.
        for _ in 0..20 {
            let query = Some("action=3.2".to_string());
            let breaks = |_: &Shared, _: Asked, _: Comparison, _: &(dyn Fn() -> bool + Sync)| panic!("a fault");
            let response = runtime.block_on(whole(all.clone(), query, "default-src 'none'", breaks));
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = axum::body::to_bytes(response.into_body(), 1000);
            let said = runtime.block_on(body).unwrap();
            assert_eq!(String::from_utf8_lossy(&said).trim(), FAILED);
        }
    }
}
