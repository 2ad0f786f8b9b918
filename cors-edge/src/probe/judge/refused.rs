//! Why an answer that should admit an origin does not.

use cors_fetch::{Reason, Response};

use super::fault::Fault;
use super::values::value;
use crate::probe::finding::FindingKind;
use crate::probe::question::{Kind, Question};
use crate::probe::shown::shown;

/// What is wrong, where a browser has a reason not to accept an answer.
pub(in crate::probe) fn why_refused(question: &Question, reason: &Reason, response: &Response) -> Fault {
    let Question { page, method, kind, .. } = question;
    let is_preflight = *kind == Kind::Preflight;
    // Without the header, a browser does not send the request after a preflight. Of other requests it hides the response.
    let cannot = if is_preflight {
        "cannot send requests with credentials"
    } else {
        "cannot read responses to requests with credentials"
    };
    let new = |kind, about: &str, message| Fault::new(kind, about, message);
    match reason {
        Reason::AllowOriginRepeated { value } => {
            let value = shown(value.as_bytes());
            let message =
                format!("`Access-Control-Allow-Origin` has several values (`{value}`), and browsers accept one");
            new(FindingKind::HeaderRepeated, page, message)
        }
        Reason::AllowCredentialsOther { value } => {
            let kind = if value.contains(',') { FindingKind::HeaderRepeated } else { FindingKind::CredentialsLost };
            let value = shown(value.as_bytes());
            let message = format!("`Access-Control-Allow-Credentials` is `{value}`, and browsers accept `true` alone");
            new(kind, page, message)
        }
        Reason::AllowOriginAny => {
            let why = "`Access-Control-Allow-Origin` is `*`, which does not count for them";
            new(FindingKind::CredentialsLost, page, format!("pages of `{page}` {cannot}: {why}"))
        }
        Reason::AllowCredentialsMissing => {
            let why = "`Access-Control-Allow-Credentials` is missing, and has to be `true`";
            new(FindingKind::CredentialsLost, page, format!("pages of `{page}` {cannot}: {why}"))
        }
        Reason::MethodNotAllowed { .. } | Reason::AllowMethodsMalformed { .. } => {
            let list = list(response, "methods");
            let message = format!("pages of `{page}` cannot send `{method}`: `Access-Control-Allow-Methods` is {list}");
            new(FindingKind::MethodRefused, method, message)
        }
        Reason::HeaderNotAllowed { name, .. } => {
            let list = list(response, "headers");
            let message = format!("pages of `{page}` cannot send `{name}`: `Access-Control-Allow-Headers` is {list}");
            new(FindingKind::RequestHeaderRefused, name, message)
        }
        Reason::AllowHeadersMalformed { value } => {
            let value = shown(value.as_bytes());
            let message =
                format!("browsers ignore `Access-Control-Allow-Headers`, since `{value}` is not the name of a header");
            new(FindingKind::RequestHeaderRefused, page, message)
        }
        _ => without_origin(question, response, is_preflight),
    }
}

fn list(response: &Response, which: &str) -> String {
    match value(response, &format!("access-control-allow-{which}")) {
        None => "missing".to_owned(),
        Some(value) if value == "*" => {
            "`*`, which does not count for requests with credentials or for `authorization`".to_owned()
        }
        Some(value) => format!("`{value}`"),
    }
}

/// `Access-Control-Allow-Origin` is not there, or not for this origin, or the status is that of an error.
fn without_origin(question: &Question, response: &Response, is_preflight: bool) -> Fault {
    let (page, status) = (&question.page, response.status);
    let new = |kind, message| Fault::new(kind, page, message);
    let given = value(response, "access-control-allow-origin");
    let given = given.map_or("missing".to_owned(), |value| format!("`{value}`"));
    let header = format!("`Access-Control-Allow-Origin` is {given} (status {status})");
    match (status, is_preflight) {
        (300..=399, _) => {
            let target = value(response, "location").unwrap_or_default();
            let what = if is_preflight { "the preflight" } else { "the request" };
            new(FindingKind::Redirected, format!("{what} is redirected to `{target}` (status {status})"))
        }
        (401 | 407, true) => new(
            FindingKind::PreflightBehindLogin,
            format!("the server wants a login for the preflight of `{page}` (status {status})"),
        ),
        (421, _) => {
            new(FindingKind::HostRefused, "the server refuses the host name of this URL (status 421)".to_owned())
        }
        (403 | 200..=299, true) => new(FindingKind::OriginRefused, format!("`{page}` is refused: {header}")),
        (_, true) => new(FindingKind::PreflightUnanswered, format!("the preflight of `{page}` gets status {status}")),
        (400..=599, false) => {
            new(FindingKind::ErrorWithoutHeaders, format!("pages of `{page}` cannot read an error: {header}"))
        }
        (_, false) => {
            new(FindingKind::ResponseWithoutHeaders, format!("pages of `{page}` cannot read the response: {header}"))
        }
    }
}
