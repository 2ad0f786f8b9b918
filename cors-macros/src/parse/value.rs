//! The value of one argument → the field of the draft that keeps it, and where its entries are in the source.

use cors_core::__private::Field;
use cors_core::{Argument, Danger, Enforce, MaxAge};
use proc_macro2::{Group, Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitBool, LitInt, LitStr};

use crate::diagnostics::Errors;
use crate::parse::arg::{Arg, Read, Value};
use crate::parse::names::Key;
use crate::parse::origins::{RuntimeOrigins, origins};
use crate::parse::tokens::{last_word, split_at_commas};

/// Where a value is.
pub(crate) struct Spans {
    /// The argument as a whole: its value, or its name where it has entries.
    pub(crate) whole: Span,
    pub(crate) entries: Vec<Span>,
}

/// Reads one entry of a list; `None` if it has the wrong shape.
type ReadEntry<T> = fn(TokenStream, &mut Errors) -> Option<Read<T>>;

/// What was meant by an entry in the wrong shape, given its last word.
type FixEntry = fn(&str) -> String;

/// Reads the value of an argument into `field`.
pub(crate) fn read(arg: &Arg, field: Field<'_>, runtime: &mut RuntimeOrigins, errors: &mut Errors) -> Option<Spans> {
    match field {
        Field::Origins(field) => Some(list(arg, field, origins(arg, runtime, errors)?)),
        Field::Methods(field) => Some(list(arg, field, methods(arg, errors)?)),
        Field::HeaderNames(field) => Some(list(arg, field, names(arg, string, Some(header_name), errors)?)),
        Field::Hosts(field) => Some(list(arg, field, names(arg, string, None, errors)?)),
        Field::Dangers(field) => Some(list(arg, field, dangers(arg, errors)?)),
        Field::Flag(field) => Some(single(field, flag(arg, errors)?)),
        Field::MaxAge(field) => Some(single(field, max_age(arg, errors)?)),
        Field::Enforce(field) => Some(single(field, enforce(arg, errors)?)),
        Field::Status(field) => Some(single(field, status(arg, errors)?)),
    }
}

fn list<T>(arg: &Arg, field: &mut Vec<T>, read: Vec<Read<T>>) -> Spans {
    let (values, entries) = read.into_iter().map(|Read { value, span }| (value, span)).unzip();
    *field = values;
    Spans { whole: arg.name.span(), entries }
}

fn single<T, F: From<T>>(field: &mut F, Read { value, span }: Read<T>) -> Spans {
    *field = value.into();
    Spans { whole: span, entries: Vec::new() }
}

/// `= "*"` or `(GET, "PURGE")`
fn methods(arg: &Arg, errors: &mut Errors) -> Option<Vec<Read<String>>> {
    if let Value::Assigned(value) = &arg.value
        && let Ok(method) = syn::parse2::<Ident>(value.clone())
    {
        errors.push(&method, "`methods` takes a list", format!("write `methods({method})`"));
        return None;
    }
    let read: ReadEntry<String> = |tokens, errors| match syn::parse2::<Ident>(tokens.clone()) {
        Ok(method) => Some(Read { value: method.to_string(), span: method.span() }),
        Err(_) => string(tokens, errors),
    };
    names(arg, read, Some(|word| format!("write `{word}`")), errors)
}

/// What was meant by a constant or by a name without quotes.
fn header_name(word: &str) -> String {
    format!("write `\"{}\"`", word.to_ascii_lowercase().replace('_', "-"))
}

/// `= "*"` or `("content-type", "etag")`
fn names(arg: &Arg, read: ReadEntry<String>, fix: Option<FixEntry>, errors: &mut Errors) -> Option<Vec<Read<String>>> {
    let name = &arg.name;
    match &arg.value {
        Value::Assigned(value) => match syn::parse2::<LitStr>(value.clone()) {
            Ok(any) if any.value() == "*" => Some(vec![Read::string(&any, String::from)]),
            Ok(single) => {
                let parts = single.value();
                let parts = parts.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| format!("{part:?}"));
                let help = format!("write `{name}({})`", parts.collect::<Vec<_>>().join(", "));
                errors.push(single, format!("`{name}` takes a list"), help);
                None
            }
            Err(_) => arg.refuse_list(errors),
        },
        // That no header is meant is said to the check of extractors.
        Value::Listed(group) if group.stream().is_empty() && arg.key != Some(Key::Part(Argument::Headers)) => {
            empty_list(arg, group, errors)
        }
        Value::Listed(group) => {
            let mut entries = Vec::new();
            for tokens in split_at_commas(group.stream()) {
                match read(tokens.clone(), errors) {
                    Some(entry) => entries.push(entry),
                    None => {
                        let fix = fix.and_then(|fix| Some(fix(&last_word(&tokens)?)));
                        arg.refuse_entry(&tokens, fix, errors);
                    }
                }
            }
            Some(entries)
        }
        Value::None => arg.refuse_list(errors),
    }
}

