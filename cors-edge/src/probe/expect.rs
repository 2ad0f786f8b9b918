//! What a deployment has to answer, by the report.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex::Regex;

use crate::error::Error;
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};

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
    /// A function of the application decides, so the report does not say it.
    Unknown,
    /// No policy is there.
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
        match self.answer(path, method, page, |(preflight, _)| preflight) {
            Expected::Approved(rule) if !allows(rule, method, names) => Expected::Refused,
            expected => expected,
        }
    }

    /// The headers of another response.
    pub(super) fn actual(&self, path: &str, method: &str, page: &str) -> Expected<'p> {
        self.answer(path, method, page, |(_, actual)| actual)
    }

    /// Whether some rule lists exactly this origin.
    pub(super) fn lists(&self, origin: &str) -> bool {
        let rules = self.plan.policies.iter().flat_map(|policy| &policy.rules);
        rules.flat_map(|rule| &rule.origins).any(|entry| entry.example == origin)
    }

    fn answer(&self, path: &str, method: &str, page: &str, which: fn((Answer, Answer)) -> Answer) -> Expected<'p> {
        let serves = |route: &&Route| route.methods.is_empty() || route.methods.iter().any(|own| own == method);
        let numbers = self.matching(path);
        let found = numbers.iter().filter_map(|&number| self.plan.routes.get(number)).find(serves);
        match found.map(|route| which((route.preflight, route.actual))) {
            Some(Answer::Refused) => Expected::Refused,
            Some(Answer::Policy(number)) => self.rule(number, page),
            Some(Answer::Untouched) | None => Expected::Nothing,
        }
    }

    /// The numbers of the routes that match a path, in the order in which they are tried.
    fn matching(&self, path: &str) -> Rc<[usize]> {
        if let Some(numbers) = self.matching.borrow().get(path) {
            return Rc::clone(numbers);
        }
        let matching = self.paths.iter().enumerate().filter(|(_, regex)| regex.is_match(path));
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

fn is_listed(names: &Names, is_it: impl Fn(&str) -> bool) -> bool {
    match names {
        Names::None => false,
        Names::Requested => true,
        Names::Listed(names) => names.split(", ").any(|name| name == "*" || is_it(name)),
    }
}

fn whole(regex: &str) -> Result<Regex, Error> {
    let unreadable = |error| Error::Unreadable(format!("the expression `{regex}` of the report is too large: {error}"));
    Regex::new(&format!("^(?:{regex})$")).map_err(unreadable)
}
