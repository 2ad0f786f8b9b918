//! From a draft to a policy: the rules, and what to write instead of what breaks them.

mod check;
mod environment;
mod names;
mod origin;
mod origins;
mod redundant;
#[cfg_attr(not(feature = "regex"), path = "no_regex.rs")]
mod regex;
mod subsumption;
pub(crate) mod suggest;
