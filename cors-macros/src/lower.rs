//! [`CorsArgs`] → [`Draft`] → [`Policy`], and each violation at the smallest token at fault.

use cors_core::{Draft, Location, Policy, Rule};
use proc_macro2::Span;

use crate::diagnostics::Errors;
use crate::item::route::Route;
use crate::parse::CorsArgs;
use crate::parse::names::Key;

/// The draft for a handler with these methods, or for any handler.
pub(crate) fn handler_draft(args: &CorsArgs, methods: Option<&[String]>, guarded: bool) -> Draft {
    let draft = draft(args).guarded(guarded);
    match methods {
        Some(methods) => draft.route_methods(methods),
        None => draft,
    }
}

/// The draft for one path of a handler.
pub(crate) fn route_draft(args: &CorsArgs, route: &Route) -> Draft {
    let methods: Vec<_> = route.methods.iter().map(String::as_str).collect();
    draft(args).for_route(&methods, route.is_guarded())
}

fn draft(args: &CorsArgs) -> Draft {
    let draft = args.draft.clone();
    if args.off { draft.off() } else { draft }
}

/// Checks a draft that was made from these arguments, and reports its violations.
pub(crate) fn check(args: &CorsArgs, draft: &Draft, errors: &mut Errors) -> Option<Policy> {
    let checked = draft.check_without_env();
    for violations in [checked.as_ref().err(), draft.check_redundancy().as_ref().err()].into_iter().flatten() {
        for violation in violations {
            // Origins that could not be read are not missing.
            let is_known = violation.rule() == Rule::OriginsMissing && args.origins_attempted && !errors.is_empty();
            if !is_known {
                errors.report(violation, span_of(args, violation.location()));
            }
        }
    }
    checked.ok()
}

/// The smallest token at fault.
fn span_of(args: &CorsArgs, location: Location) -> Span {
    let given = args.given.iter().find(|given| given.key == Key::Part(location.argument()));
    given.map_or_else(Span::call_site, |given| {
        let entry = location.index().and_then(|index| given.spans.entries.get(index));
        *entry.unwrap_or(&given.spans.whole)
    })
}
