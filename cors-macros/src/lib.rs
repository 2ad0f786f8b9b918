//! The attribute of `cors-actix`, which re-exports and documents it.
//!
//! ```text
//! attribute tokens ─args, values→ CorsArgs ─lower→ Draft ─cors_core→ Policy ─render→ static table
//! item tokens ─item→ Item ─route→ routes ─expand→ the handler's HttpServiceFactory
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod args;
mod errors;
mod expand;
mod item;
mod lower;
mod render;
mod route;
mod values;

use proc_macro::TokenStream;

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples can use the library")]
#[proc_macro_attribute]
pub fn cors(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::cors(args.into(), item.into()).into()
}
