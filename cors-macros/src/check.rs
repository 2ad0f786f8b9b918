//! [`CorsArgs`] → [`Policy`], with every rule that is broken at the smallest token at fault.

use cors_core::{Policy, Rule};

use crate::args::CorsArgs;
use crate::errors::Errors;

impl CorsArgs {
    /// The policy that is written out, for a handler that serves `methods`, or for any.
    pub(crate) fn check(&self, served: Option<&[String]>, guarded: bool, errors: &mut Errors) -> Option<Policy> {
        let draft = self.draft(served, guarded);
        let checked = draft.check_without_env();
        for violations in [checked.as_ref().err(), draft.check_redundancy().as_ref().err()].into_iter().flatten() {
            for violation in violations {
                // Origins that could not be read are not missing.
                let is_known = violation.rule() == Rule::OriginsMissing && self.origins_meant && !errors.is_empty();
                if !is_known {
                    errors.report(violation, self.span_of(violation.location()));
                }
            }
        }
        checked.ok()
    }
}
