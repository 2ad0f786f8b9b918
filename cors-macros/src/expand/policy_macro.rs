//! `policy!(…)` → the expression of a policy that belongs to no handler.

use cors_core::Draft;
use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use crate::expand::render;
use crate::lower;
use crate::parse;
use crate::parse::names::Macro;

/// Expands `policy!(args)`. Errors come with an expression of the same type, so the user sees our messages alone.
pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse(tokens, Macro::Policy, &mut errors);
    let policy = lower::check(&args, &lower::handler_draft(&args, None, false), &mut errors);
    let errors = errors.into_tokens();
    let policy = policy.or_else(|| Draft::new().origins(["*"]).check().ok());
    let policy = policy.map(|policy| {
        let (private, policy) = (args.private(), render::policy(&policy));
        quote!(use #private as __cors; #policy)
    });
    quote!({ #errors #policy })
}
