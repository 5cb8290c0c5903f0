//! Who may ask, and how much: this machine's own browser at this server's own address, without a body and with a link
//! of a sane length. Everybody else gets a sentence.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::time::Duration;

/// Bytes of a body that are read; nothing here needs one.
const BODY: usize = 64 << 10;
/// Bytes of a body that are thrown away before the sentence, so that a browser still reads it, and for how long.
const THROWN_AWAY: usize = 32 << 20;
const PATIENCE: Duration = Duration::from_secs(5);
/// Letters of a path and query.
const LINK: usize = 16 << 10;
/// What takes longer than this is given up, but for what simulates.
const ANSWER: Duration = Duration::from_secs(30);

/// Nothing from anywhere else, nothing inline.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";
/// A report is one file with its style in it, and runs nothing.
pub(super) const POLICY_OF_A_REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A watched week is one file too, which plays what is in it.
pub(super) const POLICY_OF_A_WEEK: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Lets a request through, or says why not.
pub(super) async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = match refused(&request, port) {
        Some((status, sentence)) => said(status, sentence),
        None => pass(request, next).await,
    };
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    let always: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    headers.extend(always.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

async fn pass(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(PATIENCE, length(body)).await {
        Ok(Some(length)) if length <= BODY => {}
        Ok(Some(_)) => {
            return said(StatusCode::PAYLOAD_TOO_LARGE, "Nothing here takes so much: at most 64 kB can be sent.");
        }
        Ok(None) | Err(_) => return said(StatusCode::REQUEST_TIMEOUT, "What was sent did not come to its end."),
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return said(StatusCode::METHOD_NOT_ALLOWED, "Everything here is asked for with GET, and nothing can be sent.");
    }
    let simulates = ["/stream", "/report", "/week"].contains(&parts.uri.path());
    let answer = next.run(Request::from_parts(parts, Body::empty()));
    if simulates {
        return answer.await;
    }
    let given_up = |_| said(StatusCode::SERVICE_UNAVAILABLE, "This took too long and was given up. Try again.");
    tokio::time::timeout(ANSWER, answer).await.unwrap_or_else(given_up)
}

/// How much was sent, none of it kept; nothing where it broke off, or never seems to end.
async fn length(body: Body) -> Option<usize> {
    let (mut stream, mut length) = (body.into_data_stream(), 0usize);
    while let Some(piece) = stream.next().await {
        length += piece.ok()?.len();
        if length > THROWN_AWAY {
            break;
        }
    }
    Some(length)
}

fn refused(request: &Request, port: u16) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let link = request.uri().path_and_query().map_or(0, |link| link.as_str().len());
    if link > LINK {
        return Some((
            StatusCode::URI_TOO_LONG,
            "This link is longer than any that the page makes: at most 16,384 letters.",
        ));
    }
    let host = one(headers, header::HOST);
    let authority = request.uri().authority().map(|authority| authority.as_str());
    if host.is_none_or(|host| !is_ours(host, port)) || authority.is_some_and(|host| !is_ours(host, port)) {
        let sentence = "This server answers on this machine alone: open the address that `headroom serve` printed.";
        return Some((StatusCode::FORBIDDEN, sentence));
    }
    let foreign = "Another page asked for this, and only this server's own pages may. Type or paste the link yourself.";
    if headers.contains_key(header::ORIGIN) {
        let origin = one(headers, header::ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
        if origin.is_none_or(|origin| !is_ours(origin, port)) {
            return Some((StatusCode::FORBIDDEN, foreign));
        }
    }
    let site = HeaderName::from_static("sec-fetch-site");
    if headers.contains_key(&site) && !one(headers, site).is_some_and(|site| ["same-origin", "none"].contains(&site)) {
        return Some((StatusCode::FORBIDDEN, foreign));
    }
    None
}

/// A header that stands there once.
fn one(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// This machine by one of its names, and our port; 80 is what a browser leaves out.
fn is_ours(host: &str, port: u16) -> bool {
    let (name, named) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => (name, digits.parse().ok()),
        _ => (host, Some(80)),
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name.to_ascii_lowercase().as_str()) && named == Some(port)
}

/// A sentence instead of a page.
pub(super) fn said(status: StatusCode, sentence: impl Into<String>) -> Response {
    let text = format!("{}\n", sentence.into());
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_s_own_names_with_our_port_are_ours() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"] {
            assert!(is_ours(host, 8080), "{host}");
        }
        assert!(is_ours("localhost", 80));
        let foreign =
            ["evil.example:8080", "127.0.0.1:81", "127.0.0.1", "127.0.0.1.evil.example:8080", "[::1]", "", ":8080"];
        for host in
            foreign.into_iter().chain(["localhost:8080:8080", "x@localhost:8080", "localhost:", "localhost:99999"])
        {
            assert!(!is_ours(host, 8080), "{host}");
        }
    }
}
