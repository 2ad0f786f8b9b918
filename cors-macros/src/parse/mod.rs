//! Attribute tokens → [`CorsArgs`]: the value of each argument in a draft, and its place in the source. No rule of CORS.

pub(crate) mod arg;
pub(crate) mod names;
pub(crate) mod origins;
pub(crate) mod tokens;
pub(crate) mod value;

use cors_core::__private::{Field, not_needed};
use cors_core::{Argument, Draft, Syntax};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{LitStr, MetaNameValue, Path, Token};

use crate::diagnostics::Errors;
use crate::parse::arg::{Arg, Value};
use crate::parse::names::{Key, Macro, ORIGIN_KINDS};
use crate::parse::origins::RuntimeOrigins;
use crate::parse::tokens::{source_text, split_at_commas};
use crate::parse::value::Spans;

/// The arguments of one macro.
#[derive(Default)]
pub(crate) struct CorsArgs {
    /// The parts of the policy.
    pub(crate) draft: Draft,
    /// The origins among them that only the running program knows.
    pub(crate) runtime: RuntimeOrigins,
    /// A named policy in place of the draft.
    pub(crate) policy: Option<Path>,
    /// Whether CORS is off.
    pub(crate) off: bool,
    /// Which route attribute an import under another name is.
    pub(crate) route: Option<Ident>,
    /// Where cors-actix is, if not at `::cors_actix`.
    krate: Option<Path>,
    /// All arguments, in the order of the source.
    pub(crate) given: Vec<Given>,
    /// Whether something was meant to name origins, though it may have failed to.
    pub(crate) origins_attempted: bool,
}

/// An argument, and where it is.
pub(crate) struct Given {
    pub(crate) key: Key,
    pub(crate) name: Ident,
    pub(crate) spans: Spans,
}

/// Reads every argument, and goes on after a bad one.
pub(crate) fn parse(tokens: TokenStream, of: Macro, errors: &mut Errors) -> CorsArgs {
    let mut args = CorsArgs { draft: Draft::new().syntax(Syntax::Attribute), ..CorsArgs::default() };
    let mut parts = split_at_commas(tokens).into_iter().peekable();
    while let Some(tokens) = parts.next() {
        // `origins = "a", "b"`: strings that follow one are meant for the same list.
        let mut strings = Vec::new();
        while let Some(string) = parts.next_if(is_string) {
            strings.push(string);
        }
        if !strings.is_empty() && refuse_strings(&tokens, &strings, errors) {
            args.origins_attempted = true;
            continue;
        }
        for tokens in std::iter::once(tokens).chain(strings) {
            match Arg::parse(tokens, of, errors) {
                Some(arg) => args.set(arg, errors),
                // Whatever it was, origins may have been part of it.
                None => args.origins_attempted = true,
            }
        }
    }
    args
}

