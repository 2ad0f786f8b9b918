//! `policy!(…)` → the expression of a policy, which belongs to no handler yet.

use cors_core::{Draft, OriginEntry};
use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use crate::expand::render;
use crate::parse::names::{Macro, OF_HANDLERS};
use crate::parse::tokens::spelled;
use crate::parse::{self, CorsArgs, List};

/// Expands `policy!(args)`. What is wrong is reported beside an expression of the same type, so that the user sees our
/// messages alone.
pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse(tokens, Macro::Policy, &mut errors);
    refuse(&args, &mut errors);
    let policy = args.check(None, false, &mut errors);
    let errors = errors.into_tokens();
    let policy = policy.or_else(|| Draft::new().origins(["*"]).check().ok());
    let policy = policy.map(|policy| {
        let (private, policy) = (args.private(), render::policy(&policy));
        quote!(use #private as __cors; #policy)
    });
    quote!({ #errors #policy })
}

/// What makes no sense without a handler.
fn refuse(args: &CorsArgs, errors: &mut Errors) {
    for name in args.given.iter().filter(|name| OF_HANDLERS.iter().any(|of| *name == of)) {
        let help = if name == "policy" {
            "a policy is used by its name: put `#[cors(policy = …)]` above the handler".to_owned()
        } else {
            format!("put `{name}` into the `#[cors(…)]` above the handler")
        };
        errors.push(name, format!("`{name}` belongs to a handler, and `policy!` to none"), help);
    }
    for entry in args.origins.iter().flat_map(|List { entries, .. }| entries) {
        match &entry.value.entry {
            OriginEntry::Env(variable) => errors.push_at(
                entry.span,
                format!("`policy!` is made while compiling, when nobody knows what `{variable}` will say"),
                format!(
                    "put `origins(env = {variable:?})` into the `#[cors(…)]` above the handler, or make the policy \
                     with `cors_actix::Draft` when the program starts"
                ),
            ),
            OriginEntry::Predicate => errors.push_at(
                entry.span,
                "`policy!` makes plain data, which cannot ask a function",
                format!(
                    "put `origins(with = {})` into the `#[cors(…)]` above the handler",
                    entry.value.with.as_ref().map_or_else(|| "…".to_owned(), spelled)
                ),
            ),
            OriginEntry::Text(_) | OriginEntry::Regex(_) => {}
        }
    }
}
