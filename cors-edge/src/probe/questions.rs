//! Which questions a report leads to.

use std::collections::{BTreeSet, HashSet};

use cors_actix::Enforce;

use super::expect::{Expectations, Expected};
use super::neighbours::neighbours;
use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question};
use crate::pattern::unlisted;
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};

/// A request header that no policy lists.
const UNLISTED_HEADER: &str = "x-cors-edge-probe";
/// How many entries of a rule are asked for, on all routes of a policy but the first.
const ENTRIES_OF_OTHERS: usize = 3;
/// How many entries of a rule have their neighbours asked for.
const ENTRIES_WITH_NEIGHBOURS: usize = 3;

/// The questions, the most important ones first and no more than the limit, and how many there are in all.
pub(super) fn questions(plan: &Plan, expected: &Expectations<'_>, options: &ProbeOptions) -> (Vec<Question>, usize) {
    let mut list = List { expected, limit: options.limit, turns: Default::default(), all: 0 };
    let mut policies = BTreeSet::new();
    for route in &plan.routes {
        let mut list = OfRoute { route, list: &mut list, seen: HashSet::new() };
        match route.preflight {
            Answer::Policy(number) => {
                if let Some(policy) = plan.policies.get(number) {
                    list.preflights(policy, policies.insert(number));
                }
                list.others(options);
            }
            Answer::Refused => {
                let mut listed = plan.policies.iter().flat_map(|policy| &policy.rules).flat_map(Rule::listed);
                let first = list.first();
                list.preflight(Turn::First, &first, unlisted(), Aim::Unlisted("`off` lists no origin"));
                if let Some(entry) = listed.next() {
                    list.preflight(Turn::Second, &first, &entry.example, Aim::Unlisted("only other routes list it"));
                }
                list.others(options);
            }
            Answer::Untouched => {}
        }
        if let Answer::Policy(number) = route.actual
            && let Some(policy) = plan.policies.get(number)
        {
            list.actual(policy, options);
        }
    }
    let mut asked = list.turns.concat();
    asked.truncate(options.limit);
    (asked, list.all)
}

/// The questions so far.
struct List<'a> {
    expected: &'a Expectations<'a>,
    limit: usize,
    /// The most important ones first. None has more than the limit.
    turns: [Vec<Question>; 3],
    /// How many there are, those beyond the limit included.
    all: usize,
}

/// The questions about one route.
struct OfRoute<'a, 'l> {
    route: &'a Route,
    list: &'l mut List<'a>,
    /// What is asked already.
    seen: HashSet<(Kind, String, String, Vec<String>)>,
}

/// When a question comes.
#[derive(Debug, Clone, Copy)]
enum Turn {
    First,
    Second,
    Last,
}

impl OfRoute<'_, '_> {
    fn add(&mut self, turn: Turn, kind: Kind, method: &str, page: &str, names: Vec<String>, aim: Aim) {
        // Those that ask again are meant to.
        let is_again = matches!(aim, Aim::Before | Aim::Cached);
        if !self.seen.insert((kind, method.to_owned(), page.to_owned(), names.clone())) && !is_again {
            return;
        }
        self.list.all += 1;
        let turn = &mut self.list.turns[turn as usize];
        if turn.len() < self.list.limit {
            let (route, path) = (self.route.title.clone(), self.route.path.example.clone());
            turn.push(Question { route, path, kind, method: method.to_owned(), page: page.to_owned(), names, aim });
        }
    }

    /// A preflight without request headers, unless its answer is not known, or not what the aim is about.
    fn preflight(&mut self, turn: Turn, method: &str, page: &str, aim: Aim) {
        let expected = self.list.expected.preflight(&self.route.path.example, method, page, &[]);
        let is_asked = match expected {
            Expected::Approved(_) => aim == Aim::Listed,
            Expected::Refused => aim != Aim::Listed,
            // No route of the path serves the method.
            Expected::Nothing => aim == Aim::Method,
            Expected::Unknown => false,
        };
        if is_asked {
            self.add(turn, Kind::Preflight, method, page, Vec::new(), aim);
        }
    }