/// Nothing, or `= true`
fn flag(arg: &Arg, errors: &mut Errors) -> Option<Read<bool>> {
    match &arg.value {
        Value::None => Some(Read { value: true, span: arg.name.span() }),
        Value::Assigned(value) => match syn::parse2::<LitBool>(value.clone()) {
            Ok(flag) => Some(Read { value: flag.value, span: arg.name.span() }),
            Err(_) => arg.refuse(errors),
        },
        Value::Listed(_) => arg.refuse(errors),
    }
}

/// Nothing, `= "writes"`, `= "all"` or `= false`
fn enforce(arg: &Arg, errors: &mut Errors) -> Option<Read<Enforce>> {
    if let Value::Assigned(value) = &arg.value
        && let Ok(name) = syn::parse2::<LitStr>(value.clone())
    {
        return match Enforce::from_name(&name.value()) {
            Some(value) => Some(Read { value, span: arg.name.span() }),
            None => arg.refuse(errors),
        };
    }
    let Read { value, span } = flag(arg, errors)?;
    Some(Read { value: value.into(), span })
}

/// `= 600` or `= "10m"`
fn max_age(arg: &Arg, errors: &mut Errors) -> Option<Read<MaxAge>> {
    let Value::Assigned(value) = &arg.value else { return arg.refuse(errors) };
    let (value, span) = match syn::parse2::<Lit>(value.clone()) {
        Ok(Lit::Str(text)) => (MaxAge::Text(text.value()), text.span()),
        Ok(Lit::Int(seconds)) if matches!(seconds.suffix(), "s" | "m" | "h" | "d") => {
            let help = format!("write `max_age = \"{seconds}\"`");
            errors.push(&seconds, format!("the lifetime `{seconds}` is not in quotes"), help);
            return None;
        }
        // Digits beyond 64 bits are left to the rule about long lifetimes.
        Ok(Lit::Int(seconds)) => match seconds.suffix().is_empty().then(|| seconds.base10_parse()) {
            Some(Ok(number)) => (MaxAge::Seconds(number), seconds.span()),
            _ => (MaxAge::Text(seconds.to_string()), seconds.span()),
        },
        _ => return arg.refuse(errors),
    };
    Some(Read { value, span })
}

/// `= 200`
fn status(arg: &Arg, errors: &mut Errors) -> Option<Read<u16>> {
    let Value::Assigned(value) = &arg.value else { return arg.refuse(errors) };
    let status = syn::parse2::<LitInt>(value.clone()).ok();
    match status.as_ref().map(|literal| (literal.base10_parse(), literal.span())) {
        Some((Ok(value), span)) => Some(Read { value, span }),
        _ => arg.refuse(errors),
    }
}

/// `(insecure_origins)`
fn dangers(arg: &Arg, errors: &mut Errors) -> Option<Vec<Read<Danger>>> {
    let group = match &arg.value {
        Value::Listed(group) if group.stream().is_empty() => return empty_list(arg, group, errors),
        Value::Listed(group) => group,
        Value::Assigned(value) => {
            let help = format!("write `dangerously({value})`");
            errors.push(value, "`dangerously` takes a list", help);
            return None;
        }
        Value::None => return arg.refuse(errors),
    };
    let mut dangers = Vec::new();
    for tokens in split_at_commas(group.stream()) {
        let name = tokens.to_string();
        match Danger::ALL.iter().find(|danger| danger.name() == name) {
            Some(danger) => dangers.push(Read { value: *danger, span: tokens.span() }),
            None => {
                let known: Vec<_> = Danger::ALL.iter().map(|danger| format!("`{}`", danger.name())).collect();
                let help = format!("the protections are {}", known.join(", "));
                errors.push(&tokens, format!("there is no protection named `{name}`"), help);
            }
        }
    }
    Some(dangers)
}

/// Nothing, or `= true`: the argument is left out where it is not meant.
pub(crate) fn off(arg: &Arg, errors: &mut Errors) -> bool {
    let off = flag(arg, errors);
    if let Some(Read { value: false, span }) = off {
        errors.push_at(span, "`off = false` says nothing", "leave `off` out");
    }
    off.is_some_and(|off| off.value)
}

/// `= path` or `= name`
pub(crate) fn assigned<T: syn::parse::Parse>(arg: &Arg, errors: &mut Errors) -> Option<T> {
    match &arg.value {
        Value::Assigned(value) => syn::parse2(value.clone()).ok().or_else(|| arg.refuse(errors)),
        Value::None | Value::Listed(_) => arg.refuse(errors),
    }
}

fn empty_list<T>(arg: &Arg, group: &Group, errors: &mut Errors) -> Option<T> {
    let name = &arg.name;
    errors.push_at(group.span(), format!("`{name}()` names nothing"), format!("leave `{name}` out, or fill it"));
    None
}

fn string(tokens: TokenStream, _: &mut Errors) -> Option<Read<String>> {
    syn::parse2(tokens).ok().map(|literal| Read::string(&literal, String::from))
}
