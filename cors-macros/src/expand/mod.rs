//! Item and arguments → the generated code.

mod doc;
mod handler;
mod module;
pub(crate) mod policy_macro;
mod render;
mod source;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use crate::item::route::RouteAttrs;
use crate::item::{Item, Kind, is_cors};
use crate::parse::names::Macro;
use crate::parse::{self, CorsArgs};

/// Expands `#[cors(args)] item`. Errors come with the item in its usual shape, so the user sees our messages alone.
pub(crate) fn cors(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse(tokens.clone(), Macro::Attribute, &mut errors);
    let item = match Item::parse(item.clone()) {
        Ok(parsed) => expand_item(&args, tokens, parsed, &mut errors),
        // The attributes cannot be parsed; rustc says why.
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
            let _ = RouteAttrs::take(&mut item.attrs, args.route.as_ref(), errors);
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

#[cfg(test)]
mod tests {
    use syn::{File, parse2};

    use super::*;

    fn expand(args: TokenStream, item: TokenStream) -> String {
        let tokens = cors(args, item);
        assert!(parse2::<File>(tokens.clone()).is_ok(), "{tokens}");
        tokens.to_string()
    }

    #[test]
    fn a_handler() {
        let expanded = expand(
            quote!(origins = "https://a.example", credentials),
            quote! { #[doc = "Words."] #[get("/items")] #[cold] pub async fn items() -> String { words() } },
        );
        let expected = quote! {
            #[automatically_derived]
            impl ::cors_actix::__private::Annotated for items {
                fn routes() -> &'static [::cors_actix::__private::AnnotatedRoute] {
                    use ::cors_actix::__private as __cors;
                    {
                        use __cors::actix_web;
                        #[get("/items")]
                        fn __cors_shim() -> __cors::Shim {
                            __cors::shim()
                        }
                    }
                    const {
                        &[__cors::AnnotatedRoute::new(
                            "/items",
                            "items",
                            &["GET"],
                            &[],
                            __cors::Source::Written(__cors::StaticPolicy::policy(__cors::StaticPolicy {
                                origins: __cors::StaticOrigins::One("https://a.example"),
                                methods: __cors::Names::Listed("GET"),
                                credentials: true,
                                ..__cors::StaticPolicy::DEFAULT
                            })),
                            __cors::Option::None
                        )]
                    }
                }
            }

            #[doc = "Words."]
            #[doc = "\n\nCORS, `GET /items`: https://a.example may read, with credentials; methods: GET."]
            #[allow(non_camel_case_types, clippy::exhaustive_structs)]
            pub struct items;

            #[automatically_derived]
            impl ::cors_actix::__private::HttpServiceFactory for items {
                fn register(self, __cors_config: &mut ::cors_actix::__private::AppService) {
                    #[doc = "Words."]
                    #[cold]
                    pub async fn items() -> String { words() }
                    ::cors_actix::__private::register(
                        __cors_config,
                        &<Self as ::cors_actix::__private::Annotated>::routes()[0usize],
                        ::cors_actix::__private::route(items),
                    );
                }
            }
        };
        assert_eq!(expanded, expected.to_string());
    }

    #[test]
    fn a_wrong_policy_leaves_the_shape_of_the_handler() {
        let expanded = expand(quote!(origins = "*", credentials), quote! { #[get("/")] async fn index() -> String {} });
        for kept in ["struct index ;", "for index", "async fn index () -> String { }", "compile_error !"] {
            assert!(expanded.contains(kept), "{kept}: {expanded}");
        }
        assert!(!expanded.contains(":: register"), "{expanded}");
    }
}
