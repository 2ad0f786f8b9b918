//! Policies that can be replaced while the server runs.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, Cache};
use cors_core::{Draft, Policy, Violations};

/// A policy that can be replaced while the server runs. Clones are handles of the same policy, in whatever thread.
///
/// Every request is answered under one policy from beginning to end. Requests never wait for a replacement, and those
/// that come after [`replace`](Self::replace) or [`set`](Self::set) has returned meet the new policy. Caches and
/// browsers may keep what they were told before: a preflight as long as its `max_age`.
///
/// A policy that was replaced is freed by a later replacement, once no worker uses it, and not by a request.
///
/// ```
/// use cors_actix::{Cors, Draft, PolicyHandle};
///
/// let handle = PolicyHandle::new(&Draft::new().origins(["https://app.example.com"]))?;
/// let layer = Cors::new(&handle); // one for each worker: `App::new().wrap(Cors::new(&handle))`
/// handle.replace(&Draft::new().origins(["https://app.example.com", "https://*.example.net"]))?;
///
/// let violations = handle.replace(&Draft::new().origins(["https://app.example.com/"])).unwrap_err();
/// assert_eq!(violations.iter().count(), 1);
/// assert!(handle.policy().allows(b"https://www.example.net"), "what is wrong changes nothing");
/// # drop(layer);
/// # Ok::<(), cors_actix::violation::Violations>(())
/// ```
#[derive(Clone)]
pub struct PolicyHandle {
    current: Arc<ArcSwap<Policy>>,
    /// Earlier ones that a worker may still hold, until its next request. They are freed here, and never by a request.
    replaced: Arc<Mutex<Vec<Arc<Policy>>>>,
}

/// What a worker follows a handle with.
pub(crate) type Following = Cache<Arc<ArcSwap<Policy>>, Arc<Policy>>;

impl PolicyHandle {
    /// A handle of the policy that the draft describes. `PolicyHandle::from` takes one that has been checked. What that takes
    /// from environment variables or from lists of the program is read when the application starts, and until another
    /// policy is put into force, [`policy`](Self::policy) does not have it.
    ///
    /// # Errors
    /// Everything that is wrong with the draft.
    pub fn new(draft: &Draft) -> Result<Self, Violations> {
        draft.check().map(Self::from)
    }

    /// Puts another policy into force, if the draft passes its check.
    ///
    /// # Errors
    /// Everything that is wrong with the draft; the policy in force stays.
    pub fn replace(&self, draft: &Draft) -> Result<(), Violations> {
        self.set(draft.check()?)
    }

    /// Puts another policy into force that has been checked before. If it takes origins from environment variables or from
    /// lists of the program (`policy!(origins(env = "ALLOWED_ORIGINS"))`), they are read now, unless they have been read
    /// before: what they said then stays. [`replace`](Self::replace) reads a draft each time.
    ///
    /// # Errors
    /// What is wrong with the variables, or with the origins in them; the policy in force stays.
    pub fn set(&self, policy: Policy) -> Result<(), Violations> {
        self.put(policy.started()?);
        Ok(())
    }

    /// Puts a policy into force that takes nothing from the program or its environment.
    #[doc(hidden)]
    pub fn put(&self, policy: Policy) {
        let earlier = self.current.swap(Arc::new(policy));
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.retain(|earlier| Arc::strong_count(earlier) > 1);
        replaced.push(earlier);
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.current.load_full()
    }

    /// The policy in force as one worker sees it: its own copy is counted by nobody else.
    pub(crate) fn follow(&self) -> Following {
        Cache::new(Arc::clone(&self.current))
    }
}

impl From<Policy> for PolicyHandle {
    fn from(policy: Policy) -> Self {
        PolicyHandle { current: Arc::new(ArcSwap::from_pointee(policy)), replaced: Arc::default() }
    }
}

impl fmt::Debug for PolicyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicyHandle").field(&self.policy()).finish()
    }
}
