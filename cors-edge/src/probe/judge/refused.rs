//! Why an answer that should admit an origin does not.

use cors_fetch::{Reason, Response};

use super::Fault;
use super::values::value;
use crate::probe::curl::shown;
use crate::probe::expect::Expectations;
use crate::probe::finding::FindingKind;
use crate::probe::question::{Kind, Question};

/// What is wrong, where a browser has a reason not to accept an answer.
pub(in crate::probe) fn why_refused(
    question: &Question,
    reason: &Reason,
    response: &Response,
    known: &Expectations<'_>,
) -> Fault {
    let Question { page, method, kind, .. } = question;
    let status = response.status;
    let is_preflight = *kind == Kind::Preflight;
    match reason {
        Reason::AllowOriginRepeated { value } => Fault::new(
            FindingKind::HeaderRepeated,
            page,
            format!(
                "`Access-Control-Allow-Origin` has several values (`{}`), and browsers accept one",
                shown(value.as_bytes())
            ),
        ),
        Reason::AllowCredentialsOther { value } => {
            let kind = if value.contains(',') { FindingKind::HeaderRepeated } else { FindingKind::CredentialsLost };
            let value = shown(value.as_bytes());
            Fault::new(
                kind,
                page,
                format!("`Access-Control-Allow-Credentials` is `{value}`, and browsers accept `true` alone"),
            )
        }
        Reason::AllowOriginOther { value } if !is_preflight && known.lists(value) => Fault::new(
            FindingKind::AnswerForAnotherOrigin,
            page,
            format!("`{page}` has asked, and the answer is for `{}`", shown(value.as_bytes())),
        ),
        Reason::AllowOriginMissing | Reason::AllowOriginOther { .. } | Reason::PreflightStatus { .. } => {
            without_origin(question, response, is_preflight)
        }
        Reason::AllowOriginAny | Reason::AllowCredentialsMissing => Fault::new(
            FindingKind::CredentialsLost,
            page,
            format!("pages of `{page}` cannot send cookies: {}", reason.why()),
        ),
        Reason::MethodNotAllowed { .. } | Reason::AllowMethodsMalformed { .. } => Fault::new(
            FindingKind::MethodRefused,
            method,
            format!(
                "pages of `{page}` cannot send `{method}`: `Access-Control-Allow-Methods` is {}",
                list(response, "methods")
            ),
        ),
        Reason::HeaderNotAllowed { name, .. } => Fault::new(
            FindingKind::RequestHeaderRefused,
            name,
            format!(
                "pages of `{page}` cannot send `{name}`: `Access-Control-Allow-Headers` is {}",
                list(response, "headers")
            ),
        ),
        _ => Fault::new(
            if is_preflight { FindingKind::PreflightUnanswered } else { FindingKind::ResponseWithoutHeaders },
            page,
            format!("a browser does not accept the answer with status {status} for `{page}`: {}", reason.why()),
        ),
    }
}

fn list(response: &Response, which: &str) -> String {
    value(response, &format!("access-control-allow-{which}")).map_or("missing".to_owned(), |value| format!("`{value}`"))
}

/// `Access-Control-Allow-Origin` is not there, or not for this origin, or the status is that of an error.
fn without_origin(question: &Question, response: &Response, is_preflight: bool) -> Fault {
    let page = &question.page;
    let status = response.status;
    match status {
        300..=399 => {
            let target = value(response, "location").unwrap_or_default();
            let what = if is_preflight { "the preflight" } else { "the request" };
            Fault::new(FindingKind::Redirected, page, format!("{what} is redirected to `{target}` (status {status})"))
        }
        401 | 407 if is_preflight => {
            let message = format!("the preflight of `{page}` has to log in (status {status})");
            Fault::new(FindingKind::PreflightBehindLogin, page, message)
        }
        400..=599 if is_preflight && status != 403 => {
            let why = if status == 421 { ": the server is not to be addressed under this name (`hosts`)" } else { "" };
            let message = format!("the preflight of `{page}` gets status {status}{why}");
            Fault::new(FindingKind::PreflightUnanswered, page, message)
        }
        400..=599 if !is_preflight => {
            let message = format!("a page of `{page}` cannot read the error with status {status}");
            Fault::new(FindingKind::ErrorWithoutHeaders, page, message)
        }
        _ if is_preflight => {
            let given = value(response, "access-control-allow-origin");
            let given = given.map_or("missing".to_owned(), |value| format!("`{value}`"));
            let message = format!("`{page}` is refused: `Access-Control-Allow-Origin` is {given} (status {status})");
            Fault::new(FindingKind::OriginRefused, page, message)
        }
        _ => {
            let message = format!("a page of `{page}` cannot read the response with status {status}");
            Fault::new(FindingKind::ResponseWithoutHeaders, page, message)
        }
    }
}
