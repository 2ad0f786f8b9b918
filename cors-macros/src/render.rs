//! [`Policy`] → the expression that makes it: plain data, evaluated while compiling.

use std::borrow::Cow;

use cors_core::{Automaton, Buckets, Names, Origins, Pattern, Policy, Port, Regex, Table};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Writes a value out as an expression, with `private` as the path of the items that it names.
pub(crate) trait Render {
    fn render(&self, private: &TokenStream) -> TokenStream;
}

impl Render for Policy {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let table = self.table().render(private);
        quote!(#private::Policy::from_table(#table))
    }
}

impl Render for Table {
    fn render(&self, private: &TokenStream) -> TokenStream {
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
            enforce,
            preflight_status,
            private_network,
        } = self;
        let origins = origins.render(private);
        let methods = methods.render(private);
        let headers = headers.render(private);
        let expose = expose.render(private);
        let max_age = max_age.render(private);
        quote! {
            #private::Table {
                origins: #origins,
                open: #open,
                methods: #methods,
                headers: #headers,
                expose: #expose,
                credentials: #credentials,
                max_age: #max_age,
                timing: #timing,
                enforce: #enforce,
                preflight_status: #preflight_status,
                private_network: #private_network,
            }
        }
    }
}

impl Render for Origins {
    fn render(&self, private: &TokenStream) -> TokenStream {
        match self {
            Origins::Any => quote!(#private::Origins::Any),
            Origins::One(origin) => {
                let origin = origin.render(private);
                quote!(#private::Origins::One(#origin))
            }
            Origins::List { exact, patterns, regexes } => {
                let exact = exact.render(private);
                let patterns = patterns.render(private);
                let regexes = regexes.render(private);
                quote!(#private::Origins::List { exact: #exact, patterns: #patterns, regexes: #regexes })
            }
        }
    }
}

impl<T: Render + Clone> Render for Buckets<T> {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let Buckets { entries, starts } = self;
        let entries = entries.iter().map(|(hash, entry)| {
            let (hash, entry) = (Literal::u32_unsuffixed(*hash), entry.render(private));
            quote!((#hash, #entry))
        });
        let starts = starts.iter().map(|start| Literal::u32_unsuffixed(*start));
        quote! {
            #private::Buckets {
                entries: #private::Cow::Borrowed(&[#(#entries),*]),
                starts: #private::Cow::Borrowed(&[#(#starts),*]),
            }
        }
    }
}

impl Render for Pattern {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let Pattern { scheme, subdomains, host, port } = self;
        let scheme = scheme.render(private);
        let host = host.render(private);
        let port = match port {
            Port::Any => quote!(#private::Port::Any),
            Port::Is(port) => {
                let port = port.render(private);
                quote!(#private::Port::Is(#port))
            }
        };
        quote!(#private::Pattern { scheme: #scheme, subdomains: #subdomains, host: #host, port: #port })
    }
}

impl Render for Regex {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let Regex { pattern, domains, automaton } = self;
        let pattern = pattern.render(private);
        let domains = domains.render(private);
        let automaton = automaton.render(private);
        quote!(#private::Regex { pattern: #pattern, domains: #domains, automaton: #automaton })
    }
}

impl Render for Automaton {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let Automaton { prefix, start, classes, next, accepting } = self;
        let prefix = prefix.render(private);
        let classes = Literal::byte_string(classes);
        let next = next.iter().map(|state| Literal::u32_unsuffixed(*state));
        quote! {
            #private::Automaton {
                prefix: #prefix,
                start: #start,
                classes: #private::Cow::Borrowed(#classes),
                next: #private::Cow::Borrowed(&[#(#next),*]),
                accepting: #accepting,
            }
        }
    }
}

impl Render for Names {
    fn render(&self, private: &TokenStream) -> TokenStream {
        match self {
            Names::None => quote!(#private::Names::None),
            Names::Echo => quote!(#private::Names::Echo),
            Names::Listed(names) => {
                let names = names.render(private);
                quote!(#private::Names::Listed(#names))
            }
        }
    }
}

impl<T: Render> Render for Option<T> {
    fn render(&self, private: &TokenStream) -> TokenStream {
        match self {
            Some(value) => {
                let value = value.render(private);
                quote!(#private::Option::Some(#value))
            }
            None => quote!(#private::Option::None),
        }
    }
}

impl<T: Render + Clone> Render for Cow<'_, [T]> {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let entries = self.iter().map(|entry| entry.render(private));
        quote!(#private::Cow::Borrowed(&[#(#entries),*]))
    }
}

impl Render for Cow<'_, str> {
    fn render(&self, private: &TokenStream) -> TokenStream {
        let text: &str = self;
        quote!(#private::Cow::Borrowed(#text))
    }
}

impl Render for u16 {
    fn render(&self, _: &TokenStream) -> TokenStream {
        quote!(#self)
    }
}
