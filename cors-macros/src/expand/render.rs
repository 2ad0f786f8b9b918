//! [`Policy`] → the expression of it: plain data in struct literals, evaluated while the program compiles. And the draft of a
//! route → the expression of it, evaluated when the application starts. Both name items of `__cors` alone, so no name of the
//! user's can be taken for another.

use std::borrow::Cow;
use std::fmt::Debug;

use cors_core::__private::{Automaton, Field, HostPattern, Names, Origins, Pattern, Port, Regex, Table};
use cors_core::{Enforce, MaxAge, OriginEntry, Policy};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::item::route::Route;
use crate::parse::CorsArgs;

/// The expression of a policy. Fields with the value of `StaticPolicy::DEFAULT` are left out.
pub(crate) fn policy(policy: &Policy) -> TokenStream {
    // Exhaustive, so no new field of the table can be forgotten.
    let Table {
        origins,
        open,
        methods,
        headers,
        expose,
        credentials,
        max_age,
        timing,
        enforce,
        hosts,
        guarded,
        preflight_status,
    } = policy.table();
    let origins = self::origins(origins);
    // A repetition of one or none costs less than tokens of their own, which have to be copied into the expression.
    let set = |flag: &bool| flag.then_some(true).into_iter();
    let (open, credentials, timing, guarded) = (set(open), set(credentials), set(timing), set(guarded));
    let (expose, max_age) = (expose.iter(), max_age.iter());
    let [methods, headers] = [methods, headers].map(|names| self::names(names).into_iter());
    let enforce = (*enforce != Enforce::Writes).then(|| variant(enforce)).into_iter();
    let hosts = (!hosts.is_empty()).then(|| self::hosts(hosts)).into_iter();
    let preflight_status = (*preflight_status != 204).then_some(preflight_status).into_iter();
    quote! {
        __cors::StaticPolicy::policy(__cors::StaticPolicy {
            origins: #origins,
            #(open: #open,)*
            #(methods: #methods,)*
            #(headers: #headers,)*
            #(expose: __cors::Option::Some(#expose),)*
            #(credentials: #credentials,)*
            #(max_age: __cors::Option::Some(#max_age),)*
            #(timing: #timing,)*
            #(enforce: __cors::Enforce::#enforce,)*
            #(hosts: #hosts,)*
            #(guarded: #guarded,)*
            #(preflight_status: #preflight_status,)*
            ..__cors::StaticPolicy::DEFAULT
        })
    }
}

