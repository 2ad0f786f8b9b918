//! What a file may say that no program has written: texts that would mean something else in a configuration.

use cors_actix::report::{OriginKind, PolicyFacts, Preflights, Row};
use cors_actix::{Origin, Report};

use crate::error::Error;

/// Checks the names, origins and hosts of a report.
///
/// # Errors
/// [`Error::Unreadable`] names the first one that is not valid.
pub(super) fn check(report: &Report) -> Result<(), Error> {
    for row in &report.rows {
        let check = |field: &str, value: &str, is_valid: bool| {
            let message = || {
                format!(
                    "`{}` in `{field}` of `{}` is not valid\nhelp: make the report again, and do not change it by hand",
                    value.escape_debug(),
                    row.path.escape_debug()
                )
            };
            if is_valid { Ok(()) } else { Err(Error::Unreadable(message())) }
        };
        // Another start would change the host of a URL.
        let is_path = row.path.is_empty() || row.path.starts_with('/');
        check("path", &row.path, is_path && row.path.chars().all(is_shown))?;
        for method in &row.methods {
            check("methods", method, is_token(method))?;
        }
        for host in row.hosts_around.iter().flatten().chain(rules(row).flat_map(|rule| &rule.hosts)) {
            check("hosts", host, is_visible(host))?;
        }
        for rule in rules(row) {
            for (field, names) in [("methods", &rule.methods), ("headers", &rule.headers), ("expose", &rule.expose)] {
                for name in names {
                    check(field, name, is_token(name))?;
                }
            }
            for entry in &rule.origins {
                match &entry.origin {
                    OriginKind::Exact { origin } => {
                        let is_origin = origin == "null" || Origin::parse(origin.as_bytes()).is_some();
                        check("origins", origin, is_origin)?;
                    }
                    OriginKind::Wildcard { pattern } => check("origins", pattern, is_visible(pattern))?,
                    _ => {}
                }
            }
            check("preflight_status", &rule.preflight_status.to_string(), (200..300).contains(&rule.preflight_status))?;
        }
    }
    Ok(())
}

/// All policies of a row.
pub(super) fn rules(row: &Row) -> impl Iterator<Item = &PolicyFacts> {
    let others = match &row.preflights {
        Preflights::OtherPolicy(rules) => rules.as_slice(),
        _ => &[],
    };
    row.rules.iter().chain(others)
}

/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
fn is_token(text: &str) -> bool {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether a terminal shows a character as it is, and those around it where they are.
fn is_shown(char: char) -> bool {
    char == '"' || char == '\'' || char == '\\' || char.escape_debug().count() == 1
}

fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
