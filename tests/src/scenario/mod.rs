//! `testdata/scenarios.toml`: what pages do, and what comes of it in every browser, the simulated one included.

pub mod by_browser;
pub mod by_engine;
pub mod roles;
pub mod seen;
pub mod service;
pub mod words;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;

use serde::{Deserialize, Serialize};

use self::roles::Roles;
use crate::engine::Engine;

/// The whole table, with the origins of one engine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Each on an annotated route of its own.
    pub policy: BTreeMap<String, toml::Table>,
    /// Each a `Cors` around a scope.
    pub around: BTreeMap<String, toml::Table>,
    /// The rows.
    pub scenario: Vec<Scenario>,
}

/// One row: calls of pages, one after the other, in one browser.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the row shows.
    pub name: String,
    /// What handlers answer, where it is not a plain 200: by the path, or by what is asked: `PUT app/a`,
    /// `preflight for PUT bare`.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    /// The calls.
    pub calls: Vec<Call>,
}

/// What a handler answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// 200 where nothing is said.
    pub status: Option<u16>,
    /// The header lines.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

/// One call of script, and what comes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The role of the page, `app` where nothing is said.
    #[serde(default = "app")]
    pub page: String,
    /// Seconds that pass before.
    #[serde(default)]
    pub wait: u64,
    /// The path: the policy, and whatever follows.
    pub to: String,
    /// What script asks for.
    #[serde(default)]
    pub ask: Ask,
    /// What comes of it by the standard.
    #[serde(flatten)]
    pub expected: Expected,
    /// Where Chromium does otherwise.
    pub chromium: Option<Departure>,
    /// Where Firefox does otherwise.
    pub firefox: Option<Departure>,
    /// Where WebKit does otherwise.
    pub webkit: Option<Departure>,
}

impl Call {
    /// What this engine does otherwise.
    pub fn departure(&self, engine: Engine) -> Option<&Departure> {
        match engine {
            Engine::Chromium => self.chromium.as_ref(),
            Engine::Firefox => self.firefox.as_ref(),
            Engine::WebKit => self.webkit.as_ref(),
        }
    }

    /// What comes of it in this engine.
    pub fn expected_in(&self, engine: Engine) -> &Expected {
        self.departure(engine).map_or(&self.expected, |departure| &departure.expected)
    }
}

/// What script asks for, with the names of `fetch(url, init)`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The method, GET where nothing is said.
    pub method: Option<String>,
    /// The headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The text of the body.
    pub body: Option<String>,
    /// What script gives for a body: `text`, `url-encoded`, `form-data`, `bytes`, `stream`, or `blob` with its type.
    pub kind: Option<String>,
    /// The mode.
    pub mode: Option<String>,
    /// The credentials mode.
    pub credentials: Option<String>,
    /// The redirect mode.
    pub redirect: Option<String>,
    /// Whether it is an `XMLHttpRequest`, and script listens to its upload.
    #[serde(default)]
    pub upload_listener: bool,
}

/// What comes of a call.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// The requests that the servers see.
    pub sent: Vec<String>,
    /// The id of the reason for which scripts may read nothing.
    pub blocked: Option<String>,
    /// The status that script reads, 200 where nothing is said.
    pub status: Option<u16>,
    /// The type of the response, `cors` where nothing is said.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The names of the headers that scripts may read, sorted.
    pub headers: Option<Vec<String>>,
    /// The body that script reads.
    pub text: Option<String>,
    /// Whether scripts may read detailed timings.
    pub timing: Option<bool>,
}

/// What an engine does in place of what the standard says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// Why, with a reference.
    pub because: String,
    /// All that comes of the call.
    #[serde(flatten)]
    pub expected: Expected,
}

/// What came of a call.
#[derive(Debug)]
pub struct Found {
    /// What script reads, or the ids of the reasons that the engine's words may mean: none where it does not say why.
    pub outcome: Result<Readable, Vec<&'static str>>,
    /// The requests that the servers saw.
    pub sent: Vec<String>,
}

/// What script reads of a response.
#[derive(Debug)]
pub struct Readable {
    /// The status.
    pub status: u16,
    /// The type, in the words of script.
    pub kind: String,
    /// The names of the headers, in lower case, sorted.
    pub headers: Vec<String>,
    /// The body.
    pub text: String,
    /// Whether timings are detailed.
    pub timing: bool,
}

impl Table {
    /// Reads the table for these origins.
    #[expect(clippy::missing_panics_doc, reason = "test data that cannot be read fails the test")]
    pub fn load(roles: &Roles) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/scenarios.toml");
        let text = roles.fill(&std::fs::read_to_string(path).unwrap());
        toml::from_str(&text).unwrap_or_else(|error| panic!("scenarios.toml: {error}"))
    }
}

impl Expected {
    /// What is wrong with what was found; nothing where the two agree. What a row does not speak of, it leaves open.
    pub fn check(&self, found: &Found) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut compare = |what: &str, expected: &dyn Debug, found: &dyn Debug| {
            let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
            if expected != found {
                wrong.push(format!("{what} should be\n      {expected}, and is\n      {found}"));
            }
        };
        compare("what the servers see", &self.sent, &found.sent);
        match (&self.blocked, &found.outcome) {
            (Some(reason), Err(found)) if found.is_empty() || found.contains(&reason.as_str()) => {}
            (Some(reason), Err(found)) => compare("the reason", reason, found),
            (None, Ok(found)) => {
                compare("the status", &self.status.unwrap_or(200), &found.status);
                compare("the type", &self.kind.as_deref().unwrap_or("cors"), &found.kind);
                compare("the readable headers", self.headers.as_ref().unwrap_or(&found.headers), &found.headers);
                compare("the text", self.text.as_ref().unwrap_or(&found.text), &found.text);
                compare("the timing", &self.timing.unwrap_or(found.timing), &found.timing);
            }
            (expected, found) => compare("the reason to block", expected, found),
        }
        wrong
    }
}

fn app() -> String {
    "app".to_owned()
}
