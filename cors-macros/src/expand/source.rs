//! Where the policy of a route comes from, and the code for it, in which `__cors` is what generated code names. `words.rs`
//! has the words.

use cors_core::Policy;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use crate::diagnostics::Errors;
use crate::expand::render;
use crate::item::route::{Found, Route};
use crate::parse::CorsArgs;
use crate::parse::tokens::spelled;

/// Where the policy of a route comes from.
#[derive(Clone)]
pub(crate) enum Source<'a> {
    /// It is written in the attribute, but for what the environment says.
    Written(Box<Policy>),
    /// It has a name of its own.
    Named(&'a Path),
}

impl<'a> Source<'a> {
    /// The source of each route of a handler: the same for all, but for the methods where they are not named. Empty
    /// if the policy is refused.
    pub(crate) fn of_each(args: &'a CorsArgs, found: &Found, errors: &mut Errors) -> Vec<Self> {
        if let Some(path) = Source::named(args, errors) {
            return vec![Source::Named(path); found.routes.len()];
        }
        let served = found.methods();
        let guarded = found.routes.iter().any(Route::is_guarded);
        // Of a route that serves nothing actix-web says what is wrong.
        let known = (!served.is_empty()).then_some(&*served);
        let Some(policy) = args.check(known, guarded, errors) else { return Vec::new() };
        let draft = args.draft(Some(&served), guarded);
        let policies =
            found.routes.iter().map(|route| match args.draft_of(&policy_methods(args, route), route.is_guarded()) {
                own if own == draft => Ok(policy.clone()),
                own => own.check_without_env(),
            });
        policies.filter_map(Result::ok).map(|policy| Source::Written(Box::new(policy))).collect()
    }

    /// The name of the policy, if it has one. Nothing that would shape a policy goes with that, and little with `off`.
    pub(crate) fn named(args: &'a CorsArgs, errors: &mut Errors) -> Option<&'a Path> {
        let (name, why, allowed): (_, _, &[&str]) = match (&args.off, &args.policy) {
            (Some(()), _) => {
                ("off", "which has no effect where CORS is off", &["off", "enforce", "hosts", "route", "crate"])
            }
            (None, Some(_)) => ("policy", "which the named policy decides", &["policy", "route", "crate"]),
            (None, None) => return None,
        };
        for other in args.given.iter().filter(|other| !allowed.iter().any(|goes| *other == goes)) {
            let help = format!("remove `{other}`, {why}, or remove `{name}`");
            errors.push(other, format!("`{other}` cannot be used together with `{name}`"), help);
        }
        args.policy.as_ref().filter(|_| args.off.is_none())
    }

    /// The expression of it, for the route of a handler that goes by `name`.
    pub(crate) fn tokens(&self, args: &CorsArgs, route: &Route, name: &str) -> TokenStream {
        match self {
            Source::Written(policy) if args.variables().next().is_none() => {
                let policy = render::policy(policy);
                quote!(__cors::Source::Written(#policy))
            }
            Source::Written(policy) => {
                let written = render::policy(policy);
                let path = &route.path;
                let draft = args.draft_tokens(&policy_methods(args, route), route.is_guarded());
                quote! {
                    __cors::Source::Started {
                        written: #written,
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

/// A named policy, which has to answer for one of the methods at least if it names any.
fn named(path: &Path, route: &Route) -> TokenStream {
    let methods = &route.methods;
    let guarded = route.is_guarded();
    let span = path.segments.last().map_or_else(Span::call_site, |name| name.ident.span());
    let policy = quote_spanned!(span=> &#path);
    let wrong = format!(
        "the policy `{}` names methods, but none that `{}` serves\nhelp: add one of them to the `methods` of the policy, \
         or leave `methods` out of it to mean those of each route",
        spelled(path),
        route.spelled()
    );
    // actix-web says what is wrong with a route that serves nothing.
    let assertion = (!methods.is_empty()).then(|| {
        let assert = quote!(__cors::assert_allows_any_of);
        let asked = quote!(__CORS_NAMED, &[#(#methods),*], #wrong);
        // The compiler points at the whole call, from parenthesis to parenthesis: they stand where the name of the policy
        // does. Words would be where editors go from there.
        let call = quote_spanned!(span=> (#assert)(#asked));
        quote!(const _: () = #call;)
    });
    quote! {
        __cors::Source::Named({
            const __CORS_NAMED: &__cors::Policy = {
                // Says in our words that the name is that of something else.
                let _ = || __cors::constant(#policy);
                #policy
            };
            #assertion
            fn __cors_policy() -> &'static __cors::Policy {
                static POLICY: __cors::OnceLock<__cors::Policy> = __cors::OnceLock::new();
                POLICY.get_or_init(|| __CORS_NAMED.for_route(&[#(#methods),*], #guarded))
            }
            __cors_policy
        })
    }
}

/// The function that is asked about origins, as an option.
pub(crate) fn predicate(args: &CorsArgs) -> TokenStream {
    match args.with() {
        Some(path) => quote! {
            __cors::Option::Some({
                static PREDICATE: fn() -> __cors::Predicate = || __cors::predicate(#path);
                &PREDICATE
            })
        },
        None => quote!(__cors::Option::None),
    }
}

/// What stands in the attributes of a route and is known at run time only, for those who review it, if there is any.
pub(crate) fn spelled_parts(args: &CorsArgs, guards: &[Path]) -> Option<TokenStream> {
    let guards: Vec<_> = guards.iter().map(spelled).collect();
    let variables: Vec<_> = args.variables().collect();
    let with = args.with().map(spelled);
    let is_none = guards.is_empty() && variables.is_empty() && with.is_none();
    let predicate = match with {
        Some(predicate) => quote!(__cors::Option::Some(#predicate)),
        None => quote!(__cors::Option::None),
    };
    let parts = quote!(guards: &[#(#guards),*], predicate: #predicate, variables: &[#(#variables),*]);
    (!is_none).then(|| quote!(.spelled(__cors::Spelled { #parts })))
}

/// The methods of the policy of a route: those that the route serves, of them those that are named if any are. What
/// another path of the handler serves is no business of this one.
fn policy_methods(args: &CorsArgs, route: &Route) -> Vec<String> {
    let named = |method: &String| {
        args.methods.as_ref().is_none_or(|named| named.entries.iter().any(|entry| entry.value == *method))
    };
    route.methods.iter().filter(|method| named(method)).cloned().collect()
}
