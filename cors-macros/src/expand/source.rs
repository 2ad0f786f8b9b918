//! Where the policies of a handler come from, and the code for them.

use cors_core::{Argument, Policy};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use crate::diagnostics::Errors;
use crate::expand::policy;
use crate::item::route::{Route, RouteAttrs};
use crate::lower;
use crate::parse::names::Key;
use crate::parse::tokens::source_text;
use crate::parse::{CorsArgs, Given};

/// The arguments of the attributes of one item, in their order. There is one at least.
pub(crate) struct Rules<'a>(&'a [CorsArgs]);

/// One rule of one route.
pub(crate) enum Source<'a> {
    /// It is in the attribute, except for what only the running program knows.
    Written(&'a CorsArgs, Box<Policy>),
    /// It has a name of its own.
    Named(&'a Path),
}

impl<'a> Rules<'a> {
    /// The rules, if they can be used together.
    pub(crate) fn new(rules: &'a [CorsArgs], errors: &mut Errors) -> Self {
        for off in rules.iter().filter(|args| args.off && rules.len() > 1) {
            let name = off.given.iter().find(|given| given.key == Key::Off).map(|given| &given.name);
            let help = "remove the other `#[cors]`, or the one with `off`";
            errors.push(name, "`off` cannot be one of several `#[cors]` on one handler", help);
        }
        Rules(rules)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'a, CorsArgs> {
        self.0.iter()
    }

    /// The path of cors-actix.
    pub(crate) fn krate(&self) -> Path {
        self.of_crate().krate()
    }

    /// The path of what generated code names.
    pub(crate) fn private(&self) -> Path {
        self.of_crate().private()
    }

    /// The arguments that say where cors-actix is, if some do.
    fn of_crate(&self) -> &'a CorsArgs {
        self.iter().find(|args| args.has_krate()).unwrap_or(&self.0[0])
    }

    /// What actix-web calls a route attribute that is imported under another name.
    pub(crate) fn route(&self) -> Option<&'a Ident> {
        self.iter().find_map(|args| args.route.as_ref())
    }

    /// The sources for each route of a handler, each in the order of the rules. Empty if there are violations.
    pub(crate) fn sources(&self, found: &RouteAttrs, errors: &mut Errors) -> Vec<Vec<Source<'a>>> {
        let names: Vec<_> = self.iter().map(|args| named(args, errors)).collect();
        let written: Vec<_> =
            self.iter().zip(&names).filter(|(_, name)| name.is_none()).map(|(args, _)| args).collect();
        let methods = found.methods();
        let guarded = found.routes.iter().any(Route::is_guarded);
        // A route without methods is an error of actix-web's.
        let known = (!methods.is_empty()).then_some(&*methods);
        let drafts: Vec<_> = written.iter().map(|args| lower::handler_draft(args, known, guarded)).collect();
        let policies = lower::check_all(&written, &drafts, errors);
        if policies.len() < written.len() {
            return Vec::new();
        }
        let source = |route: &Route, (args, name): (&'a CorsArgs, Option<&'a Path>)| match name {
            Some(path) => Some(Source::Named(path)),
            None => {
                let index = written.iter().position(|other| std::ptr::eq(*other, args))?;
                let own = lower::route_draft(args, route);
                let policy =
                    if own == drafts[index] { policies[index].clone() } else { own.check_without_env().ok()? };
                Some(Source::Written(args, Box::new(policy)))
            }
        };
        let of_route = |route| self.iter().zip(names.iter().copied()).filter_map(|rule| source(route, rule)).collect();
        found.routes.iter().map(of_route).collect()
    }
}

/// The name of the policy, if it has one. No part of a policy can be used with a name, and few with `off`.
pub(crate) fn named<'a>(args: &'a CorsArgs, errors: &mut Errors) -> Option<&'a Path> {
    let (chosen, why) = match (args.off, &args.policy) {
        (true, _) => (Key::Off, "which has no effect where CORS is off"),
        (false, Some(_)) => (Key::Policy, "which the named policy decides"),
        (false, None) => return None,
    };
    let is_allowed = |key| match key {
        Key::Route | Key::Crate => true,
        Key::Part(Argument::Enforce | Argument::Hosts) => args.off,
        Key::Part(_) | Key::Policy | Key::Off => key == chosen,
    };
    for Given { name: other, .. } in args.given.iter().filter(|given| !is_allowed(given.key)) {
        let name = chosen.name();
        let help = format!("remove `{other}`, {why}, or remove `{name}`");
        errors.push(other, format!("`{other}` cannot be used together with `{name}`"), help);
    }
    args.policy.as_ref().filter(|_| !args.off)
}

impl Source<'_> {
    /// The expression of the rule on a route.
    pub(crate) fn tokens(&self, route: &Route) -> TokenStream {
        match self {
            Source::Written(args, written) => {
                let policy = policy::policy(written, args, Some(route));
                quote!(__cors::RouteRule::Written(#policy))
            }
            Source::Named(path) => {
                let name = source_text(path);
                let span = path.segments.last().map_or_else(proc_macro2::Span::call_site, |name| name.ident.span());
                // The message for a name that is not a policy is at the name.
                let policy = quote_spanned!(span=> &#path);
                quote! {
                    __cors::RouteRule::Named(#name, {
                        fn __cors_policy() -> __cors::Source {
                            static NAMED: &dyn __cors::NamedPolicy = #policy;
                            NAMED.source()
                        }
                        __cors_policy
                    })
                }
            }
        }
    }
}
