//! Responses to actual requests.

use std::collections::BTreeSet;

use cors_fetch::Response;

use super::fault::Fault;
use super::preflight::{credentials_added, origin_admitted};
use super::refused::why_refused;
use super::values::{lower_case_names, value};
use crate::plan::Rule;
use crate::probe::finding::{FindingKind, Severity};
use crate::probe::question::{Aim, Question};

/// Response headers that pages can read in any case
/// ([CORS-safelisted response-header name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)).
const SAFELISTED: [&str; 7] =
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];

/// A response that a page of a listed origin has to be able to read.
pub(super) fn approved(question: &Question, rule: &Rule, response: &Response) -> Vec<Fault> {
    if let Some(reason) = question.blocked(response, rule.credentials) {
        let fault =
            if question.aim == Aim::Cached { cached(question) } else { why_refused(question, &reason, response) };
        return vec![fault];
    }
    let mut faults = credentials_added(question, rule, response);
    let expected: BTreeSet<_> =
        rule.expose.iter().flat_map(|names| names.split(", ")).map(str::to_ascii_lowercase).collect();
    let exposed = lower_case_names(response, "access-control-expose-headers");
    let exposes_all = exposed.contains("*") && !rule.credentials;
    for name in expected.difference(&exposed).filter(|_| !exposes_all) {
        let message = format!("pages cannot read the response header `{name}`, which the policy exposes");
        faults.push(Fault::new(FindingKind::ExposedLost, name, message));
    }
    let is_added = |name: &&String| !expected.contains("*") && !SAFELISTED.contains(&name.as_str());
    for name in exposed.difference(&expected).filter(is_added) {
        let message = format!("pages can read the response header `{name}`, which the policy does not expose");
        faults.push(Fault::new(FindingKind::ExposedAdded, name, message));
    }
    faults.extend(timing(&question.page, rule.timing, response));
    faults
}

fn cached(question: &Question) -> Fault {
    let page = &question.page;
    let message = format!(
        "`{page}` got the answer for an unlisted origin, which had asked for this URL before: a cache ignores `Vary`"
    );
    Fault::new(FindingKind::AnswerForAnotherOrigin, page, message)
}

fn timing(page: &str, is_expected: bool, response: &Response) -> Option<Fault> {
    let sent = value(response, "timing-allow-origin");
    let is_allowed = sent.iter().flat_map(|value| value.split(',')).any(|value| ["*", page].contains(&value.trim()));
    let (can, does) = match (is_allowed, is_expected) {
        (true, false) => ("can", "does not allow"),
        (false, true) => ("cannot", "allows"),
        _ => return None,
    };
    let message = format!("pages of `{page}` {can} read detailed timings, which the policy {does}");
    Some(Fault::new(FindingKind::TimingDiffers, page, message))
}

/// A response that pages of this origin must not read.
pub(super) fn refused(question: &Question, response: &Response) -> Vec<Fault> {
    match question.aim {
        Aim::Unlisted(how) => {
            let admitted = origin_admitted(question, how, response);
            admitted.into_iter().chain(timing(&question.page, false, response)).collect()
        }
        _ => Vec::new(),
    }
}

/// The answer to a forged request.
pub(super) fn forged(question: &Question, response: &Response, origin: bool, site: bool) -> Option<Fault> {
    let (method, status) = (&question.method, response.status);
    let by = match (origin, site) {
        (true, true) => "Origin and Sec-Fetch-Site",
        (true, false) => "Origin alone",
        _ => "Sec-Fetch-Site alone",
    };
    let (what, severity) = match status {
        _ if is_turned_away(status) => return None,
        200..=299 => ("is served", FindingKind::RefusalLost.severity()),
        _ => ("is not refused, and its handler may have run", Severity::Medium),
    };
    let message =
        format!("a forged `{method}` from another site {what}: status {status} in place of 403 (it had {by})");
    Some(Fault { severity, ..Fault::new(FindingKind::RefusalLost, by, message) })
}

/// Whether a forged request was refused, or somebody else has turned it away before: a login, or a redirect to one.
fn is_turned_away(status: u16) -> bool {
    matches!(status, 300..=399 | 401 | 403 | 421)
}
