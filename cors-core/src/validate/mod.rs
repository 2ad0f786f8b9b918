//! From a draft to a policy: the rules, and what to write instead of what breaks them.

mod check;
mod environment;
mod hosts;
mod max_age;
mod names;
#[cfg(not(feature = "regex"))]
mod no_regex;
mod origin;
mod origins;
mod redundant;
#[cfg(feature = "regex")]
mod regex;
mod several;
mod subsumption;
mod suggest;

use check::check;
use environment::Env;
#[cfg(not(feature = "regex"))]
use no_regex as regex;
use redundant::check_redundancy;
use several::{check_all, check_together};

use crate::config::Draft;
use crate::policy::Policy;
use crate::violation::Violations;

/// The checks. They are here, and not beside the arguments of a draft, since their result is a policy.
impl Draft {
    /// Checks the draft against every [`Rule`](crate::Rule) and makes a policy of it. Environment variables that it names are read
    /// now.
    ///
    /// # Errors
    /// Everything that is wrong with it, not only the first thing.
    pub fn check(&self) -> Result<Policy, Violations> {
        check(self, Env::Read)
    }

    /// Checks all but the values of environment variables: what is known while a program compiles.
    #[doc(hidden)]
    pub fn check_without_env(&self) -> Result<Policy, Violations> {
        check(self, Env::Skip)
    }

    /// Checks several drafts that are the rules of one route, in their order: for each request, the first one whose origins
    /// admit the origin of the request applies. `*` can only be in the last one. What belongs to the route and not to an
    /// origin ([`enforce`](Self::enforce), [`hosts`](Self::hosts), [`preflight_status`](Self::preflight_status)) is said in one
    /// rule, or the same in all.
    ///
    /// ```
    /// use cors_core::Draft;
    ///
    /// let ours = Draft::new().origins(["https://app.example.com"]).credentials(true);
    /// let others = Draft::new().origins(["*"]).expose(["etag"]);
    /// assert!(Draft::check_all(&[ours.clone(), others.clone()]).is_ok());
    ///
    /// let violations = Draft::check_all(&[others, ours]).unwrap_err();
    /// assert_eq!(violations.iter().next().unwrap().rule().id(), "rule-after-any");
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with each of them, and with their order.
    pub fn check_all(drafts: &[Draft]) -> Result<Vec<Policy>, Violations> {
        check_all(drafts, Env::Read)
    }

    /// As [`check_all`](Self::check_all), without the values of environment variables.
    #[doc(hidden)]
    pub fn check_all_without_env(drafts: &[Draft]) -> Result<Vec<Policy>, Violations> {
        check_all(drafts, Env::Skip)
    }

    /// The entries that change nothing: repetitions, what another entry covers, what needs no permission.
    ///
    /// # Errors
    /// If there is such an entry: all of them, each with what makes it superfluous.
    pub fn check_redundancy(&self) -> Result<(), Violations> {
        check_redundancy(self)
    }
}

/// Checks policies that are the rules of one route, in their order.
///
/// # Errors
/// What is wrong with their order, or differs between them.
pub fn check_policies(policies: &[&Policy]) -> Result<(), Violations> {
    check_together(policies)
}

impl TryFrom<Draft> for Policy {
    type Error = Violations;

    /// As [`Draft::check`].
    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        draft.check()
    }
}
