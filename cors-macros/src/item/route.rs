//! Route attributes of actix-web → [`Route`]s. Their errors are left to actix-web: every route attribute is also put onto a
//! shim (see `expand/handler.rs`).

use proc_macro2::Ident;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Path, Token};

use crate::diagnostics::Errors;

/// The attributes that serve one method, by actix-web's name.
const METHODS: [&str; 10] = ["connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace"];

/// Names that attributes of other crates have, too (`#[fastrace::trace("a name")]`). Only with a path they are routes.
const AMBIGUOUS: [&str; 3] = ["connect", "query", "trace"];

/// One path of a handler, as `#[get("/x", …)]` or `#[route("/x", …)]` says it.
pub(crate) struct Route {
    pub(crate) path: LitStr,
    pub(crate) name: Option<LitStr>,
    pub(crate) methods: Vec<String>,
    pub(crate) guards: Vec<Path>,
    pub(crate) wraps: Vec<Expr>,
}

/// The route attributes of a function, taken out of its attributes.
pub(crate) struct RouteAttrs {
    pub(crate) routes: Vec<Route>,
    /// The attributes without what the generated route takes over.
    pub(crate) attrs: Vec<Attribute>,
}

enum Form {
    /// `#[get]`, with its method.
    Method(String),
    /// `#[route]`
    Route,
    /// `#[routes]`, the head of several `#[get]`.
    Routes,
}

