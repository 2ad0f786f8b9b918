//! Which questions a report leads to.

use std::collections::{BTreeSet, HashSet};

use cors_actix::Enforce;

use super::examples::{ENTRIES, allowed_names, anybody, examples, with_neighbours};
use super::expect::{Expectations, Expected};
use super::neighbours::neighbours;
use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question, UNLISTED_HEADER};
use crate::pattern::unlisted;
use crate::plan::{Answer, Plan, Policy, Route, Rule};

/// What to ask.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// The questions, the most important ones first, and no more than the limit.
    pub(super) asked: Vec<Question>,
    /// How many there are in all.
    pub(super) all: usize,
    /// Routes that are not asked, because another one may answer.
    pub(super) uncertain: Vec<String>,
    /// Routes without a policy.
    pub(super) without: Vec<String>,
}

/// The questions that a report leads to.
pub(super) fn questions(plan: &Plan, expected: &Expectations<'_>, options: &ProbeOptions) -> Questions {
    let mut list = List { expected, options, turns: Default::default(), all: 0 };
    let (mut found, mut policies) = (Questions::default(), BTreeSet::new());
    for route in &plan.routes {
        let mut list = OfRoute { route, list: &mut list, seen: HashSet::new() };
        let is_reached =
            expected.route(&route.path.example, &list.first()).is_some_and(|other| std::ptr::eq(other, route));
        match route.preflight {
            Answer::Untouched if route.is_rest => {}
            Answer::Untouched => found.without.push(route.title.clone()),
            _ if route.is_uncertain || !is_reached => found.uncertain.push(route.title.clone()),
            Answer::Policy(number) => {
                if let Some(policy) = plan.policies.get(number) {
                    list.preflights(policy, policies.insert(number));
                }
                list.named();
            }
            Answer::Refused => {
                list.refused(plan);
                list.named();
            }
        }
        if let Answer::Policy(number) = route.actual
            && let Some(policy) = plan.policies.get(number)
            && !route.is_uncertain
            && is_reached
        {
            list.actual(policy);
        }
    }
    found.all = list.all;
    found.asked = list.turns.into_iter().flatten().take(options.limit).collect();
    found
}

/// The questions so far.
struct List<'a> {
    expected: &'a Expectations<'a>,
    options: &'a ProbeOptions,
    /// The most important ones first. None has more than the limit.
    turns: [Vec<Question>; 3],
    /// How many there are, those beyond the limit included.
    all: usize,
}

/// When a question comes.
#[derive(Debug, Clone, Copy)]
enum Turn {
    First,
    Second,
    Last,
}

/// The questions about one route.
struct OfRoute<'a, 'l> {
    route: &'a Route,
    list: &'l mut List<'a>,
    /// What is asked already.
    seen: HashSet<(Kind, String, String, Vec<String>)>,
}

impl OfRoute<'_, '_> {
    fn add(&mut self, turn: Turn, kind: Kind, method: &str, page: &str, names: Vec<String>, aim: Aim) {
        // Those that ask again are meant to.
        let is_again = matches!(aim, Aim::Before | Aim::Cached | Aim::Host);
        if !self.seen.insert((kind, method.to_owned(), page.to_owned(), names.clone())) && !is_again {
            return;
        }
        self.list.all += 1;
        let turn = &mut self.list.turns[turn as usize];
        if turn.len() < self.list.options.limit {
            let (route, path) = (self.route.title.clone(), self.route.path.example.clone());
            turn.push(Question { route, path, kind, method: method.to_owned(), page: page.to_owned(), names, aim });
        }
    }

