//! The tokens of one argument → [`Arg`]: its name and its value, and what to say where either has the wrong shape.

use cors_core::Argument;
use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, LitStr, MetaNameValue};

use crate::diagnostics::Errors;
use crate::parse::names::{Key, Macro, ORIGIN_KINDS};
use crate::parse::tokens::{list_in_brackets, source_text};

/// `name`, `name = value` or `name(…)`.
pub(crate) struct Arg {
    /// The macro that it is given to.
    pub(crate) of: Macro,
    pub(crate) name: Ident,
    /// The argument with this name, if there is one.
    pub(crate) key: Option<Key>,
    pub(crate) value: Value,
}

#[derive(Clone)]
pub(crate) enum Value {
    None,
    Assigned(TokenStream),
    Listed(Group),
}

/// A part of a value, and where it is.
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> Read<T> {
    pub(crate) fn string(literal: &LitStr, make: fn(String) -> T) -> Self {
        Read { value: make(literal.value()), span: literal.span() }
    }
}

impl Arg {
    pub(crate) fn parse(tokens: TokenStream, of: Macro, errors: &mut Errors) -> Option<Self> {
        let mut tokens = tokens.into_iter();
        let name = match tokens.next()? {
            TokenTree::Ident(name) => name,
            token => {
                let help = match &token {
                    TokenTree::Literal(literal) => format!("write `origins = {literal}`"),
                    TokenTree::Punct(star) if star.as_char() == '*' => "write `origins = \"*\"`".to_owned(),
                    _ => of.all_names(),
                };
                errors.push(&token, format!("expected the name of an argument, found `{token}`"), help);
                return None;
            }
        };
        let key = Key::named(&name.to_string());
        let value = match tokens.next() {
            None => Value::None,
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => match (tokens.next(), key) {
                (None, Some(key)) if of.takes(key) => {
                    let help = format!("write {}", key.example());
                    errors.push(&name, format!("`{name} =` has no value"), help);
                    return None;
                }
                // The name is what is wrong.
                (None, _) => Value::None,
                (Some(TokenTree::Literal(literal)), _) => Value::Assigned(literal.to_token_stream()),
                (Some(TokenTree::Punct(second)), _) if matches!(second.as_char(), '=' | '>') => {
                    let help = format!("write `{name} = …`, with one `=`");
                    errors.push(quote!(#punct #second), format!("`{name}` is followed by `={second}`"), help);
                    return None;
                }
                (Some(first), _) => Value::Assigned(std::iter::once(first).chain(tokens.by_ref()).collect()),
            },
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => Value::Listed(group),
            // A path.
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && colon.spacing() == Spacing::Joint => {
                let path = std::iter::once(name.clone().into()).chain(std::iter::once(colon.into())).chain(tokens);
                let path: TokenStream = path.collect();
                let what = format!("expected the name of an argument, found `{}`", source_text(&path));
                let help = match of {
                    Macro::Attribute => format!("did you mean `policy = {}`?", source_text(&path)),
                    Macro::Policy => of.all_names(),
                };
                errors.push(path, what, help);
                return None;
            }
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' => {
                let help = format!("write `{name} = …`, with `=`");
                errors.push(&colon, format!("`{name}` is followed by `:`"), help);
                return None;
            }
            Some(TokenTree::Literal(literal)) => {
                let help = format!("write `{name} = …`, with `=`");
                errors.push(&literal, format!("expected `=` before `{literal}`"), help);
                return None;
            }
            Some(token) => {
                missing_comma(&token, of, errors);
                return None;
            }
        };
        if let Some(token) = tokens.next() {
            missing_comma(&token, of, errors);
        }
        Some(Arg { of, name, key, value })
    }

    /// An entry of the list has the wrong shape; `fix` is what was meant, where that is known.
    pub(crate) fn refuse_entry(&self, entry: &TokenStream, fix: Option<String>, errors: &mut Errors) {
        let name = &self.name;
        let text = source_text(entry);
        let is_unfinished = text.ends_with(" =");
        let what = || {
            if is_unfinished {
                format!("`{text}` has no value")
            } else {
                format!("`{text}` is not a valid entry of `{name}`")
            }
        };
        match (list_in_brackets(name, entry).or(fix), evaluated(entry.clone())) {
            (Some(fix), _) => errors.push(entry, what(), fix),
            (None, Some(value)) => {
                let help = match syn::parse2::<MetaNameValue>(entry.clone()) {
                    Ok(named) if self.key == Some(Key::Part(Argument::Origins)) => {
                        format!("write the string itself: `{} = \"…\"`", named.path.to_token_stream())
                    }
                    _ => self.instead_of_a_constant(&value),
                };
                errors.push(&value, not_a_literal(&value), help);
            }
            (None, None) => errors.push(entry, what(), format!("write {}", self.example())),
        }
    }

    /// The value of an argument that takes a list of strings has the wrong shape, so there is none.
    pub(crate) fn refuse_list<T>(&self, errors: &mut Errors) -> Option<T> {
        match &self.value {
            Value::Assigned(value) => self.refuse_value(value, list_in_brackets(&self.name, value), errors),
            Value::None | Value::Listed(_) => return self.refuse(errors),
        }
        None
    }

    /// The value has the wrong shape, so there is none.
    pub(crate) fn refuse<T>(&self, errors: &mut Errors) -> Option<T> {
        let name = &self.name;
        let help = || format!("write {}", self.example());
        match &self.value {
            Value::None => errors.push(name, format!("`{name}` needs a value"), help()),
            Value::Assigned(value) => self.refuse_value(value, None, errors),
            Value::Listed(group) => errors.push(group, format!("`{name}` does not take a list"), help()),
        }
        None
    }

    fn refuse_value(&self, value: &TokenStream, fix: Option<String>, errors: &mut Errors) {
        match (fix, evaluated(value.clone())) {
            (None, Some(value)) => errors.push(&value, not_a_literal(&value), self.instead_of_a_constant(&value)),
            (fix, _) => {
                let what = format!("`{}` does not take the value `{}`", self.name, source_text(value));
                errors.push(value, what, fix.unwrap_or_else(|| format!("write {}", self.example())));
            }
        }
    }

    fn example(&self) -> &'static str {
        self.key.map_or("", |key| key.example())
    }

