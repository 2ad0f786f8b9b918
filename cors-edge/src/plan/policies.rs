//! Policies, as header values and expressions.

use cors_actix::Enforce;
use cors_actix::report::{OriginKind, PolicyFacts};

use crate::pattern::{Host, host, origin};

/// Stands for no origin: no browser sends it, and an empty list would mean `*`.
const NOBODY: &str = "https://nobody.invalid";

/// The rules of a route, and the names under which it may be addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    /// The first one that admits the origin applies.
    pub(crate) rules: Vec<Rule>,
    /// The names under which the server may be addressed. One of each list has to match.
    pub(crate) hosts: Vec<Vec<Host>>,
    /// The status of an approved preflight.
    pub(crate) status: u16,
    /// Which actual requests of other origins the application refuses.
    pub(crate) enforce: Enforce,
}

/// What is answered to some origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// The rule in words, for a comment.
    pub(crate) words: String,
    /// The entries. Empty for `*`.
    pub(crate) origins: Vec<Entry>,
    /// Whether the application may admit origins that the report does not name.
    pub(crate) is_open: bool,
    /// `Access-Control-Allow-Methods`.
    pub(crate) methods: Names,
    /// `Access-Control-Allow-Headers`.
    pub(crate) headers: Names,
    /// `Access-Control-Expose-Headers`.
    pub(crate) expose: Option<String>,
    /// `Access-Control-Allow-Credentials`.
    pub(crate) credentials: bool,
    /// `Access-Control-Max-Age`.
    pub(crate) max_age: Option<u32>,
    /// Whether `Timing-Allow-Origin` says the same as `Access-Control-Allow-Origin`.
    pub(crate) timing: bool,
}

/// An entry of a list of origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// As it is written.
    pub(crate) kind: OriginKind,
    /// An expression that has to match the whole origin.
    pub(crate) regex: String,
    /// An origin that it matches.
    pub(crate) example: String,
}

impl Entry {
    /// Reads an entry. `Ok(None)` stands for every origin.
    ///
    /// # Errors
    /// Why a gateway cannot read it.
    pub(crate) fn of(kind: &OriginKind) -> Result<Option<Self>, String> {
        Ok(origin(kind)?.map(|(regex, example)| Entry { kind: kind.clone(), regex, example }))
    }

    /// The text of an entry that is no regular expression.
    pub(crate) fn written(&self) -> Option<&str> {
        match &self.kind {
            OriginKind::Exact { origin: text } | OriginKind::Wildcard { pattern: text } => Some(text),
            _ => None,
        }
    }

    /// The only origin that it admits, if there is one.
    pub(crate) fn exact(&self) -> Option<&str> {
        match &self.kind {
            OriginKind::Exact { origin } => Some(origin),
            _ => None,
        }
    }

    /// The argument that lists it.
    pub(crate) fn argument(&self) -> String {
        argument(&self.kind)
    }
}

/// A list in an answer to a preflight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Names {
    /// No line.
    None,
    /// Always this one.
    Listed(String),
    /// What the preflight asks for.
    Requested,
}

impl Policy {
    /// The policy, and what is lost of it: the argument, and why.
    pub(super) fn of(rules: &[PolicyFacts], hosts_around: &[Vec<String>]) -> (Self, Vec<(String, String)>) {
        let mut losses = Vec::new();
        let hosts = rules.first().map(|rule| &rule.hosts).into_iter().chain(hosts_around);
        let hosts = hosts.filter(|list| !list.is_empty()).map(|list| list.iter().map(|entry| host(entry)).collect());
        let policy = Policy {
            rules: rules.iter().map(|facts| Rule::of(facts, &mut losses)).collect(),
            hosts: hosts.collect(),
            status: rules.first().map_or(204, |rule| rule.preflight_status),
            enforce: rules.first().map_or(Enforce::default(), |rule| rule.enforce),
        };
        (policy, losses)
    }

    /// Whether the answer is the same for every origin.
    pub(crate) fn is_constant(&self) -> bool {
        self.rules.len() == 1 && self.rules.iter().all(Rule::admits_all)
    }

    /// `Vary` of the answer to a preflight.
    pub(crate) fn preflight_vary(&self) -> String {
        let origin = if self.is_constant() && self.hosts.is_empty() { "" } else { "Origin, " };
        let echoes_headers = self.rules.iter().any(|rule| rule.headers == Names::Requested);
        let headers = if echoes_headers { ", Access-Control-Request-Headers" } else { "" };
        format!("{origin}Access-Control-Request-Method{headers}")
    }
}

impl Rule {
    fn of(facts: &PolicyFacts, losses: &mut Vec<(String, String)>) -> Self {
        if facts.with {
            let argument = facts
                .with_function
                .as_ref()
                .map_or("origins(with = …)".to_owned(), |path| format!("origins(with = {path})"));
            losses.push((
                argument,
                "a gateway cannot ask a function of the application, so it refuses these origins".to_owned(),
            ));
        }
        let is_read = facts.origins.iter().any(|entry| entry.from_variable);
        if let (Some(name), false) = (facts.variables.first(), is_read) {
            let why = format!("`{name}` added no origin where the report was made, so the gateway refuses its origins");
            losses.push((format!("origins(env = \"{name}\")"), why));
        }
        let mut is_open = facts.with || (!facts.variables.is_empty() && !is_read);
        let mut origins = Vec::new();
        let is_any = facts.origins.iter().any(|entry| entry.origin == OriginKind::Any);
        for entry in facts.origins.iter().filter(|_| !is_any) {
            match Entry::of(&entry.origin) {
                Ok(entry) => origins.extend(entry),
                Err(why) => {
                    is_open = true;
                    losses.push((argument(&entry.origin), format!("{why}, so the gateway refuses these origins")));
                }
            }
        }
        if !is_any && origins.is_empty() {
            let kind = OriginKind::Exact { origin: NOBODY.to_owned() };
            origins.extend(Entry::of(&kind).ok().flatten());
        }
        let listed = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
        let is_echo = |names: &[String]| names.len() > 1 && names.iter().any(|name| name == "*");
        Rule {
            words: facts.words.clone(),
            origins,
            is_open,
            methods: match listed(&facts.methods) {
                Some(names) if names == "*" && facts.credentials => Names::Requested,
                names => names.map_or(Names::None, Names::Listed),
            },
            headers: match listed(&facts.headers) {
                Some(_) if is_echo(&facts.headers) => Names::Requested,
                names => names.map_or(Names::None, Names::Listed),
            },
            expose: listed(&facts.expose),
            credentials: facts.credentials,
            max_age: facts.max_age,
            timing: facts.timing,
        }
    }

    /// The only origin that it admits, if there is one.
    pub(crate) fn exact(&self) -> Option<&str> {
        match self.origins.as_slice() {
            [entry] => entry.exact(),
            _ => None,
        }
    }

    /// The entries that somebody has written.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Entry> {
        self.origins.iter().filter(|entry| entry.exact() != Some(NOBODY))
    }

    /// Whether it is for every origin.
    pub(crate) fn admits_all(&self) -> bool {
        self.origins.is_empty()
    }
}

/// The argument that lists an origin.
fn argument(kind: &OriginKind) -> String {
    match kind {
        OriginKind::Regex { pattern, .. } => format!("origins(regex = r\"{pattern}\")"),
        OriginKind::Wildcard { pattern } => format!("origins(\"{pattern}\")"),
        OriginKind::Exact { origin } => format!("origins(\"{origin}\")"),
        _ => "origins = \"*\"".to_owned(),
    }
}
