//! Route attributes of actix-web → [`Route`]s. What actix-web refuses is left to actix-web: every route attribute also
//! goes onto a stand-in (see `expand.rs`), so that its errors appear once, in its own words.

use proc_macro2::Ident;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Path, Token};

use crate::errors::Errors;

/// The attributes that serve one method, by actix-web's name.
const METHODS: [&str; 10] = ["connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace"];

/// One path of a handler, as `#[get("/x", …)]` or `#[route("/x", …)]` says it.
pub(crate) struct Route {
    pub(crate) path: LitStr,
    pub(crate) name: Option<LitStr>,
    pub(crate) methods: Vec<String>,
    pub(crate) guards: Vec<Path>,
    pub(crate) wraps: Vec<Expr>,
}

/// The route attributes of a function, taken out of its attributes.
pub(crate) struct Routes {
    pub(crate) routes: Vec<Route>,
    /// The attributes without what the generated route takes over, for the stand-in.
    pub(crate) stand_in: Vec<Attribute>,
}

enum Form {
    /// `#[get]`, with its method.
    Method(String),
    /// `#[route]`
    Route,
    /// `#[routes]`, the head of several `#[get]`.
    Routes,
}

impl Routes {
    /// Takes the route attributes out of `attrs`; `hint` says which attribute of actix-web one with a name of its own
    /// is. `None` if there is none, which is an error by then.
    pub(crate) fn take(attrs: &mut Vec<Attribute>, hint: Option<&Ident>, errors: &mut Errors) -> Option<Self> {
        let (position, form) = match hint {
            Some(hint) => find_renamed(attrs, hint, errors)?,
            None => attrs.iter().enumerate().find_map(|(position, attr)| Some((position, Form::of(attr)?)))?,
        };
        let mut found = Routes { routes: Vec::new(), stand_in: Vec::new() };
        found.add(attrs.remove(position), &form, errors);
        for attr in attrs.extract_if(.., |attr| Form::of(attr).is_some()) {
            match (&form, Form::of(&attr)) {
                (Form::Routes, Some(Form::Method(_))) if attr.path().get_ident().is_none() => {
                    let help =
                        "below `#[routes]` actix-web knows its attributes by plain name only: `#[get(\"/path\")]`";
                    errors.push(attr, "a path of `#[routes]` with a qualified name", help);
                }
                (Form::Routes, Some(inner @ Form::Method(_))) => found.add(attr, &inner, errors),
                _ => {
                    let help = "to serve several paths, put `#[routes]` above `#[get(…)]` and `#[post(…)]`";
                    errors.push(attr, "a second route attribute on one handler", help);
                }
            }
        }
        Some(found)
    }

    /// Every method that the handler serves on any path.
    pub(crate) fn methods(&self) -> Vec<String> {
        let mut methods: Vec<String> = Vec::new();
        for method in self.routes.iter().flat_map(|route| &route.methods) {
            if !methods.contains(method) {
                methods.push(method.clone());
            }
        }
        methods
    }

    fn add(&mut self, mut attr: Attribute, form: &Form, errors: &mut Errors) {
        if let Meta::List(list) = &mut attr.meta
            && let Ok(RouteArgs { path, options }) = syn::parse2(list.tokens.clone())
        {
            let mut route = Route { path, name: None, methods: Vec::new(), guards: Vec::new(), wraps: Vec::new() };
            if let Form::Method(method) = form {
                route.methods.push(method.clone());
            }
            let left: Vec<_> = options.into_iter().filter_map(|option| route.take_over(option, errors)).collect();
            let path = &route.path;
            list.tokens = quote!(#path #(, #left)*);
            self.routes.push(route);
        }
        self.stand_in.push(attr);
    }
}

/// The attribute of actix-web that `hint` names and that goes by another name here.
fn find_renamed(attrs: &[Attribute], hint: &Ident, errors: &mut Errors) -> Option<(usize, Form)> {
    let form = Form::named(&hint.to_string());
    let position = match &form {
        // It has no arguments to know it by, but it stands right above the paths.
        Some(Form::Routes) => attrs.iter().position(|attr| Form::of(attr).is_some()).and_then(|at| at.checked_sub(1)),
        Some(_) => attrs.iter().position(|attr| Form::of(attr).is_none() && path_of(attr).is_some()),
        None => None,
    };
    if position.is_none() {
        let help = "`route` is for a route attribute that is imported under another name: `use actix_web::get as read;` \
                    makes `#[cors(route = get, …)]` above `#[read(…)]`";
        errors.push(hint, format!("no attribute below is `{hint}` under another name"), help);
    }
    Some((position?, form?))
}

/// The path of an attribute that looks like a route attribute: `"/items"` in `#[read("/items", …)]`.
pub(crate) fn path_of(attr: &Attribute) -> Option<LitStr> {
    match &attr.meta {
        Meta::List(list) => syn::parse2(list.tokens.clone()).ok().map(|args: RouteArgs| args.path),
        Meta::Path(_) | Meta::NameValue(_) => None,
    }
}

impl Route {
    /// Takes an option over into the generated route; what it gives back goes onto the stand-in.
    fn take_over(&mut self, option: MetaNameValue, errors: &mut Errors) -> Option<MetaNameValue> {
        let value = match &option.value {
            Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) => Some(value.clone()),
            _ => None,
        };
        let name = option.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match (name.as_str(), value) {
            ("name", Some(value)) => self.name = Some(value),
            ("method", Some(value)) => self.methods.push(value.value()),
            ("guard", Some(value)) => {
                self.guards.push(value.parse().ok()?);
                return None;
            }
            ("wrap", Some(value)) => {
                self.wraps.push(value.parse().ok()?);
                return None;
            }
            ("name" | "method" | "guard" | "wrap", None) => {}
            _ => {
                let help =
                    "the arguments of a route attribute are `name`, `guard`, `wrap` and, in `#[route]`, `method`";
                errors.push(&option.path, "`#[cors]` does not know this argument of the route attribute", help);
                return None;
            }
        }
        Some(option)
    }
}

impl Form {
    fn of(attr: &Attribute) -> Option<Self> {
        Form::named(&attr.path().segments.last()?.ident.to_string())
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "route" => Some(Form::Route),
            "routes" => Some(Form::Routes),
            method if METHODS.contains(&method) => Some(Form::Method(method.to_ascii_uppercase())),
            _ => None,
        }
    }
}

/// `"/path", name = "…", …`: what actix-web's route attributes take.
struct RouteArgs {
    path: LitStr,
    options: Punctuated<MetaNameValue, Token![,]>,
}

impl Parse for RouteArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse()?;
        if input.is_empty() {
            return Ok(RouteArgs { path, options: Punctuated::new() });
        }
        input.parse::<Token![,]>()?;
        Ok(RouteArgs { path, options: input.parse_terminated(MetaNameValue::parse, Token![,])? })
    }
}
