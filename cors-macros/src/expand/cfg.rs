//! Entries of a list with `#[cfg(…)]`. A macro cannot evaluate the condition, so it expands to one macro for each case, and the
//! compiler keeps one of them.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote};
use syn::Attribute;

use crate::item::cfg_attr::attributes_in;
use crate::item::is_cors;
use crate::parse::tokens::split_at_commas;

/// A condition, and what is left in each case.
pub(super) struct Cases<T> {
    pub(super) condition: TokenStream,
    pub(super) holds: T,
    pub(super) fails: T,
}

/// Splits arguments at the first condition of an entry; `None` if there is none.
pub(super) fn arguments(tokens: &TokenStream) -> Option<Cases<TokenStream>> {
    let condition = split_at_commas(tokens.clone()).into_iter().find_map(|argument| {
        let group = last_group(&argument)?;
        split_at_commas(group.stream()).into_iter().find_map(|entry| Some(conditional(&entry)?.0))
    })?;
    let case = |holds| {
        let arguments =
            split_at_commas(tokens.clone()).into_iter().map(|argument| in_case(argument, &condition, holds));
        join(arguments)
    };
    Some(Cases { holds: case(true), fails: case(false), condition })
}

/// Splits the further attributes of one item: where an entry has a condition, or where a whole attribute has.
pub(super) fn attributes(attrs: &[Attribute]) -> Option<Cases<Vec<Attribute>>> {
    attrs.iter().enumerate().find_map(|(index, attr)| {
        let Cases { condition, holds, fails } = attribute(attr)?;
        let case = |own: Vec<Attribute>| [&attrs[..index], &own, &attrs[index + 1..]].concat();
        Some(Cases { condition, holds: case(holds), fails: case(fails) })
    })
}

fn attribute(attr: &Attribute) -> Option<Cases<Vec<Attribute>>> {
    let list = attr.meta.require_list().ok()?;
    if is_cors(attr) {
        let Cases { condition, holds, fails } = arguments(&list.tokens)?;
        let with = |tokens: TokenStream| {
            let mut own = attr.clone();
            if let syn::Meta::List(list) = &mut own.meta {
                list.tokens = tokens;
            }
            vec![own]
        };
        return Some(Cases { condition, holds: with(holds), fails: with(fails) });
    }
    if !list.path.is_ident("cfg_attr") || !attributes_in(attr).iter().any(|inside| is_cors(&inside.attr)) {
        return None;
    }
    let mut parts = split_at_commas(list.tokens.clone()).into_iter();
    let condition = parts.next()?;
    let holds =
        parts.filter_map(|meta| syn::parse2(meta).ok()).map(|meta| Attribute { meta, ..attr.clone() }).collect();
    Some(Cases { condition, holds, fails: Vec::new() })
}

/// The argument with the entries of this case.
fn in_case(argument: TokenStream, condition: &TokenStream, holds: bool) -> TokenStream {
    let Some(list) = last_group(&argument) else { return argument };
    let entries = split_at_commas(list.stream()).into_iter().filter_map(|entry| match conditional(&entry) {
        Some((own, entry)) if own.to_string() == condition.to_string() => holds.then_some(entry),
        _ => Some(entry),
    });
    let mut own = Group::new(list.delimiter(), join(entries));
    own.set_span(list.span());
    let before = argument.clone().into_iter().count() - 1;
    argument.into_iter().take(before).chain([TokenTree::Group(own)]).collect()
}

/// The list that an argument ends in.
fn last_group(argument: &TokenStream) -> Option<Group> {
    match argument.clone().into_iter().last()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group),
        _ => None,
    }
}

/// The condition of an entry, and the entry without it.
fn conditional(entry: &TokenStream) -> Option<(TokenStream, TokenStream)> {
    let mut tokens = entry.clone().into_iter();
    match (tokens.next()?, tokens.next()?) {
        (TokenTree::Punct(hash), TokenTree::Group(group)) if hash.as_char() == '#' => {
            let mut inside = group.stream().into_iter();
            match (inside.next()?, inside.next()?, inside.next()) {
                (TokenTree::Ident(name), TokenTree::Group(condition), None) if name == "cfg" => {
                    Some((condition.stream(), tokens.collect()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn join(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut tokens = TokenStream::new();
    for part in parts {
        tokens.append_all(part);
        tokens.append(Punct::new(',', Spacing::Alone));
    }
    tokens
}

impl<T> Cases<T> {
    /// One of two pieces of code, of which the compiler keeps that whose case it is.
    pub(super) fn choose(self, code: impl Fn(T) -> TokenStream) -> TokenStream {
        let Cases { condition, holds, fails } = self;
        let (holds, fails) = (code(holds), code(fails));
        quote! {
            #[cfg(#condition)]
            #holds
            #[cfg(not(#condition))]
            #fails
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn entries_with_a_condition() {
        let tokens = quote!(
            origins(
                "https://a.example",
                #[cfg(debug_assertions)]
                "http://localhost:*",
                #[cfg(test)]
                env = "A"
            ),
            methods(
                PUT,
                #[cfg(debug_assertions)]
                DELETE
            ),
            credentials
        );
        let Cases { condition, holds, fails } = arguments(&tokens).unwrap();
        assert_eq!(condition.to_string(), "debug_assertions");
        let expected = quote!(
            origins(
                "https://a.example",
                "http://localhost:*",
                #[cfg(test)]
                env = "A",
            ),
            methods(PUT, DELETE,),
            credentials,
        );
        assert_eq!(holds.to_string(), expected.to_string());
        let expected = quote!(
            origins(
                "https://a.example",
                #[cfg(test)]
                env = "A",
            ),
            methods(PUT,),
            credentials,
        );
        assert_eq!(fails.to_string(), expected.to_string());
        assert!(arguments(&quote!(origins("https://a.example"), credentials)).is_none());
    }

    #[test]
    fn further_attributes_with_a_condition() {
        let attrs: [Attribute; 3] =
            [parse_quote!(#[inline]), parse_quote!(#[cfg_attr(a, cors(off), cold)]), parse_quote!(#[get("/")])];
        let Cases { condition, holds, fails } = attributes(&attrs).unwrap();
        assert_eq!(condition.to_string(), "a");
        let expected: [Attribute; 4] =
            [parse_quote!(#[inline]), parse_quote!(#[cors(off)]), parse_quote!(#[cold]), parse_quote!(#[get("/")])];
        assert_eq!(holds, expected);
        assert_eq!(fails, [attrs[0].clone(), attrs[2].clone()]);
        assert!(attributes(&[attrs[0].clone(), attrs[2].clone()]).is_none());
    }
}
