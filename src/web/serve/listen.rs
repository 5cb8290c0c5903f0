//! The server itself: this machine's own address, so many connections at once, and an end at Ctrl-C that leaves nobody
//! hanging.

use super::Serving;
use super::callers::{Caller, Callers};
use super::routes::{Closing, router};
use futures_util::future::{Either, select};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a browser may take over the head of a request, or leave a connection without one.
const HEAD: Duration = Duration::from_secs(5);
/// Bytes of a thread's stack: a practice with all its settings stands on it, several times over without optimisation.
const STACK: usize = 16 << 20;
/// Bytes of a head.
const HEAD_BYTES: usize = 64 << 10;
/// How long whoever is connected has to hear the end of what they were told.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why nothing could be served.
#[derive(Debug)]
pub enum CannotServe {
    /// Another program listens there.
    Taken(u16),
    /// The system does not let us listen there.
    NotAllowed(u16),
    Failed(String),
}

impl fmt::Display for CannotServe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotServe::Taken(port) => {
                write!(
                    f,
                    "port {port} is taken by another program; give another, such as `--port 8081`, or `--port 0` for any that is free"
                )
            }
            CannotServe::NotAllowed(port) => {
                write!(
                    f,
                    "the system does not let this program use port {port}; give one from 1024 on, such as `--port 8080`"
                )
            }
            CannotServe::Failed(error) => write!(f, "the server could not be started: {error}"),
        }
    }
}

/// A port of this machine that is ours.
pub struct Bound {
    listener: TcpListener,
    port: u16,
}

/// Takes a port of this machine, 0 for any that is free. Nobody on another machine can reach it.
pub fn bind(port: u16) -> Result<Bound, CannotServe> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => CannotServe::Taken(port),
        std::io::ErrorKind::PermissionDenied => CannotServe::NotAllowed(port),
        _ => CannotServe::Failed(error.to_string()),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok(Bound { listener, port })
}

impl Bound {
    /// What is typed into a browser.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until Ctrl-C; then whatever runs is stopped, and whoever is connected is told.
    pub fn serve(self, serving: Serving) -> Result<(), CannotServe> {
        let failed = |error: std::io::Error| CannotServe::Failed(error.to_string());
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        // What simulates has threads of its own.
        let runtime = runtime.worker_threads(2).max_blocking_threads(96).thread_stack_size(STACK);
        let runtime = runtime.enable_all().build().map_err(failed)?;
        let ended = runtime.block_on(listen(self, serving));
        runtime.shutdown_timeout(FAREWELL);
        ended.map_err(failed)
    }
}

async fn listen(bound: Bound, serving: Serving) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(bound.listener)?;
    let closing = Closing::new();
    let service = TowerToHyperService::new(router(serving, bound.port, closing.clone()));
    let callers = Callers::new();
    let mut stopped = pin!(asked_to_stop());
    loop {
        let next = async {
            let accepted = listener.accept().await;
            (accepted, callers.place().await)
        };
        let (accepted, place) = match select(pin!(next), stopped.as_mut()).await {
            Either::Left((accepted, _)) => accepted,
            Either::Right(_) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let (service, closing) = (service.clone(), closing.clone());
                tokio::spawn(async move {
                    converse(stream, service, closing, &place.caller).await;
                    drop(place);
                });
            }
            // Too many files are open, or whoever called has gone: others may fare better in a moment.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    closing.close();
    let _ = tokio::time::timeout(FAREWELL, callers.all_gone()).await;
    Ok(())
}

/// One connection, to its end.
async fn converse(
    stream: TcpStream,
    service: TowerToHyperService<axum::Router>,
    closing: Closing,
    caller: &Arc<Caller>,
) {
    let asks = caller.clone();
    let service = service_fn(move |request| {
        asks.asks();
        service.call(request)
    });
    let mut how = http1::Builder::new();
    how.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    let mut connection = pin!(how.serve_connection(TokioIo::new(stream), service));
    // A browser that breaks off is no failure of ours.
    let ends = async { matches!(select(pin!(closing.closed()), pin!(caller.told_to_leave())).await, Either::Left(_)) };
    let is_closing = match select(connection.as_mut(), pin!(ends)).await {
        Either::Left(_) => return,
        Either::Right((is_closing, _)) => is_closing,
    };
    if !is_closing && !caller.has_asked() {
        return;
    }
    // Whoever is being answered hears the end of it.
    connection.as_mut().graceful_shutdown();
    if !is_closing && matches!(select(connection.as_mut(), pin!(closing.closed())).await, Either::Left(_)) {
        return;
    }
    let _ = tokio::time::timeout(FAREWELL, connection).await;
}

/// Ctrl-C, or whatever else ends a program politely.
async fn asked_to_stop() {
    let interrupted = pin!(tokio::signal::ctrl_c());
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        select(interrupted, pin!(terminated.recv())).await;
        return;
    }
    let _ = interrupted.await;
}
