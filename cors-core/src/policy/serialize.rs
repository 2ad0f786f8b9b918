//! A policy as data, under the names of the arguments: `off` says whether CORS is off; `origins` are strings,
//! and `{ regex, domains }` with the registrable domains of a proven pattern; `open` says whether the application is asked
//! about more of them.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::config::enforce::Enforce;
use crate::policy::Policy;
use crate::policy::listed_origin::ListedOrigin;

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Policy", 12)?;
        fields.serialize_field("off", &self.is_off())?;
        fields.serialize_field("origins", &self.origins())?;
        fields.serialize_field("open", &self.has_predicate())?;
        fields.serialize_field("methods", &self.methods())?;
        fields.serialize_field("headers", &self.headers())?;
        fields.serialize_field("expose", &self.expose())?;
        fields.serialize_field("credentials", &self.credentials())?;
        fields.serialize_field("max_age", &self.max_age())?;
        fields.serialize_field("timing", &self.timing())?;
        fields.serialize_field("enforce", &self.enforce())?;
        fields.serialize_field("hosts", &self.hosts())?;
        fields.serialize_field("preflight_status", &self.preflight_status())?;
        fields.end()
    }
}

impl Serialize for Enforce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Enforce::Never => serializer.serialize_bool(false),
            Enforce::Writes | Enforce::All => serializer.serialize_str(self.name()),
        }
    }
}

impl Serialize for ListedOrigin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ListedOrigin::Any | ListedOrigin::Exact(_) | ListedOrigin::Wildcard(_) => serializer.collect_str(self),
            ListedOrigin::Regex { pattern, domains } => {
                let mut fields = serializer.serialize_struct("Regex", 2)?;
                fields.serialize_field("regex", pattern)?;
                fields.serialize_field("domains", domains)?;
                fields.end()
            }
        }
    }
}
