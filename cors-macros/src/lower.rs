//! [`CorsArgs`] → [`Draft`], and where each of its places stands in the source.

use cors_core::{Argument, Draft, Place};
use proc_macro2::Span;

use crate::args::{At, CorsArgs, List};

impl CorsArgs {
    /// The draft that the arguments describe, for a route that serves `methods`.
    pub(crate) fn draft(&self, methods: &[String]) -> Draft {
        let mut draft = Draft::new()
            .origins(texts(self.origins.as_ref()))
            .methods(texts(self.methods.as_ref()))
            .headers(texts(self.headers.as_ref()))
            .expose(texts(self.expose.as_ref()))
            .credentials(is_set(self.credentials.as_ref()))
            .timing(is_set(self.timing.as_ref()))
            .enforce(is_set(self.enforce.as_ref()))
            .private_network(is_set(self.private_network.as_ref()))
            .served(methods);
        if let Some(At { value, .. }) = &self.max_age {
            draft = draft.max_age(value.clone());
        }
        if let Some(At { value, .. }) = &self.preflight_status {
            draft = draft.preflight_status(*value);
        }
        if let Some(At { value, .. }) = &self.dangerously {
            draft = draft.dangerously(value.iter().copied());
        }
        draft
    }

    /// The smallest token at fault.
    pub(crate) fn span_of(&self, place: Place) -> Span {
        let span = match place.argument {
            Argument::Origins => list_span(self.origins.as_ref(), place.index),
            Argument::Methods => list_span(self.methods.as_ref(), place.index),
            Argument::Headers => list_span(self.headers.as_ref(), place.index),
            Argument::Expose => list_span(self.expose.as_ref(), place.index),
            Argument::Credentials => span(self.credentials.as_ref()),
            Argument::MaxAge => span(self.max_age.as_ref()),
            Argument::Timing => span(self.timing.as_ref()),
            Argument::Enforce => span(self.enforce.as_ref()),
            Argument::PreflightStatus => span(self.preflight_status.as_ref()),
            Argument::PrivateNetwork => span(self.private_network.as_ref()),
            Argument::Dangerously => span(self.dangerously.as_ref()),
            _ => None,
        };
        span.unwrap_or_else(Span::call_site)
    }
}

fn texts<T: Clone>(list: Option<&List<T>>) -> Vec<T> {
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
