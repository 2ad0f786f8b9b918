//! The policies in force, by name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cors_actix::{Policy, PolicyHandle};

use crate::error::{Error, ErrorKind};
use crate::shadow::run::Run;
use crate::shadow::{Shadow, Slot};

/// The policies in force. A policy is replaced by a newer version only.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    entries: Mutex<BTreeMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    version: u64,
    handle: PolicyHandle,
    /// The candidate that runs beside this version.
    candidate: Slot,
    /// Whether the application has asked for it.
    is_used: bool,
}

impl Policies {
    /// The handle of a policy.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownPolicy`].
    pub(crate) fn handle(&self, name: &str) -> Result<PolicyHandle, Error> {
        self.used(name, |entry| entry.handle.clone())
    }

    /// The shadow of a policy.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownPolicy`].
    pub(crate) fn shadow(&self, name: &str) -> Result<Shadow, Error> {
        self.used(name, |entry| Shadow::new(entry.handle.clone(), Arc::clone(&entry.candidate)))
    }

    /// Takes something of a policy that the application uses from now on.
    fn used<T>(&self, name: &str, take: impl Fn(&Entry) -> T) -> Result<T, Error> {
        let mut entries = self.lock();
        if let Some(entry) = entries.get_mut(name) {
            entry.is_used = true;
            return Ok(take(entry));
        }
        Err(unknown(name, entries.keys()))
    }

    /// The version in force of a policy.
    pub(crate) fn version(&self, name: &str) -> Option<u64> {
        self.lock().get(name).map(|entry| entry.version)
    }

    /// The names of all policies, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// Lets a candidate run beside a version, in place of the one before, or none. Returns the version in force: only if it is the
    /// one that is meant has anything changed.
    pub(crate) fn propose(&self, name: &str, beside: u64, candidate: Option<Arc<Run>>) -> Option<u64> {
        let entries = self.lock();
        let entry = entries.get(name)?;
        if entry.version == beside {
            entry.candidate.store(candidate);
        }
        Some(entry.version)
    }

    /// Whether this very candidate runs.
    #[cfg(feature = "postgres")]
    pub(crate) fn runs(&self, name: &str, run: &Arc<Run>) -> bool {
        let candidate = self.lock().get(name).and_then(|entry| entry.candidate.load_full());
        candidate.is_some_and(|candidate| Arc::ptr_eq(&candidate, run))
    }

    /// Puts a version of a policy into force, if it is newer than the one in force. A candidate beside that one ends before: its
    /// counts say nothing about another version.
    pub(crate) fn put(&self, name: &str, version: u64, policy: Policy) {
        let mut entries = self.lock();
        match entries.get_mut(name) {
            Some(entry) if version <= entry.version => {}
            Some(entry) => {
                entry.candidate.store(None);
                entry.handle.put(policy);
                entry.version = version;
            }
            None => {
                let entry =
                    Entry { version, handle: PolicyHandle::from(policy), candidate: Slot::default(), is_used: false };
                entries.insert(name.to_owned(), entry);
            }
        }
    }

    /// The policies that the application uses, among those whose name does not pass the test.
    pub(crate) fn used_without(&self, is_there: impl Fn(&str) -> bool) -> Vec<String> {
        let entries = self.lock();
        entries.iter().filter(|(name, entry)| entry.is_used && !is_there(name)).map(|(name, _)| name.clone()).collect()
    }

    /// Forgets the policies whose name does not pass the test, except those that the application uses.
    pub(crate) fn retain(&self, is_there: impl Fn(&str) -> bool) {
        self.lock().retain(|name, entry| entry.is_used || is_there(name));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> Error {
    const SHOWN: usize = 10;
    let mut known: Vec<String> = known.take(SHOWN + 1).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > SHOWN { " and more" } else { "" };
    known.truncate(SHOWN);
    let help = match &*known {
        [] => "it has no policies yet".to_owned(),
        known => format!("it has {}{more}", known.join(", ")),
    };
    let name = cors_core::__private::escape_for_log(name.as_bytes());
    Error::new(ErrorKind::UnknownPolicy, format!("the store has no policy `{name}`\nhelp: {help}"))
}

#[cfg(test)]
mod tests {
    use cors_actix::Draft;

    use super::*;

    fn policy(origin: &str) -> Policy {
        Draft::new().origins([origin]).check().unwrap()
    }

    #[test]
    fn an_older_version_never_comes_back() {
        let policies = Policies::default();
        policies.put("a", 2, policy("https://two.example"));
        let handle = policies.handle("a").unwrap();
        policies.put("a", 1, policy("https://one.example"));
        assert!(handle.policy().allows(b"https://two.example"));
        policies.put("a", 3, policy("https://three.example"));
        assert!(handle.policy().allows(b"https://three.example"));
        assert_eq!(policies.version("a"), Some(3));
    }

    #[test]
    fn a_candidate_ends_with_the_version_that_it_runs_beside() {
        let policies = Policies::default();
        let run = || Some(Arc::new(Run::new(7, policy("*"))));
        assert_eq!(policies.propose("a", 1, run()), None);
        policies.put("a", 2, policy("https://two.example"));
        let shadow = policies.shadow("a").unwrap();
        for (beside, runs) in [(1, false), (3, false), (2, true)] {
            assert_eq!(policies.propose("a", beside, run()), Some(2));
            assert_eq!(shadow.report().is_some(), runs, "beside version {beside}");
        }
        policies.put("a", 1, policy("https://one.example"));
        assert!(shadow.report().is_some());
        policies.put("a", 3, policy("https://three.example"));
        assert!(shadow.report().is_none());
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_others() {
        let policies = Policies::default();
        assert!(policies.handle("a").unwrap_err().to_string().contains("no policies yet"));
        for number in 0..12 {
            policies.put(&format!("p{number}"), 1, policy("*"));
        }
        let error = policies.handle("a").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownPolicy);
        assert!(error.to_string().ends_with("`p6`, `p7` and more"), "{error}");
    }

    #[test]
    fn only_unused_policies_are_forgotten() {
        let policies = Policies::default();
        policies.put("used", 1, policy("*"));
        policies.put("unused", 1, policy("*"));
        policies.handle("used").unwrap();
        assert_eq!(policies.used_without(|_| false), ["used"]);
        policies.retain(|_| false);
        assert_eq!(policies.names(), ["used"]);
    }
}
