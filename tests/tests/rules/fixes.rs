//! What help says to write, written: the violation is gone, and no other one has come.

use std::collections::BTreeSet;

use cors_core::{Argument, Rule, Syntax, Violation};
use toml::{Table, Value};

use crate::{draft, rows, testable};

/// Rules whose help has nothing to paste: a pattern that is too complex has to be thought over, and the others are about several
/// drafts.
const WITHOUT_FIX: &[Rule] = &[Rule::RegexTooLarge, Rule::RuleAfterAny, Rule::RuleCovered, Rule::RuleDiffers];

#[test]
fn what_help_says_to_write_is_accepted() {
    let mut pasted = 0;
    let mut rules = BTreeSet::new();
    for row in rows() {
        let [table] = &*row.tables else { continue };
        let (violations, is_redundant) = match draft(table.clone()).check() {
            Ok(_) => (draft(table.clone()).check_redundancy().err(), true),
            Err(violations) => (Some(violations), false),
        };
        for violation in violations.iter().flatten() {
            for corrected in fixes(table, violation) {
                let draft = draft(corrected.clone());
                let after = draft.check().and_then(|_| if is_redundant { draft.check_redundancy() } else { Ok(()) });
                let is_new = |after: &&Violation| {
                    let is_left =
                        violations.iter().flatten().any(|left| left != violation && left.rule() == after.rule());
                    // No variable is set here.
                    !is_left && after.rule() != Rule::EnvMissing
                };
                if let Some(new) = after.err().iter().flatten().find(is_new) {
                    panic!("{violation}\n\nBut if one writes this:\n\n{corrected}\n{new}");
                }
                pasted += 1;
                rules.insert(violation.rule());
            }
        }
    }
    let without: Vec<_> = testable().filter(|rule| !rules.contains(rule)).collect();
    assert_eq!(without, WITHOUT_FIX);
    assert!(pasted > 300, "{pasted}");
}

/// The table, corrected in each of the ways that the help names.
fn fixes(table: &Table, violation: &Violation) -> Vec<Table> {
    let text = violation.display(Syntax::File).to_string();
    let help = text.lines().find_map(|line| line.strip_prefix("help: ")).unwrap();
    let alternatives = help.split("; ").flat_map(|part| part.split(", or "));
    alternatives.filter_map(|alternative| corrected(table, violation, alternative)).collect()
}

/// The table after all that one sentence says to do; `None` if there is nothing to paste or remove in it.
fn corrected(table: &Table, violation: &Violation, sentence: &str) -> Option<Table> {
    let mut corrected = table.clone();
    // Words and code take turns.
    let parts: Vec<_> = sentence.split('`').collect();
    for pair in parts.chunks_exact(2) {
        let [words, code] = pair else { continue };
        // A function, which no file can name.
        if code.starts_with("#[") {
            continue;
        }
        if words.ends_with("remove ") || words.ends_with("remove one ") {
            remove(&mut corrected, violation, code);
        } else if let Some(argument) = argument(code) {
            set(&mut corrected, argument);
        } else if ["write ", ": ", "as in ", "from "].iter().any(|end| words.ends_with(end)) {
            replace(&mut corrected, violation, code);
        }
    }
    (corrected != *table).then_some(corrected)
}

/// Code that is an argument with its value: `max_age = 600`.
fn argument(code: &str) -> Option<Table> {
    let table: Table = toml::from_str(code).ok()?;
    table.keys().all(|key| Argument::ALL.iter().any(|argument| argument.name() == key)).then_some(table)
}

/// Gives an argument its new value; protections are added to those that are switched off already.
fn set(table: &mut Table, argument: Table) {
    for (name, value) in argument {
        let value = match (&*name, table.get(&name)) {
            ("dangerously", Some(Value::Array(others))) => {
                Value::Array(others.iter().cloned().chain([value]).collect())
            }
            _ => value,
        };
        table.insert(name, value);
    }
}

/// Removes an argument by its name, or the entry at fault. If it is the only origin, another one takes its place.
fn remove(table: &mut Table, violation: &Violation, code: &str) {
    let entry = entries(table, violation).filter(|(entries, index)| entries[*index].as_str() == Some(code));
    match entry {
        Some((entries, index)) => drop(entries.remove(index)),
        None => drop(table.remove(code)),
    }
    if let Some(Value::Array(origins)) =
        table.get_mut("origins").filter(|origins| **origins == Value::Array(Vec::new()))
    {
        origins.push("https://other.example".into());
    }
}

/// Writes something in place of the entry at fault.
fn replace(table: &mut Table, violation: &Violation, code: &str) {
    let Some((entries, index)) = entries(table, violation) else { return };
    let literal: Option<Table> = toml::from_str(&format!("entry = {code}")).ok();
    match (&mut entries[index], literal.and_then(|mut table| table.remove("entry"))) {
        (entry, Some(literal)) if literal.is_table() => *entry = literal,
        (Value::Table(entry), _) => {
            // The default of a variable, or a pattern. Help may quote a piece of a pattern, too.
            let key = if entry.contains_key("regex") { "regex" } else { "default" };
            if let Some(value) = entry.get_mut(key).filter(|_| code.contains("://")) {
                *value = Value::String(code.to_owned());
            }
        }
        (entry, _) => *entry = Value::String(code.to_owned()),
    }
}

/// The list that the violation is in, and where.
fn entries<'t>(table: &'t mut Table, violation: &Violation) -> Option<(&'t mut Vec<Value>, usize)> {
    let index = violation.location().index()?;
    let value = table.get_mut(violation.location().argument().name())?;
    Some((value.as_array_mut()?, index))
}
