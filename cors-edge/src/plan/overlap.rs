//! Patterns that match one path, where the report does not say which of them the application tries first.

use super::route::Route;
use crate::loss::Loss;
use crate::pattern::{segments, unlisted};

/// Pairs that answer differently, and of which neither is the more specific one.
pub(super) fn losses(routes: &[Route]) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (index, one) in routes.iter().enumerate().filter(|(_, route)| !route.is_rest) {
        for other in routes[index + 1..].iter().filter(|route| !route.is_rest && is_other(one, route)) {
            if let Some(path) = common(&one.pattern, &other.pattern) {
                let why = format!(
                    "`{}` matches `{path}`, too, and the report does not say which one the application tries first",
                    other.title
                );
                losses.push(one.loss("path", why, unlisted()));
            }
        }
    }
    losses
}

fn is_other(one: &Route, other: &Route) -> bool {
    let is_shared = |method: &String| other.methods.is_empty() || other.methods.contains(method);
    let share_method = one.methods.is_empty() || one.methods.iter().any(is_shared);
    one.pattern != other.pattern && share_method && (one.preflight, one.actual) != (other.preflight, other.actual)
}

/// A path that both match, unless one of them is the more specific one in every segment.
fn common(one: &str, other: &str) -> Option<String> {
    let (one, other) = (segments(one), segments(other));
    if one.len() != other.len() {
        return None;
    }
    let (mut path, mut is_first_special, mut is_other_special) = (String::new(), false, false);
    for (one, other) in one.iter().zip(&other) {
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
        assert_eq!(common("/x/{id}", "/{id}/r1").as_deref(), Some("/x/r1"));
        assert_eq!(common("/x/{id}", "/x/7"), None);
        assert_eq!(common("/x/{id}", "/{a}/{b}"), None);
        assert_eq!(common("/x/{id}", "/y/7"), None);
        assert_eq!(common("/x/{id}", "/{id}/r1/z"), None);
    }
}
