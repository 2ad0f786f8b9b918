//! The entries of `origins`, and which of them only the running program knows.

use std::mem;

use cors_core::OriginEntry;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{LitStr, MetaNameValue, Path};

use crate::diagnostics::Errors;
use crate::parse::arg::{Arg, Read, Value};
use crate::parse::tokens::{source_text, split_at_commas};

/// The origins that only the running program knows.
#[derive(Default)]
pub(crate) struct RuntimeOrigins {
    /// The environment variables that list some.
    pub(crate) variables: Vec<String>,
    /// The lists of the program, in the order of their entries.
    pub(crate) lists: Vec<Path>,
    /// The function that is asked about others.
    pub(crate) with: Option<Path>,
}

impl RuntimeOrigins {
    /// Whether some are known only when the application starts.
    pub(crate) fn is_started(&self) -> bool {
        !self.variables.is_empty() || !self.lists.is_empty()
    }

    /// The variables and lists by their names.
    pub(crate) fn names(&self) -> Vec<String> {
        let lists = self.lists.iter().map(source_text);
        self.variables.iter().cloned().chain(lists).collect()
    }
}

/// `= "…"` or `("…", regex = r"…", env = "…", env("…", default = "…"), list = path::to::LIST, with = path::to::function)`
pub(crate) fn origins(arg: &Arg, runtime: &mut RuntimeOrigins, errors: &mut Errors) -> Option<Vec<Read<OriginEntry>>> {
    let group = match &arg.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(origin) => return Some(vec![Read::string(&origin, OriginEntry::Text)]),
            Err(_) => return arg.refuse_list(errors),
        },
        Value::Listed(group) => group,
        Value::None => return arg.refuse_list(errors),
    };
    let mut origins = Vec::new();
    let mut has_with = false;
    for tokens in split_at_commas(group.stream()) {
        let Some((origin, path)) = entry(tokens.clone(), errors) else {
            let is_variable = tokens.clone().into_iter().next().is_some_and(|token| token.to_string() == "env");
            let fix = "write strings: `env = \"ALLOWED_ORIGINS\"`, or `env(\"ALLOWED_ORIGINS\", default = \
                       \"https://app.example.com\")`";
            arg.refuse_entry(&tokens, is_variable.then(|| fix.to_owned()), errors);
            continue;
        };
        match &origin.value {
            OriginEntry::Predicate if mem::replace(&mut has_with, true) => {
                errors.push_at(
                    origin.span,
                    "a second `with` in one policy",
                    "keep one: its function may ask the other",
                );
                continue;
            }
            OriginEntry::Predicate => runtime.with = path,
            OriginEntry::Env { variable, .. } => runtime.variables.push(variable.clone()),
            OriginEntry::List { .. } => runtime.lists.extend(path),
            OriginEntry::Text(_) | OriginEntry::Regex(_) => {}
        }
        origins.push(origin);
    }
    Some(origins)
}

/// An entry, and the path in it.
fn entry(tokens: TokenStream, errors: &mut Errors) -> Option<(Read<OriginEntry>, Option<Path>)> {
    if let Ok(origin) = syn::parse2(tokens.clone()) {
        return Some((Read::string(&origin, OriginEntry::Text), None));
    }
    if let Some(variable) = variable_with_default(tokens.clone()) {
        return Some((variable, None));
    }
    let named = syn::parse2::<MetaNameValue>(tokens).ok()?;
    let value = named.value.to_token_stream();
    match named.path.get_ident()?.to_string().as_str() {
        "regex" => Some((Read::string(&syn::parse2(value).ok()?, OriginEntry::Regex), None)),
        "env" => Some((Read::string(&syn::parse2(value).ok()?, OriginEntry::env), None)),
        "list" => {
            let path = syn::parse2::<Path>(value.clone()).ok();
            if path.is_none() {
                let help = "write `list = ORIGINS`, and `static ORIGINS: [&str; 2] = [\"https://a.example\", \
                            \"https://b.example\"];`, or `fn` that returns a `Vec<String>`";
                errors.push(&value, "`list` takes the path of a list or of a function", help);
            }
            let entry = OriginEntry::List { name: source_text(&value), origins: Vec::new() };
            Some((Read { value: entry, span: named.span() }, path))
        }
        "with" => {
            let function = syn::parse2::<Path>(value.clone()).ok();
            if function.is_none() {
                let help = "write `with = admits`, and `fn admits(origin: &cors_actix::Origin<'_>, request: \
                            &actix_web::HttpRequest) -> bool`, or `async fn` with the same parameters";
                errors.push(value, "`with` takes the path of a function", help);
            }
            Some((Read { value: OriginEntry::Predicate, span: named.span() }, function))
        }
        _ => None,
    }
}

/// `env("VAR", default = "…")`
fn variable_with_default(tokens: TokenStream) -> Option<Read<OriginEntry>> {
    let mut tokens = tokens.into_iter();
    let (Some(TokenTree::Ident(env)), Some(TokenTree::Group(group)), None) =
        (tokens.next(), tokens.next(), tokens.next())
    else {
        return None;
    };
    if env != "env" || group.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let mut parts = split_at_commas(group.stream()).into_iter();
    let variable: LitStr = syn::parse2(parts.next()?).ok()?;
    let value = match parts.next().map(syn::parse2::<MetaNameValue>) {
        None => OriginEntry::env(variable.value()),
        Some(Ok(default)) if default.path.is_ident("default") => {
            let default: LitStr = syn::parse2(default.value.to_token_stream()).ok()?;
            OriginEntry::env_or(variable.value(), default.value())
        }
        Some(_) => return None,
    };
    parts.next().is_none().then(|| Read { value, span: variable.span() })
}
