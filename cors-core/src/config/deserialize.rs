//! How drafts are written in configuration files: the arguments by their names, `max_age = 600` and `= "10m"`,
//! `origins = "*"` and `origins = ["…", { regex = "…" }, { env = "…" }]`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::did_you_mean::{did_you_mean, not_needed};
use crate::config::enforce::Enforce;
use crate::config::field::Field;
use crate::config::max_age::MaxAge;
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Syntax;

/// The names of all arguments.
const NAMES: &[&str] = &{
    let mut names = [""; Argument::ALL.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = Argument::ALL[index].name();
        index += 1;
    }
    names
};

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Draft", NAMES, DraftVisitor)
    }
}

struct DraftVisitor;

impl<'de> Visitor<'de> for DraftVisitor {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the arguments of a policy, `origins` and others")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut draft = Draft { syntax: Syntax::File, ..Draft::default() };
        let mut given = Vec::new();
        while let Some(Name(argument)) = map.next_key()? {
            if given.contains(&argument) {
                return Err(Error::duplicate_field(argument.name()));
            }
            given.push(argument);
            match Field::of(argument, &mut draft) {
                Field::Origins(origins) => *origins = map.next_value_seed(OneOrMore(PhantomData))?,
                Field::Methods(names) | Field::HeaderNames(names) => {
                    *names = map.next_value_seed(OneOrMore(PhantomData))?;
                }
                Field::Hosts(hosts) => {
                    *hosts = map.next_value_seed(OneOrMore(PhantomData))?;
                    if hosts.is_empty() {
                        return Err(Error::custom("`hosts` lists nothing; remove it if any host is meant"));
                    }
                }
                Field::Flag(flag) => *flag = map.next_value()?,
                Field::MaxAge(max_age) => *max_age = map.next_value()?,
                Field::Enforce(enforce) => *enforce = Some(map.next_value()?),
                Field::Status(status) => *status = map.next_value()?,
                Field::Dangers(dangers) => *dangers = map.next_value_seed(OneOrMore(PhantomData))?,
            }
        }
        Ok(draft)
    }
}

/// The name of an argument.
struct Name(Argument);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an argument")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        if let Some(argument) = Argument::ALL.iter().find(|argument| argument.name() == name) {
            return Ok(Name(*argument));
        }
        if let Some(message) = not_needed(name) {
            return Err(E::custom(message));
        }
        Err(match did_you_mean(name, Argument::ALL.iter().map(|argument| argument.usage())) {
            Some(meant) => E::custom(format_args!("unknown field `{name}`, did you mean `{meant}`?")),
            None => E::unknown_field(name, NAMES),
        })
    }
}

/// A list, or one entry by itself.
struct OneOrMore<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for OneOrMore<T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMore<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        T::deserialize(StrDeserializer::new(text)).map(|entry| vec![entry])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|entry| vec![entry])
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

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = OriginEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, `{ regex = \"…\" }`, `{ env = \"…\" }` or `{ env = \"…\", default = \"…\" }`")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut regex, mut env, mut default) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let value = match key.as_str() {
                "regex" => &mut regex,
                "env" => &mut env,
                "default" => &mut default,
                unknown => return Err(Error::unknown_field(unknown, &["regex", "env", "default"])),
            };
            if value.replace(map.next_value::<String>()?).is_some() {
                return Err(Error::custom(format_args!("`{key}` is given twice for one origin")));
            }
        }
        match (regex, env, default) {
            (Some(pattern), None, None) => Ok(OriginEntry::Regex(pattern)),
            (None, Some(variable), default) => Ok(OriginEntry::Env { variable, default }),
            (None, None, _) => Err(Error::custom("expected `regex` or `env`")),
            (Some(_), ..) => Err(Error::custom("`regex` is combined with another key of one origin")),
        }
    }
}

impl<'de> Deserialize<'de> for Enforce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EnforceVisitor)
    }
}

struct EnforceVisitor;

impl Visitor<'_> for EnforceVisitor {
    type Value = Enforce;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`\"writes\"`, `\"all\"` or `false`")
    }

    fn visit_bool<E>(self, enforce: bool) -> Result<Self::Value, E> {
        Ok(enforce.into())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Enforce::from_name(name).ok_or_else(|| E::invalid_value(Unexpected::Str(name), &self))
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
        f.write_str("seconds, as in `600`, or a string with a unit, as in `\"10m\"`")
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
