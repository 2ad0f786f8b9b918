//! A policy as data: everything that a reviewer or another tool needs, without a reference into the program.

use cors_core::{Enforce, ListedOrigin, Policy};

use crate::policy::annotated_route::AnnotatedRoute;

/// The facts of one policy. Another tool can make a gateway's configuration of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PolicyFacts {
    /// The policy in words, for people. The other fields say the same.
    pub words: String,
    /// Whether CORS is off: the policy lists no origin and writes no headers.
    pub off: bool,
    /// The origins, sorted: exact ones, then wildcards, then regular expressions.
    pub origins: Vec<OriginFact>,
    /// The environment variables and the lists of the program that list origins, too, by name (`origins(env = "VAR")`,
    /// `origins(list = path::to::LIST)`).
    pub variables: Vec<String>,
    /// Whether a function of the application is asked about unlisted origins.
    pub with: bool,
    /// The path of this function, where an attribute names it.
    pub with_function: Option<String>,
    /// The methods that the policy names, `*` for any. Browsers may always send GET, HEAD and POST.
    pub methods: Vec<String>,
    /// The allowed request headers; `*` for any but `authorization`, which is listed beside it if it is allowed.
    pub headers: Vec<String>,
    /// The response headers that scripts may read in addition to the safelisted ones; `*` for any.
    pub expose: Vec<String>,
    /// Whether scripts may read responses to requests with cookies or HTTP authentication.
    pub credentials: bool,
    /// How long a browser may keep the answer to a preflight, in seconds.
    pub max_age: Option<u32>,
    /// Whether the allowed origins may read detailed timings.
    pub timing: bool,
    /// Which actual requests of other origins are refused before the handler runs.
    pub enforce: Enforce,
    /// The names under which the server may be addressed; empty if they are not checked.
    pub hosts: Vec<String>,
    /// The status of an approved preflight, 200 to 299.
    pub preflight_status: u16,
}

/// One entry of a list of origins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OriginFact {
    /// What it lists.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub origin: OriginKind,
    /// Whether it comes from one of the [`variables`](PolicyFacts::variables), as they are where the report is made.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub from_variable: bool,
}

/// What an entry of a list of origins allows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum OriginKind {
    /// `*`: every origin.
    Any,
    /// One origin without wildcards, or `null`.
    Exact {
        /// `https://app.example.com`
        origin: String,
    },
    /// An entry with a wildcard.
    Wildcard {
        /// `https://*.example.com`, `http://localhost:*`
        pattern: String,
    },
    /// A regular expression, which has to match the whole origin.
    Regex {
        /// As written.
        pattern: String,
        /// The registrable domains that it is proven to stay within; empty if it is unproven.
        domains: Vec<String>,
    },
}

impl PolicyFacts {
    /// The rules of an annotated route, and what is wrong with them, a line each.
    pub(crate) fn of_route(route: &'static AnnotatedRoute) -> (Vec<Self>, Vec<String>) {
        let written = route.written();
        match route.policies() {
            Ok(policies) => (PolicyFacts::of_rules(&policies, &written), Vec::new()),
            Err(violations) => {
                let violations = violations.iter().map(cors_core::Violation::message);
                (PolicyFacts::of_rules(&written, &written), violations.collect())
            }
        }
    }

    /// The rules in force; `written` are the same as far as they are written in the program.
    pub(crate) fn of_rules<'p>(rules: impl IntoIterator<Item = &'p Policy>, written: &[Policy]) -> Vec<Self> {
        let rule = |(policy, written): (&Policy, &Policy)| {
            let mut facts = PolicyFacts::of(policy);
            let listed = written.origins();
            for (entry, origin) in facts.origins.iter_mut().zip(policy.origins()) {
                entry.from_variable = !listed.contains(&origin);
            }
            facts
        };
        rules.into_iter().zip(written).map(rule).collect()
    }

    fn of(policy: &Policy) -> Self {
        let owned = |names: Vec<&str>| names.into_iter().map(ToOwned::to_owned).collect();
        PolicyFacts {
            words: policy.to_string(),
            off: policy.is_off(),
            origins: policy.origins().into_iter().map(OriginFact::from).collect(),
            variables: owned(policy.runtime().variables.to_vec()),
            with: policy.has_predicate(),
            with_function: policy.runtime().decided_by.map(ToOwned::to_owned),
            methods: owned(policy.methods()),
            headers: owned(policy.headers()),
            expose: owned(policy.expose()),
            credentials: policy.credentials(),
            max_age: policy.max_age(),
            timing: policy.timing(),
            enforce: policy.enforce(),
            hosts: policy.hosts(),
            preflight_status: policy.preflight_status(),
        }
    }

    /// What the rule says beside origins and methods, one fact each.
    pub(crate) fn options(&self) -> Vec<String> {
        let mut options: Vec<_> = self.credentials.then(|| "credentials".to_owned()).into_iter().collect();
        options.extend(list("request headers", &self.headers));
        options.extend(list("exposes", &self.expose));
        options.extend(self.max_age.map(|seconds| format!("max_age {seconds} s")));
        options.extend(self.timing.then(|| "timing".to_owned()));
        options
    }

    /// What the rules of a route share, one fact each.
    pub(crate) fn route_options(&self) -> Vec<String> {
        let mut options: Vec<_> = Vec::new();
        options.extend((self.enforce != Enforce::Writes).then(|| format!("enforce {}", self.enforce.name())));
        options.extend(list("hosts", &self.hosts));
        options.extend((self.preflight_status != 204).then(|| format!("preflight_status {}", self.preflight_status)));
        options
    }
}

fn list(argument: &str, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("{argument} {}", names.join(" ")))
}

impl OriginFact {
    /// The entry as it is written, a regular expression after the word `regex`.
    pub(crate) fn text(&self) -> String {
        match &self.origin {
            OriginKind::Any => ListedOrigin::Any.to_string(),
            OriginKind::Exact { origin } => origin.clone(),
            OriginKind::Wildcard { pattern } => pattern.clone(),
            OriginKind::Regex { pattern, .. } => ListedOrigin::Regex { pattern, domains: Vec::new() }.to_string(),
        }
    }
}

impl From<ListedOrigin<'_>> for OriginFact {
    fn from(listed: ListedOrigin<'_>) -> Self {
        let origin = match listed {
            ListedOrigin::Exact(origin) => OriginKind::Exact { origin: origin.to_owned() },
            ListedOrigin::Wildcard(pattern) => OriginKind::Wildcard { pattern },
            ListedOrigin::Regex { pattern, domains } => OriginKind::Regex {
                pattern: pattern.to_owned(),
                domains: domains.into_iter().map(ToOwned::to_owned).collect(),
            },
            // `Any`; a kind that is not known here must not look narrower than it is.
            _ => OriginKind::Any,
        };
        OriginFact { origin, from_variable: false }
    }
}
