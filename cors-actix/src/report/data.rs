//! The report as data.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::report::contents::Report;
use crate::report::row::Row;

/// The version of the data. It changes when a field changes its meaning or disappears, not when one is added.
const VERSION: u32 = 1;

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
