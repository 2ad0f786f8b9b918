//! Handlers that cannot be annotated, found before rustc or another macro says something else about them.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::Attribute;

use crate::diagnostics::Errors;
use crate::item::route;
use crate::parse::tokens::source_text;

/// Crates with route attributes and applications of their own, and the attributes that only they have.
const OTHERS: [(&str, &str); 2] = [("apistos", "api_operation"), ("paperclip", "api_v2_operation")];

/// Takes out attributes of other crates that register handlers in a way of their own, and reports them. Returns whether there
/// are some.
pub(super) fn take_attributes(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let mut is_found = false;
    attrs.retain(|attr| {
        let Some(krate) = registers_with(attr) else { return true };
        let name = source_text(attr.path());
        let help = format!(
            "remove this `#[cors]`, and give the routes of {krate} their policy by a `Cors` around them: \
             `.wrap(Cors::new(&POLICY))`"
        );
        let what = format!("`#[{name}]` registers the handler with {krate}, and `#[cors]` with actix-web");
        errors.push(attr.path(), what, help);
        is_found = true;
        false
    });
    is_found
}

/// The crate that the attribute registers handlers with, if it is not actix-web.
fn registers_with(attr: &Attribute) -> Option<&'static str> {
    let segments = &attr.path().segments;
    let (first, last) = (segments.first()?, segments.last()?);
    let is_of = |(krate, own): &&(&str, &str)| last.ident == own || segments.len() > 1 && first.ident == krate;
    OTHERS.iter().find(is_of).map(|(krate, _)| *krate)
}

/// Reports a handler with type parameters.
pub(super) fn report_generic(name: &Ident, errors: &mut Errors) {
    let help = "write the types into the handler, or take what it needs as `web::Data<dyn Trait>`";
    errors.push(name, format!("the handler `{name}` is generic, and actix-web registers one function"), help);
}

/// Reports the first attribute of a function that may be a route under another name: `#[cors]` on a module passes it over.
pub(super) fn report_unknown_route(attrs: &[Attribute], errors: &mut Errors) {
    let Some(unknown) = attrs.iter().find(|attr| route::path_of(attr).is_some()) else { return };
    let name = source_text(unknown.path());
    let help = format!(
        "if it is actix-web's `get` under another name, give the handler a policy of its own, with `route`: \
         `#[cors(route = get, …)] #[{name}(…)]`"
    );
    errors.push(unknown, format!("`#[{name}(…)]` looks like a route, and like none that `#[cors]` knows"), help);
}

/// Reports handlers that a macro writes, whose definition or arguments this is: `#[cors]` on a module does not reach them.
pub(super) fn check_macro(name: &Ident, tokens: &TokenStream, errors: &mut Errors) {
    let mut names = Vec::new();
    attribute_names(tokens, &mut names);
    if names.iter().any(|name| route::is_route_name(name)) && !names.iter().any(|name| name == "cors") {
        let help = "write `#[cors(…)]` in the macro, above the route attribute";
        errors.push(name, "`#[cors]` on a module does not reach the handlers that a macro writes", help);
    }
}

/// Reports handlers inside of a function, whose body this is: `#[cors]` on a module does not reach them either.
pub(super) fn check_body(body: &TokenStream, errors: &mut Errors) {
    let mut routes = Vec::new();
    add_routes(body, &mut routes);
    for route in routes {
        let help = "write `#[cors(…)]` above it";
        errors.push(&route, "`#[cors]` on a module does not reach the handlers inside of a function", help);
    }
}

/// Adds the route attributes in the tokens, `#[get("/items")]`, unless `#[cors]` is among them.
fn add_routes(tokens: &TokenStream, routes: &mut Vec<Group>) {
    let mut names = Vec::new();
    attribute_names(tokens, &mut names);
    if !names.iter().any(|name| route::is_route_name(name)) || names.iter().any(|name| name == "cors") {
        return;
    }
    let mut is_after_hash = false;
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            if is_after_hash && is_route_with_path(&group.stream()) {
                routes.push(group.clone());
            } else if !is_after_hash {
                add_routes(&group.stream(), routes);
            }
        }
        is_after_hash = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#');
    }
}

/// Whether an attribute is named as a route and has a path: attributes of others have the same names.
fn is_route_with_path(attribute: &TokenStream) -> bool {
    let tokens: Vec<_> = attribute.clone().into_iter().collect();
    match tokens.as_slice() {
        [.., TokenTree::Ident(name), TokenTree::Group(arguments)] => {
            let first = arguments.stream().into_iter().next();
            route::is_route_name(&name.to_string()) && matches!(first, Some(TokenTree::Literal(_)))
        }
        _ => false,
    }
}

/// Adds the last names of the attributes in the tokens.
fn attribute_names(tokens: &TokenStream, names: &mut Vec<String>) {
    let mut is_after_hash = false;
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            if is_after_hash {
                let path = group.stream().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
                names.extend(path.last().map(|name| name.to_string()));
            } else {
                attribute_names(&group.stream(), names);
            }
        }
        is_after_hash = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#');
    }
}
