//! The tokens of one argument → [`Argument`]: its name and its value, and what to say where either has the wrong shape.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, MetaNameValue};

use crate::diagnostics::Errors;
use crate::parse::names::{LISTS, Macro, OF_ORIGINS};
use crate::parse::tokens::{listed, meant, spelled};

/// `name`, `name = value` or `name(…)`.
pub(crate) struct Argument {
    /// What it is given to.
    pub(crate) of: Macro,
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    None,
    Assigned(TokenStream),
    Listed(Group),
}

impl Argument {
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
        let value = match tokens.next() {
            None => Value::None,
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => match tokens.next() {
                // The name is what is wrong.
                None if of.arguments().all(|known| name != known) => Value::None,
                None => {
                    let help = format!("write {}", of.how_to_write(&name.to_string()));
                    errors.push(&name, format!("`{name} =` has no value"), help);
                    return None;
                }
                Some(TokenTree::Literal(literal)) => Value::Assigned(literal.to_token_stream()),
                Some(TokenTree::Punct(second)) if matches!(second.as_char(), '=' | '>') => {
                    let help = format!("write `{name} = …`, with one `=`");
                    errors.push(quote!(#punct #second), format!("`{name}` is followed by `={second}`"), help);
                    return None;
                }
                Some(first) => Value::Assigned(std::iter::once(first).chain(tokens.by_ref()).collect()),
            },
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => Value::Listed(group),
            // A path.
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && colon.spacing() == Spacing::Joint => {
                let path = std::iter::once(name.clone().into()).chain(std::iter::once(colon.into())).chain(tokens);
                let path: TokenStream = path.collect();
                let what = format!("expected the name of an argument, found `{}`", spelled(&path));
                let help = match of {
                    Macro::Attribute => format!("did you mean `policy = {}`?", spelled(&path)),
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
        Some(Argument { of, name, value })
    }

    /// An entry of the list has the wrong shape.
    pub(crate) fn refuse_entry(&self, entry: &TokenStream, errors: &mut Errors) {
        let name = &self.name;
        let what = || format!("`{}` does not belong into `{name}`", spelled(entry));
        match (listed(name, entry).or_else(|| meant(name, entry)), evaluated(entry.clone())) {
            (Some(help), _) => errors.push(entry, what(), help),
            (None, Some(value)) => errors.push(&value, unseen(&value), self.instead_of_a_constant()),
            (None, None) => errors.push(entry, what(), format!("write {}", self.how_to_write())),
        }
    }

    fn how_to_write(&self) -> &'static str {
        self.of.how_to_write(&self.name.to_string())
    }

    /// What to do where a constant was meant.
    fn instead_of_a_constant(&self) -> String {
        let instead = match self.of {
            Macro::Attribute => {
                "what several handlers share is a policy by its name: `static SHARED: Policy = policy!(…);` and \
                 `#[cors(policy = SHARED)]`"
            }
            Macro::Policy => "what only the running program knows goes into a `cors_actix::Draft`",
        };
        format!("write the value itself, {}; {instead}", self.how_to_write())
    }

    /// The value has the wrong shape.
    pub(crate) fn refuse(&self, errors: &mut Errors) {
        let Argument { of: _, name, value } = self;
        let help = format!("write {}", self.how_to_write());
        match value {
            Value::None => errors.push(name, format!("`{name}` needs a value"), help),
            Value::Assigned(value) => {
                let listed = LISTS.iter().any(|list| name == list).then(|| listed(name, value)).flatten();
                match (listed, evaluated(value.clone())) {
                    (None, Some(value)) => errors.push(&value, unseen(&value), self.instead_of_a_constant()),
                    (listed, _) => {
                        let what = format!("`{name}` does not take the value `{}`", spelled(value));
                        errors.push(value, what, listed.unwrap_or(help));
                    }
                }
            }
            Value::Listed(group) => errors.push(group, format!("`{name}` does not take a list"), help),
        }
    }
}

/// The part of a value that rustc would have to work out: a constant, a macro or a call, by itself or behind `regex =`.
fn evaluated(value: TokenStream) -> Option<Expr> {
    let value = match syn::parse2::<MetaNameValue>(value.clone()) {
        Ok(named) if OF_ORIGINS.iter().any(|name| named.path.is_ident(name)) => named.value,
        _ => syn::parse2(value).ok()?,
    };
    let is_evaluated = match &value {
        // A word in lower case is more likely a text without quotes.
        Expr::Path(path) => path.path.get_ident().is_none_or(|name| name.to_string().bytes().all(is_upper)),
        Expr::Macro(_) | Expr::Call(_) | Expr::MethodCall(_) => true,
        _ => false,
    };
    is_evaluated.then_some(value)
}

/// Whether names of constants have it.
fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn unseen(value: &Expr) -> String {
    let value = spelled(value);
    format!("what `{value}` stands for is not known yet: a macro sees the name and no value")
}

fn missing_comma(token: &TokenTree, of: Macro, errors: &mut Errors) {
    let help = format!("separate the arguments of `{}` by commas", of.name());
    errors.push(token, format!("expected `,` before `{token}`"), help);
}
