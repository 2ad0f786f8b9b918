//! A handler → a struct with its name, as actix-web makes one, with our `HttpServiceFactory` and the list of its routes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Visibility};

use crate::diagnostics::Errors;
use crate::expand::source::{Rules, Source};
use crate::expand::{doc, extractors, unsupported};
use crate::item::route::{self, Route, RouteAttrs};
use crate::item::{Function, Item};
use crate::parse::tokens::source_text;

pub(super) fn expand(
    rules: &Rules<'_>,
    name: &Ident,
    function: &Function,
    mut item: Item,
    errors: &mut Errors,
) -> TokenStream {
    if function.is_generic {
        unsupported::report_generic(name, errors);
    }
    let Some(found) = RouteAttrs::take(&mut item.attrs, rules.route(), errors) else {
        if rules.route().is_none() && errors.is_empty() {
            no_route(name, &item.attrs, errors);
        }
        return item.into_tokens();
    };
    let sources = rules.sources(&found, errors);
    extractors::check(&function.parameters, &found, &sources, errors);
    let usable = function.returns && errors.is_empty();
    let Item { attrs, vis, kind: _, rest } = item;
    Handler { rules, name, function, vis, attrs, rest, found, sources, usable }.expand()
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
                 #[get(\"/items\")]`; what is registered without one (`web::get().to(…)`) has its policy from a `Cors` \
                 around it"
            .to_owned(),
    };
    errors.push(name, "`#[cors]` finds no route attribute below it", help);
}

/// The parts of the expansion of one handler.
struct Handler<'a> {
    rules: &'a Rules<'a>,
    name: &'a Ident,
    function: &'a Function,
    vis: Visibility,
    attrs: Vec<Attribute>,
    rest: TokenStream,
    found: RouteAttrs,
    /// For each route its rules.
    sources: Vec<Vec<Source<'a>>>,
    /// Whether there are no errors. With errors the handler is not registered.
    usable: bool,
}

impl Handler<'_> {
    fn expand(&self) -> TokenStream {
        let Handler { rules, name, function, vis, attrs, rest, found, sources, usable } = self;
        let private = rules.private();
        // As actix-web does, with a feature of the same name.
        let vis = if cfg!(feature = "compat-routing-macros-force-pub") { quote!(pub) } else { quote!(#vis) };
        let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let paragraphs = found.routes.iter().zip(sources).map(|(route, rules)| doc::paragraph(rules, route));
        let shim = self.shim();
        // Hidden from the user's code, which may have the name itself.
        let config = Ident::new("__cors_config", Span::mixed_site());
        let routes = found.routes.iter().zip(sources).map(|(route, rules)| self.table(route, rules));
        let registrations = found.routes.iter().enumerate().filter(|_| *usable).map(|(index, route)| {
            let wraps = &route.wraps;
            quote! {
                #private::register(
                    #config,
                    &<Self as #private::Annotated>::routes()[#index],
                    #private::route(#name)#(.wrap(#wraps))*,
                );
            }
        });
        let unused = (!usable).then(|| {
            // Of a generic function the compiler would ask for the types.
            let used = (!function.is_generic).then_some(name).into_iter();
            // The paths in the arguments count as used.
            let runtime = || rules.iter().map(|args| &args.runtime).filter(|_| sources.is_empty());
            let (with, lists) =
                (runtime().flat_map(|runtime| &runtime.with), runtime().flat_map(|runtime| &runtime.lists));
            quote! {
                let _ = #config;
                #(let _ = #used;)*
                #(let _ = || #private::predicate(#with);)*
                #(let _ = || #private::list(&#lists);)*
            }
        });
        quote! {
            #[automatically_derived]
            impl #private::Annotated for #name {
                fn routes() -> &'static [#private::AnnotatedRoute] {
                    // With a glob, the compiler would call `Option` by its whole path in messages about other code.
                    use #private as __cors;
                    #shim
                    const { &[#(#routes),*] }
                }
            }

            // After the routes: a name that is half typed is in this text, too, and editors complete its first occurrence.
            #(#docs)*
            #(#[doc = #paragraphs])*
            #[allow(non_camel_case_types, clippy::exhaustive_structs)]
            #vis struct #name;

            #[automatically_derived]
            impl #private::HttpServiceFactory for #name {
                fn register(self, #config: &mut #private::AppService) {
                    #(#attrs)*
                    #rest
                    #unused
                    #(#registrations)*
                }
            }
        }
    }

    fn table(&self, route: &Route, rules: &[Source]) -> TokenStream {
        let Route { path, name, methods, guards, wraps: _ } = route;
        let name = name.as_ref().map_or_else(|| self.name.to_string(), syn::LitStr::value);
        let rules = rules.iter().map(|rule| rule.tokens(route));
        let guarded = (!guards.is_empty()).then(|| {
            let names = guards.iter().map(source_text);
            quote!(.guarded(&[#(#guards),*], &[#(#names),*]))
        });
        quote! {
            {
                // In an argument, a value with a destructor would not live long enough.
                const RULES: &[__cors::RouteRule] = &[#(#rules),*];
                __cors::AnnotatedRoute::new(#path, #name, &[#(#methods),*], RULES)#guarded
            }
        }
    }

    /// The user's own route attributes on a function that is never called, so actix-web checks them and the user's imports
    /// of them count as used.
    fn shim(&self) -> TokenStream {
        let attrs = &self.found.attrs;
        let signature = if self.function.returns {
            quote!(
                fn __cors_shim() -> __cors::Shim {
                    __cors::shim()
                }
            )
        } else {
            // actix-web's error about it is at the name of the handler. No other token has this span, or editors would take
            // that for the definition of the name.
            quote_spanned!(self.name.span()=> fn __cors_shim() {})
        };
        quote! {
            {
                // The code that actix-web generates names its crate by this relative path.
                use __cors::actix_web;
                #(#attrs)*
                #signature
            }
        }
    }
}
