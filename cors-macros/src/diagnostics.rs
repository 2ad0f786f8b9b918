//! The errors of one macro, reported together.

use std::fmt::Display;

use cors_core::Violation;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors so far, in the order of the source.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// An error at `tokens`: what is wrong, and what to write instead.
    pub(crate) fn push(&mut self, tokens: impl ToTokens, what: impl Display, help: impl Display) {
        self.add(syn::Error::new_spanned(tokens, format!("{what}\nhelp: {help}")));
    }

    /// An error at `span`.
    pub(crate) fn push_at(&mut self, span: Span, what: impl Display, help: impl Display) {
        self.add(syn::Error::new(span, format!("{what}\nhelp: {help}")));
    }

    /// An error at `tokens` with a message of cors-core's.
    pub(crate) fn push_message(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// A violation of a rule of cors-core's.
    pub(crate) fn report(&mut self, violation: &Violation, span: Span) {
        self.add(syn::Error::new(span, violation));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The errors as code that does not compile.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.map(|error| error.to_compile_error()).unwrap_or_default()
    }

    fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }
}
