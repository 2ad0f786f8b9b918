//! Reports: which policy answers on which route, for those who review it.
//!
//! [`Report`] is the report, [`Row`] a route in it, and [`PolicyFacts`] a policy as data. The cargo feature `report` adds
//! `report(configure)` and `Report::of(app)`, which list a whole application, and assertions for its tests.

#[cfg(feature = "report")]
mod app;
#[cfg(feature = "report")]
pub(crate) mod building;
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
pub use facts::{OriginFact, OriginKind, PolicyFacts};
#[cfg(feature = "utoipa")]
pub use openapi::UnmatchedOperations;
pub use row::{AnsweredBy, Preflights, Row, RowKind};

pub use crate::route::{Annotated, AnnotatedRoute};

/// The policies of routes, for those who review them. [`table!`](crate::table!) makes one of a few handlers, and
#[cfg_attr(feature = "report", doc = "[`report`](crate::report()) and [`Report::of`] make one of a whole application.")]
#[cfg_attr(not(feature = "report"), doc = "the cargo feature `report` one of a whole application.")]
///
/// Its `Display` is a table for people: 100 characters wide, or as wide as the format says (`{report:80}`).
/// [`snapshot`](Self::snapshot) is a text for tests. With the cargo feature `serde` it is data: JSON has the schema
/// `docs/report.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// A row for each route; of an application, in the order of the paths.
    pub rows: Vec<Row>,
    /// What the report cannot tell about the whole application, a sentence each.
    pub notes: Vec<String>,
}

/// The version of the data. It changes when a field changes its meaning or disappears, not when one is added.
#[cfg(feature = "serde")]
const VERSION: u32 = 1;

#[cfg(feature = "serde")]
mod data {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Report, Row, VERSION};

    #[derive(Serialize, Deserialize)]
    struct Data<Rows, Notes> {
        version: u32,
        rows: Rows,
        notes: Notes,
    }

    impl Serialize for Report {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Data { version: VERSION, rows: &self.rows, notes: &self.notes }.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Report {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Data { version, rows, notes } = Data::<Vec<Row>, Vec<String>>::deserialize(deserializer)?;
            if version == VERSION {
                Ok(Report { rows, notes })
            } else {
                let wrong = format_args!("the report has version {version}, and this program reads version {VERSION}");
                Err(serde::de::Error::custom(wrong))
            }
        }
    }
}
