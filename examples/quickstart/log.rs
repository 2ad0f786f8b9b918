//! Which requests reached the API: preflights, too, which no handler sees.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::ACCESS_CONTROL_REQUEST_METHOD;
use actix_web::middleware::Next;
use actix_web::{Error, web};
use serde::Serialize;

/// The last requests, oldest first.
#[derive(Default)]
pub(super) struct Log(Mutex<VecDeque<Seen>>);

/// One request.
#[derive(Clone, Serialize)]
pub(super) struct Seen {
    method: String,
    path: String,
    query: String,
    /// The method that a preflight asks for.
    preflight_for: Option<String>,
}

impl Log {
    const LONGEST: usize = 1000;

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
pub(super) async fn record<B: MessageBody>(
    log: web::Data<Log>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let requested = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD);
    log.push(Seen {
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query_string().to_owned(),
        preflight_for: requested.map(|method| String::from_utf8_lossy(method.as_bytes()).into_owned()),
    });
    next.call(request).await
}
