//! Attribute tokens → [`CorsArgs`]: the names of arguments, each with its value, and nothing about CORS.

use cors_core::{Danger, MaxAge, OriginEntry};
use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Ident, MetaNameValue, Path};

use crate::errors::Errors;
use crate::spelled::{listed, meant, spelled};
use crate::values;

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
    pub(crate) enforce: Option<At<bool>>,
    pub(crate) preflight_status: Option<At<u16>>,
    pub(crate) private_network: Option<At<bool>>,
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

/// What the arguments are given to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// `#[cors]`
    Attribute,
    /// `policy!`
    Policy,
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

/// Every argument, and how it is written.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "origins",
        "`origins = \"https://app.example.com\"`, several as `origins(\"https://a.example\", regex = r\"…\", env = \"VAR\", \
         with = path::to::function)`, or `origins = \"*\"`",
    ),
    ("methods", "`methods(GET, PUT, \"PURGE\")`"),
    ("headers", "`headers(\"content-type\", \"x-csrf-token\")`, or `headers = \"*\"`"),
    ("expose", "`expose(\"etag\", \"x-total-count\")`, or `expose = \"*\"`"),
    ("credentials", "`credentials`, or `credentials = true`"),
    ("max_age", "`max_age = 600` (seconds), or with a unit `max_age = \"10m\"`"),
    ("timing", "`timing`"),
    ("enforce", "`enforce`"),
    ("preflight_status", "`preflight_status = 200`"),
    ("private_network", "`private_network`"),
    ("dangerously", "`dangerously(insecure_origins)`"),
    ("policy", "`policy = PARTNERS`, the path of a policy that `policy!` has made"),
    ("off", "`off`"),
    ("route", "`route = get`, the name that the route attribute has in actix-web"),
    ("crate", "`crate = path::to::cors_actix`"),
];

/// How `origins` is written where no handler reads the environment or asks the application.
const ORIGINS_OF_POLICY: &str = "`origins = \"https://app.example.com\"`, several as \
                                 `origins(\"https://a.example\", regex = r\"…\")`, or `origins = \"*\"`";

/// The arguments that belong to a handler, and not to a policy of its own.
pub(crate) const OF_HANDLERS: [&str; 3] = ["policy", "off", "route"];

/// What takes a list of strings.
pub(crate) const LISTS: [&str; 4] = ["origins", "methods", "headers", "expose"];

/// What stands in the list of origins, and not beside it.
const OF_ORIGINS: [&str; 3] = ["regex", "env", "with"];

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
    fn parse(tokens: Vec<TokenTree>, of: Macro, errors: &mut Errors) -> Option<Self> {
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
                let what = format!("expected the name of an argument, found `{}`", spelled(path.clone()));
                let help = match of {
                    Macro::Attribute => format!("did you mean `policy = {}`?", spelled(path.clone())),
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
        let Argument { of, name, value: _ } = self;
        let what = || format!("`{}` does not belong into `{name}`", spelled(entry.clone()));
        match (listed(name, entry).or_else(|| meant(name, entry)), evaluated(entry.clone())) {
            (Some(help), _) => errors.push(entry, what(), help),
            (None, Some(value)) => errors.push(&value, unseen(&value), self.instead_of_a_constant()),
            (None, None) => errors.push(entry, what(), format!("write {}", of.how_to_write(&name.to_string()))),
        }
    }

    /// What to do where a constant was meant.
    fn instead_of_a_constant(&self) -> String {
        let Argument { of, name, value: _ } = self;
        let instead = match of {
            Macro::Attribute => {
                "what several handlers share is a policy by its name: `static SHARED: Policy = policy!(…);` and \
                 `#[cors(policy = SHARED)]`"
            }
            Macro::Policy => "what only the running program knows goes into a `cors_actix::Draft`",
        };
        format!("write the value itself, {}; {instead}", of.how_to_write(&name.to_string()))
    }

    /// The value has the wrong shape.
    pub(crate) fn refuse(&self, errors: &mut Errors) {
        let Argument { of, name, value } = self;
        let help = format!("write {}", of.how_to_write(&name.to_string()));
        match value {
            Value::None => errors.push(name, format!("`{name}` needs a value"), help),
            Value::Assigned(value) => {
                let listed = LISTS.iter().any(|list| name == list).then(|| listed(name, value)).flatten();
                match (listed, evaluated(value.clone())) {
                    (None, Some(value)) => errors.push(&value, unseen(&value), self.instead_of_a_constant()),
                    (listed, _) => {
                        let what = format!("`{name}` does not take the value `{}`", spelled(value.clone()));
                        errors.push(value, what, listed.unwrap_or(help));
                    }
                }
            }
            Value::Listed(group) => errors.push(group, format!("`{name}` does not take a list"), help),
        }
    }
}

