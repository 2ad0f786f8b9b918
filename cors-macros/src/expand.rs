//! The item with its policy: a struct of the handler's name, as actix-web makes one, whose `HttpServiceFactory` and
//! whose table of routes are ours.

use cors_core::{Policy, Rule};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Visibility};

use crate::args::{self, CorsArgs};
use crate::errors::Errors;
use crate::item::{Item, Kind};
use crate::render::Render;
use crate::route::{self, Route, Routes};

/// Expands `#[cors(args)] item`. What is wrong is reported beside the item, which keeps its usual shape, so that the
/// user sees our messages alone.
pub(crate) fn cors(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(args, &mut errors);
    let item = match syn::parse2::<Item>(item.clone()) {
        Ok(parsed) => expand_item(&args, parsed, &mut errors),
        // Not even the attributes can be read; rustc says why.
        Err(_) => item,
    };
    let errors = errors.into_tokens();
    quote!(#item #errors)
}

fn expand_item(args: &CorsArgs, mut item: Item, errors: &mut Errors) -> TokenStream {
    let Kind::Function { name, returns } = item.kind.clone() else {
        let help = "put it above the route attribute of a handler: `#[cors(…)] #[get(\"/items\")] async fn items() …`";
        errors.push(&item.rest, "`#[cors]` belongs to a handler, and this is no function", help);
        return item.into_tokens();
    };
    for second in item.attrs.extract_if(.., |attr| is_cors(attr)) {
        errors.push(second, "a second `#[cors]` on one handler", "keep one, with everything that you mean in it");
    }
    let Some(found) = Routes::take(&mut item.attrs, args.route.as_ref(), errors) else {
        if args.route.is_none() {
            no_route(&name, &item.attrs, errors);
        }
        return item.into_tokens();
    };
    let policies = check(args, &found, errors);
    let usable = returns && errors.is_empty();
    let Item { attrs, vis, kind: _, rest } = item;
    Handler { args, name, returns, vis, attrs, rest, found, policies, usable }.expand()
}

fn is_cors(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "cors")
}

/// A paragraph of the handler's documentation.
fn words(args: &CorsArgs, route: &Route, policy: &Policy) -> String {
    let variables: Vec<_> = args.variables().map(|variable| format!("`{variable}`")).collect();
    let more = match &*variables {
        [] => String::new(),
        _ => format!(" When the application starts, the origins in {} join them.", variables.join(", ")),
    };
    let policy = without_markup(&policy.to_string());
    format!("\n\nCORS, `{} {}`: {policy}.{more}", route.methods.join(", "), route.path.value())
}

/// Wildcards and underscores as rustdoc has to read them, but for what stands in back-ticks.
fn without_markup(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => part.replace('*', "\\*").replace('_', "\\_"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
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
    let checked = draft.check_written();
    for violations in [checked.as_ref().err(), draft.check_redundancy().as_ref().err()].into_iter().flatten() {
        for violation in violations {
            // Origins that could not be read are not missing.
            let is_known = violation.rule() == Rule::OriginsMissing && args.origins_meant && !errors.is_empty();
            if !is_known {
                errors.report(violation, args.span_of(violation.place()));
            }
        }
    }
    let Ok(policy) = checked else { return Vec::new() };
    let policies = found.routes.iter().map(|route| match args.draft_of(&policy_methods(args, route)) {
        own if own == draft => Ok(policy.clone()),
        own => own.check_written(),
    });
    policies.filter_map(Result::ok).collect()
}

/// The methods of the policy of a route: those that the route serves, of them those that are named if any are. What
/// another path of the handler serves is no business of this one.
fn policy_methods(args: &CorsArgs, route: &Route) -> Vec<String> {
    let named = |method: &String| {
        args.methods.as_ref().is_none_or(|named| named.entries.iter().any(|entry| entry.value == *method))
    };
    route.methods.iter().filter(|method| named(method)).cloned().collect()
}

/// Everything that the expansion of one handler is made of.
struct Handler<'a> {
    args: &'a CorsArgs,
    name: Ident,
    returns: bool,
    vis: Visibility,
    attrs: Vec<Attribute>,
    rest: TokenStream,
    found: Routes,
    policies: Vec<Policy>,
    /// Whether nothing is wrong so far; else the shape is all that matters.
    usable: bool,
}

