//! Item tokens → [`Item`]: the attributes, and as little of the function as is needed. Its body is not parsed, so it may be
//! half typed.

pub(crate) mod cfg_attr;
pub(crate) mod route;

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Receiver, Visibility};

use crate::parse::tokens::split_at_commas;

/// The item below the attribute.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// What kind of item it is.
    pub(crate) kind: Kind,
    /// Everything after the attributes.
    pub(crate) rest: TokenStream,
}

/// What there is to know of a function.
#[derive(Clone)]
pub(crate) struct Function {
    /// Whether it has type parameters.
    pub(crate) is_generic: bool,
    /// What is in the parentheses.
    pub(crate) parameters: TokenStream,
    /// Whether it has a return type.
    pub(crate) returns: bool,
    /// Whether it has a `self`.
    pub(crate) is_method: bool,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Function {
        name: Ident,
        function: Function,
    },
    Module {
        name: Ident,
        /// Whether its items are here, and not in a file of their own.
        inline: bool,
    },
    Other,
}

impl Item {
    pub(crate) fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut head: Vec<TokenTree> = tokens.into_iter().collect();
        // A parser would copy the whole body, only to give it back.
        let body = head.iter().position(is_braced).unwrap_or(head.len());
        let body = head.split_off(body);
        let parse = |input: ParseStream<'_>| {
            Ok((input.call(Attribute::parse_outer)?, input.fork().parse()?, input.parse::<TokenStream>()?))
        };
        let (attrs, vis, mut rest) = parse.parse2(head.into_iter().collect())?;
        rest.extend(body);
        let kind = Kind::of(rest.clone());
        Ok(Item { attrs, vis, kind, rest })
    }

    /// The item as it was.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let Item { attrs, vis: _, kind: _, rest } = self;
        quote!(#(#attrs)* #rest)
    }
}

pub(crate) fn is_cors(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "cors")
}

/// Whether an attribute is the compiler's or a tool's, and looks at no other attribute.
pub(crate) fn is_built_in(attr: &Attribute) -> bool {
    const NAMES: [&str; 18] = [
        "allow",
        "automatically_derived",
        "cfg",
        "clippy",
        "cold",
        "deny",
        "deprecated",
        "diagnostic",
        "doc",
        "expect",
        "forbid",
        "inline",
        "must_use",
        "rustc",
        "rustfmt",
        "track_caller",
        "unsafe",
        "warn",
    ];
    attr.path().segments.first().is_some_and(|first| NAMES.iter().any(|name| first.ident == name))
}

impl Kind {
    fn of(rest: TokenStream) -> Self {
        let mut tokens = rest.into_iter();
        match (tokens.find(|token| is_word(token, "fn") || is_word(token, "mod")), tokens.next()) {
            (Some(word), Some(TokenTree::Ident(name))) if is_word(&word, "fn") => {
                let rest: TokenStream = tokens.collect();
                let is_generic = has_type_parameters(rest.clone());
                let mut tokens = rest.into_iter();
                let parameters = tokens.find_map(parenthesised).unwrap_or_default();
                let is_method = starts_with_self(parameters.clone());
                let function = Function { is_generic, parameters, returns: is_arrow(tokens), is_method };
                Kind::Function { name, function }
            }
            (Some(_), Some(TokenTree::Ident(name))) => {
                Kind::Module { name, inline: matches!(tokens.next(), Some(TokenTree::Group(_))) }
            }
            _ => Kind::Other,
        }
    }
}

/// Whether type parameters, and not only lifetimes, come next.
fn has_type_parameters(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter();
    let is = |token: Option<TokenTree>, character| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    is(tokens.next(), '<') && !is(tokens.next(), '\'')
}

/// Whether `->` comes next.
fn is_arrow(mut tokens: impl Iterator<Item = TokenTree>) -> bool {
    matches!(
        (tokens.next(), tokens.next()),
        (Some(TokenTree::Punct(dash)), Some(TokenTree::Punct(arrow)))
            if dash.as_char() == '-' && dash.spacing() == Spacing::Joint && arrow.as_char() == '>'
    )
}

/// Whether the first parameter is `self`, `&self` or the like.
fn starts_with_self(parameters: TokenStream) -> bool {
    let first = split_at_commas(parameters).into_iter().next();
    first.is_some_and(|first| syn::parse2::<Receiver>(first).is_ok())
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn parenthesised(token: TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    }
}
