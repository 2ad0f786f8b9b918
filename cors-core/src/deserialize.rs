//! How values are written in configuration files: `max_age = 600` and `= "10m"`, `origins = "*"` and `origins = ["…", { regex = "…" }, { env = "…" }]` in configuration files.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::draft::{MaxAge, OriginEntry};

pub(crate) fn one_or_more<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + From<String>,
{
    deserializer.deserialize_any(OneOrMore(PhantomData))
}

struct OneOrMore<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for OneOrMore<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of strings")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![text.to_owned().into()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<'de> Deserialize<'de> for OriginEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

impl<'de> Deserialize<'de> for MaxAge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MaxAgeVisitor)
    }
}

struct MaxAgeVisitor;

impl Visitor<'_> for MaxAgeVisitor {
    type Value = MaxAge;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds, as in `600`, or a text with a unit, as in `\"10m\"`")
    }

    fn visit_u64<E>(self, seconds: u64) -> Result<Self::Value, E> {
        Ok(MaxAge::Seconds(seconds))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Self::Value, E> {
        let seconds = u64::try_from(seconds);
        seconds.map(MaxAge::Seconds).map_err(|_| E::custom("a lifetime is not negative; `0` switches caching off"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = OriginEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, `{ regex = \"…\" }` or `{ env = \"…\" }`")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let entry = match map.next_key::<String>()?.as_deref() {
            Some("regex") => OriginEntry::Regex(map.next_value()?),
            Some("env") => OriginEntry::Env(map.next_value()?),
            Some(unknown) => return Err(Error::unknown_field(unknown, &["regex", "env"])),
            None => return Err(Error::custom("expected `regex` or `env`")),
        };
        match map.next_key::<String>()? {
            Some(more) => Err(Error::custom(format_args!("`{more}` stands beside another key of one origin"))),
            None => Ok(entry),
        }
    }
}
