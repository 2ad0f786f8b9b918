//! What keeps an application from starting.

use std::fmt::Display;
use std::sync::{Mutex, PoisonError};

use cors_core::{Draft, Policy, Violations};

/// The policy of a handler that the application has to wait for, checked.
#[doc(hidden)]
pub fn start(name: &str, path: &str, draft: &Draft) -> Result<Policy, Violations> {
    draft.check().inspect_err(|violations| {
        let reasons = violations.to_string();
        let whose = format!("of the policy of `{name}` ({path})");
        if is_news(&reasons) {
            cannot_start(format_args!("{whose}\n\n{reasons}"));
        } else {
            cannot_start(format_args!("{whose}, too, for the same reasons"));
        }
    })
}

/// Whether nobody has been told these reasons yet: many handlers may name one variable.
fn is_news(reasons: &str) -> bool {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let is_news = !told.iter().any(|other| other == reasons);
    if is_news {
        told.push(reasons.to_owned());
    }
    is_news
}

/// Nobody else may be listening, so that the reason goes to standard error.
pub(crate) fn cannot_start(because: impl Display) {
    eprintln!("cors-actix: the application cannot start, because {because}\n");
}
