//! `#[cors(…)] mod` → the module with `#[cors(…)]` above the route of each handler in it that has no policy of its own.
//! The rest of the module is passed on unread.

use cors_core::Argument;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Token, Visibility, token};

use crate::diagnostics::Errors;
use crate::expand::source::{Rules, named};
use crate::expand::unsupported::{check_body, check_macro, report_unknown_route};
use crate::item::Item;
use crate::item::cfg_attr::{attributes_in, conditions};
use crate::item::is_cors;
use crate::item::route;
use crate::lower;
use crate::parse::names::Key;
use crate::parse::{CorsArgs, Given};

/// Expands `#[cors(…)] mod name { … }`. `attributes` are all of ours above it.
pub(crate) fn expand(
    rules: &Rules<'_>,
    attributes: TokenStream,
    name: &Ident,
    item: Item,
    errors: &mut Errors,
) -> TokenStream {
    rules.iter().for_each(|args| refuse(args, errors));
    let written: Vec<_> = rules.iter().filter(|args| named(args, errors).is_none()).collect();
    let drafts: Vec<_> = written.iter().map(|args| lower::handler_draft(args, None, false)).collect();
    lower::check_all(&written, &drafts, errors);
    let attributes = if errors.is_empty() { attributes } else { shims(rules) };
    let mut annotator = Annotator { attributes, errors, annotated: 0, skipped: 0 };
    let rest = annotator.items(item.rest.clone(), &[]);
    annotator.finish(name);
    Item { rest, ..item }.into_tokens()
}

/// Refuses what differs from one handler of the module to the next.
fn refuse(args: &CorsArgs, errors: &mut Errors) {
    for Given { key, name, .. } in &args.given {
        let help = match key {
            Key::Part(Argument::Methods) => {
                "remove `methods`: the handlers share the policy, and each allows the methods of its own route"
            }
            Key::Route => "put `#[cors(route = …, …)]` above the handler whose route attribute goes by another name",
            Key::Part(_) | Key::Policy | Key::Off | Key::Crate => continue,
        };
        errors.push(name, format!("`{name}` is not for a whole module"), help);
    }
}