    /// The help for a constant, or for a call.
    fn instead_of_a_constant(&self, value: &Expr) -> String {
        let instead = match (self.key, self.of) {
            (Some(Key::Part(Argument::Origins)), _) => {
                let path = if matches!(value, Expr::Path(_)) { source_text(value) } else { "ORIGINS".to_owned() };
                return format!(
                    "write the string itself; for a list of strings, write `origins(list = {path})`, which is checked when the \
                     application starts"
                );
            }
            (_, Macro::Attribute) => {
                "what several handlers share is a policy by its name: `static SHARED: Policy = policy!(…);` and \
                 `#[cors(policy = SHARED)]`"
            }
            (_, Macro::Policy) => "what only the running program knows goes into a `cors_actix::Draft`",
        };
        format!("write the value itself, {}; {instead}", self.example())
    }
}

/// The part of a value that rustc would have to evaluate: a constant, a macro or a call, by itself or after `regex =`.
fn evaluated(value: TokenStream) -> Option<Expr> {
    let value = match syn::parse2::<MetaNameValue>(value.clone()) {
        Ok(named) if ORIGIN_KINDS.iter().any(|name| named.path.is_ident(name)) => named.value,
        _ => syn::parse2(value).ok()?,
    };
    let is_evaluated = match &value {
        // A word in lower case is more likely a string without quotes.
        Expr::Path(path) => path.path.get_ident().is_none_or(|name| name.to_string().bytes().all(is_upper)),
        Expr::Macro(_) | Expr::Call(_) | Expr::MethodCall(_) => true,
        _ => false,
    };
    is_evaluated.then_some(value)
}

/// Whether it may be in the name of a constant.
fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn not_a_literal(value: &Expr) -> String {
    let text = source_text(value);
    match value {
        Expr::Path(_) => format!("`{text}` is a constant, and a macro cannot read its value"),
        _ => format!("`{text}` is not a literal, and a macro cannot evaluate it"),
    }
}

fn missing_comma(token: &TokenTree, of: Macro, errors: &mut Errors) {
    let help = format!("separate the arguments of `{}` by commas", of.name());
    errors.push(token, format!("expected `,` before `{token}`"), help);
}