/// Refuses a list of strings that is not in parentheses; `false` if there is no string, with or without `name =`, in front.
fn refuse_strings(first: &TokenStream, strings: &[TokenStream], errors: &mut Errors) -> bool {
    let (name, value) = match syn::parse2(first.clone()) {
        Ok(MetaNameValue { path, value, .. }) => (path.to_token_stream().to_string(), value.to_token_stream()),
        Err(_) => (Argument::Origins.name().to_owned(), first.clone()),
    };
    let lists = [Argument::Origins, Argument::Methods, Argument::Headers, Argument::Expose, Argument::Hosts];
    if !is_string(&value) || !lists.iter().any(|list| list.name() == name) {
        return false;
    }
    let list: Vec<_> = std::iter::once(&value).chain(strings).map(TokenStream::to_string).collect();
    let what = format!("`{name}` takes a list of strings in parentheses");
    errors.push(quote!(#first #(, #strings)*), what, format!("write `{name}({})`", list.join(", ")));
    true
}

fn is_string(tokens: &TokenStream) -> bool {
    syn::parse2::<LitStr>(tokens.clone()).is_ok()
}

impl CorsArgs {
    /// The path of cors-actix.
    pub(crate) fn krate(&self) -> Path {
        self.krate.clone().unwrap_or_else(|| {
            let krate = Path::from(Ident::new("cors_actix", Span::call_site()));
            Path { leading_colon: Some(<Token![::]>::default()), ..krate }
        })
    }

    /// Whether it says where cors-actix is.
    pub(crate) fn has_krate(&self) -> bool {
        self.krate.is_some()
    }

    /// The path of what generated code names.
    pub(crate) fn private(&self) -> Path {
        let mut path = self.krate();
        path.segments.push(Ident::new("__private", Span::call_site()).into());
        path
    }

    /// The parts of the policy that are given.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Argument> {
        self.given.iter().filter_map(|given| match given.key {
            Key::Part(argument) => Some(argument),
            Key::Policy | Key::Off | Key::Route | Key::Crate => None,
        })
    }

    fn set(&mut self, arg: Arg, errors: &mut Errors) {
        let Some(key) = arg.key else { return self.refuse_unknown(&arg, errors) };
        self.origins_attempted |= matches!(key, Key::Part(Argument::Origins) | Key::Policy | Key::Off);
        let spans = if !arg.of.takes(key) {
            // Its value does not matter then.
            self.origins_attempted = true;
            refuse_of_handler(&arg, errors);
            None
        } else if self.given.iter().any(|given| given.key == key) {
            // Errors in its value are reported all the same.
            CorsArgs::default().read(key, &arg, errors);
            let name = &arg.name;
            errors.push(name, format!("`{name}` is given twice"), "keep one, with everything that you mean in it");
            None
        } else {
            self.read(key, &arg, errors)
        };
        let spans = spans.unwrap_or_else(|| Spans { whole: arg.name.span(), entries: Vec::new() });
        self.given.push(Given { key, name: arg.name, spans });
    }

    fn read(&mut self, key: Key, arg: &Arg, errors: &mut Errors) -> Option<Spans> {
        match key {
            Key::Part(argument) => {
                return value::read(arg, Field::of(argument, &mut self.draft), &mut self.runtime, errors);
            }
            Key::Policy => self.policy = value::assigned(arg, errors),
            Key::Off => self.off = value::off(arg, errors),
            Key::Route => self.route = value::assigned(arg, errors),
            Key::Crate => self.krate = value::assigned(arg, errors),
        }
        None
    }

    /// There is no argument with this name.
    fn refuse_unknown(&mut self, arg: &Arg, errors: &mut Errors) {
        let Arg { of, name, key: _, value } = arg;
        let unknown = name.to_string();
        if let Some(message) = not_needed(&unknown) {
            return errors.push_message(name, message);
        }
        // `policy!` takes one of these.
        let is_origin = ORIGIN_KINDS.contains(&unknown.as_str());
        let meant = of.did_you_mean(&unknown);
        let is_constant = |name: &str| name.len() > 1 && !name.contains(|char: char| char.is_lowercase());
        // A name that nobody can guess may have meant origins, too.
        self.origins_attempted |= is_origin || meant.is_none_or(|key| key == Key::Part(Argument::Origins));
        let help = match (meant, value) {
            (_, Value::Assigned(value)) if is_origin => format!("did you mean `origins({unknown} = {value})`?"),
            (_, Value::Listed(_) | Value::None) if is_origin => format!("did you mean `origins({unknown} = …)`?"),
            (Some(meant), _) => match with_its_name(meant, arg) {
                Some(code) => format!("did you mean `{code}`?"),
                None => format!("did you mean {}?", meant.example()),
            },
            (None, Value::None) if *of == Macro::Attribute && is_constant(&unknown) => {
                format!("did you mean `policy = {unknown}`?")
            }
            (None, _) => of.all_names(),
        };
        errors.push(name, format!("`{}` has no argument `{unknown}`", of.name()), help);
    }
}

/// The argument with the name that was meant, if it takes the value.
fn with_its_name(meant: Key, arg: &Arg) -> Option<String> {
    let name = Ident::new(meant.name(), arg.name.span());
    let renamed = Arg { of: arg.of, name, key: Some(meant), value: arg.value.clone() };
    let mut errors = Errors::default();
    CorsArgs::default().read(meant, &renamed, &mut errors);
    let value = match &arg.value {
        Value::None => String::new(),
        Value::Assigned(value) => format!(" = {}", source_text(value)),
        Value::Listed(group) => source_text(group),
    };
    errors.is_empty().then(|| format!("{}{value}", meant.name()))
}

/// It is about a handler, and a policy by itself has none.
fn refuse_of_handler(arg: &Arg, errors: &mut Errors) {
    let name = &arg.name;
    let help = if arg.key == Some(Key::Policy) {
        "a policy is used by its name: put `#[cors(policy = …)]` above the handler".to_owned()
    } else {
        format!("put `{name}` into the `#[cors(…)]` above the handler")
    };
    errors.push(name, format!("`policy!` does not take `{name}`"), help);
}
