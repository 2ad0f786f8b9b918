//! The argument that was meant by a wrong name, in an attribute or a configuration file.

use crate::config::argument::Usage;

/// What other CORS libraries call the permission of Private Network Access, which browsers have given up.
const PRIVATE_NETWORK: &[&str] = &["private_network", "allow_private_network", "allow_private_network_access"];

/// Why an argument that other CORS libraries have is not needed, as the lines of an error message.
pub fn not_needed(name: &str) -> Option<String> {
    PRIVATE_NETWORK.contains(&snake_case(name).as_str()).then(|| {
        format!(
            "`{name}` is not needed: browsers no longer send `Access-Control-Request-Private-Network`\n\
             help: remove it\n\
             note: Local Network Access is a permission that the browser asks the user for; the server has nothing to send"
        )
    })
}

/// The name of the argument that a wrong name most likely means. `allowOrigins` and `allow-origins` are read as
/// `allow_origins`.
pub fn did_you_mean(wrong: &str, arguments: impl IntoIterator<Item = Usage>) -> Option<&'static str> {
    let wrong = snake_case(wrong);
    let arguments: Vec<_> = arguments.into_iter().collect();
    let alias = arguments.iter().find(|argument| argument.aliases.contains(&wrong.as_str()));
    alias.map(|argument| argument.name).or_else(|| {
        let names = arguments.iter().map(|argument| argument.name);
        let (edits, name) = names.clone().map(|name| (distance(&wrong, name), name)).min()?;
        // Of a short name more than half has to be there.
        let near = (edits <= 2 && edits * 2 < name.len()).then_some(name);
        // It may not be typed to its end.
        near.or_else(|| names.into_iter().find(|name| wrong.len() > 2 && name.starts_with(&wrong)))
    })
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for char in name.chars() {
        if char.is_ascii_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = char.is_ascii_lowercase();
        snake.push(if char == '-' { '_' } else { char.to_ascii_lowercase() });
    }
    snake
}

/// The Levenshtein distance: how many letters to add, drop or change.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.bytes().enumerate() {
            let change = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::argument::Argument;

    #[test]
    fn wrong_names() {
        let meant = |wrong| did_you_mean(wrong, Argument::ALL.iter().map(|argument| argument.usage()));
        for (wrong, right) in [
            ("orgins", "origins"),
            ("Origins", "origins"),
            ("allowed_origins", "origins"),
            ("allowedOrigins", "origins"),
            ("Access-Control-Allow-Origin", ""),
            ("expose-headers", "expose"),
            ("maxage", "max_age"),
            ("maxAge", "max_age"),
            ("credential", "credentials"),
            ("on", ""),
            ("frobnicate", ""),
        ] {
            assert_eq!(meant(wrong), Some(right).filter(|right| !right.is_empty()), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_needed() {
        for name in ["private_network", "private-network", "AllowPrivateNetwork"] {
            let message = not_needed(name).unwrap();
            assert!(message.starts_with(&format!("`{name}` is not needed: ")), "{message}");
        }
        assert_eq!(not_needed("network"), None);
        assert!(Argument::ALL.iter().all(|argument| not_needed(argument.name()).is_none()));
    }
}
