//! The report for people: a table as wide as a terminal, with as many lines for a row as its longest cell needs.

use std::fmt;

use cors_core::Enforce;

use crate::report::contents::Report;
use crate::report::facts::{OriginKind, PolicyFacts};
use crate::report::row::{AnsweredBy, Preflights, Row, RowKind};

const HEADINGS: [&str; COLUMNS] = ["PATH", "METHODS", "HANDLER", "POLICY", "ORIGINS", "SETTINGS"];
const COLUMNS: usize = 6;

/// How wide the table is unless the format says so.
const WIDTH: usize = 100;

/// A column does not become narrower than this.
const NARROWEST: usize = 8;

const GAP: &str = "  ";

/// In front of all lines of an entry but the first.
const INDENT: &str = "  ";

/// The entries of a cell, each of which begins on a line of its own.
type Cell = Vec<String>;

/// What begins on one line in each column.
type Block = [Cell; COLUMNS];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = vec![HEADINGS.map(|heading| vec![heading.to_owned()])];
        table.extend(self.rows.iter().flat_map(blocks));
        let width = f.width().unwrap_or(WIDTH);
        let widths = widths(&table, width);
        for block in table {
            let mut wrapped = block.into_iter().zip(widths).map(|(cell, width)| lines(&cell, width));
            let columns: Block = std::array::from_fn(|_| wrapped.next().unwrap_or_default());
            for number in 0..columns.iter().map(Vec::len).max().unwrap_or_default() {
                let line = columns.iter().zip(widths).map(|(cell, width)| {
                    let line = cell.get(number).map_or("", String::as_str);
                    format!("{line:width$}")
                });
                writeln!(f, "{}", line.collect::<Vec<_>>().join(GAP).trim_end())?;
            }
        }
        self.fmt_legend(f, width)?;
        self.fmt_remarks(f)
    }
}

const RULES: &str = "Settings apply to all origins of a rule, and the first rule that lists the origin applies. A regex has \
                     to match the whole origin.";
const WRITES: &str = "Pages of origins that are not listed cannot read responses. Their GET and HEAD requests run. Other \
                      requests and WebSockets get 403, unless the settings have an \"enforce\".";
const NONE: &str = "\"none\": pages of other origins cannot read responses, and nothing refuses their requests.";
const UNMATCHED: &str = "\"(unmatched)\": paths that no other row is about.";

impl Report {
    /// What the words in the table mean, as far as they are in it.
    fn fmt_legend(&self, f: &mut fmt::Formatter<'_>, width: usize) -> fmt::Result {
        let has = |is: fn(&Row) -> bool| self.rows.iter().any(is);
        let lines = [
            (has(|row| !row.rules.is_empty()), RULES),
            (has(|row| row.rules.first().is_some_and(|rule| rule.enforce == Enforce::Writes)), WRITES),
            (has(|row| row.answered_by == AnsweredBy::None), NONE),
            (has(|row| row.kind == RowKind::Unmatched), UNMATCHED),
        ];
        for (index, (_, line)) in lines.iter().filter(|(is_needed, _)| *is_needed).enumerate() {
            let blank = if index == 0 { "\n" } else { "" };
            writeln!(f, "{blank}{}", wrap(line, width).join("\n"))?;
        }
        Ok(())
    }

    /// What does not fit into a cell.
    fn fmt_remarks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_row = |row: &Row| {
            let title = row.title();
            let start = row.violations.iter().map(|wrong| format!("keeps the application from starting: {wrong}"));
            let other = match &row.preflights {
                Preflights::OtherPolicy(rules) => Some(format!("preflights get the policy \"{}\"", words(rules))),
                _ => None,
            };
            let remarks = start.chain(other).chain(row.notes.iter().cloned());
            remarks.map(move |remark| format!("{title}: {remark}")).collect::<Vec<_>>()
        };
        let remarks: Vec<_> = self.rows.iter().flat_map(of_row).chain(self.notes.iter().cloned()).collect();
        for (index, remark) in remarks.iter().enumerate() {
            let blank = if index == 0 { "\n" } else { "" };
            writeln!(f, "{blank}{remark}")?;
        }
        Ok(())
    }
}

fn words(rules: &[PolicyFacts]) -> String {
    rules.iter().map(|rule| rule.words.as_str()).collect::<Vec<_>>().join("; or else ")
}

/// A block for each rule. What is no matter of one rule is in the first.
fn blocks(row: &Row) -> Vec<Block> {
    let methods = if row.methods.is_empty() { "any".to_owned() } else { row.methods.join(", ") };
    let answered_by = row.answered_by.name();
    let [first, others @ ..] = &*row.rules else {
        let around = or_nothing(around(row));
        return vec![[
            vec![row.shown_path()],
            vec![methods],
            handler(row),
            vec![answered_by.to_owned()],
            nothing(),
            around,
        ]];
    };
    let options = rule_options(row, first).into_iter().chain(first.route_options()).chain(around(row)).collect();
    let answered_by = if others.is_empty() { answered_by.to_owned() } else { format!("{answered_by}, rule 1") };
    let first = [
        vec![row.shown_path()],
        vec![methods],
        handler(row),
        vec![answered_by],
        or_nothing(origins(first)),
        or_nothing(options),
    ];
    let other = |(rule, number): (&PolicyFacts, usize)| {
        let options = or_nothing(rule_options(row, rule));
        [vec![], vec![], vec![], vec![format!("rule {number}")], or_nothing(origins(rule)), options]
    };
    std::iter::once(first).chain(others.iter().zip(2..).map(other)).collect()
}

