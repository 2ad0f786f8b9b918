//! [`CorsArgs`] → [`Draft`] → [`Policy`], with every rule that is broken at the smallest token at fault.

use cors_core::{Argument, Draft, Enforce, Location, MaxAge, OriginEntry, Policy, Rule, Syntax};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

use crate::diagnostics::Errors;
use crate::parse::{At, CorsArgs, List, OriginArg};

impl CorsArgs {
    /// The policy that is written out, for a handler that serves `methods`, or for any.
    pub(crate) fn check(&self, served: Option<&[String]>, guarded: bool, errors: &mut Errors) -> Option<Policy> {
        let draft = self.draft(served, guarded);
        let checked = draft.check_without_env();
        for violations in [checked.as_ref().err(), draft.check_redundancy().as_ref().err()].into_iter().flatten() {
            for violation in violations {
                // Origins that could not be read are not missing.
                let is_known = violation.rule() == Rule::OriginsMissing && self.origins_meant && !errors.is_empty();
                if !is_known {
                    errors.report(violation, self.span_of(violation.location()));
                }
            }
        }
        checked.ok()
    }

    /// The draft that the arguments describe, for a handler that serves `methods`, or for any.
    pub(crate) fn draft(&self, served: Option<&[String]>, guarded: bool) -> Draft {
        let draft = self.draft_without_methods().guarded(guarded).methods(texts(self.methods.as_ref()));
        match served {
            Some(methods) => draft.route_methods(methods),
            None => draft,
        }
    }

    /// The draft of one path of the handler, whose methods have been settled.
    pub(crate) fn draft_of(&self, methods: &[String], guarded: bool) -> Draft {
        self.draft_without_methods().guarded(guarded).route_methods(methods)
    }

    fn draft_without_methods(&self) -> Draft {
        let mut draft = Draft::new()
            .syntax(Syntax::Attribute)
            .origins(self.origins().map(|origin| origin.entry.clone()))
            .headers(texts(self.headers.as_ref()))
            .expose(texts(self.expose.as_ref()))
            .credentials(is_set(self.credentials.as_ref()))
            .timing(is_set(self.timing.as_ref()))
            .enforce(self.enforce())
            .hosts(texts(self.hosts.as_ref()));
        if self.off.is_some() {
            draft = draft.off();
        }
        if let Some(At { value, .. }) = &self.max_age {
            draft = draft.max_age(value.clone());
        }
        if let Some(At { value, .. }) = &self.preflight_status {
            draft = draft.preflight_status(*value);
        }
        if let Some(List { entries, .. }) = &self.dangerously {
            draft = draft.dangerously(entries.iter().map(|entry| entry.value));
        }
        draft
    }

    /// Which requests of other origins are refused.
    pub(crate) fn enforce(&self) -> Enforce {
        self.enforce.as_ref().map(|enforce| enforce.value).unwrap_or_default()
    }

    /// The variables of the environment that origins come from.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.origins().filter_map(|origin| match &origin.entry {
            OriginEntry::Env(variable) => Some(variable.as_str()),
            OriginEntry::Text(_) | OriginEntry::Regex(_) | OriginEntry::Predicate => None,
        })
    }

    /// The function that is asked about origins.
    pub(crate) fn with(&self) -> Option<&Path> {
        self.origins().find_map(|origin| origin.with.as_ref())
    }

    fn origins(&self) -> impl Iterator<Item = &OriginArg> {
        self.origins.iter().flat_map(|origins| &origins.entries).map(|entry| &entry.value)
    }

    /// The expression that makes the draft when the application starts.
    pub(crate) fn draft_tokens(&self, methods: &[String], guarded: bool) -> TokenStream {
        // Traits may be out of scope where this is written.
        let string = |text: &str| quote!(<__cors::String as __cors::From<&str>>::from(#text));
        let origins = self.origins().map(|origin| {
            let (kind, text) = match &origin.entry {
                OriginEntry::Text(text) => (quote!(Text), string(text)),
                OriginEntry::Regex(pattern) => (quote!(Regex), string(pattern)),
                OriginEntry::Env(variable) => (quote!(Env), string(variable)),
                OriginEntry::Predicate => return quote!(__cors::OriginEntry::Predicate),
            };
            quote!(__cors::OriginEntry::#kind(#text))
        });
        let names = |list: &Option<List>, method: &str| {
            list.as_ref().map(|list| {
                let method = format_ident!("{method}");
                let names = list.entries.iter().map(|entry| &entry.value);
                quote!(.#method([#(#names),*]))
            })
        };
        let [headers, expose, hosts] = [(&self.headers, "headers"), (&self.expose, "expose"), (&self.hosts, "hosts")]
            .map(|(list, method)| names(list, method));
        let enforce = Ident::new(&format!("{:?}", self.enforce()), Span::call_site());
        let [credentials, timing] = [&self.credentials, &self.timing].map(|flag| is_set(flag.as_ref()));
        let max_age = self.max_age.as_ref().map(|At { value, .. }| match value {
            MaxAge::Seconds(seconds) => quote!(.max_age(#seconds)),
            MaxAge::Text(text) => quote!(.max_age(#text)),
        });
        let status = self.preflight_status.as_ref().map(|At { value, .. }| quote!(.preflight_status(#value)));
        let dangers = self.dangerously.as_ref().map(|List { entries, .. }| {
            let dangers = entries.iter().map(|entry| Ident::new(&format!("{:?}", entry.value), entry.span));
            quote!(.dangerously([#(__cors::Danger::#dangers),*]))
        });
        let count = methods.len();
        quote! {
            __cors::Draft::new()
                .syntax(__cors::Syntax::Attribute)
                .origins([#(#origins),*])
                #headers
                #expose
                .credentials(#credentials)
                #max_age
                .timing(#timing)
                .enforce(__cors::Enforce::#enforce)
                #hosts
                .guarded(#guarded)
                #status
                #dangers
                .route_methods([#(#methods),*] as [&str; #count])
        }
    }

    /// The smallest token at fault.
    pub(crate) fn span_of(&self, location: Location) -> Span {
        let span = match location.argument() {
            Argument::Origins => list_span(self.origins.as_ref(), location.index()),
            Argument::Methods => list_span(self.methods.as_ref(), location.index()),
            Argument::Headers => list_span(self.headers.as_ref(), location.index()),
            Argument::Expose => list_span(self.expose.as_ref(), location.index()),
            Argument::Credentials => span(self.credentials.as_ref()),
            Argument::MaxAge => span(self.max_age.as_ref()),
            Argument::Timing => span(self.timing.as_ref()),
            Argument::Enforce => span(self.enforce.as_ref()),
            Argument::Hosts => list_span(self.hosts.as_ref(), location.index()),
            Argument::PreflightStatus => span(self.preflight_status.as_ref()),
            Argument::Dangerously => list_span(self.dangerously.as_ref(), location.index()),
            _ => None,
        };
        span.unwrap_or_else(Span::call_site)
    }
}

fn texts(list: Option<&List>) -> Vec<String> {
    list.into_iter().flat_map(|list| &list.entries).map(|entry| entry.value.clone()).collect()
}

fn is_set(flag: Option<&At<bool>>) -> bool {
    flag.is_some_and(|flag| flag.value)
}

fn list_span<T>(list: Option<&List<T>>, index: Option<usize>) -> Option<Span> {
    let list = list?;
    let entry = index.and_then(|index| list.entries.get(index));
    Some(entry.map_or(list.span, |entry| entry.span))
}

fn span<T>(argument: Option<&At<T>>) -> Option<Span> {
    argument.map(|argument| argument.span)
}