    fn expected(&self, method: &str, page: &str, names: &[String]) -> Expected<'_> {
        self.list.expected.preflight(&self.route.path.example, method, page, names)
    }

    /// A preflight of an origin without request headers, unless the report does not say what the answer is. Another rule may admit
    /// it, which is then what has to be approved.
    fn origin(&mut self, turn: Turn, method: &str, page: &str, how: &'static str) {
        let aim = match self.expected(method, page, &[]) {
            Expected::Approved(_) => Aim::Listed,
            Expected::Refused => Aim::Unlisted(how),
            Expected::Unknown | Expected::Nothing => return,
        };
        self.add(turn, Kind::Preflight, method, page, Vec::new(), aim);
    }

    /// A preflight that has to be approved.
    fn listed(&mut self, turn: Turn, method: &str, page: &str, names: Vec<String>) {
        if let Expected::Approved(_) = self.expected(method, page, &names) {
            self.add(turn, Kind::Preflight, method, page, names, Aim::Listed);
        }
    }

    /// The method that stands for those of the route.
    fn first(&self) -> String {
        let methods = &self.route.methods;
        let usual = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        let usual = usual.into_iter().find(|method| methods.iter().any(|own| own == method)).map(ToOwned::to_owned);
        usual.or_else(|| methods.first().cloned()).unwrap_or_else(|| "GET".to_owned())
    }

    /// All methods of the route, the one that stands for them first.
    fn methods(&self) -> Vec<String> {
        let first = self.first();
        let others = self.route.methods.iter().filter(|method| **method != first).cloned();
        [first.clone()].into_iter().chain(others).collect()
    }

    fn preflights(&mut self, policy: &Policy, is_first: bool) {
        let (methods, first) = (self.methods(), self.first());
        for rule in &policy.rules {
            let names = allowed_names(rule);
            let entries = if is_first { usize::MAX } else { ENTRIES };
            for (index, entry) in rule.listed().take(entries).enumerate() {
                for (number, page) in examples(entry).iter().enumerate() {
                    let methods = if index < ENTRIES && number == 0 { &*methods } else { &methods[..1] };
                    let turn = if (index, number) == (0, 0) { Turn::First } else { Turn::Last };
                    for method in methods {
                        self.listed(turn, method, page, names.clone());
                    }
                }
            }
            for page in anybody(rule) {
                for method in &methods {
                    self.listed(Turn::First, method, page, names.clone());
                }
            }
            let page = rule.listed().next().map(|entry| entry.example.as_str()).or_else(|| anybody(rule).next());
            if let Some(page) = page {
                self.unlisted_names(rule, page);
            }
        }
        for (method, turn) in methods.iter().zip([Turn::First].into_iter().chain(std::iter::repeat(Turn::Second))) {
            self.origin(turn, method, unlisted(), "probably every origin is allowed");
            self.origin(Turn::Second, method, "null", "every sandboxed frame sends `null`");
        }
        for rule in &policy.rules {
            for (index, entry) in with_neighbours(rule).enumerate() {
                for (number, neighbour) in neighbours(&entry.example).iter().enumerate() {
                    let methods = if (index, number) == (0, 0) { &*methods } else { &methods[..1] };
                    for method in methods {
                        self.origin(Turn::Second, method, &neighbour.origin, neighbour.how);
                    }
                }
            }
        }
        if !policy.hosts.is_empty() {
            let page = policy.rules.iter().flat_map(Rule::listed).next();
            let page = page.map_or(unlisted(), |entry| &entry.example).to_owned();
            self.add(Turn::Second, Kind::Preflight, &first, &page, Vec::new(), Aim::Host);
        }
    }

    /// A request header and methods that the rule does not allow.
    fn unlisted_names(&mut self, rule: &Rule, page: &str) {
        let first = self.first();
        let mut names = allowed_names(rule);
        if !names.iter().any(|name| name == UNLISTED_HEADER) {
            names.push(UNLISTED_HEADER.to_owned());
            self.add(Turn::Second, Kind::Preflight, &first, page, names, Aim::Header);
        }
        for method in ["PUT", "PATCH", "DELETE", "PROBE"] {
            // What is not there is not allowed, either.
            if let Expected::Refused | Expected::Nothing = self.expected(method, page, &[]) {
                self.add(Turn::Second, Kind::Preflight, method, page, Vec::new(), Aim::Method);
            }
        }
    }

    /// A route whose preflights are refused, whoever asks.
    fn refused(&mut self, plan: &Plan) {
        let first = self.first();
        self.origin(Turn::First, &first, unlisted(), "`off` lists no origin");
        let mut listed = plan.policies.iter().flat_map(|policy| &policy.rules).flat_map(Rule::listed);
        if let Some(entry) = listed.next() {
            self.origin(Turn::Second, &first, &entry.example, "only other routes list it");
        }
        if let Some(enforce) = self.route.off {
            if self.list.options.requests && self.reads() {
                let aim = Aim::Unlisted("`off` lists no origin");
                self.add(Turn::First, Kind::Actual, "GET", unlisted(), Vec::new(), aim);
            }
            self.writes(enforce);
        }
    }

    /// The origins that the options name.
    fn named(&mut self) {
        let (first, options) = (self.first(), self.list.options);
        for origin in &options.origins {
            self.origin(Turn::First, &first, origin, "it was named for this probe");
        }
    }

    fn actual(&mut self, policy: &Policy) {
        let is_for_all = policy.rules.iter().any(|rule| rule.admits_all() || rule.is_open);
        if self.list.options.requests && self.reads() {
            self.responses(policy);
            if policy.enforce == Enforce::All && !is_for_all {
                self.forged("GET");
            }
        }
        if !is_for_all {
            self.writes(policy.enforce);
        }
    }

    /// Whether it serves GET.
    fn reads(&self) -> bool {
        self.route.methods.is_empty() || self.route.methods.iter().any(|method| method == "GET")
    }

    fn responses(&mut self, policy: &Policy) {
        let expected = |page: &str| self.list.expected.actual(&self.route.path.example, "GET", page);
        let listed: Vec<_> = policy.rules.iter().flat_map(|rule| rule.listed().take(2)).collect();
        let mut pages: Vec<_> = listed.iter().map(|entry| entry.example.as_str()).collect();
        pages.extend(policy.rules.iter().flat_map(anybody).take(2));
        pages.retain(|page| matches!(expected(page), Expected::Approved(_)));
        let neighbours = listed.first().map(|entry| neighbours(&entry.example)).unwrap_or_default();
        let neighbours = neighbours.iter().map(|neighbour| (&*neighbour.origin, neighbour.how)).take(2);
        let others = [(unlisted(), "probably every origin is allowed")].into_iter().chain(neighbours);
        let others: Vec<_> = others.filter(|(page, _)| matches!(expected(page), Expected::Refused)).collect();
        for page in &pages {
            self.add(Turn::First, Kind::Actual, "GET", page, Vec::new(), Aim::Listed);
        }
        for (page, how) in others {
            self.add(Turn::Second, Kind::Actual, "GET", page, Vec::new(), Aim::Unlisted(how));
        }
        if let Some(page) = pages.first() {
            self.add(Turn::Second, Kind::Link, "GET", "", Vec::new(), Aim::Unlisted(""));
            self.add(Turn::Last, Kind::Actual, "GET", unlisted(), Vec::new(), Aim::Before);
            self.add(Turn::Last, Kind::Actual, "GET", page, Vec::new(), Aim::Cached);
        }
    }

    /// Forged writes, which are refused.
    fn writes(&mut self, enforce: Enforce) {
        if !self.list.options.writes || enforce == Enforce::Never {
            return;
        }
        for method in self.methods() {
            if !["GET", "HEAD", "OPTIONS", "QUERY"].contains(&&*method) {
                self.forged(&method);
            }
        }
    }

    fn forged(&mut self, method: &str) {
        for (origin, site) in [(true, true), (false, true), (true, false)] {
            self.add(Turn::Second, Kind::Forged { origin, site }, method, unlisted(), Vec::new(), Aim::Refusal);
        }
    }
}