    /// The method that stands for those of the route.
    fn first(&self) -> String {
        let methods = &self.route.methods;
        let usual = ["GET", "POST", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .find(|method| methods.iter().any(|own| own == method));
        usual.map(ToOwned::to_owned).or_else(|| methods.first().cloned()).unwrap_or_else(|| "GET".to_owned())
    }

    fn methods(&self) -> Vec<String> {
        if self.route.methods.is_empty() { vec![self.first()] } else { self.route.methods.clone() }
    }

    /// Preflights. Only one route of a policy is asked for all of its origins.
    fn preflights(&mut self, policy: &Policy, is_first: bool) {
        let first = self.first();
        for rule in &policy.rules {
            let listed = rule.listed().map(|entry| entry.example.as_str());
            let pages: Vec<_> = listed.chain(rule.admits_all().then(unlisted)).collect();
            for (index, page) in pages.iter().enumerate().take(if is_first { usize::MAX } else { ENTRIES_OF_OTHERS }) {
                let names = allowed_names(rule);
                let methods = if index == 0 { self.methods() } else { vec![first.clone()] };
                for method in methods {
                    let turn = if index == 0 { Turn::First } else { Turn::Last };
                    self.listed(turn, &method, page, names.clone());
                }
            }
            let Some(page) = pages.first() else { continue };
            let mut names = allowed_names(rule);
            if !names.iter().any(|name| name == UNLISTED_HEADER) {
                names.push(UNLISTED_HEADER.to_owned());
                self.add(Turn::Second, Kind::Preflight, &first, page, names, Aim::Header);
            }
            for method in ["PUT", "PATCH", "DELETE", "PROBE"] {
                self.preflight(Turn::Second, method, page, Aim::Method);
            }
        }
        self.preflight(Turn::First, &first, unlisted(), Aim::Unlisted("probably every origin is admitted"));
        self.preflight(Turn::Second, &first, "null", Aim::Unlisted("every sandboxed frame sends `null`"));
        for rule in &policy.rules {
            for entry in rule.listed().take(ENTRIES_WITH_NEIGHBOURS) {
                for neighbour in neighbours(&entry.example) {
                    self.preflight(Turn::Second, &first, &neighbour.origin, Aim::Unlisted(neighbour.how));
                }
            }
        }
        if !policy.hosts.is_empty() {
            let page = policy.rules.iter().flat_map(Rule::listed).next();
            let page = page.map_or(unlisted(), |entry| &entry.example).to_owned();
            self.add(Turn::Second, Kind::Preflight, &first, &page, Vec::new(), Aim::Host);
        }
    }

    /// A preflight that is approved: with all request headers if the method is, and without, if that says more.
    fn listed(&mut self, turn: Turn, method: &str, page: &str, names: Vec<String>) {
        if let Expected::Approved(_) = self.list.expected.preflight(&self.route.path.example, method, page, &names) {
            self.add(turn, Kind::Preflight, method, page, names, Aim::Listed);
        }
    }

    fn others(&mut self, options: &ProbeOptions) {
        let first = self.first();
        for origin in &options.origins {
            self.preflight(Turn::First, &first, origin, Aim::Unlisted("it was named for this probe"));
            self.preflight(Turn::First, &first, origin, Aim::Listed);
        }
    }

    fn actual(&mut self, policy: &Policy, options: &ProbeOptions) {
        let reads = self.route.methods.is_empty() || self.route.methods.iter().any(|method| method == "GET");
        if options.requests && reads {
            self.reads(policy);
            if policy.enforce == Enforce::All && !is_for_all(policy) {
                self.forged("GET");
            }
        }
        if options.writes && policy.enforce != Enforce::Never && !is_for_all(policy) {
            for method in self.route.methods.clone() {
                if !["GET", "HEAD", "OPTIONS", "QUERY"].contains(&&*method) {
                    self.forged(&method);
                }
            }
        }
    }

    fn reads(&mut self, policy: &Policy) {
        let path = &self.route.path.example;
        let listed: Vec<_> = policy.rules.iter().flat_map(|rule| rule.listed().take(2)).collect();
        let mut pages: Vec<_> = listed.iter().map(|entry| entry.example.as_str()).collect();
        pages.extend(policy.rules.iter().any(Rule::admits_all).then(unlisted));
        pages.retain(|page| matches!(self.list.expected.actual(path, "GET", page), Expected::Approved(_)));
        let neighbours = listed.first().map(|entry| neighbours(&entry.example)).unwrap_or_default();
        let neighbours = neighbours.iter().map(|neighbour| (&*neighbour.origin, neighbour.how)).take(2);
        let mut others: Vec<_> =
            [(unlisted(), "probably every origin is admitted")].into_iter().chain(neighbours).collect();
        others.retain(|(page, _)| matches!(self.list.expected.actual(path, "GET", page), Expected::Refused));
        for page in &pages {
            self.add(Turn::First, Kind::Actual, "GET", page, Vec::new(), Aim::Listed);
        }
        for (page, how) in others {
            self.add(Turn::Second, Kind::Actual, "GET", page, Vec::new(), Aim::Unlisted(how));
        }
        for page in pages.into_iter().take(1) {
            self.add(Turn::Last, Kind::Actual, "GET", unlisted(), Vec::new(), Aim::Before);
            self.add(Turn::Last, Kind::Actual, "GET", page, Vec::new(), Aim::Cached);
        }
    }

    fn forged(&mut self, method: &str) {
        for (origin, site) in [(true, true), (false, true), (true, false)] {
            self.add(Turn::Second, Kind::Forged { origin, site }, method, unlisted(), Vec::new(), Aim::Refusal);
        }
    }
}

/// Whether it may admit the origin of a forged request.
fn is_for_all(policy: &Policy) -> bool {
    policy.rules.iter().any(|rule| rule.admits_all() || rule.is_open)
}

/// All request headers that a rule allows.
fn allowed_names(rule: &Rule) -> Vec<String> {
    match &rule.headers {
        Names::None => Vec::new(),
        Names::Requested => vec![UNLISTED_HEADER.to_owned()],
        Names::Listed(names) => {
            let name = |name: &str| if name == "*" { UNLISTED_HEADER.to_owned() } else { name.to_ascii_lowercase() };
            names.split(", ").map(name).collect()
        }
    }
}
