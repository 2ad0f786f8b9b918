//! What a server allows, where there is no report to compare it with.

use cors_fetch::Response;

use super::expect::Expectations;
use super::finding::FindingKind;
use super::judge::{Fault, admitted_with_credentials, severity_of_admission, value, why_refused};
use super::neighbours::neighbours;
use super::question::{Aim, Kind, Question};
use super::run::Asking;
use super::vary::Varying;
use crate::error::Error;
use crate::pattern::unlisted;
use crate::plan::Plan;

/// Request headers that are asked for: what most applications take, and one that none does.
const NAMES: [&str; 3] = ["authorization", "content-type", "x-cors-edge-probe"];
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROBE"];

/// Asks for the path of the URL, as pages of several origins would.
///
/// # Errors
/// [`Error::Unreachable`] if the server does not answer.
pub(super) fn observe(asking: &mut Asking<'_>, progress: &mut impl FnMut(usize, usize)) -> Result<(), Error> {
    let nothing = Plan::default();
    let known = Expectations::of(&nothing)?;
    let given = asking.options.origins.clone();
    let own = asking.own_origin();
    let mut asked: Vec<(String, Aim)> = given.iter().map(|origin| (origin.clone(), Aim::Listed)).collect();
    asked.push((unlisted().to_owned(), Aim::Unlisted("probably every origin is admitted")));
    asked.push(("null".to_owned(), Aim::Unlisted("every sandboxed frame sends `null`")));
    for origin in given.iter().chain([&own]) {
        let neighbours = neighbours(origin).into_iter();
        asked.extend(neighbours.map(|neighbour| (neighbour.origin, Aim::Unlisted(neighbour.how))));
    }
    let kinds: &[Kind] = if asking.options.requests { &[Kind::Preflight, Kind::Actual] } else { &[Kind::Preflight] };
    let count = asked.len() * kinds.len() + METHODS.len() + NAMES.len();
    let mut done = 0;
    let mut seen = Seen::default();
    for &kind in kinds {
        for (page, aim) in &asked {
            progress(done, count);
            done += 1;
            let question = question(kind, "GET", page, &[], *aim);
            let Some(response) = asking.ask(&question)? else { continue };
            seen.varying.see(&question, &response);
            seen.origin(asking, &question, &response, &known);
        }
    }
    seen.lists(asking, || {
        progress(done, count);
        done += 1;
    })?;
    progress(count, count);
    for (question, response, fault) in seen.varying.faults() {
        asking.add(&question, fault, &response);
    }
    Ok(())
}

fn question(kind: Kind, method: &str, page: &str, names: &[&str], aim: Aim) -> Question {
    Question {
        route: "the path of the URL".to_owned(),
        path: String::new(),
        kind,
        method: method.to_owned(),
        page: page.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        aim,
    }
}

/// What has been seen.
#[derive(Default)]
struct Seen {
    /// Whether every origin is admitted, so the others are, too.
    admits_all: bool,
    /// An origin that is admitted.
    admitted: Option<String>,
    varying: Varying,
}

impl Seen {
    fn origin(&mut self, asking: &mut Asking<'_>, question: &Question, response: &Response, known: &Expectations<'_>) {
        let page = &question.page;
        let blocked = question.blocked(response, false);
        let has_cookies = admitted_with_credentials(response, page);
        let with = if has_cookies { ", for requests with cookies, too" } else { "" };
        let admitted = |whose: &str| match question.kind {
            Kind::Preflight => format!("preflights of {whose} are approved{with}"),
            _ => format!("pages of {whose} can read responses{with}"),
        };
        match (question.aim, blocked) {
            (Aim::Listed, Some(reason)) => {
                let fault = why_refused(question, &reason, response, known);
                if fault.kind == FindingKind::OriginRefused {
                    asking.observe(fault.message);
                } else {
                    asking.add(question, fault, response);
                }
            }
            (Aim::Listed, None) => {
                self.admitted = Some(page.clone());
                asking.observe(admitted(&format!("`{page}`")));
            }
            (Aim::Unlisted(how), None) => {
                let is_any = page == unlisted();
                if self.admits_all && !is_any {
                    return;
                }
                self.admits_all |= is_any;
                let shared = value(response, "access-control-allow-origin").is_some_and(|value| value == "*");
                self.admitted.get_or_insert_with(|| page.clone());
                if is_any && (shared || !has_cookies) {
                    asking.observe(admitted("every origin"));
                    return;
                }
                let severity = severity_of_admission(page, has_cookies);
                let message = format!("{}, which is rarely meant ({how})", admitted(&format!("`{page}`")));
                let kind = FindingKind::OriginAdmitted;
                asking.add(question, Fault { kind, severity, message, about: page.clone() }, response);
            }
            _ => {}
        }
    }

    /// Methods and request headers, for an origin that is admitted.
    fn lists(&self, asking: &mut Asking<'_>, mut progress: impl FnMut()) -> Result<(), Error> {
        let Some(page) = &self.admitted else {
            asking.observe("no preflight was approved for the origins that were asked for: name those of your pages with `--origin`".to_owned());
            return Ok(());
        };
        let (mut methods, mut names) = (Vec::new(), Vec::new());
        for method in METHODS {
            progress();
            let question = question(Kind::Preflight, method, page, &[], Aim::Method);
            let response = asking.ask(&question)?;
            if response.is_some_and(|response| question.blocked(&response, false).is_none()) {
                methods.push(if method == "PROBE" { "any other" } else { method });
            }
        }
        for name in NAMES {
            progress();
            let question = question(Kind::Preflight, "GET", page, &[name], Aim::Header);
            let Some(response) = asking.ask(&question)? else { continue };
            if question.blocked(&response, false).is_none() {
                names.push(if name == "x-cors-edge-probe" { "any other" } else { name });
            }
        }
        for (what, list) in [("methods", methods), ("request headers", names)] {
            let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
            asking.observe(format!("allowed {what} of those that were asked for: {list}"));
        }
        Ok(())
    }
}
