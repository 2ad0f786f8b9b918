//! What a deployment has to answer, by the report.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use crate::error::Error;
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};

/// The largest expression, in bytes: a report may have thousands of them.
const SIZE: usize = 256 * 1024;

/// What a deployment has to answer.
pub(super) struct Expectations<'p> {
    plan: &'p Plan,
    /// The paths of the routes.
    paths: Vec<Regex>,
    /// The origins of the rules of the policies, an expression for each entry that is not exact.
    origins: Vec<Vec<Vec<Regex>>>,
    /// The numbers of the routes that match a path, for each path that was asked for: a probe asks many questions about one.
    matching: RefCell<HashMap<String, Rc<[usize]>>>,
}

/// What has to be answered to one question.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected<'p> {
    /// What this rule says.
    Approved(&'p Rule),
    /// The origin, method or request header is not admitted.
    Refused,
    /// The report does not say it: a function of the application decides, or something without a policy answers.
    Unknown,
    /// No route is there.
    Nothing,
}

impl<'p> Expectations<'p> {
    /// Compiles the expressions of a plan.
    ///
    /// # Errors
    /// [`Error::Unreadable`] if one of them is too large.
    pub(super) fn of(plan: &'p Plan) -> Result<Self, Error> {
        let paths = plan.routes.iter().map(|route| whole(&route.path.regex)).collect::<Result<_, _>>()?;
        let of_rule = |rule: &Rule| {
            let special = rule.origins.iter().filter(|entry| entry.exact().is_none());
            special.map(|entry| whole(&entry.regex)).collect::<Result<Vec<_>, _>>()
        };
        let of_policy = |policy: &Policy| policy.rules.iter().map(of_rule).collect::<Result<Vec<_>, _>>();
        let origins = plan.policies.iter().map(of_policy).collect::<Result<_, _>>()?;
        Ok(Expectations { plan, paths, origins, matching: RefCell::default() })
    }

    /// The answer to a preflight.
    pub(super) fn preflight(&self, path: &str, method: &str, page: &str, names: &[String]) -> Expected<'p> {
        match self.answer(path, method, page, |route| route.preflight) {
            Expected::Approved(rule) if !allows(rule, method, names) => Expected::Refused,
            expected => expected,
        }
    }

    /// The headers of another response.
    pub(super) fn actual(&self, path: &str, method: &str, page: &str) -> Expected<'p> {
        self.answer(path, method, page, |route| if route.off.is_some() { Answer::Refused } else { route.actual })
    }

    fn answer(&self, path: &str, method: &str, page: &str, which: fn(&Route) -> Answer) -> Expected<'p> {
        let Some(route) = self.route(path, method) else { return Expected::Nothing };
        match which(route) {
            _ if route.is_uncertain => Expected::Unknown,
            Answer::Refused => Expected::Refused,
            Answer::Policy(number) => self.rule(number, page),
            Answer::Untouched if route.is_rest => Expected::Nothing,
            Answer::Untouched => Expected::Unknown,
        }
    }

    /// The route that answers.
    pub(super) fn route(&self, path: &str, method: &str) -> Option<&'p Route> {
        let serves = |route: &&Route| route.methods.is_empty() || route.methods.iter().any(|own| own == method);
        self.matching(path).iter().filter_map(|&number| self.plan.routes.get(number)).find(serves)
    }

    /// The numbers of the routes that match a path, in the order in which they are tried.
    fn matching(&self, path: &str) -> Rc<[usize]> {
        if let Some(numbers) = self.matching.borrow().get(path) {
            return Rc::clone(numbers);
        }
        let all = self.plan.routes.iter().zip(&self.paths).enumerate();
        // Most of thousands of routes start otherwise, which is cheap to see.
        let matching =
            all.filter(|(_, (route, regex))| path.starts_with(start(&route.pattern)) && regex.is_match(path));
        let numbers: Rc<[_]> = matching.map(|(number, _)| number).collect();
        self.matching.borrow_mut().insert(path.to_owned(), Rc::clone(&numbers));
        numbers
    }

    fn rule(&self, number: usize, page: &str) -> Expected<'p> {
        let (Some(policy), Some(origins)) = (self.plan.policies.get(number), self.origins.get(number)) else {
            return Expected::Unknown;
        };
        for (rule, special) in policy.rules.iter().zip(origins) {
            let is_exact = || rule.origins.iter().any(|entry| entry.exact() == Some(page));
            if rule.admits_all() || is_exact() || special.iter().any(|regex| regex.is_match(page)) {
                return Expected::Approved(rule);
            }
            if rule.is_open {
                return Expected::Unknown;
            }
        }
        Expected::Refused
    }
}

/// Whether a rule allows method and request headers.
fn allows(rule: &Rule, method: &str, names: &[String]) -> bool {
    let is_method = ["GET", "HEAD", "POST"].contains(&method) || is_listed(&rule.methods, |name| name == method);
    is_method && names.iter().all(|asked| is_listed(&rule.headers, |name| name.eq_ignore_ascii_case(asked)))
}

/// What paths of a pattern start with, as far as it is the same in a URL.
fn start(pattern: &str) -> &str {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/-._".contains(char);
    pattern.find(|char| !is_plain(char)).map_or(pattern, |end| &pattern[..end])
}

/// Whether a list has a name, or `*`.
pub(super) fn is_listed(names: &Names, is_it: impl Fn(&str) -> bool) -> bool {
    match names {
        Names::None => false,
        Names::Requested => true,
        Names::Listed(names) => names.split(", ").any(|name| name == "*" || is_it(name)),
    }
}

fn whole(regex: &str) -> Result<Regex, Error> {
    let unreadable = |error| {
        let regex: String = regex.chars().take(100).flat_map(char::escape_debug).collect();
        Error::Unreadable(format!("the expression `{regex}` of the report is too large for a probe: {error}"))
    };
    let whole = format!("^(?:{regex})$");
    RegexBuilder::new(&whole).size_limit(SIZE).dfa_size_limit(SIZE).build().map_err(unreadable)
}
