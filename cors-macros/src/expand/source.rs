//! Where the policy of a route comes from, and the code for it.

use cors_core::{Argument, Policy};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use crate::diagnostics::Errors;
use crate::expand::render;
use crate::item::route::{Route, RouteAttrs};
use crate::lower;
use crate::parse::names::Key;
use crate::parse::tokens::source_text;
use crate::parse::{CorsArgs, Given};

/// Where the policy of a route comes from.
#[derive(Clone)]
pub(crate) enum Source<'a> {
    /// It is in the attribute, except for the origins in environment variables.
    Written(Box<Policy>),
    /// It has a name of its own.
    Named(&'a Path),
}

impl<'a> Source<'a> {
    /// The source for each route of a handler. They differ in their methods at most. Empty if the policy has violations.
    pub(crate) fn of_each(args: &'a CorsArgs, found: &RouteAttrs, errors: &mut Errors) -> Vec<Self> {
        if let Some(path) = Source::named(args, errors) {
            return vec![Source::Named(path); found.routes.len()];
        }
        let methods = found.methods();
        let guarded = found.routes.iter().any(Route::is_guarded);
        // A route without methods is an error of actix-web's.
        let known = (!methods.is_empty()).then_some(&*methods);
        let draft = lower::handler_draft(args, known, guarded);
        let Some(policy) = lower::check(args, &draft, errors) else { return Vec::new() };
        let policies = found.routes.iter().map(|route| match lower::route_draft(args, route) {
            own if own == draft => Ok(policy.clone()),
            own => own.check_without_env(),
        });
        policies.filter_map(Result::ok).map(|policy| Source::Written(Box::new(policy))).collect()
    }

    /// The name of the policy, if it has one. No part of a policy can be used with a name, and few with `off`.
    pub(crate) fn named(args: &'a CorsArgs, errors: &mut Errors) -> Option<&'a Path> {
        let (chosen, why) = match (args.off, &args.policy) {
            (true, _) => (Key::Off, "which has no effect where CORS is off"),
            (false, Some(_)) => (Key::Policy, "which the named policy decides"),
            (false, None) => return None,
        };
        let is_allowed = |key| match key {
            Key::Route | Key::Crate => true,
            Key::Part(Argument::Enforce | Argument::Hosts) => args.off,
            Key::Part(_) | Key::Policy | Key::Off => key == chosen,
        };
        for Given { name: other, .. } in args.given.iter().filter(|given| !is_allowed(given.key)) {
            let name = chosen.name();
            let help = format!("remove `{other}`, {why}, or remove `{name}`");
            errors.push(other, format!("`{other}` cannot be used together with `{name}`"), help);
        }
        args.policy.as_ref().filter(|_| !args.off)
    }

    /// The expression of the source, for a route whose resource has this name.
    pub(crate) fn tokens(&self, args: &CorsArgs, route: &Route, name: &str) -> TokenStream {
        match self {
            Source::Written(policy) => {
                let policy = render::policy(policy);
                if args.runtime.variables.is_empty() {
                    return quote!(__cors::Source::Written(#policy));
                }
                let (path, draft) = (&route.path, render::draft(args, route));
                quote! {
                    __cors::Source::Started {
                        written: #policy,
                        start: {
                            fn __cors_policy() -> &'static __cors::Result<__cors::Policy, __cors::Violations> {
                                static POLICY: __cors::Started = __cors::Started::new();
                                POLICY.get_or_init(|| __cors::start(#name, #path, &#draft))
                            }
                            __cors_policy
                        },
                    }
                }
            }
            Source::Named(path) => named(path, route),
        }
    }
}

/// A named policy. If it names methods, it has to name one of the route.
fn named(path: &Path, route: &Route) -> TokenStream {
    let methods = &route.methods;
    let guarded = route.is_guarded();
    let span = path.segments.last().map_or_else(Span::call_site, |name| name.ident.span());
    let policy = quote_spanned!(span=> &#path);
    let wrong = format!(
        "the policy `{}` names methods, but none that `{}` serves\nhelp: add one of them to the `methods` of the policy, \
         or leave `methods` out of it to mean those of each route",
        source_text(path),
        route.request_line()
    );
    // A route without methods is an error of actix-web's.
    let assertion = (!methods.is_empty()).then(|| {
        let assert = quote!(__cors::assert_allows_any_of);
        let asked = quote!(__CORS_NAMED, &[#(#methods),*], #wrong);
        // The compiler points at the whole call, from parenthesis to parenthesis, so these have the span of the policy's
        // name. Its words do not have it: editors would go to them from there.
        let call = quote_spanned!(span=> (#assert)(#asked));
        quote!(const _: () = #call;)
    });
    quote! {
        __cors::Source::Named({
            const __CORS_NAMED: &__cors::Policy = {
                // The message for a name that is not a policy is ours.
                let _ = || __cors::constant(#policy);
                #policy
            };
            #assertion
            fn __cors_policy() -> &'static __cors::Policy {
                static POLICY: __cors::OnceLock<__cors::Policy> = __cors::OnceLock::new();
                POLICY.get_or_init(|| __cors::for_route(__CORS_NAMED, &[#(#methods),*], #guarded))
            }
            __cors_policy
        })
    }
}

/// The predicate as an option. Each is a static, which tells it from others by its address.
pub(crate) fn predicate(args: &CorsArgs) -> TokenStream {
    match &args.runtime.with {
        Some(path) => quote! {
            __cors::Option::Some({
                static PREDICATE: fn() -> __cors::Predicate = || __cors::predicate(#path);
                &PREDICATE
            })
        },
        None => quote!(__cors::Option::None),
    }
}

/// How the parts that are known at run time alone are written, for the report; `None` if there are none.
pub(crate) fn spelled_parts(args: &CorsArgs, guards: &[Path]) -> Option<TokenStream> {
    let guards: Vec<_> = guards.iter().map(source_text).collect();
    let variables = &args.runtime.variables;
    let with = args.runtime.with.as_ref().map(source_text);
    let is_none = guards.is_empty() && variables.is_empty() && with.is_none();
    let predicate = match with {
        Some(predicate) => quote!(__cors::Option::Some(#predicate)),
        None => quote!(__cors::Option::None),
    };
    let parts = quote!(guards: &[#(#guards),*], predicate: #predicate, variables: &[#(#variables),*]);
    (!is_none).then(|| quote!(.spelled(__cors::Spelled { #parts })))
}
