//! [`Policy`] → the expression that makes it: plain data, evaluated while compiling. It is written as text, which the
//! compiler's own lexer reads: a macro is not optimised where it runs, and token by token takes it several times as long.

use std::borrow::Cow;

use cors_core::__private::{Automaton, HostPattern, Names, Origins, Pattern, Port, Regex, Table};
use cors_core::Policy;
use proc_macro2::{Span, TokenStream};

/// The expression of a policy, in which `__cors` is what generated code names. No name in it is the user's, so that none
/// can be taken for another.
pub(crate) fn render(policy: &Policy) -> TokenStream {
    // That of proc_macro2 would lex it itself before the compiler does.
    let policy = policy.table().render().parse::<proc_macro::TokenStream>().map(TokenStream::from);
    policy.unwrap_or_else(|error| syn::Error::new(Span::call_site(), error).into_compile_error())
}

/// Writes a value out as an expression.
trait Render {
    fn render(&self) -> String;
}

impl Render for Table {
    fn render(&self) -> String {
        // Exhaustive, so that a new part of the table cannot be forgotten.
        let Table {
            origins,
            open,
            methods,
            headers,
            expose,
            credentials,
            max_age,
            timing,
            enforce,
            hosts,
            guarded,
            preflight_status,
        } = self;
        let (origins, methods, headers) = (origins.render(), methods.render(), headers.render());
        let (expose, max_age) = (expose.as_deref().render(), max_age.as_deref().render());
        let hosts = slice(hosts);
        format!(
            "__cors::Policy::written({origins}, {open}, {methods}, {headers}, {expose}, {credentials}, {max_age}, {timing}, \
             {preflight_status}, __cors::Enforce::{enforce:?}, {hosts}, {guarded})"
        )
    }
}

impl Render for HostPattern {
    fn render(&self) -> String {
        let HostPattern { subdomains, host, port } = self;
        let (host, port) = (host.render(), port.render());
        format!("__cors::HostPattern {{ subdomains: {subdomains}, host: {host}, port: {port} }}")
    }
}

impl Render for Port {
    fn render(&self) -> String {
        match self {
            Port::Any => "__cors::Port::Any".to_owned(),
            Port::Is(port) => format!("__cors::Port::Is({})", port.render()),
        }
    }
}

impl Render for Origins {
    fn render(&self) -> String {
        match self {
            Origins::Off => "__cors::Origins::Off".to_owned(),
            Origins::Any => "__cors::Origins::Any".to_owned(),
            Origins::One(origin) => format!("__cors::Origins::One({})", origin.render()),
            Origins::List { exact, patterns, regexes } => {
                let (exact, patterns, regexes) = (slice(exact), slice(patterns), slice(regexes));
                format!("__cors::Origins::list({exact}, {patterns}, {regexes})")
            }
        }
    }
}

impl Render for Pattern {
    fn render(&self) -> String {
        let Pattern { scheme, subdomains, host, port } = self;
        let (scheme, host, port) = (scheme.render(), host.render(), port.render());
        format!("__cors::Pattern {{ scheme: {scheme}, subdomains: {subdomains}, host: {host}, port: {port} }}")
    }
}

impl Render for Regex {
    fn render(&self) -> String {
        let Regex { pattern, domains, automaton } = self;
        let (pattern, domains, automaton) = (pattern.render(), domains.render(), automaton.render());
        format!("__cors::Regex {{ pattern: {pattern}, domains: {domains}, automaton: {automaton} }}")
    }
}

impl Render for Automaton {
    fn render(&self) -> String {
        let Automaton { start, classes, next, accepting } = self;
        let classes = classes.escape_ascii();
        format!(
            "__cors::Automaton {{ start: {start}, classes: __cors::Cow::Borrowed(b\"{classes}\"), \
             next: __cors::Cow::Borrowed(&{next:?}), accepting: {accepting} }}"
        )
    }
}

impl Render for Names {
    fn render(&self) -> String {
        match self {
            Names::None => "__cors::Names::None".to_owned(),
            Names::Echo => "__cors::Names::Echo".to_owned(),
            Names::Listed(names) => format!("__cors::Names::of({names:?})"),
        }
    }
}

impl<T: Render> Render for Option<T> {
    fn render(&self) -> String {
        match self {
            Some(value) => format!("__cors::Option::Some({})", value.render()),
            None => "__cors::Option::None".to_owned(),
        }
    }
}

impl<T: Render + Clone> Render for Cow<'_, [T]> {
    fn render(&self) -> String {
        format!("__cors::Cow::Borrowed({})", slice(self))
    }
}

fn slice(entries: &[impl Render]) -> String {
    let entries: Vec<_> = entries.iter().map(Render::render).collect();
    format!("&[{}]", entries.join(", "))
}

impl Render for Cow<'_, str> {
    fn render(&self) -> String {
        format!("__cors::Cow::Borrowed({self:?})")
    }
}

impl Render for &str {
    fn render(&self) -> String {
        format!("{self:?}")
    }
}

impl Render for u16 {
    fn render(&self) -> String {
        self.to_string()
    }
}
