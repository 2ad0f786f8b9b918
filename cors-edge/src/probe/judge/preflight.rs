//! Answers to preflights.

use cors_fetch::{Credentials, Response, cors_check, is_cors_safelisted_request_header};

use super::fault::Fault;
use super::refused::why_refused;
use super::values::{admitted_with_credentials, lower_case_names, names, value, varies_on};
use crate::pattern::UNLISTED_HOST;
use crate::plan::{Names, Rule};
use crate::probe::expect::{Expectations, Expected, is_listed};
use crate::probe::finding::{FindingKind, Severity};
use crate::probe::question::{Aim, Kind, Question};

/// How long browsers keep an answer that does not say it, in seconds.
const DEFAULT_MAX_AGE: u64 = 5;

/// An answer that has to approve.
pub(super) fn approved(question: &Question, rule: &Rule, response: &Response, known: &Expectations<'_>) -> Vec<Fault> {
    if let Some(reason) = question.blocked(response, rule.credentials) {
        return vec![why_refused(question, &reason, response)];
    }
    let mut faults = credentials_added(question, rule, response);
    let is_known = |method: &String| {
        ["GET", "HEAD", "POST", "OPTIONS"].contains(&method.as_str())
            || is_listed(&rule.methods, |name| name == method)
            || matches!(
                known.preflight(&question.path, method, &question.page, &[]),
                Expected::Approved(_) | Expected::Unknown
            )
    };
    for method in names(response, "access-control-allow-methods").iter().filter(|method| !is_known(method)) {
        let message = format!("the answer lists `{method}`, which the policy does not allow");
        faults.push(Fault::new(FindingKind::MethodAdded, method, message));
    }
    faults.extend(headers_added(rule, response));
    let (kept, expected) = (max_age(response), rule.max_age.map_or(DEFAULT_MAX_AGE, u64::from));
    if kept != expected {
        let by = if rule.max_age.is_some() { "the policy says" } else { "without `max_age` it is" };
        let message = format!("browsers keep the answer for {kept} s, and {by} {expected} s");
        faults.push(Fault::new(FindingKind::MaxAgeDiffers, format!("{kept} s"), message));
    }
    if rule.headers == Names::Requested && !varies_on(response, "access-control-request-headers") {
        let message =
            "the answer repeats the request headers, and `Vary` does not have `Access-Control-Request-Headers`";
        faults.push(Fault { severity: Severity::Low, ..Fault::new(FindingKind::VaryLost, "request headers", message) });
    }
    faults
}

/// Credentials that the rule does not allow.
pub(super) fn credentials_added(question: &Question, rule: &Rule, response: &Response) -> Vec<Fault> {
    let page = &question.page;
    let is_added = !rule.credentials && admitted_with_credentials(response, page);
    let does = match question.kind {
        Kind::Preflight => "may send requests with credentials",
        _ => "can read responses to requests with credentials",
    };
    let message = || format!("pages of `{page}` {does}, which the policy does not allow");
    is_added.then(|| Fault::new(FindingKind::CredentialsAdded, page, message())).into_iter().collect()
}

fn headers_added(rule: &Rule, response: &Response) -> Vec<Fault> {
    // Browsers send these without asking.
    let is_free = |name: &str| is_cors_safelisted_request_header(name, b"en");
    let added = lower_case_names(response, "access-control-allow-headers");
    let fault = |name: &String| {
        let message = format!("the answer lists the request header `{name}`, which the policy does not allow");
        Fault::new(FindingKind::RequestHeaderAdded, name, message)
    };
    let is_added =
        |name: &&String| !is_free(name) && !is_listed(&rule.headers, |listed| listed.eq_ignore_ascii_case(name));
    added.iter().filter(is_added).map(fault).collect()
}

/// An answer that must not approve.
pub(super) fn refused(question: &Question, response: &Response) -> Option<Fault> {
    let Question { page, method, names, .. } = question;
    match question.aim {
        Aim::Method => question.blocked(response, false).is_none().then(|| {
            let message = format!("pages of `{page}` may send `{method}`, which the policy does not allow");
            Fault::new(FindingKind::MethodAdded, method, message)
        }),
        Aim::Header => question.blocked(response, false).is_none().then(|| {
            let name = names.last().map(String::as_str).unwrap_or_default();
            let with = if question.blocked(response, true).is_some() { " (without credentials)" } else { "" };
            let message = format!(
                "pages of `{page}` may send the request header `{name}`{with}, which the policy does not allow"
            );
            Fault::new(FindingKind::RequestHeaderAdded, name, message)
        }),
        Aim::Unlisted(how) => origin_admitted(question, how, response),
        Aim::Listed | Aim::Before | Aim::Cached | Aim::Host | Aim::Refusal => None,
    }
}

/// An origin that is admitted, whatever the status: the answer to a request that takes no preflight has no other one.
pub(super) fn origin_admitted(question: &Question, how: &str, response: &Response) -> Option<Fault> {
    let page = &question.page;
    cors_check(page, Credentials::Omit, &response.headers).ok()?;
    let has_credentials = admitted_with_credentials(response, page);
    let with = if has_credentials { ", with credentials" } else { "" };
    let severity = severity_of_admission(page, has_credentials);
    let is_approval = question.kind != Kind::Preflight || (200..300).contains(&response.status);
    let message = if is_approval {
        format!("`{page}` is allowed{with}, and the policy does not list it ({how})")
    } else {
        format!(
            "`{page}` is refused by status {} alone: `Access-Control-Allow-Origin` allows it{with}, which is enough for requests that \
             need no preflight",
            response.status
        )
    };
    Some(Fault { severity, ..Fault::new(FindingKind::OriginAdmitted, page, message) })
}

/// How bad it is that an origin is admitted.
pub(in crate::probe) fn severity_of_admission(page: &str, has_credentials: bool) -> Severity {
    // No browser sends an origin like this.
    if page.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Severity::Low
    } else if has_credentials {
        Severity::High
    } else {
        FindingKind::OriginAdmitted.severity()
    }
}

/// An answer under a name that is none of the server's.
pub(super) fn under_another_name(question: &Question, response: &Response) -> Option<Fault> {
    cors_check(&question.page, Credentials::Omit, &response.headers).ok()?;
    let message = format!("the server answers under the name `{UNLISTED_HOST}`, which `hosts` does not list");
    Some(Fault::new(FindingKind::HostAdmitted, UNLISTED_HOST, message))
}

/// `Access-Control-Max-Age`, as browsers read it.
fn max_age(response: &Response) -> u64 {
    let Some(value) = value(response, "access-control-max-age") else { return DEFAULT_MAX_AGE };
    let (is_negative, digits) = value.strip_prefix('-').map_or((false, &*value), |digits| (true, digits));
    match digits.parse() {
        Ok(seconds) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            if is_negative {
                0
            } else {
                seconds
            }
        }
        _ => DEFAULT_MAX_AGE,
    }
}
