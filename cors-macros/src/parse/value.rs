//! The value of one argument, in the shape that its name asks for.

use cors_core::{Danger, Enforce, MaxAge, OriginEntry};
use proc_macro2::{Group, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitBool, LitInt, LitStr, MetaNameValue, Path};

use crate::diagnostics::Errors;
use crate::parse::arg::{Argument, Value};
use crate::parse::tokens::split_at_commas;
use crate::parse::{At, List, OriginArg};

/// Reads one entry of a list; `None` if it is none.
type Read<T> = fn(TokenStream, &mut Errors) -> Option<At<T>>;

/// `= "…"` or `("…", regex = r"…", env = "…", with = path::to::function)`
pub(crate) fn origins(argument: &Argument, errors: &mut Errors) -> Option<List<OriginArg>> {
    let mut entries = match &argument.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(origin) => vec![written(OriginEntry::Text, &origin)],
            Err(_) => return refuse(argument, errors),
        },
        Value::Listed(group) => entries(argument, group, origin, errors),
        Value::None => return refuse(argument, errors),
    };
    let mut is_first = true;
    entries.retain(|entry| {
        let keep = entry.value.with.is_none() || std::mem::take(&mut is_first);
        if !keep {
            errors.push_at(entry.span, "a second `with` in one policy", "keep one: its function may ask the other");
        }
        keep
    });
    Some(List { entries, span: argument.name.span() })
}

fn origin(tokens: TokenStream, errors: &mut Errors) -> Option<At<OriginArg>> {
    if let Ok(text) = syn::parse2(tokens.clone()) {
        return Some(written(OriginEntry::Text, &text));
    }
    let named = syn::parse2::<MetaNameValue>(tokens).ok()?;
    let value = named.value.to_token_stream();
    match named.path.get_ident()?.to_string().as_str() {
        "regex" => Some(written(OriginEntry::Regex, &syn::parse2(value).ok()?)),
        "env" => Some(written(OriginEntry::Env, &syn::parse2(value).ok()?)),
        "with" => {
            let with = syn::parse2::<Path>(value.clone()).ok();
            if with.is_none() {
                let help = "write `with = admits`, and `fn admits(origin: &cors_actix::Origin<'_>, request: \
                            &actix_web::HttpRequest) -> bool`, or `async fn` with the same parameters";
                errors.push(value, "`with` takes the path of a function", help);
            }
            Some(At { value: OriginArg { entry: OriginEntry::Predicate, with }, span: named.span() })
        }
        _ => None,
    }
}

fn written(kind: fn(String) -> OriginEntry, literal: &LitStr) -> At<OriginArg> {
    text(literal).map(|text| OriginArg { entry: kind(text), with: None })
}

/// `= "*"` or `(GET, "PURGE")`
pub(crate) fn methods(argument: &Argument, errors: &mut Errors) -> Option<List> {
    if let Value::Assigned(value) = &argument.value
        && let Ok(method) = syn::parse2::<Ident>(value.clone())
    {
        errors.push(&method, "`methods` takes a list", format!("write `methods({method})`"));
        return None;
    }
    names(argument, errors, |tokens, errors| match syn::parse2::<Ident>(tokens.clone()) {
        Ok(method) => Some(At { value: method.to_string(), span: method.span() }),
        Err(_) => string(tokens, errors),
    })
}

/// `= "*"` or `("content-type", "etag")`
pub(crate) fn header_names(argument: &Argument, errors: &mut Errors) -> Option<List> {
    names(argument, errors, string)
}

fn names(argument: &Argument, errors: &mut Errors, read: Read<String>) -> Option<List> {
    let name = &argument.name;
    match &argument.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(any) if any.value() == "*" => Some(List { entries: vec![text(&any)], span: name.span() }),
            Ok(single) => {
                let parts = single.value();
                let parts = parts.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| format!("{part:?}"));
                let help = format!("write `{name}({})`", parts.collect::<Vec<_>>().join(", "));
                errors.push(single, format!("`{name}` takes a list"), help);
                None
            }
            Err(_) => refuse(argument, errors),
        },
        Value::Listed(group) if group.stream().is_empty() => names_nothing(argument, group, errors),
        Value::Listed(group) => Some(List { entries: entries(argument, group, read, errors), span: name.span() }),
        Value::None => refuse(argument, errors),
    }
}

/// The entries of a list that can be read; the others are errors.
fn entries<T>(argument: &Argument, group: &Group, read: Read<T>, errors: &mut Errors) -> Vec<At<T>> {
    let mut entries = Vec::new();
    for tokens in split_at_commas(group.stream()) {
        match read(tokens.clone(), errors) {
            Some(entry) => entries.push(entry),
            None => argument.refuse_entry(&tokens, errors),
        }
    }
    entries
}

