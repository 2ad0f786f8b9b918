//! The text of a file → policies.

use std::collections::BTreeMap;

use cors_actix::{Draft, Policy};
use serde::Deserialize;

/// A policy of a file.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) policy: Policy,
    /// What its table `shadow` says, which is a policy, too.
    pub(crate) candidate: Option<Policy>,
}

/// The policies of a file by the names of their tables.
///
/// # Errors
/// Everything that is wrong, one text for each mistake.
pub(crate) fn parse(text: &str) -> Result<BTreeMap<String, Entry>, Vec<String>> {
    let tables: BTreeMap<String, toml::Value> = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(error) => return Err(vec![error.to_string().trim_end().to_owned()]),
    };
    let mut policies = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (name, value) in tables {
        match entry(&name, value) {
            Ok(entry) => drop(policies.insert(name, entry)),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(policies) } else { Err(mistakes) }
}

fn entry(name: &str, mut value: toml::Value) -> Result<Entry, Vec<String>> {
    crate::name::check(name).map_err(|error| vec![error.to_string()])?;
    let candidate = value.as_table_mut().and_then(|table| table.remove("shadow"));
    let candidate = candidate.map(|candidate| policy(&format!("{name}.shadow"), candidate)).transpose();
    match (policy(name, value), candidate) {
        (Ok(policy), Ok(candidate)) => Ok(Entry { policy, candidate }),
        (policy, candidate) => Err([policy.err(), candidate.err()].into_iter().flatten().flatten().collect()),
    }
}

fn policy(name: &str, value: toml::Value) -> Result<Policy, Vec<String>> {
    if !value.is_table() {
        let help = format!("help: write a table for each policy: `[{name}]` on one line and `origins = …` below it");
        return Err(vec![format!("`{name}` is not a policy\n{help}")]);
    }
    let draft = Draft::deserialize(value).map_err(|error| vec![format!("{name}: {}", error.to_string().trim_end())])?;
    draft.check().map_err(|violations| {
        violations.iter().map(|violation| format!("{name}.{}: {violation}", violation.location())).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_a_policy() {
        let policies = parse("[a]\norigins = '*'\n[b]\norigins = ['https://b.example']\ncredentials = true").unwrap();
        assert_eq!(policies.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert!(policies["b"].policy.credentials() && policies["b"].candidate.is_none());
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn a_table_has_a_candidate_in_it() {
        let mut policies = parse("[a]\norigins = '*'\n[a.shadow]\norigins = 'https://a.example'").unwrap();
        assert!(policies.remove("a").unwrap().candidate.unwrap().allows(b"https://a.example"));
        let mistakes = parse("[a]\norigin = '*'\n[a.shadow]\norigins = 'https://a.example/'").unwrap_err();
        assert!(mistakes[0].starts_with("a: unknown field `origin`"), "{mistakes:#?}");
        assert!(mistakes[1].starts_with("a.shadow.origins[0]: "), "{mistakes:#?}");
        assert!(parse("[a]\norigins = '*'\nshadow = 1").unwrap_err()[0].contains("`[a.shadow]`"));
    }

    #[test]
    fn every_mistake_of_every_policy_is_reported() {
        let text = "[a]\norigins = 'https://a.example/'\nmax_age = '2d'\n[b]\norigin = '*'\n[c]\norigins = '*'";
        let mistakes = parse(text).unwrap_err();
        assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
        assert!(mistakes[0].starts_with("a.origins[0]: "), "{mistakes:#?}");
        assert!(mistakes[0].contains("help: write `https://a.example`"), "{mistakes:#?}");
        assert!(mistakes[1].starts_with("a.max_age: "), "{mistakes:#?}");
        assert!(mistakes[2].starts_with("b: unknown field `origin`"), "{mistakes:#?}");
    }

    #[test]
    fn what_is_not_a_table_is_explained() {
        assert!(parse("origins = '*'").unwrap_err()[0].contains("write a table for each policy: `[origins]`"));
        assert!(parse("[a").unwrap_err()[0].contains("line 1"));
        assert!(parse("['a b']\norigins = '*'").unwrap_err()[0].contains("not a valid policy name"));
    }
}
