//! What is asked for → the policies in force.

use cors_actix::{Draft, PolicyHandle};

use super::file::Drafts;

/// The policies in force.
#[derive(Clone)]
pub(super) struct Policies {
    pub(super) items: PolicyHandle,
    pub(super) account: PolicyHandle,
}

impl Policies {
    pub(super) fn new(drafts: &Drafts) -> Result<Self, String> {
        check(drafts)?;
        let handle = |draft| PolicyHandle::new(draft).map_err(|violations| violations.to_string());
        Ok(Policies { items: handle(&drafts.items)?, account: handle(&drafts.account)? })
    }

    /// Puts all of them into force, or none.
    pub(super) fn replace(&self, drafts: &Drafts) -> Result<(), String> {
        check(drafts)?;
        let replace = |handle: &PolicyHandle, draft| handle.replace(draft).map_err(|violations| violations.to_string());
        replace(&self.items, &drafts.items)?;
        replace(&self.account, &drafts.account)
    }
}

/// Everything that is wrong with any of them, and where.
fn check(drafts: &Drafts) -> Result<(), String> {
    let named: [(&str, &Draft); 2] = [("items", &drafts.items), ("account", &drafts.account)];
    let mistakes: Vec<String> = named
        .into_iter()
        .filter_map(|(name, draft)| Some((name, draft.check().err()?)))
        .flat_map(|(name, violations)| {
            let lines = violations.iter().map(|violation| format!("{name}.{}: {violation}", violation.location()));
            lines.collect::<Vec<_>>()
        })
        .collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.join("\n\n")) }
}
