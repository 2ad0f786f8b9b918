//! The entries of `origins`, and which of them only the running program knows.

use std::mem;

use cors_core::OriginEntry;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{LitStr, MetaNameValue, Path};

use crate::diagnostics::Errors;
use crate::parse::arg::{Arg, Read, Value};
use crate::parse::names::Macro;
use crate::parse::tokens::{source_text, split_at_commas};

/// The origins that only the running program knows.
#[derive(Default)]
pub(crate) struct RuntimeOrigins {
    /// The environment variables that list some.
    pub(crate) variables: Vec<String>,
    /// The function that is asked about others.
    pub(crate) with: Option<Path>,
}

/// `= "…"` or `("…", regex = r"…", env = "…", with = path::to::function)`
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
        let Some((origin, function)) = entry(tokens.clone(), errors) else {
            arg.refuse_entry(&tokens, None, errors);
            continue;
        };
        if arg.of == Macro::Policy {
            refuse_runtime(&origin, function.as_ref(), errors);
        }
        match &origin.value {
            OriginEntry::Predicate if mem::replace(&mut has_with, true) => {
                errors.push_at(
                    origin.span,
                    "a second `with` in one policy",
                    "keep one: its function may ask the other",
                );
                continue;
            }
            OriginEntry::Predicate => runtime.with = function,
            OriginEntry::Env(variable) => runtime.variables.push(variable.clone()),
            OriginEntry::Text(_) | OriginEntry::Regex(_) => {}
        }
        origins.push(origin);
    }
    Some(origins)
}

/// An entry, and the function of `with`.
fn entry(tokens: TokenStream, errors: &mut Errors) -> Option<(Read<OriginEntry>, Option<Path>)> {
    if let Ok(origin) = syn::parse2(tokens.clone()) {
        return Some((Read::string(&origin, OriginEntry::Text), None));
    }
    let named = syn::parse2::<MetaNameValue>(tokens).ok()?;
    let value = named.value.to_token_stream();
    match named.path.get_ident()?.to_string().as_str() {
        "regex" => Some((Read::string(&syn::parse2(value).ok()?, OriginEntry::Regex), None)),
        "env" => Some((Read::string(&syn::parse2(value).ok()?, OriginEntry::Env), None)),
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

/// `policy!` makes a policy while the program compiles.
fn refuse_runtime(origin: &Read<OriginEntry>, function: Option<&Path>, errors: &mut Errors) {
    match &origin.value {
        OriginEntry::Env(variable) => errors.push_at(
            origin.span,
            format!("`policy!` is made while compiling, when nobody knows what `{variable}` will say"),
            format!(
                "put `origins(env = {variable:?})` into the `#[cors(…)]` above the handler, or make the policy with \
                 `cors_actix::Draft` when the program starts"
            ),
        ),
        OriginEntry::Predicate => errors.push_at(
            origin.span,
            "`policy!` makes plain data, which cannot ask a function",
            format!(
                "put `origins(with = {})` into the `#[cors(…)]` above the handler",
                function.map_or_else(|| "…".to_owned(), source_text)
            ),
        ),
        OriginEntry::Text(_) | OriginEntry::Regex(_) => {}
    }
}
