//! How a request finds the policy that decides about it, and how a `Cors` learns which one it was.

#[cfg(feature = "report")]
pub(crate) mod building;
pub(crate) mod methods_before;

pub(crate) mod claim;

pub(crate) mod current;

pub(crate) mod owner;

pub(crate) mod served;

pub(crate) mod own_app;
