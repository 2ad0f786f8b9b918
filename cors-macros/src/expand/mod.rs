//! Item and arguments → the code in their place.

mod doc;
mod handler;
mod module;
pub(crate) mod policy_macro;
mod render;
mod source;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use crate::item::route::Found;
use crate::item::{Item, Kind, is_cors};
use crate::parse::names::Macro;
use crate::parse::{self, CorsArgs};

/// Expands `#[cors(args)] item`. What is wrong is reported beside the item, which keeps its usual shape, so that the
/// user sees our messages alone.
pub(crate) fn cors(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse(tokens.clone(), Macro::Attribute, &mut errors);
    let item = match Item::parse(item.clone()) {
        Ok(parsed) => expand_item(&args, tokens, parsed, &mut errors),
        // Not even the attributes can be read; rustc says why.
        Err(_) => item,
    };
    let errors = errors.into_tokens();
    quote!(#item #errors)
}

fn expand_item(args: &CorsArgs, tokens: TokenStream, mut item: Item, errors: &mut Errors) -> TokenStream {
    for second in item.attrs.extract_if(.., |attr| is_cors(attr)) {
        errors.push(second, "a second `#[cors]` on one item", "keep one, with everything that you mean in it");
    }
    match item.kind.clone() {
        Kind::Function { name, is_method: true, .. } => {
            let help = "actix-web registers functions: move it out of the `impl`, and let it have what `self` is as \
                        `web::Data`";
            errors.push(&name, "a method is no handler", help);
            let _ = Found::take(&mut item.attrs, args.route.as_ref(), errors);
            item.into_tokens()
        }
        Kind::Function { name, returns, .. } => handler::expand(args, &name, returns, item, errors),
        Kind::Module { name, inline: true } => module::expand(args, tokens, &name, item, errors),
        Kind::Module { name, inline: false } => {
            let help = "put `#[cors(…)]` above each handler in the file of the module; with a named policy, \
                        `#[cors(policy = PARTNERS)]`, it is written once";
            errors.push(&item.rest, format!("`#[cors]` cannot look into the file of `mod {name};`"), help);
            item.into_tokens()
        }
        Kind::Other => {
            let help = "put it above the route attribute of a handler, `#[cors(…)] #[get(\"/items\")] async fn items() …`, \
                        or above a module of handlers, `#[cors(…)] mod items { … }`";
            errors.push(
                &item.rest,
                "`#[cors]` belongs to a handler or to a module of handlers, and this is neither",
                help,
            );
            item.into_tokens()
        }
    }
}
