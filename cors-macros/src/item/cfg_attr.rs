//! Attributes in `cfg_attr`: inside a module with our attribute the compiler has not resolved them yet.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

use crate::parse::tokens::split_at_commas;

/// An attribute, or one that is inside of `cfg_attr`.
pub(crate) struct CfgAttr {
    pub(crate) attr: Attribute,
    /// The condition in `cfg_attr`.
    pub(crate) when: Option<TokenStream>,
}

/// The attribute itself, or all that are inside of it.
pub(crate) fn attributes_in(attr: &Attribute) -> Vec<CfgAttr> {
    let list = match &attr.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => list,
        _ => return vec![CfgAttr { attr: attr.clone(), when: None }],
    };
    let mut parts = split_at_commas(list.tokens.clone()).into_iter();
    let Some(condition) = parts.next() else { return Vec::new() };
    let made = parts.filter_map(|meta| syn::parse2(meta).ok()).map(|meta| Attribute { meta, ..attr.clone() });
    let made = made.flat_map(|attr| attributes_in(&attr));
    let when = |when| match when {
        Some(when) => quote!(all(#condition, #when)),
        None => condition.clone(),
    };
    made.map(|made| CfgAttr { when: Some(when(made.when)), ..made }).collect()
}

/// The conditions for those attributes that are `what`: `None` if one of them has no condition.
pub(crate) fn conditions(
    made: impl Iterator<Item = CfgAttr>,
    what: fn(&Attribute) -> bool,
) -> Option<Vec<TokenStream>> {
    made.filter(|made| what(&made.attr)).map(|made| made.when).collect()
}