fn handler(row: &Row) -> Cell {
    let mut handler: Vec<_> = match (&row.handler, row.kind) {
        (Some(handler), _) => vec![handler.clone()],
        (None, RowKind::Unmatched) => vec!["(unmatched)".to_owned()],
        (None, RowKind::Resource) => nothing(),
    };
    handler.extend(row.own_name().map(|name| format!("named {name}")));
    handler.extend(row.guards.iter().map(|guard| format!("if {guard}")));
    handler
}

fn origins(policy: &PolicyFacts) -> Cell {
    let mut entries: Vec<_> = policy.off.then(|| "off".to_owned()).into_iter().collect();
    for entry in &policy.origins {
        entries.push(entry.text());
        entries.extend(entry.from_variable.then(|| format!("  from {}", policy.variables.join(" or "))));
        if let OriginKind::Regex { domains, .. } = &entry.origin {
            entries.push(if domains.is_empty() {
                "  not proven to stay in a domain".to_owned()
            } else {
                format!("  within {}", domains.join(", "))
            });
        }
    }
    if !policy.origins.iter().any(|entry| entry.from_variable) {
        entries.extend(policy.variables.iter().map(|variable| format!("those that {variable} lists")));
    }
    entries.extend(policy.with.then(|| match &policy.with_function {
        Some(function) => format!("decided by {function}"),
        None => "decided by a function".to_owned(),
    }));
    entries
}

fn rule_options(row: &Row, policy: &PolicyFacts) -> Cell {
    let differ = policy.methods != row.methods && !policy.off;
    let methods = differ.then(|| match &*policy.methods {
        [] if row.answered_by == AnsweredBy::Cors => None,
        [] => Some("methods none".to_owned()),
        methods => Some(format!("methods {}", methods.join(" "))),
    });
    let no_credentials = row.rules.len() > 1 && !policy.credentials;
    let no_credentials = no_credentials.then(|| "no credentials".to_owned());
    methods.flatten().into_iter().chain(no_credentials).chain(policy.options()).collect()
}

/// What is decided further out, or elsewhere.
fn around(row: &Row) -> Cell {
    let mut around: Vec<_> = row.hosts_around.iter().map(|hosts| format!("hosts around {}", hosts.join(" "))).collect();
    around.extend(match &row.preflights {
        Preflights::OwnPolicy => None,
        Preflights::Application if row.answered_by == AnsweredBy::None => None,
        Preflights::Application => Some("preflights go to the application".to_owned()),
        Preflights::OtherPolicy(_) => Some("preflights get another policy".to_owned()),
        Preflights::Refused => Some("preflights are refused".to_owned()),
        Preflights::Unknown if row.answered_by == AnsweredBy::Unknown => None,
        Preflights::Unknown => Some("preflights unknown".to_owned()),
    });
    around
}

fn or_nothing(cell: Cell) -> Cell {
    if cell.is_empty() { nothing() } else { cell }
}

fn nothing() -> Cell {
    vec!["-".to_owned()]
}

/// The widths of the columns: what they need, less what the widest ones have too much. Words are divided last.
fn widths(table: &[Block], limit: usize) -> [usize; COLUMNS] {
    let (mut widths, mut words) = ([0; COLUMNS], [NARROWEST; COLUMNS]);
    for (column, entry) in table
        .iter()
        .flat_map(|block| block.iter().enumerate())
        .flat_map(|(column, cell)| cell.iter().map(move |entry| (column, entry)))
    {
        widths[column] = widths[column].max(width(entry));
        let longest = entry.split(' ').map(width).max().unwrap_or_default();
        words[column] = words[column].max(INDENT.len() + longest);
    }
    let limit = limit.saturating_sub(GAP.len() * (COLUMNS - 1)).max(NARROWEST * COLUMNS);
    while widths.iter().sum::<usize>() > limit {
        let has_room = |column: &usize| widths[*column] > words[*column];
        let widest = (0..COLUMNS).filter(has_room).max_by_key(|column| widths[*column]);
        let Some(column) = widest.or_else(|| (0..COLUMNS).max_by_key(|column| widths[*column])) else { break };
        widths[column] -= 1;
    }
    widths
}

fn lines(cell: &Cell, limit: usize) -> Cell {
    cell.iter().flat_map(|entry| wrap(entry, limit)).collect()
}

/// Lines of at most `limit` characters, broken after spaces where there are any. All but the first are indented.
fn wrap(text: &str, limit: usize) -> Cell {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        let word_width = width(word.trim_end());
        // A word that does not fit into a line of its own begins in this one.
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
            ("exactly ten", &["exactly", "  ten"]),
            ("a, b, c, d", &["a, b, c, d"]),
            ("a, b, c, d, e", &["a, b, c,", "  d, e"]),
            ("0123456789", &["0123456789"]),
            ("0123456789abcdefghi", &["0123456789", "  abcdefgh", "  i"]),
            ("a 0123456789", &["a 01234567", "  89"]),
            ("regex abcdefgh", &["regex", "  abcdefgh"]),
        ] {
            assert_eq!(wrap(text, 10), lines, "{text:?}");
        }
    }

    #[test]
    fn columns_give_way_where_there_is_most() {
        let cells = ["a", "bb", "c", "d", "0123456789012345678901234567890123456789", "01234567890123456789"];
        let table = [cells.map(|text| vec![text.to_owned()])];
        assert_eq!(widths(&table, 100), [1, 2, 1, 1, 40, 20]);
        assert_eq!(widths(&table, 60), [1, 2, 1, 1, 25, 20]);
        assert_eq!(widths(&table, 50), [1, 2, 1, 1, 23, 20]);
    }
}
