//! The text of a file → policies.

use std::collections::BTreeMap;

use cors_actix::{Draft, Policy};
use serde::Deserialize;

/// The policies of a file by the names of their tables.
///
/// # Errors
/// Everything that is wrong, one text for each mistake.
pub(crate) fn parse(text: &str) -> Result<BTreeMap<String, Policy>, Vec<String>> {
    let tables: BTreeMap<String, toml::Value> = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(error) => return Err(vec![error.to_string().trim_end().to_owned()]),
    };
    let mut policies = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (name, value) in tables {
        match policy(&name, value) {
            Ok(policy) => drop(policies.insert(name, policy)),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(policies) } else { Err(mistakes) }
}

fn policy(name: &str, value: toml::Value) -> Result<Policy, Vec<String>> {
    crate::name::check(name).map_err(|error| vec![error.to_string()])?;
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
        assert!(policies["b"].credentials());
        assert!(parse("").unwrap().is_empty());
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
