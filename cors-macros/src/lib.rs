//! The attribute of `cors-actix`, which re-exports and documents it.
//!
//! ```text
//! attribute tokens ─args, argument, values→ CorsArgs ─lower→ Draft ─check→ Policy ─render→ static table
//! item tokens ─item→ Item ─route→ routes ─expand, source, words→ the handler's HttpServiceFactory
//!                         ─module→ the module with the attribute above its routes
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod args;
mod argument;
mod check;
mod commas;
mod conditional;
mod errors;
mod expand;
mod item;
mod lower;
mod module;
mod names;
mod policy;
mod render;
mod route;
mod source;
mod spelled;
mod values;
mod words;

use proc_macro::TokenStream;

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples can use the library")]
#[proc_macro_attribute]
pub fn cors(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::cors(args.into(), item.into()).into()
}

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples can use the library")]
#[proc_macro]
pub fn policy(args: TokenStream) -> TokenStream {
    policy::policy(args.into()).into()
}
