//! Item and arguments → the generated code.

mod cfg;
pub(crate) mod dependency;
mod doc;
mod extractors;
mod handler;
mod module;
mod policy;
pub(crate) mod policy_macro;
mod render;
mod source;
mod unsupported;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Meta};

use crate::diagnostics::Errors;
use crate::expand::dependency::Dependency;
use crate::expand::source::Rules;
use crate::item::route::{self, RouteAttrs};
use crate::item::{Item, Kind, is_built_in, is_cors};
use crate::parse;
use crate::parse::names::Macro;

/// Expands `#[cors(args)] item`. Errors come with the item in its usual shape, so the user sees our messages alone.
pub(crate) fn cors(tokens: &TokenStream, item: TokenStream, dependency: &Dependency) -> TokenStream {
    // If the attributes cannot be parsed, rustc says why.
    let Ok(mut item) = Item::parse(item.clone()) else { return item };
    let all: Vec<_> = std::iter::once(tokens.clone())
        .chain(item.attrs.iter().filter(|attr| is_cors(attr)).map(arguments_of))
        .collect();
    if let Some(error) = dependency.error(&all, Macro::Attribute) {
        item.attrs.retain(|attr| !is_cors(attr));
        let item = item.into_tokens();
        return quote!(#item #error);
    }
    let with = |tokens: &TokenStream, item: &Item| {
        // What is wrong with the arguments is said when the cases are chosen.
        let krate = parse::parse(tokens.clone(), Macro::Attribute, &mut Errors::default()).krate();
        let item = item.clone().into_tokens();
        quote!(#[#krate::cors(#tokens)] #item)
    };
    let (is_moved, tokens) = without_mark(tokens);
    let tokens = &tokens;
    if let Some(cases) = cfg::arguments(tokens) {
        return cases.choose(|tokens| with(&tokens, &item));
    }
    if let Some(cases) = cfg::attributes(&item.attrs) {
        return cases.choose(|attrs| with(tokens, &Item { attrs, ..item.clone() }));
    }
    let further: Vec<_> = item.attrs.extract_if(.., |attr| is_cors(attr)).collect();
    let mut errors = Errors::default();
    let arguments = std::iter::once(tokens.clone()).chain(further.iter().map(arguments_of));
    let args: Vec<_> = arguments.map(|tokens| parse::parse(tokens, Macro::Attribute, &mut errors)).collect();
    let rules = Rules::new(&args, &mut errors);
    let krate = rules.krate();
    let is_foreign = unsupported::take_attributes(&mut item.attrs, &mut errors);
    if !is_moved
        && !is_foreign
        && let Some(position) = below_others(&rules, &item)
    {
        let (above, below) = item.attrs.split_at(position);
        let rest = &item.rest;
        return quote!(#(#above)* #[#krate::cors(@ #tokens)] #(#further)* #(#below)* #rest);
    }
    let attributes = quote!(#[#krate::cors(#tokens)] #(#further)*);
    let item = expand_item(&rules, attributes, item, &mut errors);
    let errors = errors.into_tokens();
    quote!(#item #errors)
}

/// What is in the brackets of an attribute.
fn arguments_of(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}

/// The arguments, and whether the attribute has been moved: an attribute that rustc does not know stays where it is, and
/// would have it moved again.
fn without_mark(tokens: &TokenStream) -> (bool, TokenStream) {
    let mut rest = tokens.clone().into_iter();
    match rest.next() {
        Some(TokenTree::Punct(mark)) if mark.as_char() == '@' => (true, rest.collect()),
        _ => (false, tokens.clone()),
    }
}

/// Where the route attribute of the handler is, if attributes of others are above it. They may look for it.
fn below_others(rules: &Rules<'_>, item: &Item) -> Option<usize> {
    if !matches!(&item.kind, Kind::Function { function, .. } if !function.is_method) {
        return None;
    }
    let position = route::position(&item.attrs, rules.route())?;
    item.attrs[..position].iter().any(|attr| !is_built_in(attr)).then_some(position)
}

fn expand_item(rules: &Rules<'_>, attributes: TokenStream, mut item: Item, errors: &mut Errors) -> TokenStream {
    match item.kind.clone() {
        Kind::Function { name, function } if function.is_method => {
            let help = "move the function out of the `impl`, and take what `self` has as `web::Data`";
            errors.push(
                &name,
                "`#[cors]` is for functions, and this is a method, which actix-web cannot register",
                help,
            );
            let _ = RouteAttrs::take(&mut item.attrs, rules.route(), errors);
            item.into_tokens()
        }
        Kind::Function { name, function } => handler::expand(rules, &name, &function, item, errors),
        Kind::Module { name, inline: true } => module::expand(rules, attributes, &name, item, errors),
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

    fn expand(args: &TokenStream, item: TokenStream) -> String {
        let tokens = cors(args, item, &Dependency::Usual);
        assert!(parse2::<File>(tokens.clone()).is_ok(), "{tokens}");
        tokens.to_string()
    }

    #[test]
    fn a_handler() {
        let expanded = expand(
            &quote!(origins = "https://a.example", credentials),
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
                        &[{
                            const RULES: &[__cors::RouteRule] =
                                &[__cors::RouteRule::Written(__cors::StaticPolicy::policy(__cors::StaticPolicy {
                                    origins: __cors::StaticOrigins::One("https://a.example"),
                                    methods: __cors::Names::Listed("GET"),
                                    credentials: true,
                                    ..__cors::StaticPolicy::DEFAULT
                                }))];
                            __cors::AnnotatedRoute::new("/items", "items", &["GET"], RULES)
                        }]
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
        let expanded =
            expand(&quote!(origins = "*", credentials), quote! { #[get("/")] async fn index() -> String {} });
        for kept in ["struct index ;", "for index", "async fn index () -> String { }", "compile_error !"] {
            assert!(expanded.contains(kept), "{kept}: {expanded}");
        }
        assert!(!expanded.contains(":: register"), "{expanded}");
    }
}
