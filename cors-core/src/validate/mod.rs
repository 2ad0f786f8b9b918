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
mod subsumption;
mod suggest;

use check::check;
use environment::Env;
#[cfg(not(feature = "regex"))]
use no_regex as regex;
use redundant::check_redundancy;

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

    /// The entries that change nothing: repetitions, what another entry covers, what needs no permission.
    ///
    /// # Errors
    /// If there is such an entry: all of them, each with what makes it superfluous.
    pub fn check_redundancy(&self) -> Result<(), Violations> {
        check_redundancy(self)
    }
}

impl TryFrom<Draft> for Policy {
    type Error = Violations;

    /// As [`Draft::check`].
    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        draft.check()
    }
}
