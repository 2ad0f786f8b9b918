//! A request that two policies decide differently, in words.

use std::fmt::Write;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN};
use cors_actix::__private::View;
use cors_actix::Policy;
use cors_core::__private::escape_for_log;
use cors_core::{Header, is_preflight};

use crate::shadow::outcome::{Kind, Outcome, words};
use crate::shadow::report::Sample;

/// Compares what two policies decide. Describes the difference, if there is one; what the client sent is escaped and cut.
pub(super) fn difference(request: &ServiceRequest, live: &Policy, candidate: &Policy) -> Option<Sample> {
    let head = View(request.head());
    let [live_outcome, candidate_outcome] = [live, candidate].map(|policy| Outcome::of(policy, &head));
    if live_outcome == candidate_outcome {
        return None;
    }
    let say = |policy: &Policy, one: &Outcome, other: &Outcome| words(one.kind, policy, &head) + &headers(one, other);
    let sent = |name: HeaderName| request.headers().get(name).map(|value| escape_for_log(value.as_bytes()));
    let method = match sent(ACCESS_CONTROL_REQUEST_METHOD).filter(|_| is_preflight(&head)) {
        Some(requested) => format!("preflight for {requested}"),
        None => escape_for_log(request.method().as_str().as_bytes()),
    };
    let route = request.match_pattern();
    Some(Sample {
        requests: 1,
        method,
        route: escape_for_log(route.as_deref().unwrap_or(request.path()).as_bytes()),
        origin: sent(ORIGIN),
        live: say(live, &live_outcome, &candidate_outcome),
        candidate: say(candidate, &candidate_outcome, &live_outcome),
    })
}

/// The headers in which an outcome differs from another one that is as good.
fn headers(one: &Outcome, other: &Outcome) -> String {
    let mut text = String::new();
    if one.kind != other.kind || !matches!(one.kind, Kind::Approved | Kind::Read) {
        return text;
    }
    for header in Header::ALL {
        let value = |outcome: &Outcome| {
            let found = outcome.headers.iter().find(|(name, _)| name == header);
            found.map(|(_, value)| escape_for_log(value.as_bytes()))
        };
        match (value(one), value(other)) {
            (Some(value), other) if other.as_ref() != Some(&value) => {
                let _ = write!(text, ", {}: {value}", header.name());
            }
            (None, Some(_)) => {
                let _ = write!(text, ", no {}", header.name());
            }
            _ => {}
        }
    }
    text
}
