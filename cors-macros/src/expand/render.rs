//! [`Policy`] → the expression of it: plain data in struct literals, evaluated while the program compiles. It names items of
//! `__cors` alone, so no name of the user's can be taken for another.

use std::borrow::Cow;
use std::fmt::Debug;

use cors_core::__private::{Automaton, HostPattern, Names, Origins, PREFLIGHT_STATUS, Pattern, Port, Regex, Table};
use cors_core::{Enforce, Policy};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// The expression of what is written of a policy. Fields with the value of `StaticPolicy::DEFAULT` are left out.
pub(super) fn literal(policy: &Policy, runtime: Option<TokenStream>) -> TokenStream {
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
        varies,
        preflight_status,
    } = policy.table();
    let origins = self::origins(origins);
    // A repetition of one or none costs less than tokens of their own, which have to be copied into the expression.
    let set = |flag: &bool| flag.then_some(true).into_iter();
    let (open, credentials, timing, varies) = (set(open), set(credentials), set(timing), set(varies));
    let (expose, max_age) = (expose.iter(), max_age.iter());
    let [methods, headers] = [methods, headers].map(|names| self::names(names).into_iter());
    let enforce = (*enforce != Enforce::Writes).then(|| variant(enforce)).into_iter();
    let hosts = (!hosts.is_empty()).then(|| self::hosts(hosts)).into_iter();
    let preflight_status = (*preflight_status != PREFLIGHT_STATUS).then_some(preflight_status).into_iter();
    let runtime = runtime.into_iter();
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
            #(varies: #varies,)*
            #(preflight_status: #preflight_status,)*
            #(runtime: #runtime,)*
            ..__cors::StaticPolicy::DEFAULT
        })
    }
}

fn origins(origins: &Origins) -> TokenStream {
    match origins {
        Origins::Off => quote!(__cors::StaticOrigins::Off),
        Origins::Any => quote!(__cors::StaticOrigins::Any),
        Origins::One(origin) => quote!(__cors::StaticOrigins::One(#origin)),
        Origins::List { exact, patterns, regexes, automata } => {
            let exact = (!exact.is_empty()).then(|| self::exact(exact)).into_iter();
            let patterns = (!patterns.is_empty()).then(|| self::patterns(patterns)).into_iter();
            let regexes = (!regexes.is_empty()).then(|| self::regexes(regexes)).into_iter();
            let automata = (!automata.is_empty()).then(|| self::automata(automata)).into_iter();
            quote! {
                __cors::StaticOrigins::List(__cors::StaticList {
                    #(exact: #exact,)*
                    #(patterns: #patterns,)*
                    #(regexes: #regexes,)*
                    #(automata: #automata,)*
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
    let regexes = regexes.iter().map(|Regex { pattern, domains }| {
        let domains = domains.iter();
        quote! {
            __cors::Regex {
                pattern: __cors::Cow::Borrowed(#pattern),
                domains: __cors::Cow::Borrowed(&[#(__cors::Cow::Borrowed(#domains)),*]),
            }
        }
    });
    quote!(&[#(#regexes),*])
}

fn automata(automata: &[Automaton]) -> TokenStream {
    let automata = automata.iter().map(|Automaton { start, classes, next, accepting }| {
        let (classes, next) = (Literal::byte_string(classes), numbers(next));
        quote! {
            __cors::Automaton {
                start: #start,
                classes: __cors::Cow::Borrowed(#classes),
                next: __cors::Cow::Borrowed(&[#(#next),*]),
                accepting: #accepting,
            }
        }
    });
    quote!(&[#(#automata),*])
}

fn names(names: &Names) -> Option<TokenStream> {
    match names {
        Names::None => None,
        Names::Echo => Some(quote!(__cors::Names::Echo)),
        Names::Listed(names) => Some(quote!(__cors::Names::Listed(#names))),
    }
}

/// The name of a variant without fields, which is what `Debug` is derived to be.
pub(super) fn variant(value: &impl Debug) -> Ident {
    Ident::new(&format!("{value:?}"), Span::call_site())
}

/// Literals without a suffix: a pattern has thousands.
fn numbers(numbers: &[u32]) -> impl Iterator<Item = Literal> {
    numbers.iter().map(|number| Literal::u32_unsuffixed(*number))
}

#[cfg(test)]
mod tests {
    use cors_core::Draft;
    use syn::{Expr, parse2};

    use super::*;

    fn rendered(draft: &Draft) -> String {
        let tokens = literal(&draft.check_without_env().unwrap(), None);
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
            quote!(varies: true, preflight_status: 200u16, ..__cors::StaticPolicy::DEFAULT),
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
}
