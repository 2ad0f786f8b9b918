//! What a report consists of.

use super::row::Row;

/// The policies of routes, for those who review them. [`table!`](crate::table!) makes one of a few handlers. With the cargo feature
/// `report`, `report(configure)` and `Report::of(app)` make one of a whole application.
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
