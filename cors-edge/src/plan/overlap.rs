//! Patterns that match one path, where the report does not say which of them the application tries first.

use std::collections::BTreeSet;

use super::route::Route;
use crate::loss::Loss;
use crate::pattern::{segments, unlisted};

/// Routes that share a path with another one that answers differently, where neither is the more specific one. A loss for each.
pub(super) fn losses(routes: &mut [Route]) -> Vec<Loss> {
    let patterns: Vec<_> = routes.iter().map(|route| route.pattern.clone()).collect();
    let segments: Vec<_> = patterns.iter().map(|pattern| segments(pattern)).collect();
    let (mut losses, mut uncertain) = (Vec::new(), BTreeSet::new());
    for (index, one) in routes.iter().enumerate().filter(|(_, route)| !route.is_rest) {
        let mut is_lost = false;
        for (place, other) in routes.iter().enumerate().skip(index + 1).filter(|(_, route)| !route.is_rest) {
            // One loss says enough.
            let Some(path) = common(&segments[index], &segments[place]).filter(|_| is_other(one, other)) else {
                continue;
            };
            uncertain.extend([index, place]);
            if !std::mem::replace(&mut is_lost, true) {
                let why = format!(
                    "`{}` matches `{path}`, too, and the report does not say which one the application tries first",
                    other.title
                );
                losses.push(one.loss("path", why, unlisted()));
            }
        }
    }
    for index in uncertain {
        routes[index].is_uncertain = true;
    }
    losses
}

fn is_other(one: &Route, other: &Route) -> bool {
    let is_shared = |method: &String| other.methods.is_empty() || other.methods.contains(method);
    let share_method = one.methods.is_empty() || one.methods.iter().any(is_shared);
    one.pattern != other.pattern && share_method && (one.preflight, one.actual) != (other.preflight, other.actual)
}

/// A path that both match, unless one of them is the more specific one in every segment.
fn common(one: &[&str], other: &[&str]) -> Option<String> {
    if one.len() != other.len() {
        return None;
    }
    let (mut path, mut is_first_special, mut is_other_special) = (String::new(), false, false);
    for (one, other) in one.iter().zip(other) {
        let literal = match (one.contains('{'), other.contains('{')) {
            (false, false) if one == other => one,
            (false, false) => return None,
            (false, true) => {
                is_first_special = true;
                one
            }
            (true, false) => {
                is_other_special = true;
                other
            }
            (true, true) => one,
        };
        path += "/";
        path += literal;
    }
    (is_first_special && is_other_special).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_patterns_are_found() {
        assert_eq!(common(&segments("/x/{id}"), &segments("/{id}/r1")).as_deref(), Some("/x/r1"));
        assert_eq!(common(&segments("/x/{id}"), &segments("/x/7")), None);
        assert_eq!(common(&segments("/x/{id}"), &segments("/{a}/{b}")), None);
        assert_eq!(common(&segments("/x/{id}"), &segments("/y/7")), None);
        assert_eq!(common(&segments("/x/{id}"), &segments("/{id}/r1/z")), None);
    }
}
