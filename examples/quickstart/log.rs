//! The requests to the API and its responses, with the preflights, which no handler sees.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use serde::Serialize;

/// The last requests, oldest first.
#[derive(Default)]
pub(super) struct Log(Mutex<VecDeque<Seen>>);

/// One request with its answer.
#[derive(Clone, Serialize)]
pub(super) struct Seen {
    pub(super) method: String,
    path: String,
    query: String,
    /// The method that a preflight asks for.
    preflight_for: Option<String>,
    pub(super) headers: Lines,
    pub(super) answer: Answer,
}

/// What the API answered.
#[derive(Clone, Serialize)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Lines,
    body: String,
}

/// How much of a body is kept.
const LONGEST_BODY: usize = 1000;

/// Header lines: names in lower case, and values.
pub(super) type Lines = Vec<(String, String)>;

impl Log {
    const LONGEST: usize = 300;

    /// The requests with this query.
    pub(super) fn with_query(&self, query: &str) -> Vec<Seen> {
        self.lock().iter().filter(|seen| seen.query == query).cloned().collect()
    }

    fn push(&self, seen: Seen) {
        let mut log = self.lock();
        if log.len() == Self::LONGEST {
            log.pop_front();
        }
        log.push_back(seen);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The middleware around the whole API that keeps the log.
pub(super) async fn record(
    log: web::Data<Log>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, Error> {
    let requested = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD);
    let mut seen = Seen {
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query_string().to_owned(),
        preflight_for: requested.map(|method| text(method.as_bytes())),
        headers: lines(request.headers()),
        answer: Answer { status: 0, headers: Lines::new(), body: String::new() },
    };
    let (request, response) = next.call(request).await?.into_parts();
    let (response, body) = response.into_parts();
    let body = to_bytes(body).await.map_err(Into::into)?;

    let shown = text(&body[..body.len().min(LONGEST_BODY)]);
    seen.answer = Answer { status: response.status().as_u16(), headers: lines(response.headers()), body: shown };
    if !matches!(seen.answer.status, 204 | 304) {
        // The server writes this line when it sends the response.
        seen.answer.headers.push(("content-length".to_owned(), body.len().to_string()));
    }
    log.push(seen);
    let response: HttpResponse = response.set_body(body).map_into_boxed_body();
    Ok(ServiceResponse::new(request, response))
}

fn lines(headers: &HeaderMap) -> Lines {
    let mut lines: Lines = headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    // The map has no order. The values of one name keep theirs.
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    lines
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
