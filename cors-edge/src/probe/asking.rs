//! Asks one question after the other, as far as the server answers.

use std::collections::BTreeMap;

use cors_fetch::Response;

use super::base::{Base, help};
use super::client::Client;
use super::judge::Fault;
use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question};
use super::result::ProbeResult;
use crate::curl::curl;
use crate::error::Error;
use crate::pattern::unlisted;

/// After as many failures a route is not asked any more.
const FAILURES: usize = 2;
/// After as many routes without an answer, one after the other, the server is not asked any more.
const ROUTES: usize = 3;

/// After as many answers with status 429, one after the other, the server is not asked any more.
const REFUSALS: usize = 8;

/// A probe that is under way.
pub(super) struct Asking<'o> {
    client: Client,
    pub(super) result: ProbeResult,
    base: Base,
    pub(super) options: &'o ProbeOptions,
    /// How often each route has not answered.
    failures: BTreeMap<String, usize>,
    /// How many routes have not answered since one did.
    silent: usize,
    /// How many requests got status 429.
    turned_away: usize,
    /// How many of them since another status.
    refusals: usize,
}

impl<'o> Asking<'o> {
    pub(super) fn new(url: &str, base: Base, options: &'o ProbeOptions) -> Self {
        let (client, result) = (Client::new(options), ProbeResult::new(url));
        Asking { client, result, base, options, failures: BTreeMap::new(), silent: 0, turned_away: 0, refusals: 0 }
    }

    /// The answer; `None` if there is none that says something.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if not even the first question is answered.
    pub(super) fn ask(&mut self, question: &Question) -> Result<Option<Response>, Error> {
        let failures = self.failures.get(&question.route).copied().unwrap_or_default();
        let has_enough = self.silent >= ROUTES || self.refusals >= REFUSALS;
        if failures >= FAILURES || has_enough || self.result.requests >= self.options.limit {
            self.result.unanswered += 1;
            return Ok(None);
        }
        match self.send(question) {
            Ok(response) if response.status == 429 => {
                self.client.slow_down();
                self.turned_away += 1;
                self.refusals += 1;
                self.result.unanswered += 1;
                Ok(None)
            }
            Ok(response) => {
                (self.silent, self.refusals) = (0, 0);
                Ok(Some(response))
            }
            Err(why) => {
                let url = self.base.url(question);
                if self.result.requests <= 2 {
                    return Err(Error::Unreachable(format!("`{url}` does not answer: {why}{}", help(&url))));
                }
                self.failures.insert(question.route.clone(), failures + 1);
                self.silent += usize::from(failures + 1 == FAILURES);
                self.result.unanswered += 1;
                let request = self.command(question);
                self.result.add(&question.route, Fault::unanswered(question, &why), request, None);
                Ok(None)
            }
        }
    }

    /// What changes nothing is sent once more if there is no answer: the server may have closed the connection.
    fn send(&mut self, question: &Question) -> Result<Response, String> {
        let (method, url) = (question.sent_method(), self.base.url(question));
        let lines = self.lines(question);
        self.result.requests += 1;
        let answer = self.client.send(method, &url, &lines);
        let is_safe = ["OPTIONS", "GET"].contains(&method) && self.result.requests < self.options.limit;
        if answer.is_ok() || !is_safe {
            return answer;
        }
        self.result.requests += 1;
        self.client.send(method, &url, &lines)
    }

    pub(super) fn add(&mut self, question: &Question, fault: Fault, response: &Response) {
        let request = self.command(question);
        self.result.add(&question.route, fault, request, Some(response));
    }

    pub(super) fn observe(&mut self, observation: String) {
        if !self.result.observations.contains(&observation) {
            self.result.observations.push(observation);
        }
    }

    pub(super) fn note(&mut self, note: String) {
        self.result.notes.push(note);
    }

    /// The origin of the server.
    pub(super) fn own_origin(&self) -> String {
        self.base.origin.clone()
    }

    fn lines(&self, question: &Question) -> Vec<(&'o str, String)> {
        let mut lines = question.lines();
        if question.kind != Kind::Preflight {
            lines.extend(self.options.headers.iter().map(|(name, value)| (name.as_str(), value.clone())));
        }
        lines
    }

    /// The commands that show an answer.
    fn command(&self, question: &Question) -> String {
        let command =
            |question: &Question| curl(question.sent_method(), &self.base.url(question), &self.lines(question));
        if question.aim != Aim::Cached {
            return command(question);
        }
        let before = Question { page: unlisted().to_owned(), aim: Aim::Before, ..question.clone() };
        format!("{}; {}", command(&before), command(question))
    }

    /// # Errors
    /// [`Error::Unreachable`] if the server has turned everything away.
    pub(super) fn finish(mut self) -> Result<ProbeResult, Error> {
        let ProbeResult { url, requests, unanswered, .. } = &self.result;
        let turned_away = self.turned_away;
        if turned_away > 0 && turned_away == *requests {
            return Err(Error::Unreachable(format!(
                "`{url}` answers every request with status 429 (too many requests)\nhelp: wait, and lower `--rate`"
            )));
        }
        let mut notes = Vec::new();
        if turned_away > 0 {
            notes.push(format!(
                "incomplete: {turned_away} requests got status 429 (too many requests), so lower `--rate`"
            ));
        }
        if *unanswered > turned_away {
            let left = unanswered - turned_away;
            notes.push(format!(
                "incomplete: {left} requests got no answer, or were not sent because earlier ones got none"
            ));
        }
        self.result.notes.extend(notes);
        self.result.sort();
        Ok(self.result)
    }
}
