//! `testdata/senders.toml`: policy + actual request → whether the handler runs, and by which step.

use std::collections::BTreeMap;
use std::path::Path;

use cors_core::{Draft, Enforce};
use serde::Deserialize;

use crate::plain::{Line, PlainPolicy, PlainRequest};

/// The policies by name, and the rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Senders {
    policy: BTreeMap<String, Written>,
    /// The rows.
    pub row: Vec<Row>,
}

/// A policy of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    origins: Option<OneOrMore>,
    #[serde(default)]
    credentials: bool,
    #[serde(default)]
    enforce: Enforce,
    hosts: Option<OneOrMore>,
    #[serde(default)]
    off: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn list(this: Option<&Self>) -> Vec<String> {
        match this {
            None => Vec::new(),
            Some(OneOrMore::One(one)) => vec![one.clone()],
            Some(OneOrMore::More(list)) => list.clone(),
        }
    }
}

/// One request, and what becomes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What the row shows.
    pub name: String,
    /// Whose table the row is from: `go`, `tower-http` or `aspnetcore`; ours if it is from none.
    pub by: Option<String>,
    /// The name of the policy.
    pub policy: String,
    /// The method of the request.
    pub method: String,
    /// The host and port of the request target: the absolute form of HTTP/1, `:authority` of HTTP/2.
    pub authority: Option<String>,
    request: Vec<(String, String)>,
    /// The status that leaves: 200 of the handler, 204 of an approved preflight, 403 or 421.
    pub status: u16,
    /// The step that decides.
    pub step: String,
    /// The status that the others answer with.
    pub theirs: Option<u16>,
    /// Why ours is not theirs.
    pub why: Option<String>,
    /// Why HTTP/1 or actix-web do not carry the request to the application as it is written.
    pub not_on_the_wire: Option<String>,
}

impl Senders {
    /// Reads the file.
    #[expect(clippy::missing_panics_doc, reason = "test data that cannot be read fails the test")]
    pub fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/senders.toml");
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("senders.toml: {error}"))
    }

    /// The policy of a row in plain words.
    pub fn plain(&self, row: &Row) -> PlainPolicy {
        self.plain_policy(&row.policy)
    }

    /// The policy with this name in plain words.
    #[expect(clippy::missing_panics_doc, reason = "test data that cannot be read fails the test")]
    pub fn plain_policy(&self, name: &str) -> PlainPolicy {
        let written = self.policy.get(name).unwrap_or_else(|| panic!("no policy {name}"));
        PlainPolicy {
            origins: OneOrMore::list(written.origins.as_ref()),
            credentials: written.credentials,
            enforce: written.enforce,
            hosts: OneOrMore::list(written.hosts.as_ref()),
            off: written.off,
            ..PlainPolicy::default()
        }
    }

    /// The policy of a row.
    pub fn draft(&self, row: &Row) -> Draft {
        self.plain(row).draft()
    }

    /// The names of the policies.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.policy.keys().map(String::as_str)
    }

    /// The names of the policies that no row is about.
    pub fn idle(&self) -> Vec<&str> {
        let is_idle = |name: &&String| !self.row.iter().any(|row| row.policy == **name);
        self.policy.keys().filter(is_idle).map(String::as_str).collect()
    }
}

impl Row {
    /// The header lines. Values are written in Latin-1: each character is a byte.
    pub fn lines(&self) -> Vec<Line> {
        let bytes = |value: &str| value.chars().map(|char| u8::try_from(char).unwrap_or(b'?')).collect();
        self.request.iter().map(|(name, value)| (name.clone(), bytes(value))).collect()
    }

    /// The request.
    pub fn plain(&self) -> PlainRequest {
        let (method, authority) = (self.method.clone(), self.authority.clone());
        PlainRequest { method, authority, lines: self.lines(), vouched: false }
    }
}
