//! The attribute of `cors-actix`, which re-exports and documents it.
//!
//! ```text
//! attribute tokens ─parse→ CorsArgs ─lower→ Policy ┐
//! item tokens ─item→ attributes, routes ───────────┴─expand→ the handler's HttpServiceFactory with a static table, or the
//!                                                            module with the attribute above its routes
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod diagnostics;

mod item;
mod parse;

mod lower;

mod expand;

use proc_macro::TokenStream;

use crate::expand::dependency::Dependency;

#[expect(missing_docs, reason = "documented where it is re-exported, so its examples can use the library")]
#[proc_macro_attribute]
pub fn cors(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::cors(&args.into(), item.into(), &Dependency::read()).into()
}

#[expect(missing_docs, reason = "documented where it is re-exported, so its examples can use the library")]
#[proc_macro]
pub fn policy(args: TokenStream) -> TokenStream {
    expand::policy_macro::policy(&args.into(), &Dependency::read()).into()
}
