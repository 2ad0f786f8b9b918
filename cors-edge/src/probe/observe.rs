//! What a server allows, where there is no report to compare it with.

use cors_fetch::Response;

use super::asking::Asking;
use super::finding::FindingKind;
use super::judge::{Fault, admitted_with_credentials, severity_of_admission, value, why_refused};
use super::neighbours::neighbours;
use super::question::{Aim, Kind, Question, UNLISTED_HEADER};
use super::vary::Varying;
use crate::error::Error;
use crate::pattern::unlisted;

/// Methods that are asked for. Nobody has the last one.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROBE"];
/// Request headers that are asked for. Nobody has the last one.
const NAMES: [&str; 3] = ["authorization", "content-type", UNLISTED_HEADER];

/// Asks for the path of the URL, as pages of several origins would.
///
/// # Errors
/// [`Error::Unreachable`] if the server does not answer.
pub(super) fn observe(asking: &mut Asking<'_>, progress: &mut impl FnMut(usize, usize)) -> Result<(), Error> {
    let given = asking.options.origins.clone();
    let mut others = vec![
        (unlisted().to_owned(), "probably every origin is allowed"),
        ("null".to_owned(), "every sandboxed frame sends `null`"),
    ];
    let own = asking.own_origin();
    let domains: Vec<_> = given.iter().chain([&own]).filter_map(|origin| domain(origin)).collect();
    for origin in given.iter().chain([&own]) {
        others.extend(neighbours(origin).into_iter().map(|neighbour| (neighbour.origin, neighbour.how)));
    }
    let kinds: &[Kind] = if asking.options.requests { &[Kind::Preflight, Kind::Actual] } else { &[Kind::Preflight] };
    let count = given.len() * METHODS.len() + (given.len() + others.len()) * kinds.len() + METHODS.len() + NAMES.len();
    let mut done = 0;
    let mut step = || {
        progress(done, count);
        done += 1;
    };
    let mut seen = Seen::default();
    for origin in &given {
        seen.methods(asking, origin, &mut step)?;
    }
    // What a listed origin may send tells most about the others.
    let method = seen.approved.as_ref().map_or("GET", |(_, method)| method);
    for &kind in kinds {
        let method = if kind == Kind::Actual { "GET" } else { method };
        let listed = given.iter().map(|origin| (origin, Aim::Listed));
        for (page, aim) in listed.chain(others.iter().map(|(origin, how)| (origin, Aim::Unlisted(how)))) {
            step();
            let question = question(kind, method, page, &[], aim);
            let Some(response) = asking.ask(&question)? else { continue };
            seen.varying.see(&question, &response);
            seen.origin(asking, &question, &response, &domains);
        }
    }
    if given.is_empty() {
        match seen.admitted.clone() {
            Some(page) => seen.methods(asking, &page, &mut step)?,
            None => {
                asking.observe("no preflight was approved: name the origins of your pages with `--origin`".to_owned());
            }
        }
    }
    seen.names(asking, &mut step)?;
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
    /// An origin and a method whose preflight is approved.
    approved: Option<(String, &'static str)>,
    varying: Varying,
}

impl Seen {
    /// Which methods an origin may send.
    fn methods(&mut self, asking: &mut Asking<'_>, page: &str, step: &mut impl FnMut()) -> Result<(), Error> {
        let mut approved = Vec::new();
        for method in METHODS {
            step();
            let question = question(Kind::Preflight, method, page, &[], Aim::Method);
            if asking.ask(&question)?.is_some_and(|response| question.blocked(&response, false).is_none()) {
                approved.push(method);
            }
        }
        if let Some(first) = approved.first() {
            self.approved.get_or_insert((page.to_owned(), first));
        }
        let list = |methods: &[&str]| methods.join(", ").replace("PROBE", "a method that nobody has");
        let approved = if approved.is_empty() { "none of them".to_owned() } else { list(&approved) };
        asking.observe(format!("of {}, pages of `{page}` may send: {approved}", list(&METHODS)));
        Ok(())
    }

    /// Whether an origin is admitted.
    fn origin(&mut self, asking: &mut Asking<'_>, question: &Question, response: &Response, domains: &[String]) {
        let page = &question.page;
        let blocked = question.blocked(response, false);
        let has_credentials = admitted_with_credentials(response, page);
        let with = if has_credentials { ", for requests with credentials, too" } else { "" };
        let admitted = |whose: &str| match question.kind {
            Kind::Preflight => format!("preflights of {whose} are approved{with}"),
            _ => format!("pages of {whose} can read responses{with}"),
        };
        match (question.aim, blocked) {
            (Aim::Listed, Some(reason)) => {
                let fault = why_refused(question, &reason, response);
                // Nobody says that this origin should be admitted.
                if fault.kind == FindingKind::HeaderRepeated {
                    asking.add(question, fault, response);
                } else {
                    asking.observe(fault.message);
                }
            }
            (Aim::Listed, None) => asking.observe(admitted(&format!("`{page}`"))),
            (Aim::Unlisted(how), None) => {
                let is_any = page == unlisted();
                if self.admits_all && !is_any {
                    return;
                }
                self.admits_all |= is_any;
                self.admitted.get_or_insert_with(|| page.clone());
                let is_star = value(response, "access-control-allow-origin").is_some_and(|value| value == "*");
                if is_any && (is_star || !has_credentials) {
                    asking.observe(admitted("every origin"));
                    return;
                }
                // A server may mean all of its domain.
                if is_below(page, domains) {
                    asking.observe(admitted(&format!("`{page}`")));
                    return;
                }
                let severity = severity_of_admission(page, has_credentials);
                let message = format!("{}, which is rarely meant ({how})", admitted(&format!("`{page}`")));
                let kind = FindingKind::OriginAdmitted;
                asking.add(question, Fault { kind, severity, message, about: page.clone() }, response);
            }
            _ => {}
        }
    }

    /// Which request headers an origin may send.
    fn names(&self, asking: &mut Asking<'_>, step: &mut impl FnMut()) -> Result<(), Error> {
        let Some((page, method)) = &self.approved else { return Ok(()) };
        let mut approved = Vec::new();
        for name in NAMES {
            step();
            let question = question(Kind::Preflight, method, page, &[name], Aim::Header);
            if asking.ask(&question)?.is_some_and(|response| question.blocked(&response, false).is_none()) {
                approved.push(name);
            }
        }
        let list = |names: &[&str]| names.join(", ").replace(UNLISTED_HEADER, "a header that nobody has");
        let approved = if approved.is_empty() { "none of them".to_owned() } else { list(&approved) };
        asking.observe(format!("of {}, pages of `{page}` may send: {approved}", list(&NAMES)));
        Ok(())
    }
}

/// The last two labels of a host.
fn domain(origin: &str) -> Option<String> {
    let (_, host) = origin.split_once("://")?;
    let (rest, top) = host.rsplit_once('.')?;
    let name = rest.rsplit_once('.').map_or(rest, |(_, name)| name);
    (!name.is_empty() && top.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| format!("{name}.{top}"))
}

/// Whether an origin is of one of these domains.
fn is_below(page: &str, domains: &[String]) -> bool {
    let host = page.split_once("://").map_or("", |(_, host)| host);
    page.starts_with("https:") && domains.iter().any(|domain| host.ends_with(&format!(".{domain}")))
}