/// Nothing, or `= true`
pub(crate) fn flag(argument: &Argument, errors: &mut Errors) -> Option<At<bool>> {
    match &argument.value {
        Value::None => Some(At { value: true, span: argument.name.span() }),
        Value::Assigned(value) => match syn::parse2::<LitBool>(value.clone()) {
            Ok(flag) => Some(At { value: flag.value, span: argument.name.span() }),
            Err(_) => refuse(argument, errors),
        },
        Value::Listed(_) => refuse(argument, errors),
    }
}

/// Nothing, `= "writes"`, `= "all"` or `= false`
pub(crate) fn enforce(argument: &Argument, errors: &mut Errors) -> Option<At<Enforce>> {
    if let Value::Assigned(value) = &argument.value
        && let Ok(name) = syn::parse2::<LitStr>(value.clone())
    {
        return match Enforce::from_name(&name.value()) {
            Some(value) => Some(At { value, span: argument.name.span() }),
            None => refuse(argument, errors),
        };
    }
    flag(argument, errors).map(|flag| flag.map(Enforce::from))
}

/// Nothing, or `= true`: the argument is left out where it is not meant.
pub(crate) fn off(argument: &Argument, errors: &mut Errors) -> Option<()> {
    let At { value, span } = flag(argument, errors)?;
    if !value {
        errors.push_at(span, "`off = false` says nothing", "leave `off` out");
    }
    value.then_some(())
}

/// `= 600` or `= "10m"`
pub(crate) fn max_age(argument: &Argument, errors: &mut Errors) -> Option<At<MaxAge>> {
    let Value::Assigned(value) = &argument.value else { return refuse(argument, errors) };
    let (value, span) = match syn::parse2::<Lit>(value.clone()) {
        Ok(Lit::Str(text)) => (MaxAge::Text(text.value()), text.span()),
        Ok(Lit::Int(seconds)) if matches!(seconds.suffix(), "s" | "m" | "h" | "d") => {
            let help = format!("write `max_age = \"{seconds}\"`");
            errors.push(&seconds, format!("the lifetime `{seconds}` does not stand in quotes"), help);
            return None;
        }
        // Digits beyond 64 bits are left to the rule about long lifetimes.
        Ok(Lit::Int(seconds)) => match seconds.suffix().is_empty().then(|| seconds.base10_parse()) {
            Some(Ok(number)) => (MaxAge::Seconds(number), seconds.span()),
            _ => (MaxAge::Text(seconds.to_string()), seconds.span()),
        },
        _ => return refuse(argument, errors),
    };
    Some(At { value, span })
}

/// `= 200`
pub(crate) fn status(argument: &Argument, errors: &mut Errors) -> Option<At<u16>> {
    let Value::Assigned(value) = &argument.value else { return refuse(argument, errors) };
    let status = syn::parse2::<LitInt>(value.clone()).ok();
    match status.as_ref().map(|literal| (literal.base10_parse(), literal.span())) {
        Some((Ok(value), span)) => Some(At { value, span }),
        _ => refuse(argument, errors),
    }
}

/// `(insecure_origins)`
pub(crate) fn dangers(argument: &Argument, errors: &mut Errors) -> Option<List<Danger>> {
    let group = match &argument.value {
        Value::Listed(group) if group.stream().is_empty() => return names_nothing(argument, group, errors),
        Value::Listed(group) => group,
        Value::Assigned(value) => {
            let help = format!("write `dangerously({value})`");
            errors.push(value, "`dangerously` takes a list", help);
            return None;
        }
        Value::None => return refuse(argument, errors),
    };
    let mut dangers = Vec::new();
    for tokens in split_at_commas(group.stream()) {
        let name = tokens.to_string();
        match Danger::ALL.iter().find(|danger| danger.name() == name) {
            Some(danger) => dangers.push(At { value: *danger, span: tokens.span() }),
            None => {
                let known: Vec<_> = Danger::ALL.iter().map(|danger| format!("`{}`", danger.name())).collect();
                let help = format!("the protections are {}", known.join(", "));
                errors.push(&tokens, format!("there is no protection named `{name}`"), help);
            }
        }
    }
    Some(List { entries: dangers, span: argument.name.span() })
}

/// `= path` or `= name`
pub(crate) fn assigned<T: syn::parse::Parse>(argument: &Argument, errors: &mut Errors) -> Option<T> {
    match &argument.value {
        Value::Assigned(value) => syn::parse2(value.clone()).ok().or_else(|| refuse(argument, errors)),
        Value::None | Value::Listed(_) => refuse(argument, errors),
    }
}

fn refuse<T>(argument: &Argument, errors: &mut Errors) -> Option<T> {
    argument.refuse(errors);
    None
}

fn names_nothing<T>(argument: &Argument, group: &Group, errors: &mut Errors) -> Option<T> {
    let name = &argument.name;
    errors.push_at(group.span(), format!("`{name}()` names nothing"), format!("leave `{name}` out, or fill it"));
    None
}

fn string(tokens: TokenStream, _: &mut Errors) -> Option<At<String>> {
    syn::parse2(tokens).ok().as_ref().map(text)
}

fn text(literal: &LitStr) -> At<String> {
    At { value: literal.value(), span: literal.span() }
}
