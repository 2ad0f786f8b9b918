//! The argument that was meant by a wrong name, in an attribute or a configuration file.

/// What other CORS libraries call an argument.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "origins",
        &["allow_origin", "allow_origins", "allowed_origin", "allowed_origins", "allow_any_origin", "send_wildcard"],
    ),
    ("methods", &["allow_method", "allow_methods", "allowed_method", "allowed_methods", "allow_any_method"]),
    (
        "headers",
        &["allow_header", "allow_headers", "allowed_header", "allowed_headers", "allow_any_header", "request_headers"],
    ),
    ("expose", &["expose_header", "expose_headers", "exposed_headers", "expose_any_header", "response_headers"]),
    ("credentials", &["allow_credentials", "allowed_credentials", "supports_credentials", "with_credentials"]),
    ("timing", &["timing_allow_origin"]),
    ("enforce", &["block_on_origin_mismatch"]),
    ("preflight_status", &["options_success_status", "success_status"]),
];

/// What other CORS libraries call the permission of Private Network Access, which browsers have given up.
const PRIVATE_NETWORK: &[&str] = &["private_network", "allow_private_network", "allow_private_network_access"];

/// Why an argument that other CORS libraries have is not needed, as the lines of an error message.
pub fn not_needed(name: &str) -> Option<String> {
    PRIVATE_NETWORK.contains(&snake_case(name).as_str()).then(|| {
        format!(
            "`{name}` is not needed: no browser sends the header that it answered\n\
             help: remove it\n\
             note: Local Network Access is a permission that the browser asks the user for; the server has nothing to send"
        )
    })
}

/// Which of `names` a wrong one most likely means. `allowOrigins` and `allow-origins` are read as `allow_origins`.
pub fn did_you_mean(wrong: &str, names: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let wrong = snake_case(wrong);
    let alias = ALIASES.iter().find(|(_, aliases)| aliases.contains(&wrong.as_str())).map(|(name, _)| *name);
    alias.or_else(|| {
        let names: Vec<_> = names.into_iter().collect();
        let (edits, name) = names.iter().map(|name| (distance(&wrong, name), *name)).min()?;
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
        let meant = |wrong| did_you_mean(wrong, Argument::ALL.iter().map(|argument| argument.name()));
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

    #[test]
    fn aliases_name_arguments() {
        for (name, _) in ALIASES {
            assert!(Argument::ALL.iter().any(|argument| argument.name() == *name), "{name}");
        }
    }
}
