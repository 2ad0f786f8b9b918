//! Lists of tokens between commas.

use proc_macro2::{TokenStream, TokenTree};

/// The tokens between commas, without empty stretches: a trailing comma says nothing. The parameters of a closure are
/// kept together.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    let mut in_parameters = false;
    for token in tokens {
        let Some(part) = parts.last_mut() else { break };
        let is = |token: &TokenTree, char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == char);
        if is(&token, '|') {
            in_parameters = !in_parameters && part.last().is_some_and(|before| is(before, '='));
        }
        if is(&token, ',') && !in_parameters { parts.push(Vec::new()) } else { part.push(token) }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(TokenStream::from_iter).collect()
}
