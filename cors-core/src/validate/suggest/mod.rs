//! What was meant by an entry that breaks a rule.

pub(crate) mod host;
pub(crate) mod origin;
