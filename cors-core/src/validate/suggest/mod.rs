//! What was meant by an entry that breaks a rule.

pub(super) mod host;
pub(super) mod kind;
pub(super) mod origin;
#[cfg(feature = "regex")]
pub(super) mod regex;
pub(super) mod variable;
