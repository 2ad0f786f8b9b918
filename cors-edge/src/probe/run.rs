//! Asks one question after the other.

use std::time::{SystemTime, UNIX_EPOCH};

use cors_actix::{Origin, Report};
use cors_fetch::{Response, Url};
use ureq::http::{HeaderName, HeaderValue};

use super::client::Client;
use super::curl;
use super::expect::Expectations;
use super::finding::FindingKind;
use super::judge::judge;
use super::observe;
use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question};
use super::questions::questions;
use super::result::ProbeResult;
use super::vary::Varying;
use crate::error::Error;
use crate::plan;

/// After as many requests without an answer the probe ends.
const UNANSWERED: usize = 5;

/// Asks a deployment as browsers do. With a report, it compares the answers with it; without one it looks at what the server allows for
/// the path of the URL. Only the server of the URL is asked, and no redirect is followed. `progress` is told how many requests of
/// how many are done.
///
/// # Errors
/// - [`Error::InvalidOption`] if the URL or an origin is not valid, [`Error::Violations`] and [`Error::Unreadable`] if the report is not.
/// - [`Error::Unreachable`] if the server does not answer.
pub fn probe(
    url: &str,
    report: Option<&Report>,
    options: &ProbeOptions,
    mut progress: impl FnMut(usize, usize),
) -> Result<ProbeResult, Error> {
    let base = Base::of(url)?;
    check(options)?;
    let mut asking = Asking {
        client: Client::new(options),
        result: ProbeResult::new(url),
        base,
        options,
        unanswered: 0,
        too_many: 0,
    };
    match report {
        Some(report) => asking.compare(report, &mut progress)?,
        None => observe::observe(&mut asking, &mut progress)?,
    }
    asking.finish()
}

/// The deployment.
struct Base {
    /// `https://api.example.com`
    origin: String,
    /// What is before the paths of the application, without a slash at the end.
    prefix: String,
    /// Makes the URLs of actual requests new to every cache.
    number: u128,
}

impl Base {
    fn of(url: &str) -> Result<Self, Error> {
        let invalid = |why: &str| {
            Error::InvalidOption(format!(
                "`{}` is not a valid URL of a deployment: {why}\nhelp: write scheme, host, and the path under which the \
                 application is: `https://api.example.com`",
                url.escape_debug()
            ))
        };
        let parsed = Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
        if parsed.includes_credentials() {
            return Err(invalid("it has a user name or password"));
        }
        if parsed.path().contains('?') {
            return Err(invalid("it has a query"));
        }
        let number = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let prefix = parsed.path().trim_end_matches('/').to_owned();
        Ok(Base { origin: parsed.origin().to_owned(), prefix, number })
    }
}

fn check(options: &ProbeOptions) -> Result<(), Error> {
    let invalid = |what: String, help: &str| Err(Error::InvalidOption(format!("{what}\nhelp: {help}")));
    let is_valid = |origin: &String| origin == "null" || Origin::parse(origin.as_bytes()).is_some();
    if let Some(origin) = options.origins.iter().find(|origin| !is_valid(origin)) {
        return invalid(
            format!("`{}` is not a valid origin", origin.escape_debug()),
            "write scheme, host and, unless it is the default, port: `--origin https://app.example.com`",
        );
    }
    for (name, value) in &options.headers {
        if HeaderName::from_bytes(name.as_bytes()).is_err() || HeaderValue::from_str(value).is_err() {
            let line = format!("{name}: {value}");
            return invalid(
                format!("`{}` is not a valid header line", line.escape_debug()),
                "write a name of letters, digits and hyphens, and a value on one line: `--header 'Authorization: Bearer …'`",
            );
        }
    }
    Ok(())
}

/// A probe that is under way.
pub(super) struct Asking<'o> {
    client: Client,
    pub(super) result: ProbeResult,
    base: Base,
    pub(super) options: &'o ProbeOptions,
    unanswered: usize,
    too_many: usize,
}

