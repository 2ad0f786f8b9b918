//! What a plan consists of.

use super::policies::Policy;
use super::route::Route;
use crate::loss::Loss;

/// What a report says to a gateway.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Each policy once.
    pub(crate) policies: Vec<Policy>,
    /// The first one whose path and method match applies.
    pub(crate) routes: Vec<Route>,
    /// What no gateway can say.
    pub(crate) losses: Vec<Loss>,
    /// What a reader of the configuration has to know, a sentence each.
    pub(crate) notes: Vec<String>,
}

impl Plan {
    /// The number of a policy, which is added if it is new.
    pub(super) fn number(&mut self, policy: Policy) -> usize {
        self.policies.iter().position(|other| *other == policy).unwrap_or_else(|| {
            self.policies.push(policy);
            self.policies.len() - 1
        })
    }
}
