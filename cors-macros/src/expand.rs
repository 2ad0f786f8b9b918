//! The item with its policy: a struct of the handler's name, as actix-web makes one, whose `HttpServiceFactory` and
//! whose table of routes are ours.

use cors_core::Policy;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Visibility};

use crate::args::{self, CorsArgs};
use crate::errors::Errors;
use crate::item::{Item, Kind};
use crate::render::Render;
use crate::route::{self, Route, Routes};

/// Expands `#[cors(args)] item`. On errors the item is emitted as it was, in its usual shape, so that the user sees
/// our messages alone.
pub(crate) fn cors(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expansion = try_cors(args, item.clone(), &mut errors);
    match expansion {
        Some(expansion) if errors.is_empty() => expansion,
        _ => {
            let errors = errors.into_tokens();
            quote!(#item #errors)
        }
    }
}

fn try_cors(args: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
    let args = args::parse(args, errors);
    let Ok(mut item) = syn::parse2::<Item>(item) else { return None };
    let Kind::Function { name, returns } = item.kind else {
        let help = "put it above the route attribute of a handler: `#[cors(…)] #[get(\"/items\")] async fn items() …`";
        errors.push(&item.rest, "`#[cors]` belongs to a handler, and this is no function", help);
        return None;
    };
    refuse_second_cors(&item.attrs, errors);
    let Some(found) = Routes::take(&mut item.attrs, args.route.as_ref(), errors) else {
        if args.route.is_none() {
            no_route(&name, &item.attrs, errors);
        }
        return None;
    };
    let policies = check(&args, &found, errors);
    errors.is_empty().then(|| {
        let handler = Handler { name, returns, vis: item.vis, attrs: item.attrs, rest: item.rest, found, policies };
        handler.expand(args.krate.as_ref())
    })
}

/// A paragraph of the handler's documentation.
fn words(route: &Route, policy: &Policy) -> String {
    format!("\n\nCORS, `{} {}`: {policy}.", route.methods.join(", "), route.path.value())
}

fn refuse_second_cors(attrs: &[Attribute], errors: &mut Errors) {
    let is_cors = |attr: &&Attribute| attr.path().segments.last().is_some_and(|last| last.ident == "cors");
    for attr in attrs.iter().filter(is_cors) {
        errors.push(attr, "a second `#[cors]` on one handler", "keep one, with everything that you mean in it");
    }
}

fn no_route(name: &Ident, attrs: &[Attribute], errors: &mut Errors) {
    let renamed = attrs.iter().find(|attr| route::path_of(attr).is_some());
    let help = match renamed {
        Some(attr) => {
            let other = attr.path().to_token_stream();
            format!(
                "if `#[{other}(…)]` is actix-web's `get` under another name, say so: `#[cors(route = get, …)]`; a route \
                 attribute above `#[cors]` has to move below it"
            )
        }
        None => "attributes run from the top down, so put `#[cors(…)]` above the route attribute: `#[cors(…)] \
                 #[get(\"/items\")]`"
            .to_owned(),
    };
    errors.push(name, "`#[cors]` finds no route attribute below it", help);
}

/// The policy of each route: the same for all, but for the methods where they are not named.
fn check(args: &CorsArgs, found: &Routes, errors: &mut Errors) -> Vec<Policy> {
    let draft = args.draft(&found.methods());
    for violations in [draft.check().err(), draft.check_redundancy().err()].into_iter().flatten() {
        errors.report(&violations, |place| args.span_of(place));
    }
    let named = args.methods.is_some();
    let drafts =
        found.routes.iter().map(|route| args.draft(&if named { found.methods() } else { route.methods.clone() }));
    drafts.filter_map(|draft| draft.check().ok()).collect()
}

/// Everything that the expansion of one handler is made of.
struct Handler {
    name: Ident,
    returns: bool,
    vis: Visibility,
    attrs: Vec<Attribute>,
    rest: TokenStream,
    found: Routes,
    policies: Vec<Policy>,
}

impl Handler {
    fn expand(&self, krate: Option<&syn::Path>) -> TokenStream {
        let Handler { name, returns: _, vis, attrs, rest, found, policies } = self;
        let krate = krate.map_or_else(|| quote!(::cors_actix), ToTokens::to_token_stream);
        let private = quote!(#krate::__private);
        // As actix-web does it, and switched by a feature of the same name.
        let vis = if cfg!(feature = "compat-routing-macros-force-pub") { quote!(pub) } else { quote!(#vis) };
        let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let words = found.routes.iter().zip(policies).map(|(route, policy)| words(route, policy));
        let stand_in = self.stand_in(&private);
        let routes = found.routes.iter().zip(policies).map(|(route, policy)| self.table(route, policy, &private));
        let registrations = found.routes.iter().enumerate().map(|(index, route)| {
            let Route { guards, wraps, .. } = route;
            quote! {
                #private::register(
                    __cors_config,
                    &<Self as #private::Annotated>::ROUTES[#index],
                    #private::route(#name)#(.wrap(#wraps))*,
                    #private::Vec::from([#(#private::guard(#guards)),*]),
                );
            }
        });
        quote! {
            #(#docs)*
            #(#[doc = #words])*
            #[allow(non_camel_case_types, clippy::exhaustive_structs)]
            #vis struct #name;

            #stand_in

            #[automatically_derived]
            impl #private::Annotated for #name {
                const ROUTES: &'static [#private::AnnotatedRoute] = &[#(#routes),*];
            }

            #[automatically_derived]
            impl #private::HttpServiceFactory for #name {
                fn register(self, __cors_config: &mut #private::AppService) {
                    #(#attrs)*
                    #rest
                    #(#registrations)*
                }
            }
        }
    }

    fn table(&self, route: &Route, policy: &Policy, private: &TokenStream) -> TokenStream {
        let Route { path, name, methods, guards: _, wraps: _ } = route;
        let name = name.as_ref().map_or_else(|| self.name.to_string(), syn::LitStr::value);
        let policy = policy.render(private);
        quote!(#private::AnnotatedRoute::new(#path, #name, &[#(#methods),*], #policy))
    }

    /// The user's own route attributes on a function that nobody calls: actix-web checks them and words its errors,
    /// and the user's imports of them are used.
    fn stand_in(&self, private: &TokenStream) -> TokenStream {
        let attrs = &self.found.stand_in;
        let name = &self.name;
        let output = self.returns.then(|| quote!(-> #private::StandIn));
        quote! {
            #[allow(unused, unreachable_pub, missing_docs, clippy::all, clippy::pedantic)]
            const _: () = {
                // The code that actix-web generates names its crate by this relative path.
                use #private::actix_web;
                #(#attrs)*
                async fn #name() #output { #private::StandIn }
            };
        }
    }
}
