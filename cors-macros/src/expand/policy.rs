//! A policy → the expression of it, with what only the running program knows: a function of the user's, and the draft that is
//! checked when the application starts. It names items of `__cors` alone, but for paths of the user's.

use cors_core::__private::Field;
use cors_core::{MaxAge, OriginEntry, Policy};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use crate::expand::render::{literal, variant};
use crate::item::route::Route;
use crate::parse::CorsArgs;
use crate::parse::origins::RuntimeOrigins;
use crate::parse::tokens::source_text;

/// The expression of a policy, with what only the running program knows; on a route, if it belongs to one.
pub(crate) fn policy(policy: &Policy, args: &CorsArgs, route: Option<&Route>) -> TokenStream {
    let RuntimeOrigins { with, .. } = &args.runtime;
    if with.is_none() && !args.runtime.is_started() {
        return literal(policy, None);
    }
    let names = args.runtime.names();
    let function = with.as_ref().map(source_text).into_iter();
    let predicate = with.iter().map(|path| {
        quote! {
            predicate: __cors::Option::Some({
                // Its address tells it from others.
                static PREDICATE: __cors::MakePredicate = || __cors::predicate(#path);
                &PREDICATE
            }),
        }
    });
    let start = args.runtime.is_started().then(|| {
        let draft = draft(args, route);
        quote! {
            fn __cors_policy() -> __cors::Result<&'static __cors::Policy, __cors::Violations> {
                static POLICY: __cors::OnceCell<__cors::Policy> = __cors::OnceCell::new();
                POLICY.get_or_try_init(|| __cors::start(&#draft, RUNTIME))
            }
        }
    });
    let is_started = start.is_some().then(|| quote!(start: __cors::Option::Some(__cors_policy),)).into_iter();
    let policy = literal(policy, Some(quote!(__cors::Runtime { #(#is_started)* ..RUNTIME })));
    quote! {
        {
            const RUNTIME: __cors::Runtime = __cors::Runtime {
                #(#predicate)*
                #(decided_by: __cors::Option::Some(#function),)*
                variables: &[#(#names),*],
                ..__cors::Runtime::NONE
            };
            #start
            #policy
        }
    }
}

/// The expression of the draft of a policy, on a route if it belongs to one.
fn draft(args: &CorsArgs, route: Option<&Route>) -> TokenStream {
    let mut draft = args.draft.clone();
    let calls = args.parts().filter_map(|argument| {
        let value = value(Field::of(argument, &mut draft), &args.runtime)?;
        let name = Ident::new(argument.name(), Span::call_site());
        Some(quote!(.#name(#value)))
    });
    let for_route = route.map(|route| {
        let (methods, guarded) = (&route.methods, route.is_guarded());
        quote!(.for_route(&[#(#methods),*], #guarded))
    });
    quote!(__cors::Draft::new().syntax(__cors::Syntax::Attribute)#(#calls)*#for_route)
}

/// The expression of the value of an argument.
fn value(field: Field<'_>, runtime: &RuntimeOrigins) -> Option<TokenStream> {
    match field {
        Field::Origins(entries) => {
            let mut lists = runtime.lists.iter();
            let entries = entries.iter().map(|written| entry(written, &mut lists));
            Some(quote!([#(#entries),*]))
        }
        Field::Methods(names) | Field::HeaderNames(names) | Field::Hosts(names) => Some(quote!([#(#names),*])),
        Field::Flag(flag) => Some(flag.to_token_stream()),
        Field::MaxAge(max_age) => max_age.as_ref().map(|max_age| match max_age {
            MaxAge::Seconds(seconds) => seconds.to_token_stream(),
            MaxAge::Text(text) => text.to_token_stream(),
        }),
        Field::Enforce(enforce) => enforce.as_ref().map(|enforce| {
            let enforce = variant(enforce);
            quote!(__cors::Enforce::#enforce)
        }),
        Field::Status(status) => status.as_ref().map(ToTokens::to_token_stream),
        Field::Dangers(dangers) => {
            let dangers = dangers.iter().map(variant);
            Some(quote!([#(__cors::Danger::#dangers),*]))
        }
    }
}

fn entry<'a>(entry: &OriginEntry, lists: &mut impl Iterator<Item = &'a Path>) -> TokenStream {
    match entry {
        OriginEntry::Text(text) => {
            let text = string(text);
            quote!(__cors::OriginEntry::Text(#text))
        }
        OriginEntry::Regex(pattern) => {
            let pattern = string(pattern);
            quote!(__cors::OriginEntry::Regex(#pattern))
        }
        OriginEntry::Env { variable, default: None } => quote!(__cors::OriginEntry::env(#variable)),
        OriginEntry::Env { variable, default: Some(default) } => {
            quote!(__cors::OriginEntry::env_or(#variable, #default))
        }
        OriginEntry::List { name, .. } => {
            let (name, path) = (string(name), lists.next());
            quote!(__cors::OriginEntry::List { name: #name, origins: __cors::list(&#path) })
        }
        OriginEntry::Predicate => quote!(__cors::OriginEntry::Predicate),
    }
}

/// The traits may be out of scope there.
fn string(text: &str) -> TokenStream {
    quote!(<__cors::String as __cors::From<&str>>::from(#text))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;
    use crate::diagnostics::Errors;
    use crate::item::route::RouteAttrs;
    use crate::parse;
    use crate::parse::names::Macro;

    #[test]
    fn a_draft_for_the_start() {
        let tokens = quote! {
            origins("https://a.example", env = "MORE"), methods(PUT), max_age = "10m", enforce, dangerously(null_origin)
        };
        let mut errors = Errors::default();
        let args = parse::parse(tokens, Macro::Attribute, &mut errors);
        let mut attrs = vec![parse_quote!(#[put("/")])];
        let found = RouteAttrs::take(&mut attrs, None, &mut errors).unwrap();
        assert!(errors.is_empty());
        let expected = quote! {
            __cors::Draft::new().syntax(__cors::Syntax::Attribute)
                .origins([
                    __cors::OriginEntry::Text(<__cors::String as __cors::From<&str>>::from("https://a.example")),
                    __cors::OriginEntry::env("MORE")
                ])
                .methods(["PUT"])
                .max_age("10m")
                .enforce(__cors::Enforce::All)
                .dangerously([__cors::Danger::NullOrigin])
                .for_route(&["PUT"], false)
        };
        assert_eq!(draft(&args, Some(&found.routes[0])).to_string(), expected.to_string());
    }
}