impl CorsArgs {
    /// The path of cors-actix.
    pub(crate) fn krate(&self) -> TokenStream {
        self.krate.as_ref().map_or_else(|| quote!(::cors_actix), ToTokens::to_token_stream)
    }

    fn set(&mut self, argument: &Argument, errors: &mut Errors) {
        match argument.name.to_string().as_str() {
            // Where it does not belong, its value does not matter.
            name if argument.of == Macro::Policy && OF_HANDLERS.contains(&name) => self.origins_meant = true,
            "origins" => {
                self.origins_meant = true;
                set(&mut self.origins, argument, errors, values::origins);
            }
            "methods" => set(&mut self.methods, argument, errors, values::methods),
            "headers" => set(&mut self.headers, argument, errors, values::header_names),
            "expose" => set(&mut self.expose, argument, errors, values::header_names),
            "credentials" => set(&mut self.credentials, argument, errors, values::flag),
            "max_age" => set(&mut self.max_age, argument, errors, values::max_age),
            "timing" => set(&mut self.timing, argument, errors, values::flag),
            "enforce" => set(&mut self.enforce, argument, errors, values::flag),
            "preflight_status" => set(&mut self.preflight_status, argument, errors, values::status),
            "private_network" => set(&mut self.private_network, argument, errors, values::flag),
            "dangerously" => set(&mut self.dangerously, argument, errors, values::dangers),
            "policy" => {
                self.origins_meant = true;
                set(&mut self.policy, argument, errors, values::assigned);
            }
            "off" => {
                self.origins_meant = true;
                set(&mut self.off, argument, errors, values::off);
            }
            "route" => set(&mut self.route, argument, errors, values::assigned),
            "crate" => set(&mut self.krate, argument, errors, values::assigned),
            unknown => return self.refuse(unknown, argument, errors),
        }
        self.given.push(argument.name.clone());
    }

    /// There is no argument with this name.
    fn refuse(&mut self, unknown: &str, argument: &Argument, errors: &mut Errors) {
        let Argument { of, name, value } = argument;
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

/// The tokens between commas, without empty stretches: a trailing comma says nothing. The parameters of a closure are
/// kept together.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut in_parameters = false;
    for token in tokens {
        let Some(part) = parts.last_mut() else { break };
        let is = |token: &TokenTree, char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == char);
        if is(&token, '|') {
            in_parameters = !in_parameters && part.last().is_some_and(|before| is(before, '='));
        }
        if is(&token, ',') && !in_parameters { parts.push(Vec::new()) } else { part.push(token) }
    }
    parts.retain(|part| !part.is_empty());
    parts
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
    let value = spelled(value.to_token_stream());
    format!("what `{value}` stands for is not known yet: a macro sees the name and no value")
}

fn missing_comma(token: &TokenTree, of: Macro, errors: &mut Errors) {
    let help = format!("separate the arguments of `{}` by commas", of.name());
    errors.push(token, format!("expected `,` before `{token}`"), help);
}

impl Macro {
    fn name(self) -> &'static str {
        match self {
            Macro::Attribute => "#[cors]",
            Macro::Policy => "policy!",
        }
    }

    /// An example of the argument with this name.
    pub(crate) fn how_to_write(self, name: &str) -> &'static str {
        match (self, name) {
            (Macro::Policy, "origins") => ORIGINS_OF_POLICY,
            _ => ARGUMENTS.iter().find(|(argument, _)| *argument == name).map_or("", |(_, example)| example),
        }
    }

    fn arguments(self) -> impl Iterator<Item = &'static str> {
        let names = ARGUMENTS.iter().map(|(name, _)| *name);
        names.filter(move |name| self == Macro::Attribute || !OF_HANDLERS.contains(name))
    }

    fn all_names(self) -> String {
        let names: Vec<_> = self.arguments().map(|name| format!("`{name}`")).collect();
        format!("the arguments are {}", names.join(", "))
    }

    /// The argument that a wrong name most likely stands for.
    fn meant(self, wrong: &str) -> Option<&'static str> {
        let is_off = matches!(self, Macro::Attribute) && ["none", "skip", "disable", "disabled"].contains(&wrong);
        if is_off { Some("off") } else { cors_core::meant(wrong, self.arguments()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_names() {
        let meant = |wrong| Macro::Attribute.meant(wrong);
        assert_eq!(meant("orgins"), Some("origins"));
        assert_eq!(meant("of"), Some("off"));
        assert_eq!(meant("cred"), Some("credentials"));
        assert_eq!(meant("pr"), None);
        assert_eq!(meant("send_wildcard"), Some("origins"));
        assert_eq!(meant("on"), None);
        assert_eq!(Macro::Policy.meant("routes"), None);
    }

    #[test]
    fn handlers_have_arguments_of_their_own() {
        for name in OF_HANDLERS {
            assert!(ARGUMENTS.iter().any(|(argument, _)| *argument == name), "{name}");
        }
    }
}
