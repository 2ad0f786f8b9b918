//! A draft as it is stored: JSON, with a hash.

use std::fmt::Write;

use cors_actix::{Draft, Policy};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};

/// A draft that has passed its check, in the form in which it is stored.
///
/// Two definitions with the same arguments have the same JSON and the same hash, in whatever order the arguments are written.
#[derive(Debug, Clone)]
pub struct Definition {
    json: String,
    policy: Policy,
}

impl Definition {
    /// The longest JSON, in bytes.
    const LONGEST: usize = 1024 * 1024;

    /// Reads the arguments of a policy from TOML: `origins = "https://app.example.com"` and others.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidPolicy`] with every mistake.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let value = toml::from_str::<Value>(text).map_err(|error| invalid(error.to_string().trim_end()))?;
        Self::from_value(&value)
    }

    /// Reads the arguments of a policy from TOML that has a table for each policy, as [`Store::open`](crate::Store::open) takes it.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownPolicy`] if there is no such table, and [`ErrorKind::InvalidPolicy`] with every mistake in it.
    pub fn from_toml_table(text: &str, name: &str) -> Result<Self, Error> {
        let tables = toml::from_str::<Value>(text).map_err(|error| invalid(error.to_string().trim_end()))?;
        let missing = || Error::new(ErrorKind::UnknownPolicy, format!("there is no table `[{name}]`"));
        Self::from_value(tables.get(name).filter(|table| table.is_object()).ok_or_else(missing)?)
    }

    /// Reads the arguments of a policy from JSON: `{"origins": "https://app.example.com"}`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidPolicy`] with every mistake.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = serde_json::from_str(text).map_err(|error| invalid(&error.to_string()))?;
        Self::from_value(&value)
    }

    /// Checks what the database has stored: `what` of the policy `name`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidPolicy`] with every mistake.
    pub(crate) fn from_stored(what: &str, name: &str, json: &str, stored_hash: &str) -> Result<Self, Error> {
        crate::name::check(name)?;
        let not_valid = |reason: &str| invalid(&format!("{what} of `{name}` is not valid\n{reason}"));
        if hash(json) != stored_hash {
            return Err(not_valid("its hash is not that of its draft"));
        }
        Self::from_json(json).map_err(|error| not_valid(&error.to_string()))
    }

    fn from_value(value: &Value) -> Result<Self, Error> {
        if let Some(variable) = variable(value) {
            return Err(invalid(&format!(
                "`origins` names the environment variable `{variable}`, which may differ between replicas\nhelp: list the origins"
            )));
        }
        let mut json = String::new();
        write(value, &mut json);
        if json.len() > Self::LONGEST {
            return Err(invalid(&format!(
                "it has {} bytes as JSON, and at most {} are stored",
                json.len(),
                Self::LONGEST
            )));
        }
        let draft = Draft::deserialize(value).map_err(|error| invalid(&error.to_string()))?;
        let policy = draft.check().map_err(|violations| {
            let texts = violations.iter().map(|violation| format!("{}: {violation}", violation.location()));
            invalid(&texts.collect::<Vec<_>>().join("\n\n"))
        })?;
        Ok(Definition { json, policy })
    }

    /// The arguments as JSON, their names sorted.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// SHA-256 of the JSON, in hexadecimal digits.
    pub fn hash(&self) -> String {
        hash(&self.json)
    }

    /// The policy that it describes.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash(text: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn invalid(reason: &str) -> Error {
    Error::new(ErrorKind::InvalidPolicy, reason)
}

/// The environment variable that an entry of `origins` names.
fn variable(value: &Value) -> Option<&str> {
    let name = match value.get("origins")? {
        Value::Array(entries) => entries.iter().find_map(|entry| entry.get("env")),
        entry => entry.get("env"),
    };
    name.map(|name| name.as_str().unwrap_or_default())
}

/// Writes JSON with sorted names. The maps of `serde_json` are sorted only while no crate switches that off.
fn write(value: &Value, json: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            list(json, ['{', '}'], fields, |(name, value), json| {
                let _ = write!(json, "{}:", Value::from(name.as_str()));
                write(value, json);
            });
        }
        Value::Array(entries) => list(json, ['[', ']'], entries, write),
        plain => drop(write!(json, "{plain}")),
    }
}

fn list<T>(
    json: &mut String,
    [open, close]: [char; 2],
    entries: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String),
) {
    json.push(open);
    for (index, entry) in entries.into_iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write(entry, json);
    }
    json.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_arguments_does_not_matter() {
        let toml = Definition::from_toml("origins = ['https://a.example']\nmax_age = 60\ncredentials = true").unwrap();
        let json =
            Definition::from_json(r#"{"credentials": true, "max_age": 60, "origins": ["https://a.example"]}"#).unwrap();
        assert_eq!(toml.json(), r#"{"credentials":true,"max_age":60,"origins":["https://a.example"]}"#);
        assert_eq!((toml.json(), toml.hash()), (json.json(), json.hash()));
        assert_eq!(toml.hash().len(), 64);
        assert_eq!(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn mistakes_are_listed() {
        let error = Definition::from_toml("origins = 'https://a.example/'\nmax_age = '2d'").unwrap_err().to_string();
        assert!(error.contains("origins[0]: ") && error.contains("max_age: "), "{error}");
        for (toml, words) in [
            ("origin = '*'", "unknown field `origin`"),
            ("origins = ", "line 1"),
            ("origins = { env = 'ORIGINS' }", "`ORIGINS`, which"),
            ("origins = ['https://a.example', { env = 'ORIGINS' }]", "help: list the origins"),
        ] {
            let error = Definition::from_toml(toml).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidPolicy);
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn the_length_is_limited() {
        let origins: Vec<_> = (0..40_000).map(|number| format!("\"https://tenant{number}.example.com\"")).collect();
        let error = Definition::from_json(&format!("{{\"origins\": [{}]}}", origins.join(","))).unwrap_err();
        assert!(error.to_string().contains("at most 1048576 are stored"), "{error}");
    }
}
