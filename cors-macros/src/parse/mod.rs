//! Attribute tokens → [`CorsArgs`]: the names of arguments, each with its value, and nothing about CORS.

pub(crate) mod arg;
pub(crate) mod names;
pub(crate) mod tokens;
mod value;

use cors_core::{Danger, Enforce, MaxAge, OriginEntry};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, Path};

use crate::diagnostics::Errors;
use crate::parse::arg::{Argument, Value};
use crate::parse::names::{Macro, OF_HANDLERS, OF_ORIGINS};
use crate::parse::tokens::split_at_commas;

/// The arguments of one attribute, each given at most once.
#[derive(Default)]
pub(crate) struct CorsArgs {
    pub(crate) origins: Option<List<OriginArg>>,
    /// Whether something was meant to name origins, though it may have failed to.
    pub(crate) origins_meant: bool,
    pub(crate) methods: Option<List>,
    pub(crate) headers: Option<List>,
    pub(crate) expose: Option<List>,
    pub(crate) credentials: Option<At<bool>>,
    pub(crate) max_age: Option<At<MaxAge>>,
    pub(crate) timing: Option<At<bool>>,
    pub(crate) enforce: Option<At<Enforce>>,
    pub(crate) hosts: Option<List>,
    pub(crate) preflight_status: Option<At<u16>>,
    pub(crate) dangerously: Option<List<Danger>>,
    /// A named policy instead of all the above.
    pub(crate) policy: Option<Path>,
    /// No policy at all.
    pub(crate) off: Option<()>,
    /// Which route attribute an import under another name is.
    pub(crate) route: Option<Ident>,
    /// Where cors-actix is, if not at `::cors_actix`.
    pub(crate) krate: Option<Path>,
    /// The names of all these arguments, in the order of the source.
    pub(crate) given: Vec<Ident>,
}

/// An entry of `origins`.
pub(crate) struct OriginArg {
    pub(crate) entry: OriginEntry,
    /// The function of `with = …`.
    pub(crate) with: Option<Path>,
}

/// A value, and where it stands.
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> At<T> {
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> At<U> {
        At { value: make(self.value), span: self.span }
    }
}

/// The entries of a list, and where its name stands.
pub(crate) struct List<T = String> {
    pub(crate) entries: Vec<At<T>>,
    pub(crate) span: Span,
}

/// Reads every argument, and goes on after a bad one.
pub(crate) fn parse(tokens: TokenStream, of: Macro, errors: &mut Errors) -> CorsArgs {
    let mut args = CorsArgs::default();
    for argument in split_at_commas(tokens) {
        match Argument::parse(argument, of, errors) {
            Some(argument) => args.set(&argument, errors),
            // Whatever it was, origins may have been part of it.
            None => args.origins_meant = true,
        }
    }
    args
}

impl CorsArgs {
    /// The path of cors-actix.
    pub(crate) fn krate(&self) -> TokenStream {
        self.krate.as_ref().map_or_else(|| quote!(::cors_actix), ToTokens::to_token_stream)
    }

    /// The path of what generated code names.
    pub(crate) fn private(&self) -> TokenStream {
        let krate = self.krate();
        quote!(#krate::__private)
    }

    fn set(&mut self, argument: &Argument, errors: &mut Errors) {
        let name = argument.name.to_string();
        self.origins_meant |= ["origins", "policy", "off"].contains(&name.as_str());
        match name.as_str() {
            // Where it does not belong, its value does not matter.
            name if argument.of == Macro::Policy && OF_HANDLERS.contains(&name) => self.origins_meant = true,
            "origins" => set(&mut self.origins, argument, errors, value::origins),
            "methods" => set(&mut self.methods, argument, errors, value::methods),
            "headers" => set(&mut self.headers, argument, errors, value::header_names),
            "expose" => set(&mut self.expose, argument, errors, value::header_names),
            "credentials" => set(&mut self.credentials, argument, errors, value::flag),
            "max_age" => set(&mut self.max_age, argument, errors, value::max_age),
            "timing" => set(&mut self.timing, argument, errors, value::flag),
            "enforce" => set(&mut self.enforce, argument, errors, value::enforce),
            "hosts" => set(&mut self.hosts, argument, errors, value::header_names),
            "preflight_status" => set(&mut self.preflight_status, argument, errors, value::status),
            "dangerously" => set(&mut self.dangerously, argument, errors, value::dangers),
            "policy" => set(&mut self.policy, argument, errors, value::assigned),
            "off" => set(&mut self.off, argument, errors, value::off),
            "route" => set(&mut self.route, argument, errors, value::assigned),
            "crate" => set(&mut self.krate, argument, errors, value::assigned),
            unknown => return self.refuse(unknown, argument, errors),
        }
        self.given.push(argument.name.clone());
    }

    /// There is no argument with this name.
    fn refuse(&mut self, unknown: &str, argument: &Argument, errors: &mut Errors) {
        let Argument { of, name, value } = argument;
        if let Some(message) = cors_core::__private::not_needed(unknown) {
            return errors.push_message(name, message);
        }
        // Of these `policy!` takes one.
        let is_origin = OF_ORIGINS.contains(&unknown) && (*of == Macro::Attribute || unknown == "regex");
        let meant = of.meant(unknown);
        let is_constant = |name: &str| name.len() > 1 && !name.contains(|char: char| char.is_lowercase());
        // What nobody can guess may have named origins, too.
        self.origins_meant |= is_origin || meant.is_none_or(|name| name == "origins");
        let help = match (meant, value) {
            (_, Value::Assigned(value)) if is_origin => format!("did you mean `origins({unknown} = {value})`?"),
            (_, Value::Listed(_) | Value::None) if is_origin => format!("did you mean `origins({unknown} = …)`?"),
            (Some(meant), _) => format!("did you mean {}?", of.how_to_write(meant)),
            (None, Value::None) if *of == Macro::Attribute && is_constant(unknown) => {
                format!("did you mean `policy = {unknown}`?")
            }
            (None, _) => of.all_names(),
        };
        errors.push(name, format!("`{}` has no argument `{unknown}`", of.name()), help);
    }
}

/// Reads the value of `argument` into its slot, unless something is there.
fn set<T>(
    slot: &mut Option<T>,
    argument: &Argument,
    errors: &mut Errors,
    read: fn(&Argument, &mut Errors) -> Option<T>,
) {
    let value = read(argument, errors);
    if slot.is_some() {
        let name = &argument.name;
        errors.push(name, format!("`{name}` is given twice"), "keep one, with everything that you mean in it");
    } else {
        *slot = value;
    }
}
