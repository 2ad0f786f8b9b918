//! [`Policy`] → the expression that makes it while the program compiles: plain data in struct literals, in which `__cors`
//! is what generated code names. No name in it is the user's, so that none can be taken for another.

use std::borrow::Cow;

use cors_core::{Automaton, Buckets, Enforce, HostPattern, Names, Origins, Pattern, Policy, Port, Regex, Table};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The expression of a policy. What `StaticPolicy::DEFAULT` says as well is left out.
pub(crate) fn policy(policy: &Policy) -> TokenStream {
    // Exhaustive, so that a new part of the table cannot be forgotten.
    let Table {
        origins,
        open,
        methods,
        headers,
        expose,
        credentials,
        max_age,
        timing,
        enforce: of_enforce,
        hosts,
        guarded,
        preflight_status,
    } = policy.table();
    let origins = self::origins(origins);
    // Repetitions are written straight into the expression, once or not at all; tokens made apart have to be copied there.
    let set = |flag: &bool| flag.then_some(true).into_iter();
    let (open, credentials, timing, guarded) = (set(open), set(credentials), set(timing), set(guarded));
    let (expose, max_age) = (expose.iter(), max_age.iter());
    let [methods, headers] = [methods, headers].map(|names| self::names(names).into_iter());
    let enforce = (*of_enforce != Enforce::Writes).then(|| enforce(*of_enforce)).into_iter();
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
            #(enforce: #enforce,)*
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

fn exact(exact: &Buckets<Cow<'static, str>>) -> TokenStream {
    let Buckets { entries, starts } = exact;
    let (hashes, starts) = (numbers(entries.iter().map(|(hash, _)| hash)), numbers(starts.iter()));
    let origins = entries.iter().map(|(_, origin)| origin);
    quote!((&[#((#hashes, __cors::Cow::Borrowed(#origins))),*], &[#(#starts),*]))
}

fn patterns(patterns: &Buckets<Pattern>) -> TokenStream {
    let Buckets { entries, starts } = patterns;
    let starts = numbers(starts.iter());
    let entries = entries.iter().map(|(hash, pattern)| {
        let Pattern { scheme, subdomains, host, port } = pattern;
        let (hash, port) = (Literal::u32_unsuffixed(*hash), self::port(*port));
        quote! {
            (#hash, __cors::Pattern {
                scheme: __cors::Cow::Borrowed(#scheme),
                subdomains: #subdomains,
                host: __cors::Cow::Borrowed(#host),
                port: #port,
            })
        }
    });
    quote!((&[#(#entries),*], &[#(#starts),*]))
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
        let (classes, next, domains) = (Literal::byte_string(classes), numbers(next.iter()), domains.iter());
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

fn enforce(enforce: Enforce) -> TokenStream {
    match enforce {
        Enforce::Never => quote!(__cors::Enforce::Never),
        Enforce::Writes => quote!(__cors::Enforce::Writes),
        Enforce::All => quote!(__cors::Enforce::All),
    }
}

/// Without the type behind them: there are thousands in a pattern.
fn numbers<'a>(numbers: impl Iterator<Item = &'a u32>) -> impl Iterator<Item = Literal> {
    numbers.map(|number| Literal::u32_unsuffixed(*number))
}
