//! Tokens between commas, tokens as source text, and lists in the wrong brackets.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, parse2};

/// The tokens between commas, without empty parts: a trailing comma means nothing. The parameters of a closure are kept
/// together.
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

/// Tokens as they are written, with few spaces: `content-type`, where `to_string` has `content - type`.
pub(crate) fn source_text(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for token in tokens.into_token_stream() {
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if is_word && after_word {
            text.push(' ');
        }
        after_word = is_word;
        let piece = match token {
            TokenTree::Group(group) => {
                let inside = source_text(group.stream());
                match group.delimiter() {
                    Delimiter::Parenthesis => format!("({inside})"),
                    Delimiter::Brace => format!("{{{inside}}}"),
                    Delimiter::Bracket => format!("[{inside}]"),
                    Delimiter::None => inside,
                }
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => format!("{punct} "),
            TokenTree::Punct(punct) if punct.as_char() == '=' => " = ".to_owned(),
            token => token.to_string(),
        };
        text += &piece;
    }
    text.trim().to_owned()
}

/// What to write where `value` is `["a", "b"]`, `&["a"]`, `("a", "b")` or `vec!["a"]`.
pub(crate) fn list_in_brackets(name: &Ident, value: &TokenStream) -> Option<String> {
    let tokens: Vec<_> = value.clone().into_iter().collect();
    let is = |token: &TokenTree, text| token.to_string() == text;
    let TokenTree::Group(group) = (match &tokens[..] {
        [group] => group,
        [and, group] if is(and, "&") => group,
        [vec, bang, group] if is(vec, "vec") && is(bang, "!") => group,
        _ => return None,
    }) else {
        return None;
    };
    let entries = split_at_commas(group.stream()).into_iter().map(parse2);
    let are_strings =
        entries.map(|entry| matches!(entry, Ok(Lit::Str(_)))).reduce(|all, is_string| all && is_string)?;
    are_strings.then(|| format!("write `{name}({})`", source_text(group.stream()).trim_end_matches(',')))
}

/// The word of an entry that is written without quotes, or as a constant: `content-type`, `CONTENT_TYPE` in
/// `header::CONTENT_TYPE`, `PUT` in `Method::PUT`.
pub(crate) fn last_word(entry: &TokenStream) -> Option<String> {
    let text = source_text(entry);
    let word = text.rsplit("::").next().filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic()))?;
    let is_word = word.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
    is_word.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::*;

    #[test]
    fn as_they_are_written() {
        for (tokens, text) in [
            (quote!(content - type), "content-type"),
            (quote!(&PARTNERS), "&PARTNERS"),
            (quote!(Method::GET), "Method::GET"),
            (quote!(["a - b", "c"]), r#"["a - b", "c"]"#),
            (quote!(env = ALLOWED), "env = ALLOWED"),
            (quote!("a" "b"), r#""a" "b""#),
        ] {
            assert_eq!(source_text(tokens), text);
        }
    }

    #[test]
    fn lists_in_other_brackets() {
        let origins = format_ident!("origins");
        for value in [quote!(["a", "b"]), quote!(&["a", "b"]), quote!(("a", "b")), quote!(vec!["a", "b",])] {
            assert_eq!(list_in_brackets(&origins, &value).as_deref(), Some(r#"write `origins("a", "b")`"#), "{value}");
        }
        for value in [quote!([]), quote!([a]), quote!(env!("A")), quote!(regex("a")), quote!("a"), quote!([1])] {
            assert_eq!(list_in_brackets(&origins, &value), None, "{value}");
        }
    }

    #[test]
    fn words_of_entries() {
        let word = |entry| last_word(&entry);
        assert_eq!(word(quote!(header::CONTENT_TYPE)).as_deref(), Some("CONTENT_TYPE"));
        assert_eq!(word(quote!(x - total - count)).as_deref(), Some("x-total-count"));
        assert_eq!(word(quote!(Method::PUT)).as_deref(), Some("PUT"));
        assert_eq!(word(quote!("a" "b")), None);
    }
}
