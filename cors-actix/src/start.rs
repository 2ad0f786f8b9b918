//! What keeps an application from starting.

use std::fmt::Display;

use cors_core::{Draft, Policy, Violations};

/// The policy of a handler that the application has to wait for, checked.
#[doc(hidden)]
pub fn start(name: &str, path: &str, draft: &Draft) -> Result<Policy, Violations> {
    draft
        .check()
        .inspect_err(|violations| cannot_start(format_args!("of the policy of `{name}` ({path})\n\n{violations}")))
}

/// Nobody else may be listening, so that the reason goes to standard error.
pub(crate) fn cannot_start(because: impl Display) {
    eprintln!("cors-actix: the application cannot start, because {because}\n");
}
