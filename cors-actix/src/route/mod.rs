//! Annotated handlers as routes of actix-web.

pub(crate) mod guard;
pub(crate) mod register;
mod service;
