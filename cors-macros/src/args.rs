//! Attribute tokens → [`CorsArgs`]: the names of arguments, each with its value, and nothing about CORS.

use cors_core::{Danger, MaxAge, OriginEntry};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Ident, Path};

use crate::errors::Errors;
use crate::values;

/// The arguments of one attribute, each given at most once.
#[derive(Default)]
pub(crate) struct CorsArgs {
    pub(crate) origins: Option<List<OriginEntry>>,
    /// Whether something was meant to name origins, though it may have failed to.
    pub(crate) origins_meant: bool,
    pub(crate) methods: Option<List>,
    pub(crate) headers: Option<List>,
    pub(crate) expose: Option<List>,
    pub(crate) credentials: Option<At<bool>>,
    pub(crate) max_age: Option<At<MaxAge>>,
    pub(crate) timing: Option<At<bool>>,
    pub(crate) enforce: Option<At<bool>>,
    pub(crate) preflight_status: Option<At<u16>>,
    pub(crate) private_network: Option<At<bool>>,
    pub(crate) dangerously: Option<List<Danger>>,
    /// Which route attribute an import under another name is.
    pub(crate) route: Option<Ident>,
    /// Where cors-actix is, if not at `::cors_actix`.
    pub(crate) krate: Option<Path>,
}

/// A value, and where it stands.
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> At<T> {
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> At<U> {
        At { value: make(self.value), span: self.span }
    }
}

/// The entries of a list, and where its name stands.
pub(crate) struct List<T = String> {
    pub(crate) entries: Vec<At<T>>,
    pub(crate) span: Span,
}

/// Every argument, and how it is written.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "origins",
        "`origins = \"https://app.example.com\"`, several as `origins(\"https://a.example\", regex = r\"…\", env = \"VAR\")`, or \
         `origins = \"*\"`",
    ),
    ("methods", "`methods(GET, PUT, \"PURGE\")`"),
    ("headers", "`headers(\"content-type\", \"x-csrf-token\")`, or `headers = \"*\"`"),
    ("expose", "`expose(\"etag\", \"x-total-count\")`, or `expose = \"*\"`"),
    ("credentials", "`credentials`, or `credentials = true`"),
    ("max_age", "`max_age = 600` (seconds), or with a unit `max_age = \"10m\"`"),
    ("timing", "`timing`"),
    ("enforce", "`enforce`"),
    ("preflight_status", "`preflight_status = 200`"),
    ("private_network", "`private_network`"),
    ("dangerously", "`dangerously(insecure_origins)`"),
    ("route", "`route = get`, the name that the route attribute has in actix-web"),
    ("crate", "`crate = path::to::cors_actix`"),
];

/// What other CORS libraries call an argument.
const ALIASES: &[(&str, &[&str])] = &[
    ("origins", &["regex", "env", "allow_origin", "allow_origins", "allowed_origin", "allowed_origins"]),
    ("methods", &["allow_method", "allow_methods", "allowed_method", "allowed_methods"]),
    ("headers", &["allow_header", "allow_headers", "allowed_header", "allowed_headers", "request_headers"]),
    ("expose", &["expose_header", "expose_headers", "exposed_headers", "response_headers"]),
    ("credentials", &["allow_credentials", "allowed_credentials", "supports_credentials", "with_credentials"]),
    ("timing", &["timing_allow_origin"]),
    ("enforce", &["block_on_origin_mismatch"]),
    ("preflight_status", &["options_success_status", "success_status"]),
    ("private_network", &["allow_private_network", "allow_private_network_access"]),
];

/// Reads every argument, and goes on after a bad one.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> CorsArgs {
    let mut args = CorsArgs::default();
    for argument in split_at_commas(tokens) {
        match Argument::parse(argument, errors) {
            Some(argument) => args.set(&argument, errors),
            // Whatever it was, origins may have been part of it.
            None => args.origins_meant = true,
        }
    }
    args
}

/// `name`, `name = value` or `name(…)`.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    None,
    Assigned(TokenStream),
    Listed(Group),
}

