//! Attribute tokens → [`CorsArgs`]: names and shapes of arguments, and nothing about CORS.

use cors_core::{Danger, MaxAge, OriginEntry};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Ident, Lit, LitBool, LitInt, LitStr, MetaNameValue, Path};

use crate::errors::Errors;

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
    pub(crate) dangerously: Option<At<Vec<Danger>>>,
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
    fn map<U>(self, make: impl FnOnce(T) -> U) -> At<U> {
        At { value: make(self.value), span: self.span }
    }
}

/// Reads one entry of a list; `None` if it is none.
type Read<T> = fn(TokenStream, &mut Errors) -> Option<At<T>>;

/// The entries of a list, and where its name stands.
pub(crate) struct List<T = String> {
    pub(crate) entries: Vec<At<T>>,
    pub(crate) span: Span,
}

/// Every argument, and how it is written.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "origins",
        "`origins = \"https://app.example.com\"`, or several: `origins(\"https://a.example\", \"https://b.example\")`",
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
    ("origins", &["allow_origin", "allow_origins", "allowed_origin", "allowed_origins"]),
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
struct Argument {
    name: Ident,
    value: Value,
}

enum Value {
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
                errors.push(&token, format!("expected the name of an argument, found `{token}`"), all_names());
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
    fn refuse(&self, errors: &mut Errors) {
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
                set(&mut self.origins, argument, errors, origins);
            }
            "methods" => set(&mut self.methods, argument, errors, methods),
            "headers" => set(&mut self.headers, argument, errors, header_names),
            "expose" => set(&mut self.expose, argument, errors, header_names),
            "credentials" => set(&mut self.credentials, argument, errors, flag),
            "max_age" => set(&mut self.max_age, argument, errors, max_age),
            "timing" => set(&mut self.timing, argument, errors, flag),
            "enforce" => set(&mut self.enforce, argument, errors, flag),
            "preflight_status" => set(&mut self.preflight_status, argument, errors, status),
            "private_network" => set(&mut self.private_network, argument, errors, flag),
            "dangerously" => set(&mut self.dangerously, argument, errors, dangers),
            "route" => set(&mut self.route, argument, errors, assigned),
            "crate" => set(&mut self.krate, argument, errors, assigned),
            unknown => {
                let meant = meant(unknown);
                self.origins_meant |= meant == Some("origins");
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

/// `= "…"` or `("…", regex = r"…", env = "…")`
fn origins(argument: &Argument, errors: &mut Errors) -> Option<List<OriginEntry>> {
    match &argument.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(origin) => {
                Some(List { entries: vec![text(&origin).map(OriginEntry::Text)], span: argument.name.span() })
            }
            Err(_) => refuse(argument, errors),
        },
        Value::Listed(group) => {
            Some(List { entries: entries(argument, group, origin, errors), span: argument.name.span() })
        }
        Value::None => refuse(argument, errors),
    }
}

fn origin(tokens: TokenStream, errors: &mut Errors) -> Option<At<OriginEntry>> {
    let Ok(named) = syn::parse2::<MetaNameValue>(tokens.clone()) else {
        return string(tokens, errors).map(|origin| origin.map(OriginEntry::Text));
    };
    let kind = match named.path.get_ident()?.to_string().as_str() {
        "regex" => OriginEntry::Regex,
        "env" => OriginEntry::Env,
        _ => return None,
    };
    let value = syn::parse2::<LitStr>(named.value.to_token_stream()).ok()?;
    Some(text(&value).map(kind))
}

/// `= "*"` or `(GET, "PURGE")`
fn methods(argument: &Argument, errors: &mut Errors) -> Option<List> {
    names(argument, errors, |tokens, errors| match syn::parse2::<Ident>(tokens.clone()) {
        Ok(method) => Some(At { value: method.to_string(), span: method.span() }),
        Err(_) => string(tokens, errors),
    })
}

/// `= "*"` or `("content-type", "etag")`
fn header_names(argument: &Argument, errors: &mut Errors) -> Option<List> {
    names(argument, errors, string)
}

fn names(argument: &Argument, errors: &mut Errors, read: Read<String>) -> Option<List> {
    let name = &argument.name;
    match &argument.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(any) if any.value() == "*" => Some(List { entries: vec![text(&any)], span: name.span() }),
            Ok(single) => {
                let help = format!("write `{name}({})`", single.token());
                errors.push(single, format!("`{name}` takes a list"), help);
                None
            }
            Err(_) => refuse(argument, errors),
        },
        Value::Listed(group) if group.stream().is_empty() => {
            errors.push_at(
                group.span(),
                format!("`{name}()` names nothing"),
                format!("leave `{name}` out, or fill it"),
            );
            None
        }
        Value::Listed(group) => Some(List { entries: entries(argument, group, read, errors), span: name.span() }),
        Value::None => refuse(argument, errors),
    }
}