impl<'o> Asking<'o> {
    fn compare(&mut self, report: &Report, progress: &mut impl FnMut(usize, usize)) -> Result<(), Error> {
        let plan = plan::of_report(report)?;
        let expectations = Expectations::of(&plan)?;
        let (questions, all) = questions(&plan, &expectations, self.options);
        let without = plan.routes.iter().filter(|route| route.preflight == plan::Answer::Untouched).count();
        if without > 1 {
            self.result.notes.push(format!("{} routes have no policy in the report, and were not asked", without - 1));
        }
        if all > questions.len() {
            let limit = questions.len();
            self.result
                .notes
                .push(format!("of {all} requests only the first {limit} were sent: raise `--limit` for all"));
        }
        let mut varying = Varying::default();
        for (done, question) in questions.iter().enumerate() {
            progress(done, questions.len());
            let Some(response) = self.ask(question)? else { continue };
            varying.see(question, &response);
            for fault in judge(question, &response, &expectations) {
                self.add(question, fault, &response);
            }
        }
        progress(questions.len(), questions.len());
        for (question, response, fault) in varying.faults() {
            self.add(&question, fault, &response);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, question: &Question, fault: super::judge::Fault, response: &Response) {
        let request = self.command(question);
        self.result.add(&question.route, fault, request, Some(response));
    }

    pub(super) fn observe(&mut self, observation: String) {
        if !self.result.observations.contains(&observation) {
            self.result.observations.push(observation);
        }
    }

    /// The origin of the server.
    pub(super) fn own_origin(&self) -> String {
        self.base.origin.clone()
    }

    /// The answer; `None` if it says nothing about the deployment.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if there was none several times.
    pub(super) fn ask(&mut self, question: &Question) -> Result<Option<Response>, Error> {
        let (url, lines) = (self.url(question), self.lines(question));
        self.result.requests += 1;
        match self.client.send(question.sent_method(), &url, &lines) {
            Ok(response) if response.status == 429 => {
                self.too_many += 1;
                Ok(None)
            }
            Ok(response) => {
                self.unanswered = 0;
                Ok(Some(response))
            }
            Err(why) => {
                self.unanswered += 1;
                if self.unanswered >= UNANSWERED || self.result.requests == 1 {
                    return Err(Error::Unreachable(format!("`{url}` does not answer: {why}")));
                }
                let fault = super::judge::Fault::unanswered(question, &why);
                let request = self.command(question);
                self.result.add(&question.route, fault, request, None);
                Ok(None)
            }
        }
    }

    fn url(&self, question: &Question) -> String {
        let Base { origin, prefix, number } = &self.base;
        // The URL of the deployment itself may have no path.
        let path = if prefix.is_empty() && question.path.is_empty() { "/" } else { &*question.path };
        let query = match (question.kind, question.aim) {
            (Kind::Actual, Aim::Before | Aim::Cached) => format!("?cors-edge-probe={}", number + 1),
            (Kind::Actual, _) => format!("?cors-edge-probe={number}"),
            _ => String::new(),
        };
        format!("{origin}{prefix}{path}{query}")
    }

    fn lines(&self, question: &Question) -> Vec<(&'o str, String)> {
        let mut lines = question.lines();
        if question.kind != Kind::Preflight {
            lines.extend(self.options.headers.iter().map(|(name, value)| (name.as_str(), value.clone())));
        }
        lines
    }

    fn command(&self, question: &Question) -> String {
        curl::command(question.sent_method(), &self.url(question), &self.lines(question))
    }

    /// # Errors
    /// [`Error::Unreachable`] if the server has turned everything away.
    fn finish(mut self) -> Result<ProbeResult, Error> {
        let (too_many, url) = (self.too_many, &self.result.url);
        if too_many > 0 && too_many == self.result.requests {
            return Err(Error::Unreachable(format!(
                "`{url}` answers every request with status 429 (too many requests)\nhelp: wait, and lower `--rate`"
            )));
        }
        if too_many > 0 {
            self.result.notes.push(format!("{too_many} requests got status 429, and say nothing: lower `--rate`"));
        }
        // What a page cannot read in any case is no matter of caches.
        let unreadable =
            [FindingKind::ResponseWithoutHeaders, FindingKind::ErrorWithoutHeaders, FindingKind::Redirected];
        let blocked = self.result.findings.iter().filter(|finding| unreadable.contains(&finding.kind));
        let blocked: Vec<_> = blocked.map(|finding| finding.route.clone()).collect();
        self.result
            .findings
            .retain(|finding| finding.kind != FindingKind::AnswerForAnotherOrigin || !blocked.contains(&finding.route));
        self.result.sort();
        Ok(self.result)
    }
}