impl Handler<'_> {
    fn expand(&self) -> TokenStream {
        let Handler { args, name, returns: _, vis, attrs, rest, found, policies, usable } = self;
        let krate = args.krate.as_ref().map_or_else(|| quote!(::cors_actix), ToTokens::to_token_stream);
        let private = quote!(#krate::__private);
        // As actix-web does it, and switched by a feature of the same name.
        let vis = if cfg!(feature = "compat-routing-macros-force-pub") { quote!(pub) } else { quote!(#vis) };
        let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let words = found.routes.iter().zip(policies).map(|(route, policy)| words(args, route, policy));
        let stand_in = self.stand_in(&private);
        // Hidden from the user's code, which may have the name itself.
        let config = Ident::new("__cors_config", Span::mixed_site());
        let routes = found.routes.iter().zip(policies).map(|(route, policy)| self.table(route, policy, &private));
        let registrations = found.routes.iter().enumerate().filter(|_| *usable).map(|(index, route)| {
            let Route { guards, wraps, .. } = route;
            quote! {
                #private::register(
                    #config,
                    &<Self as #private::Annotated>::routes()[#index],
                    #private::route(#name)#(.wrap(#wraps))*,
                    [#(#private::guard(#guards)),*],
                );
            }
        });
        let unused = (!usable).then(|| quote!(let _ = (#name, #config);));
        quote! {
            #(#docs)*
            #(#[doc = #words])*
            #[allow(non_camel_case_types, clippy::exhaustive_structs)]
            #vis struct #name;

            #stand_in

            #[automatically_derived]
            impl #private::Annotated for #name {
                fn routes() -> &'static [#private::AnnotatedRoute] {
                    static ROUTES: &[#private::AnnotatedRoute] = &[#(#routes),*];
                    ROUTES
                }
            }

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

    fn table(&self, route: &Route, policy: &Policy, private: &TokenStream) -> TokenStream {
        let Route { path, name, methods, guards: _, wraps: _ } = route;
        let name = name.as_ref().map_or_else(|| self.name.to_string(), syn::LitStr::value);
        let policy = if self.args.variables().next().is_none() {
            let policy = policy.render(private);
            quote!(#private::Source::Written(#policy))
        } else {
            let draft = self.args.draft_tokens(&policy_methods(self.args, route), private);
            quote! {
                #private::Source::Started({
                    fn __cors_policy() -> &'static #private::Result<#private::Policy, #private::Violations> {
                        static POLICY: #private::Started = #private::Started::new();
                        POLICY.get_or_init(|| #private::start(#name, #path, &#draft))
                    }
                    __cors_policy
                })
            }
        };
        quote!(#private::AnnotatedRoute::new(#path, #name, &[#(#methods),*], #policy, #private::Option::None))
    }

    /// The user's own route attributes on a function that nobody calls: actix-web checks them and words its errors,
    /// and the user's imports of them are used.
    fn stand_in(&self, private: &TokenStream) -> TokenStream {
        let attrs = &self.found.stand_in;
        let name = Ident::new("__cors_stand_in", self.name.span());
        let signature = if self.returns {
            quote_spanned!(name.span()=> async fn #name() -> #private::StandIn { #private::StandIn })
        } else {
            quote_spanned!(name.span()=> async fn #name() {})
        };
        quote! {
            const _: () = {
                // The code that actix-web generates names its crate by this relative path.
                use #private::actix_web;
                #(#attrs)*
                #signature
            };
        }
    }
}
