//! Which questions a report leads to.

use cors_actix::Enforce;

use super::expect::{Expectations, Expected};
use super::neighbours::neighbours;
use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question};
use crate::pattern::unlisted;
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};

/// A request header that no policy lists.
const UNLISTED_HEADER: &str = "x-cors-edge-probe";
/// How many entries of a rule have their neighbours asked for.
const ENTRIES_WITH_NEIGHBOURS: usize = 3;

/// The questions, the most important ones first.
pub(super) fn questions(plan: &Plan, expected: &Expectations<'_>, options: &ProbeOptions) -> Vec<Question> {
    let mut asked = Vec::new();
    for route in &plan.routes {
        let mut list = List { route, expected, asked: &mut asked };
        match route.preflight {
            Answer::Policy(number) => {
                plan.policies.get(number).into_iter().for_each(|policy| list.preflights(policy));
                list.others(options);
            }
            Answer::Refused => {
                let mut listed = plan.policies.iter().flat_map(|policy| &policy.rules).flat_map(Rule::listed);
                list.preflight(0, list.first(), unlisted(), Aim::Unlisted("`off` lists no origin"));
                if let Some(entry) = listed.next() {
                    list.preflight(1, list.first(), &entry.example, Aim::Unlisted("only other routes list it"));
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
    // The sort is stable.
    asked.sort_by_key(|question| question.turn);
    asked
}

/// The questions so far, and the route that the next ones are about.
struct List<'a> {
    route: &'a Route,
    expected: &'a Expectations<'a>,
    asked: &'a mut Vec<Question>,
}

impl List<'_> {
    fn add(&mut self, turn: u8, kind: Kind, method: &str, page: &str, names: Vec<String>, aim: Aim) {
        let (route, path) = (self.route.title.clone(), self.route.path.example.clone());
        let question =
            Question { turn, route, path, kind, method: method.to_owned(), page: page.to_owned(), names, aim };
        // Those that ask again are meant to.
        let is_again = matches!(aim, Aim::Before | Aim::Cached);
        let is_same = |other: &Question| !is_again && Question { turn, aim, ..other.clone() } == question;
        // Those of a route are side by side.
        if !self.asked.iter().rev().take_while(|other| other.route == question.route).any(is_same) {
            self.asked.push(question);
        }
    }

    /// A preflight without request headers, unless its answer is not known, or not what the aim is about.
    fn preflight(&mut self, turn: u8, method: &str, page: &str, aim: Aim) {
        let expected = self.expected.preflight(&self.route.path.example, method, page, &[]);
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
    fn first(&self) -> &'static str {
        let methods = &self.route.methods;
        ["GET", "POST", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .find(|method| methods.iter().any(|own| own == method))
            .unwrap_or("GET")
    }

    fn methods(&self) -> Vec<String> {
        if self.route.methods.is_empty() { vec![self.first().to_owned()] } else { self.route.methods.clone() }
    }

    fn preflights(&mut self, policy: &Policy) {
        let first = self.first();
        for rule in &policy.rules {
            let listed = rule.listed().map(|entry| entry.example.as_str());
            let pages: Vec<_> = listed.chain(rule.admits_all().then(unlisted)).collect();
            for (index, page) in pages.iter().enumerate() {
                let names = allowed_names(rule);
                let methods = if index == 0 { self.methods() } else { vec![first.to_owned()] };
                for method in methods {
                    let turn = u8::from(index > 0) * 2;
                    self.listed(turn, &method, page, names.clone());
                }
            }
            let Some(page) = pages.first() else { continue };
            let mut names = allowed_names(rule);
            if !names.iter().any(|name| name == UNLISTED_HEADER) {
                names.push(UNLISTED_HEADER.to_owned());
                self.add(1, Kind::Preflight, first, page, names, Aim::Header);
            }
            for method in ["PUT", "PATCH", "DELETE", "PROBE"] {
                self.preflight(1, method, page, Aim::Method);
            }
        }
        self.preflight(0, first, unlisted(), Aim::Unlisted("probably every origin is admitted"));
        self.preflight(1, first, "null", Aim::Unlisted("every sandboxed frame sends `null`"));
        for rule in &policy.rules {
            for entry in rule.listed().take(ENTRIES_WITH_NEIGHBOURS) {
                for neighbour in neighbours(&entry.example) {
                    self.preflight(1, first, &neighbour.origin, Aim::Unlisted(neighbour.how));
                }
            }
        }
        if !policy.hosts.is_empty() {
            let page = policy.rules.iter().flat_map(Rule::listed).next();
            let page = page.map_or(unlisted(), |entry| &entry.example).to_owned();
            self.add(1, Kind::Preflight, first, &page, Vec::new(), Aim::Host);
        }
    }

    /// A preflight that is approved: with all request headers if the method is, and without, if that says more.
    fn listed(&mut self, turn: u8, method: &str, page: &str, names: Vec<String>) {
        if let Expected::Approved(_) = self.expected.preflight(&self.route.path.example, method, page, &names) {
            self.add(turn, Kind::Preflight, method, page, names, Aim::Listed);
        }
    }

    fn others(&mut self, options: &ProbeOptions) {
        for origin in &options.origins {
            self.preflight(0, self.first(), origin, Aim::Unlisted("it was named for this probe"));
            self.preflight(0, self.first(), origin, Aim::Listed);
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
        pages.retain(|page| matches!(self.expected.actual(path, "GET", page), Expected::Approved(_)));
        let neighbours = listed.first().map(|entry| neighbours(&entry.example)).unwrap_or_default();
        let neighbours = neighbours.iter().map(|neighbour| (&*neighbour.origin, neighbour.how)).take(2);
        let mut others: Vec<_> =
            [(unlisted(), "probably every origin is admitted")].into_iter().chain(neighbours).collect();
        others.retain(|(page, _)| matches!(self.expected.actual(path, "GET", page), Expected::Refused));
        for page in &pages {
            self.add(0, Kind::Actual, "GET", page, Vec::new(), Aim::Listed);
        }
        for (page, how) in others {
            self.add(1, Kind::Actual, "GET", page, Vec::new(), Aim::Unlisted(how));
        }
        for page in pages.into_iter().take(1) {
            self.add(2, Kind::Actual, "GET", unlisted(), Vec::new(), Aim::Before);
            self.add(2, Kind::Actual, "GET", page, Vec::new(), Aim::Cached);
        }
    }

    fn forged(&mut self, method: &str) {
        for (origin, site) in [(true, true), (false, true), (true, false)] {
            self.add(1, Kind::Forged { origin, site }, method, unlisted(), Vec::new(), Aim::Refusal);
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
