//! Attributes that stand behind `cfg_attr`: those of items inside a module have not been looked at by the compiler when
//! the attribute of the module is.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

use crate::parse::tokens::split_at_commas;

/// An attribute as it stands, or one that `cfg_attr` makes of it.
pub(crate) struct CfgAttr {
    pub(crate) attr: Attribute,
    /// The condition for it.
    pub(crate) when: Option<TokenStream>,
}

/// All that an attribute comes to.
pub(crate) fn made_by(attr: &Attribute) -> Vec<CfgAttr> {
    let list = match &attr.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => list,
        _ => return vec![CfgAttr { attr: attr.clone(), when: None }],
    };
    let mut parts = split_at_commas(list.tokens.clone()).into_iter();
    let Some(condition) = parts.next() else { return Vec::new() };
    let made = parts.filter_map(|meta| syn::parse2(meta).ok()).map(|meta| Attribute { meta, ..attr.clone() });
    let made = made.flat_map(|attr| made_by(&attr));
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