impl RouteAttrs {
    /// Takes the route attributes out of `attrs`; `hint` is what actix-web calls one that is imported under another name.
    /// `None` if there is none; with a hint this is reported.
    pub(crate) fn take(attrs: &mut Vec<Attribute>, hint: Option<&Ident>, errors: &mut Errors) -> Option<Self> {
        let (position, form) = match hint {
            Some(hint) => find_renamed(attrs, hint, errors)?,
            None => find(attrs)?,
        };
        let mut found = RouteAttrs { routes: Vec::new(), attrs: Vec::new() };
        found.add(attrs.remove(position), &form, errors);
        for attr in attrs.extract_if(.., |attr| Form::of(attr).is_some() && path_of(attr).is_some()) {
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
        self.attrs.push(attr);
    }
}

/// The route attribute: the first one with such a name and a path, since other attributes may share the name
/// (`#[fastrace::trace]`), else the first with such a name, which is an error of actix-web's.
fn find(attrs: &[Attribute]) -> Option<(usize, Form)> {
    let named = || attrs.iter().enumerate().filter_map(|(position, attr)| Some((position, Form::of(attr)?, attr)));
    named().find(|(_, _, attr)| is_route(attr)).or_else(|| named().next()).map(|(position, form, _)| (position, form))
}

/// Where the route attribute is; `hint` is what actix-web calls one that is imported under another name.
pub(crate) fn position(attrs: &[Attribute], hint: Option<&Ident>) -> Option<usize> {
    let (position, _) = match hint {
        Some(hint) => find_renamed(attrs, hint, &mut Errors::default())?,
        None => find(attrs)?,
    };
    Some(position)
}

/// The attribute that actix-web calls `hint` and that is imported under another name.
fn find_renamed(attrs: &[Attribute], hint: &Ident, errors: &mut Errors) -> Option<(usize, Form)> {
    let form = Form::named(&hint.to_string());
    let position = match &form {
        // It has no arguments, but it is right above the paths.
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

/// Whether it is a route attribute of actix-web, under its own name and complete.
pub(crate) fn is_route(attr: &Attribute) -> bool {
    match Form::of(attr) {
        Some(Form::Routes) => true,
        Some(Form::Method(_) | Form::Route) => path_of(attr).is_some(),
        None => false,
    }
}

/// Whether a route attribute of actix-web's has this name, and few others do.
pub(crate) fn is_route_name(name: &str) -> bool {
    Form::named(name).is_some() && !AMBIGUOUS.contains(&name)
}

/// The path of an attribute that looks like a route attribute: `"/items"` in `#[read("/items", …)]`. With a name of
/// actix-web's the slash is optional, as in actix-web.
pub(crate) fn path_of(attr: &Attribute) -> Option<LitStr> {
    match &attr.meta {
        Meta::List(list) => {
            let RouteArgs { path, .. } = syn::parse2(list.tokens.clone()).ok()?;
            let text = path.value();
            let is_named = attr.path().segments.last().is_some_and(|name| is_route_name(&name.ident.to_string()));
            (is_named || text.is_empty() || text.starts_with(['/', '{'])).then_some(path)
        }
        Meta::Path(_) | Meta::NameValue(_) => None,
    }
}

impl Route {
    /// Whether guards choose it, beside its path and methods.
    pub(crate) fn is_guarded(&self) -> bool {
        !self.guards.is_empty()
    }

    /// As a request line says it: `GET /items`.
    pub(crate) fn request_line(&self) -> String {
        format!("{} {}", self.methods.join(", "), self.path.value())
    }

    /// Moves an option into the generated route; a returned one stays in the attribute.
    fn take_over(&mut self, option: MetaNameValue, errors: &mut Errors) -> Option<MetaNameValue> {
        let value = match &option.value {
            Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) => Some(value.clone()),
            _ => None,
        };
        let name = option.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match (name.as_str(), value) {
            ("name", Some(value)) => self.name = Some(value),
            ("method", Some(value)) => self.methods.push(value.value()),
            // What cannot be parsed stays, and actix-web says why.
            ("guard", Some(value)) => {
                let guard = value.parse().map(|guard| self.guards.push(guard));
                return guard.err().map(|_| option);
            }
            ("wrap", Some(value)) => {
                let wrap = value.parse().map(|wrap| self.wraps.push(wrap));
                return wrap.err().map(|_| option);
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

#[cfg(test)]
mod tests {
    use quote::{ToTokens, format_ident};
    use syn::parse_quote;

    use super::*;

    /// The paths that are found among attributes, and the attributes that are left.
    fn take(mut attrs: Vec<Attribute>, hint: Option<&str>) -> (Vec<String>, Vec<String>, bool) {
        let mut errors = Errors::default();
        let hint = hint.map(|hint| format_ident!("{hint}"));
        let found = RouteAttrs::take(&mut attrs, hint.as_ref(), &mut errors);
        let paths = found.into_iter().flat_map(|found| found.routes).map(|route| route.path.value()).collect();
        let left = attrs.iter().map(|attr| attr.path().to_token_stream().to_string()).collect();
        (paths, left, errors.is_empty())
    }

    #[test]
    fn attributes_of_others_may_have_the_same_name() {
        for attrs in [
            vec![parse_quote!(#[fastrace::trace]), parse_quote!(#[get("/a")])],
            vec![parse_quote!(#[get("/a")]), parse_quote!(#[fastrace::trace(short_name = true)])],
            vec![parse_quote!(#[fastrace::trace("a name")]), parse_quote!(#[get("/a")])],
        ] {
            let (paths, left, is_fine) = take(attrs, None);
            assert_eq!((paths, left.len(), is_fine), (vec!["/a".to_owned()], 1, true));
        }
    }

    #[test]
    fn a_path_may_have_no_slash() {
        for attrs in [
            vec![parse_quote!(#[fastrace::trace("a name")]), parse_quote!(#[get("a")])],
            vec![parse_quote!(#[routes]), parse_quote!(#[get("a")]), parse_quote!(#[fastrace::trace("a name")])],
        ] {
            let (paths, left, is_fine) = take(attrs, None);
            assert_eq!((paths, left.len(), is_fine), (vec!["a".to_owned()], 1, true));
        }
    }

    #[test]
    fn a_hint_is_about_an_attribute_with_a_path() {
        let attrs = vec![parse_quote!(#[protect("ADMIN")]), parse_quote!(#[inline]), parse_quote!(#[read("/a")])];
        let (paths, left, is_fine) = take(attrs, Some("get"));
        assert_eq!(
            (paths, left, is_fine),
            (vec!["/a".to_owned()], vec!["protect".to_owned(), "inline".to_owned()], true)
        );
    }

    #[test]
    fn a_route_attribute_without_a_path_is_found_all_the_same() {
        let (paths, left, is_fine) = take(vec![parse_quote!(#[get])], None);
        assert_eq!((paths.len(), left.len(), is_fine), (0, 0, true), "actix-web says what is wrong with it");
    }

    #[test]
    fn two_routes_are_one_too_many() {
        let attrs = || vec![parse_quote!(#[get("/a")]), parse_quote!(#[actix_web::post("/b")])];
        assert!(!take(attrs(), None).2);
        let mut several: Vec<Attribute> = vec![parse_quote!(#[routes])];
        several.extend(attrs());
        assert!(!take(several, None).2, "below `#[routes]` only plain names are known");
    }
}