fn origins(origins: &Origins) -> TokenStream {
    match origins {
        Origins::Off => quote!(__cors::StaticOrigins::Off),
        Origins::Any => quote!(__cors::StaticOrigins::Any),
        Origins::One(origin) => quote!(__cors::StaticOrigins::One(#origin)),
        Origins::List { exact, patterns, regexes } => {
            let exact = (!exact.is_empty()).then(|| self::exact(exact)).into_iter();
            let patterns = (!patterns.is_empty()).then(|| self::patterns(patterns)).into_iter();
            let regexes = (!regexes.is_empty()).then(|| self::regexes(regexes)).into_iter();
            quote! {
                __cors::StaticOrigins::List(__cors::StaticList {
                    #(exact: #exact,)*
                    #(patterns: #patterns,)*
                    #(regexes: #regexes,)*
                    ..__cors::StaticList::EMPTY
                })
            }
        }
    }
}

fn exact(origins: &[Cow<'static, str>]) -> TokenStream {
    quote!(&[#(__cors::Cow::Borrowed(#origins)),*])
}

fn patterns(patterns: &[Pattern]) -> TokenStream {
    let patterns = patterns.iter().map(|Pattern { scheme, subdomains, host, port }| {
        let port = self::port(*port);
        quote! {
            __cors::Pattern {
                scheme: __cors::Cow::Borrowed(#scheme),
                subdomains: #subdomains,
                host: __cors::Cow::Borrowed(#host),
                port: #port,
            }
        }
    });
    quote!(&[#(#patterns),*])
}

fn hosts(hosts: &[HostPattern]) -> TokenStream {
    let hosts = hosts.iter().map(|HostPattern { subdomains, host, port }| {
        let port = self::port(*port);
        quote!(__cors::HostPattern { subdomains: #subdomains, host: __cors::Cow::Borrowed(#host), port: #port })
    });
    quote!(&[#(#hosts),*])
}

fn port(port: Port) -> TokenStream {
    match port {
        Port::Any => quote!(__cors::Port::Any),
        Port::Is(Some(port)) => quote!(__cors::Port::Is(__cors::Option::Some(#port))),
        Port::Is(None) => quote!(__cors::Port::Is(__cors::Option::None)),
    }
}

fn regexes(regexes: &[Regex]) -> TokenStream {
    let regexes = regexes.iter().map(|Regex { pattern, domains, automaton }| {
        let Automaton { start, classes, next, accepting } = automaton;
        let (classes, next, domains) = (Literal::byte_string(classes), numbers(next), domains.iter());
        quote! {
            __cors::Regex {
                pattern: __cors::Cow::Borrowed(#pattern),
                domains: __cors::Cow::Borrowed(&[#(__cors::Cow::Borrowed(#domains)),*]),
                automaton: __cors::Automaton {
                    start: #start,
                    classes: __cors::Cow::Borrowed(#classes),
                    next: __cors::Cow::Borrowed(&[#(#next),*]),
                    accepting: #accepting,
                },
            }
        }
    });
    quote!(&[#(#regexes),*])
}

fn names(names: &Names) -> Option<TokenStream> {
    match names {
        Names::None => None,
        Names::Echo => Some(quote!(__cors::Names::Echo)),
        Names::Listed(names) => Some(quote!(__cors::Names::Listed(#names))),
    }
}

/// The expression of the draft of a route.
pub(crate) fn draft(args: &CorsArgs, route: &Route) -> TokenStream {
    let mut draft = args.draft.clone();
    let calls = args.parts().filter_map(|argument| {
        let value = value(Field::of(argument, &mut draft))?;
        let name = Ident::new(argument.name(), Span::call_site());
        Some(quote!(.#name(#value)))
    });
    let Route { methods, .. } = route;
    let guarded = route.is_guarded();
    quote!(__cors::Draft::new().syntax(__cors::Syntax::Attribute)#(#calls)*.for_route(&[#(#methods),*], #guarded))
}

/// The expression of the value of an argument.
fn value(field: Field<'_>) -> Option<TokenStream> {
    match field {
        Field::Origins(entries) => {
            let entries = entries.iter().map(entry);
            Some(quote!([#(#entries),*]))
        }
        Field::Methods(names) | Field::HeaderNames(names) | Field::Hosts(names) => Some(quote!([#(#names),*])),
        Field::Flag(flag) => Some(flag.to_token_stream()),
        Field::MaxAge(max_age) => max_age.as_ref().map(|max_age| match max_age {
            MaxAge::Seconds(seconds) => seconds.to_token_stream(),
            MaxAge::Text(text) => text.to_token_stream(),
        }),
        Field::Enforce(enforce) => {
            let enforce = variant(enforce);
            Some(quote!(__cors::Enforce::#enforce))
        }
        Field::Status(status) => status.as_ref().map(ToTokens::to_token_stream),
        Field::Dangers(dangers) => {
            let dangers = dangers.iter().map(variant);
            Some(quote!([#(__cors::Danger::#dangers),*]))
        }
    }
}

fn entry(entry: &OriginEntry) -> TokenStream {
    let (kind, text) = match entry {
        OriginEntry::Text(text) => (quote!(Text), text),
        OriginEntry::Regex(pattern) => (quote!(Regex), pattern),
        OriginEntry::Env(variable) => (quote!(Env), variable),
        OriginEntry::Predicate => return quote!(__cors::OriginEntry::Predicate),
    };
    // The traits may be out of scope there.
    quote!(__cors::OriginEntry::#kind(<__cors::String as __cors::From<&str>>::from(#text)))
}

/// The name of a variant without fields, which is what `Debug` is derived to be.
fn variant(value: &impl Debug) -> Ident {
    Ident::new(&format!("{value:?}"), Span::call_site())
}

/// Literals without a suffix: a pattern has thousands.
fn numbers(numbers: &[u32]) -> impl Iterator<Item = Literal> {
    numbers.iter().map(|number| Literal::u32_unsuffixed(*number))
}

#[cfg(test)]
mod tests {
    use cors_core::Draft;
    use syn::{Expr, parse_quote, parse2};

    use super::*;
    use crate::diagnostics::Errors;
    use crate::item::route::RouteAttrs;
    use crate::parse;
    use crate::parse::names::Macro;

    fn rendered(draft: &Draft) -> String {
        let tokens = policy(&draft.check_without_env().unwrap());
        assert!(parse2::<Expr>(tokens.clone()).is_ok(), "{tokens}");
        tokens.to_string()
    }

    #[test]
    fn every_part_of_a_policy() {
        let draft = Draft::new()
            .origins(["https://a.example", "https://*.b.example:8443", "http://localhost:*"])
            .methods(["PUT"])
            .headers(["*"])
            .expose(["etag"])
            .credentials(true)
            .max_age("1h")
            .timing(true)
            .enforce(false)
            .hosts(["api.example.com", "*.example.com:*"])
            .preflight_status(200)
            .guarded(true);
        let rendered = rendered(&draft);
        for part in [
            quote!(__cors::Cow::Borrowed("https://a.example")),
            quote!(__cors::Pattern {
                scheme: __cors::Cow::Borrowed("https"),
                subdomains: true,
                host: __cors::Cow::Borrowed("b.example"),
                port: __cors::Port::Is(__cors::Option::Some(8443u16)),
            }),
            quote!(port: __cors::Port::Any),
            quote! {
                methods: __cors::Names::Listed("PUT"),
                headers: __cors::Names::Echo,
                expose: __cors::Option::Some("etag"),
                credentials: true,
                max_age: __cors::Option::Some("3600"),
                timing: true,
                enforce: __cors::Enforce::Never,
            },
            quote!(__cors::HostPattern {
                subdomains: false,
                host: __cors::Cow::Borrowed("api.example.com"),
                port: __cors::Port::Is(__cors::Option::None)
            }),
            quote!(guarded: true, preflight_status: 200u16, ..__cors::StaticPolicy::DEFAULT),
        ] {
            assert!(rendered.contains(&part.to_string()), "{part}\n{rendered}");
        }
    }

    #[test]
    fn what_the_default_says_is_left_out() {
        let expected = quote! {
            __cors::StaticPolicy::policy(__cors::StaticPolicy {
                origins: __cors::StaticOrigins::Any,
                ..__cors::StaticPolicy::DEFAULT
            })
        };
        assert_eq!(rendered(&Draft::new().origins(["*"])), expected.to_string());
    }

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
                    __cors::OriginEntry::Env(<__cors::String as __cors::From<&str>>::from("MORE"))
                ])
                .methods(["PUT"])
                .max_age("10m")
                .enforce(__cors::Enforce::All)
                .dangerously([__cors::Danger::NullOrigin])
                .for_route(&["PUT"], false)
        };
        assert_eq!(draft(&args, &found.routes[0]).to_string(), expected.to_string());
    }
}
