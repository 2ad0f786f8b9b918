//! What holds for everything that a draft is told.

use cors_core::Violations;

/// Panics if a message is not one that can be printed and acted upon.
pub fn check(violations: &Violations) {
    assert!(violations.iter().next().is_some(), "a draft was refused without a reason");
    for violation in violations {
        let message = violation.to_string();
        assert!(!violation.help().is_empty(), "{message}");
        assert_eq!(message.lines().count(), 3, "{message:?}");
        assert!(!message.chars().any(|char| char.is_control() && char != '\n'), "{message:?}");
    }
}