impl Argument {
    fn parse(tokens: Vec<TokenTree>, errors: &mut Errors) -> Option<Self> {
        let mut tokens = tokens.into_iter();
        let name = match tokens.next()? {
            TokenTree::Ident(name) => name,
            token => {
                let help = match &token {
                    TokenTree::Literal(literal) => format!("write `origins = {literal}`"),
                    TokenTree::Punct(star) if star.as_char() == '*' => "write `origins = \"*\"`".to_owned(),
                    _ => all_names(),
                };
                errors.push(&token, format!("expected the name of an argument, found `{token}`"), help);
                return None;
            }
        };
        let value = match tokens.next() {
            None => Value::None,
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => match tokens.next() {
                None => {
                    let help = format!("write {}", how_to_write(&name.to_string()));
                    errors.push(&name, format!("`{name} =` has no value"), help);
                    return None;
                }
                Some(TokenTree::Literal(literal)) => Value::Assigned(literal.to_token_stream()),
                Some(first) => Value::Assigned(std::iter::once(first).chain(tokens.by_ref()).collect()),
            },
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => Value::Listed(group),
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' => {
                let help = format!("write `{name} = …`, with `=`");
                errors.push(&colon, format!("`{name}` is followed by `:`"), help);
                return None;
            }
            Some(token) => {
                missing_comma(&token, errors);
                return None;
            }
        };
        if let Some(token) = tokens.next() {
            missing_comma(&token, errors);
        }
        Some(Argument { name, value })
    }

    /// The value has the wrong shape.
    pub(crate) fn refuse(&self, errors: &mut Errors) {
        let name = &self.name;
        let help = format!("write {}", how_to_write(&name.to_string()));
        match &self.value {
            Value::None => errors.push(name, format!("`{name}` needs a value"), help),
            Value::Assigned(value) => errors.push(value, format!("`{name}` does not take the value `{value}`"), help),
            Value::Listed(group) => errors.push(group, format!("`{name}` does not take a list"), help),
        }
    }
}

impl CorsArgs {
    fn set(&mut self, argument: &Argument, errors: &mut Errors) {
        match argument.name.to_string().as_str() {
            "origins" => {
                self.origins_meant = true;
                set(&mut self.origins, argument, errors, values::origins);
            }
            "methods" => set(&mut self.methods, argument, errors, values::methods),
            "headers" => set(&mut self.headers, argument, errors, values::header_names),
            "expose" => set(&mut self.expose, argument, errors, values::header_names),
            "credentials" => set(&mut self.credentials, argument, errors, values::flag),
            "max_age" => set(&mut self.max_age, argument, errors, values::max_age),
            "timing" => set(&mut self.timing, argument, errors, values::flag),
            "enforce" => set(&mut self.enforce, argument, errors, values::flag),
            "preflight_status" => set(&mut self.preflight_status, argument, errors, values::status),
            "private_network" => set(&mut self.private_network, argument, errors, values::flag),
            "dangerously" => set(&mut self.dangerously, argument, errors, values::dangers),
            "route" => set(&mut self.route, argument, errors, values::assigned),
            "crate" => set(&mut self.krate, argument, errors, values::assigned),
            unknown => {
                let meant = meant(unknown);
                // `regex` and `env` stand within `origins`, and so may what nobody can guess.
                self.origins_meant |= meant.is_none_or(|name| name == "origins");
                let help = match meant {
                    Some(name) => format!("did you mean {}?", how_to_write(name)),
                    None => all_names(),
                };
                errors.push(&argument.name, format!("`#[cors]` has no argument `{unknown}`"), help);
            }
        }
    }
}

/// Reads the value of `argument` into its slot, unless something is there.
fn set<T>(
    slot: &mut Option<T>,
    argument: &Argument,
    errors: &mut Errors,
    read: fn(&Argument, &mut Errors) -> Option<T>,
) {
    let value = read(argument, errors);
    if slot.is_some() {
        let name = &argument.name;
        errors.push(name, format!("`{name}` is given twice"), "keep one, with everything that you mean in it");
    } else {
        *slot = value;
    }
}

/// The tokens between commas, without empty stretches: a trailing comma says nothing.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn missing_comma(token: &TokenTree, errors: &mut Errors) {
    errors.push(token, format!("expected `,` before `{token}`"), "separate the arguments of `#[cors]` by commas");
}

pub(crate) fn how_to_write(name: &str) -> &'static str {
    ARGUMENTS.iter().find(|(argument, _)| *argument == name).map_or("", |(_, example)| example)
}

fn all_names() -> String {
    let names: Vec<_> = ARGUMENTS.iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("the arguments are {}", names.join(", "))
}

/// The argument that a wrong name most likely stands for.
fn meant(wrong: &str) -> Option<&'static str> {
    let lower = wrong.to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(_, aliases)| aliases.contains(&lower.as_str())).map(|(name, _)| *name);
    alias.or_else(|| {
        let names = ARGUMENTS.iter().map(|(name, _)| *name);
        names.map(|name| (distance(&lower, name), name)).min().filter(|(edits, _)| *edits <= 2).map(|(_, name)| name)
    })
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

    #[test]
    fn wrong_names() {
        assert_eq!(meant("orgins"), Some("origins"));
        assert_eq!(meant("Origins"), Some("origins"));
        assert_eq!(meant("allowed_origins"), Some("origins"));
        assert_eq!(meant("maxage"), Some("max_age"));
        assert_eq!(meant("credential"), Some("credentials"));
        assert_eq!(meant("frobnicate"), None);
    }

    #[test]
    fn aliases_name_arguments() {
        for (name, _) in ALIASES {
            assert!(ARGUMENTS.iter().any(|(argument, _)| argument == name), "{name}");
        }
    }
}
