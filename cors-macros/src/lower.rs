//! [`CorsArgs`] → [`Draft`] → [`Policy`], and each violation at the smallest token at fault.

use cors_core::{Draft, Location, Policy, Rule, Violation};
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
    check_all(&[args], std::slice::from_ref(draft), errors).pop()
}

/// Checks the drafts of the rules of one route, each made from its arguments, and reports their violations. Empty if there are
/// some.
pub(crate) fn check_all(rules: &[&CorsArgs], drafts: &[Draft], errors: &mut Errors) -> Vec<Policy> {
    let checked = Draft::check_all_without_env(drafts);
    for violation in checked.as_ref().err().into_iter().flatten() {
        let Some(args) = rules.get(violation.location().rule()) else { continue };
        report(args, violation, errors);
        if let Some(related) = violation.related()
            && let Some(args) = rules.get(related.rule())
        {
            let later = match violation.value() {
                "" => violation.location().argument().name().to_owned(),
                value => value.escape_debug().to_string(),
            };
            let message = format!("this conflicts with `{later}` in a later rule");
            errors.push_at(span_of(args, related), message, "the error about the later rule says what to change");
        }
    }
    for (args, draft) in rules.iter().zip(drafts) {
        for violation in draft.check_redundancy().err().iter().flatten() {
            report(args, violation, errors);
        }
    }
    checked.unwrap_or_default()
}

fn report(args: &CorsArgs, violation: &Violation, errors: &mut Errors) {
    // Origins that could not be read are not missing.
    let is_known = violation.rule() == Rule::OriginsMissing && args.origins_attempted && !errors.is_empty();
    if !is_known {
        errors.report(violation, span_of(args, violation.location()));
    }
}

/// The smallest token at fault.
fn span_of(args: &CorsArgs, location: Location) -> Span {
    let given = args.given.iter().find(|given| given.key == Key::Part(location.argument()));
    given.map_or_else(Span::call_site, |given| {
        let entry = location.index().and_then(|index| given.spans.entries.get(index));
        *entry.unwrap_or(&given.spans.whole)
    })
}
