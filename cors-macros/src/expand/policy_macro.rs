//! `policy!(…)` → the expression of a policy that belongs to no handler.

use cors_core::Draft;
use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use crate::expand::dependency::Dependency;
use crate::expand::{cfg, policy};
use crate::lower;
use crate::parse::names::Macro;
use crate::parse::{self, CorsArgs};

/// Expands `policy!(args)`. Errors come with an expression of the same type, so the user sees our messages alone.
pub(crate) fn policy(tokens: &TokenStream, dependency: &Dependency) -> TokenStream {
    if let Some(error) = dependency.error(std::slice::from_ref(tokens), Macro::Policy) {
        return quote!({ #error loop {} });
    }
    let mut errors = Errors::default();
    let args = parse::parse(tokens.clone(), Macro::Policy, &mut errors);
    let (krate, private) = (args.krate(), args.private());
    if let Some(cases) = cfg::arguments(tokens) {
        let cases = cases.choose(|tokens| quote!(const POLICY: #private::Policy = #krate::policy!(#tokens);));
        return quote!({ #cases POLICY });
    }
    let checked = lower::check(&args, &lower::handler_draft(&args, None, false), &mut errors);
    let used = (!errors.is_empty()).then(|| used(&args));
    let policy = match checked.filter(|_| errors.is_empty()) {
        Some(checked) => Some(policy::policy(&checked, &args, None)),
        // It stands in for the one with errors.
        None => Draft::new().origins(["*"]).check().ok().map(|any| policy::policy(&any, &CorsArgs::default(), None)),
    };
    let errors = errors.into_tokens();
    quote!({ #errors use #private as __cors; #used #policy })
}

/// The paths in the arguments, so they count as used.
fn used(args: &CorsArgs) -> TokenStream {
    let (with, lists) = (args.runtime.with.iter(), &args.runtime.lists);
    quote!(#(let _ = || __cors::predicate(#with);)* #(let _ = || __cors::list(&#lists);)*)
}