/// The attributes for the handlers in place of those with errors, which are reported once. The handlers keep their shape, and
/// the paths in the arguments count as used.
fn shims(rules: &Rules<'_>) -> TokenStream {
    let krate = rules.krate();
    let paths = rules.iter().filter_map(|args| match (&args.policy, &args.runtime.with) {
        (Some(path), _) => Some(quote!(policy = #path)),
        (None, Some(path)) => Some(quote!(origins(with = #path))),
        (None, None) => None,
    });
    let mut arguments: Vec<_> = paths.collect();
    if arguments.is_empty() {
        arguments.push(quote!(off));
    }
    quote!(#(#[#krate::cors(crate = #krate, #arguments)])*)
}

/// Puts the attribute above the handlers of a module.
struct Annotator<'a> {
    attributes: TokenStream,
    errors: &'a mut Errors,
    /// How many handlers got it.
    annotated: usize,
    /// How many handlers and modules have one of their own.
    skipped: usize,
}

impl Annotator<'_> {
    /// Annotates items, which have a policy already under the conditions `unless`.
    fn items(&mut self, tokens: TokenStream, unless: &[TokenStream]) -> TokenStream {
        let scan = |input: ParseStream<'_>| {
            let mut items = TokenStream::new();
            let mut is_signature = false;
            while !input.is_empty() {
                let attrs = outer_attributes(input)?;
                let vis: Visibility = input.parse()?;
                if is_function(&input.fork()) {
                    is_signature = true;
                    self.function(&attrs, unless, &mut items);
                } else {
                    items.append_all(&attrs);
                }
                vis.to_tokens(&mut items);
                if input.peek(Ident::peek_any) && input.peek2(Token![!]) {
                    self.macro_call(input, &mut items)?;
                } else if input.peek(Token![mod]) && input.peek3(token::Brace) {
                    items.append_all([input.parse::<TokenTree>()?, input.parse()?]);
                    items.append(self.module(&attrs, &input.parse()?, unless));
                } else if is_signature && input.peek(token::Brace) {
                    let braces: Group = input.parse()?;
                    // In front of it, braces are around a constant: `-> A<{ 1 }>`.
                    is_signature = input.peek(Token![>]) || input.peek(Token![,]);
                    check_body(&braces.stream(), self.errors);
                    items.append(braces);
                } else if !input.is_empty() {
                    items.append(input.parse::<TokenTree>()?);
                }
            }
            Ok(items)
        };
        // If the items cannot be parsed, rustc says why.
        scan.parse2(tokens.clone()).unwrap_or(tokens)
    }

    /// `name! { … }`, or `macro_rules! name { … }`
    fn macro_call(&mut self, input: ParseStream<'_>, items: &mut TokenStream) -> syn::Result<()> {
        let name = input.call(Ident::parse_any)?;
        let mut tokens: Vec<TokenTree> = vec![input.parse()?];
        if input.peek(Ident::peek_any) {
            tokens.push(input.parse()?);
        }
        // Whatever it is otherwise, rustc says it.
        if input.peek(token::Brace) || input.peek(token::Paren) || input.peek(token::Bracket) {
            let body: Group = input.parse()?;
            check_macro(&name, &body.stream(), self.errors);
            tokens.push(body.into());
        }
        items.append(name);
        items.append_all(tokens);
        Ok(())
    }

    fn module(&mut self, attrs: &[Attribute], body: &Group, unless: &[TokenStream]) -> Group {
        let Some(own) = conditions(attrs.iter().flat_map(attributes_in), is_cors) else {
            self.skipped += 1;
            return body.clone();
        };
        let mut given = Group::new(body.delimiter(), self.items(body.stream(), &[unless, &own].concat()));
        given.set_span(body.span());
        given
    }

    /// Adds the attributes of a function, with ours if it is a handler without a policy.
    fn function(&mut self, attrs: &[Attribute], unless: &[TokenStream], items: &mut TokenStream) {
        let Some(own) = conditions(attrs.iter().flat_map(attributes_in), is_cors) else {
            self.skipped += 1;
            return items.append_all(attrs);
        };
        let is_route = |attr: &Attribute| attributes_in(attr).iter().any(|made| route::is_route(&made.attr));
        let Some(position) = attrs.iter().position(is_route) else {
            if own.is_empty() {
                report_unknown_route(attrs, self.errors);
            }
            return items.append_all(attrs);
        };
        let attributes = &self.attributes;
        let when = conditions(attrs.iter().flat_map(attributes_in), route::is_route);
        let unless = [unless, &own].concat();
        let (above, below) = attrs.split_at(position);
        items.append_all(above);
        let condition = match when {
            None if unless.is_empty() => None,
            None => Some(quote!(not(any(#(#unless),*)))),
            Some(when) => Some(quote!(all(any(#(#when),*), not(any(#(#unless),*))))),
        };
        items.append_all(match condition {
            None => attributes.clone(),
            Some(condition) => {
                let attributes = in_brackets(attributes);
                quote!(#[cfg_attr(#condition, #(#attributes),*)])
            }
        });
        items.append_all(below);
        self.annotated += 1;
    }

    /// An attribute without effect is an error.
    fn finish(self, name: &Ident) {
        if self.annotated > 0 || !self.errors.is_empty() {
            return;
        }
        let (what, help) = if self.skipped > 0 {
            ("every handler in this module has a policy of its own", "drop this `#[cors]`, or those that say the same")
        } else {
            (
                "`#[cors]` finds no handler in this module",
                "put a route attribute above the functions that it is meant for: `#[get(\"/items\")] async fn items() …`",
            )
        };
        self.errors.push(name, what, help);
    }
}

/// What is in the brackets of each attribute.
fn in_brackets(attributes: &TokenStream) -> Vec<TokenStream> {
    let groups = attributes.clone().into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    groups.collect()
}

fn outer_attributes(input: ParseStream<'_>) -> syn::Result<Vec<Attribute>> {
    // Inner ones belong to the module.
    if input.peek(Token![#]) && input.peek2(token::Bracket) {
        input.call(Attribute::parse_outer)
    } else {
        Ok(Vec::new())
    }
}

/// Whether a function begins after the visibility.
fn is_function(ahead: ParseStream<'_>) -> bool {
    let is_qualifier = |ahead: ParseStream<'_>| {
        ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(LitStr)
    };
    while is_qualifier(ahead) && ahead.parse::<TokenTree>().is_ok() {}
    ahead.peek(Token![fn])
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    /// The items with the attribute, which is `#[given]` here, and whether nothing is wrong with them.
    fn give(items: TokenStream) -> (String, bool) {
        let mut errors = Errors::default();
        let mut annotator = Annotator { attributes: quote!(#[given]), errors: &mut errors, annotated: 0, skipped: 0 };
        let items = annotator.items(items, &[]);
        (items.to_string(), errors.is_empty())
    }

    #[test]
    fn the_attribute_stands_above_the_route() {
        for (items, expected) in [
            (
                quote! { #![allow(unused)] #[inline] #[get("/")] #[cold] pub(crate) async fn a() { half typed. } },
                quote! { #![allow(unused)] #[inline] #[given] #[get("/")] #[cold] pub(crate) async fn a() { half typed. } },
            ),
            (
                quote! { fn a() -> A<{ 1 }> where B: C {} #[get("/")] const async unsafe extern "C" fn b() {} },
                quote! { fn a() -> A<{ 1 }> where B: C {} #[given] #[get("/")] const async unsafe extern "C" fn b() {} },
            ),
            (
                quote! { #[trace("a name")] #[get("no-slash")] fn a() {} },
                quote! { #[trace("a name")] #[given] #[get("no-slash")] fn a() {} },
            ),
            (
                quote! { pub mod a { mod b { #[routes] #[get("/")] fn c() {} } mod d; } },
                quote! { pub mod a { mod b { #[given] #[routes] #[get("/")] fn c() {} } mod d; } },
            ),
            (
                quote! { #[cfg_attr(a, cfg_attr(b, inline, get("/")))] #[cfg_attr(c, cors(off))] fn d() {} },
                quote! {
                    #[cfg_attr(all(any(all(a, b)), not(any(c))), given)]
                    #[cfg_attr(a, cfg_attr(b, inline, get("/")))] #[cfg_attr(c, cors(off))] fn d() {}
                },
            ),
        ] {
            assert_eq!(give(items), (expected.to_string(), true));
        }
    }

    #[test]
    fn nothing_else_is_touched() {
        for items in [
            quote! { #[cors(off)] #[get("/")] fn a() {} },
            quote! { #[cors(off)] mod a { #[get("/")] fn b() {} } },
            quote! { #[get("/")] struct A; impl A { #[get("/")] fn a() {} } handlers! { fn b() {} } },
            quote! { handlers! { #[cors(off)] #[get("/")] fn b() {} } },
            quote! { fn a() { #[cors(off)] #[get("/")] fn b() {} } #[fastrace::trace] fn c() {} const D: fn() = a; },
            quote! { fn a() -> A<{ 1 }> { #[trace("a name")] fn b() {} { #[route] let c = 1; } } },
        ] {
            assert_eq!(give(items.clone()), (items.to_string(), true));
        }
        for items in [
            // It may be a route.
            quote! { #[read("/")] fn a() {} },
            quote! { fn a() -> A<{ 1 }> { { #[actix_web::get("/")] fn b() {} } } },
            quote! { handlers! { #[get("/")] fn b() {} } },
            quote! { macro_rules! handler { ($name:ident) => { #[actix_web::get("/")] fn $name() {} } } },
        ] {
            assert_eq!(give(items.clone()), (items.to_string(), false));
        }
    }
}