/// The entries of a list that can be read; the others are errors.
fn entries<T>(argument: &Argument, group: &Group, read: Read<T>, errors: &mut Errors) -> Vec<At<T>> {
    let mut entries = Vec::new();
    for tokens in split_at_commas(group.stream()) {
        let tokens: TokenStream = tokens.into_iter().collect();
        match read(tokens.clone(), errors) {
            Some(entry) => entries.push(entry),
            None => {
                let what = format!("`{tokens}` does not belong into `{}`", argument.name);
                errors.push(&tokens, what, format!("write {}", how_to_write(&argument.name.to_string())));
            }
        }
    }
    entries
}

/// Nothing, or `= true`
fn flag(argument: &Argument, errors: &mut Errors) -> Option<At<bool>> {
    match &argument.value {
        Value::None => Some(At { value: true, span: argument.name.span() }),
        Value::Assigned(value) => match syn::parse2::<LitBool>(value.clone()) {
            Ok(flag) => Some(At { value: flag.value, span: argument.name.span() }),
            Err(_) => refuse(argument, errors),
        },
        Value::Listed(_) => refuse(argument, errors),
    }
}

/// `= 600` or `= "10m"`
fn max_age(argument: &Argument, errors: &mut Errors) -> Option<At<MaxAge>> {
    let Value::Assigned(value) = &argument.value else { return refuse(argument, errors) };
    let (value, span) = match syn::parse2::<Lit>(value.clone()) {
        Ok(Lit::Str(text)) => (MaxAge::Text(text.value()), text.span()),
        Ok(Lit::Int(seconds)) if !seconds.suffix().is_empty() => {
            let help = format!("write `max_age = \"{seconds}\"`");
            errors.push(&seconds, format!("the lifetime `{seconds}` does not stand in quotes"), help);
            return None;
        }
        // Digits beyond 64 bits are left to the rule about long lifetimes.
        Ok(Lit::Int(seconds)) => match seconds.base10_parse() {
            Ok(number) => (MaxAge::Seconds(number), seconds.span()),
            Err(_) => (MaxAge::Text(seconds.base10_digits().to_owned()), seconds.span()),
        },
        _ => return refuse(argument, errors),
    };
    Some(At { value, span })
}

/// `= 200`
fn status(argument: &Argument, errors: &mut Errors) -> Option<At<u16>> {
    let Value::Assigned(value) = &argument.value else { return refuse(argument, errors) };
    let status = syn::parse2::<LitInt>(value.clone()).ok();
    match status.as_ref().map(|literal| (literal.base10_parse(), literal.span())) {
        Some((Ok(value), span)) => Some(At { value, span }),
        _ => refuse(argument, errors),
    }
}

/// `(insecure_origins)`
fn dangers(argument: &Argument, errors: &mut Errors) -> Option<At<Vec<Danger>>> {
    let Value::Listed(group) = &argument.value else { return refuse(argument, errors) };
    let mut dangers = Vec::new();
    for tokens in split_at_commas(group.stream()) {
        let tokens: TokenStream = tokens.into_iter().collect();
        let name = tokens.to_string();
        match Danger::ALL.iter().find(|danger| danger.name() == name) {
            Some(danger) => dangers.push(*danger),
            None => {
                let known: Vec<_> = Danger::ALL.iter().map(|danger| format!("`{}`", danger.name())).collect();
                let help = format!("the protections are {}", known.join(", "));
                errors.push(&tokens, format!("there is no protection named `{name}`"), help);
            }
        }
    }
    Some(At { value: dangers, span: argument.name.span() })
}

/// `= path` or `= name`
fn assigned<T: syn::parse::Parse>(argument: &Argument, errors: &mut Errors) -> Option<T> {
    match &argument.value {
        Value::Assigned(value) => syn::parse2(value.clone()).ok().or_else(|| refuse(argument, errors)),
        Value::None | Value::Listed(_) => refuse(argument, errors),
    }
}

fn refuse<T>(argument: &Argument, errors: &mut Errors) -> Option<T> {
    argument.refuse(errors);
    None
}

fn string(tokens: TokenStream, _: &mut Errors) -> Option<At<String>> {
    syn::parse2(tokens).ok().as_ref().map(text)
}

fn text(literal: &LitStr) -> At<String> {
    At { value: literal.value(), span: literal.span() }
}

/// The tokens between commas, without empty stretches: a trailing comma says nothing.
fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
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

fn how_to_write(name: &str) -> &'static str {
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
