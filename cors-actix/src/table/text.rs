//! The table for people: columns, with as many lines for a route as its longest cell needs. Nothing is cut.

use std::fmt;

use cors_core::{ListedOrigin, Policy};

use super::{PolicyTable, Row, flags, is_named, preflight_status, shown};

const HEADINGS: [&str; COLUMNS] =
    ["PATH", "METHODS", "HANDLER", "ORIGINS", "CREDENTIALS", "HEADERS", "EXPOSE", "MAX AGE", "OPTIONS"];
const COLUMNS: usize = 9;

/// How wide a column of origins and one of names becomes before its entries go on in another line.
const ORIGINS: usize = 56;
const NAMES: usize = 32;

/// The lines of a cell.
type Cell = Vec<String>;

impl fmt::Display for PolicyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let mut table = vec![HEADINGS.map(|heading| vec![heading.to_owned()])];
        table.extend(rows.iter().map(cells));
        let mut widths = [0; COLUMNS];
        for (column, cell) in table.iter().flat_map(|cells| cells.iter().enumerate()) {
            widths[column] = cell.iter().map(|line| width(line)).fold(widths[column], usize::max);
        }
        for cells in &table {
            for number in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let columns = cells.iter().zip(widths).map(|(cell, width)| {
                    let line = cell.get(number).map_or("", String::as_str);
                    format!("{line:width$}")
                });
                writeln!(f, "{}", columns.collect::<Vec<_>>().join("  ").trim_end())?;
            }
        }
        let wrong: Vec<_> = rows.iter().flat_map(|row| row.violations.iter().map(move |wrong| (row, wrong))).collect();
        if !wrong.is_empty() {
            writeln!(f)?;
        }
        for (Row { path, handler, .. }, violation) in wrong {
            writeln!(f, "{} {handler} keeps the application from starting: {violation}", shown(path))?;
        }
        Ok(())
    }
}

fn cells(row: &Row) -> [Cell; COLUMNS] {
    let path = vec![shown(row.path).to_owned()];
    let mut handler = vec![row.handler.to_owned()];
    if is_named(row.name, row.handler) {
        handler.push(format!("named {}", row.name));
    }
    handler.extend(row.guards.iter().map(|guard| format!("if {guard}")));
    let methods = names(row.methods);
    let policy = &row.policy;
    [
        path,
        methods,
        handler,
        origins(row, policy),
        if policy.credentials() { vec!["yes".to_owned()] } else { nothing() },
        names(&policy.headers()),
        names(&policy.expose()),
        policy.max_age().map_or_else(nothing, |seconds| vec![format!("{seconds} s")]),
        names(&options(row, policy)),
    ]
}

fn origins(row: &Row, policy: &Policy) -> Cell {
    let mut entries = Vec::new();
    entries.extend(policy.is_off().then(|| "off".to_owned()));
    for origin in policy.origins() {
        entries.push(origin.to_string());
        if let ListedOrigin::Regex { domains, .. } = origin {
            entries.push(if domains.is_empty() {
                "  unproven".to_owned()
            } else {
                format!("  within {}", domains.join(", "))
            });
        }
    }
    entries.extend(row.variables.iter().map(|variable| format!("from the variable {variable}")));
    entries.extend(row.decided_by.map(|function| format!("decided by {function}")));
    entries.iter().flat_map(|entry| wrap(entry, ORIGINS)).collect()
}

/// What few policies say.
fn options(row: &Row, policy: &Policy) -> Vec<String> {
    let methods = policy.methods();
    let named = (methods != row.methods && !policy.is_off()).then(|| match &*methods {
        [] => "methods none".to_owned(),
        methods => format!("methods {}", methods.join(" ")),
    });
    named.into_iter().chain(flags(policy)).chain(preflight_status(policy)).collect()
}

fn nothing() -> Cell {
    vec!["-".to_owned()]
}

fn names<S: AsRef<str>>(names: &[S]) -> Cell {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { nothing() } else { wrap(&names.join(", "), NAMES) }
}

/// Lines of `limit` characters at most, broken behind spaces where there are any. All but the first are indented.
fn wrap(text: &str, limit: usize) -> Cell {
    const INDENT: &str = "    ";
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        let word_width = width(word.trim_end());
        // What does not fit into a line of its own begins in this one.
        if width(&line) + word_width > limit && INDENT.len() + word_width <= limit {
            lines.push(std::mem::replace(&mut line, INDENT.to_owned()));
        }
        for char in word.chars() {
            if width(&line) == limit && char != ' ' {
                lines.push(std::mem::replace(&mut line, INDENT.to_owned()));
            }
            line.push(char);
        }
    }
    lines.push(line);
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_entries_go_on_in_another_line() {
        for (text, lines) in [
            ("", &[""][..]),
            ("short", &["short"]),
            ("exactly ten", &["exactly", "    ten"]),
            ("a, b, c, d", &["a, b, c, d"]),
            ("a, b, c, d, e", &["a, b, c,", "    d, e"]),
            ("0123456789", &["0123456789"]),
            ("0123456789abcdefg", &["0123456789", "    abcdef", "    g"]),
            ("a 0123456789", &["a 01234567", "    89"]),
            ("ab cdefgh ij", &["ab cdefgh", "    ij"]),
            ("regex abcdef", &["regex", "    abcdef"]),
            ("  within a.example", &["  within a", "    .examp", "    le"]),
        ] {
            assert_eq!(wrap(text, 10), lines, "{text:?}");
        }
    }
}
