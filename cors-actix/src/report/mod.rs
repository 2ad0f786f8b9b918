//! Reports: which policy applies on which route, for those who review it.
//!
//! [`Report`] is the report, [`Row`] a route in it, and [`PolicyFacts`] a policy as data. The cargo feature `report` adds
//! `report(configure)` and `Report::of(app)`, which list a whole application, and assertions for its tests.

#[cfg(feature = "report")]
mod app;
mod contents;
#[cfg(feature = "serde")]
mod data;
mod facts;
#[cfg(feature = "utoipa")]
mod openapi;
pub(crate) mod path_pattern;
#[cfg(feature = "report")]
mod review;
mod row;
mod snapshot;
pub(crate) mod table;
mod text;

#[cfg(feature = "report")]
pub use app::{CannotStart, report};
pub use contents::Report;
pub use facts::{OriginFact, OriginKind, PolicyFacts};
#[cfg(feature = "utoipa")]
pub use openapi::UnmatchedOperations;
pub use row::{AnsweredBy, Preflights, Row, RowKind};

pub use crate::policy::annotated_route::{Annotated, AnnotatedRoute};
