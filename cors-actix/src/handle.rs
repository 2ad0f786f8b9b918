//! Policies that can be replaced while the server runs.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use arc_swap::{ArcSwap, Cache};
use cors_core::__private::with_predicate;
use cors_core::{Draft, Policy, Violations};

use crate::active::{ActivePolicy, Held};
use crate::predicate::Predicate;
use crate::start::cannot_start;

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
/// # Ok::<(), cors_actix::Violations>(())
/// ```
#[derive(Clone)]
pub struct PolicyHandle {
    current: Arc<ArcSwap<Policy>>,
    /// Earlier ones that a worker may still hold, until its next request. They are freed here, and never by a request.
    replaced: Arc<Mutex<Vec<Arc<Policy>>>>,
}

impl PolicyHandle {
    /// A handle of the policy that the draft describes. `PolicyHandle::from` takes one that has been checked.
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
        self.set(draft.check()?);
        Ok(())
    }

    /// Puts another policy into force that has been checked before.
    pub fn set(&self, policy: Policy) {
        let earlier = self.current.swap(Arc::new(policy));
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.retain(|earlier| Arc::strong_count(earlier) > 1);
        replaced.push(earlier);
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.current.load_full()
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

/// What a [`Cors`](crate::Cors) takes its policy from: a checked [`Policy`], by value, in an [`Arc`] or borrowed from a
/// `static` (a [`LazyLock`] of one, too), or a [`PolicyHandle`].
///
/// A [`Draft`] is none: it may be wrong, and [`Draft::check`] says so where something can be done about it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no policy that a `Cors` can take",
    label = "neither a checked `Policy` nor a `PolicyHandle`",
    note = "a `Draft` may be wrong, so that it is checked first: `Cors::new(draft.check()?)`, or \
            `Cors::new(&PolicyHandle::new(&draft)?)` for a policy that is replaced while the server runs",
    note = "one that is known now is a `static`, and borrowed from it: `static POLICY: Policy = policy!(origins = \
            \"https://app.example.com\");` and `Cors::new(&POLICY)`"
)]
pub trait PolicySource: sealed::Sealed {
    #[doc(hidden)]
    fn into_source(self) -> Source;
}

mod sealed {
    use std::sync::{Arc, LazyLock};

    use cors_core::Policy;

    use super::PolicyHandle;

    /// Only the types of this module are sources of policies.
    pub trait Sealed {}

    impl Sealed for &'static Policy {}
    impl Sealed for &'static LazyLock<Policy> {}
    impl Sealed for Policy {}
    impl Sealed for Arc<Policy> {}
    impl Sealed for PolicyHandle {}
    impl Sealed for &PolicyHandle {}
}

#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Source(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Fixed(Held),
    Replaceable(PolicyHandle),
}

impl PolicySource for &'static Policy {
    fn into_source(self) -> Source {
        Source(Kind::Fixed(Held::Static(self)))
    }
}

impl PolicySource for &'static LazyLock<Policy> {
    fn into_source(self) -> Source {
        LazyLock::force(self).into_source()
    }
}

impl PolicySource for Policy {
    fn into_source(self) -> Source {
        Arc::new(self).into_source()
    }
}

impl PolicySource for Arc<Policy> {
    fn into_source(self) -> Source {
        Source(Kind::Fixed(Held::Shared(self)))
    }
}

impl PolicySource for PolicyHandle {
    fn into_source(self) -> Source {
        Source(Kind::Replaceable(self))
    }
}

impl PolicySource for &PolicyHandle {
    fn into_source(self) -> Source {
        self.clone().into_source()
    }
}

/// The policy in force, as one worker sees it.
pub(crate) enum InForce {
    Fixed(Rc<ActivePolicy>),
    Replaceable(RefCell<Latest>),
}

/// What a worker knows of a handle. Its own copy is counted by nobody else.
pub(crate) struct Latest {
    predicate: Option<Predicate>,
    cache: Cache<Arc<ArcSwap<Policy>>, Arc<Policy>>,
    seen: Arc<Policy>,
    active: Rc<ActivePolicy>,
}

impl InForce {
    /// Takes the policy from its source. If a predicate goes with it, the policy asks about origins that it does not list.
    ///
    /// # Errors
    /// If there are none to ask about; standard error says so.
    pub(crate) fn new(source: &Source, predicate: Option<Predicate>) -> Result<Self, ()> {
        let policy = match &source.0 {
            Kind::Fixed(policy) => policy.clone(),
            Kind::Replaceable(handle) => Held::Shared(handle.policy()),
        };
        if predicate.is_some() && policy.policy().allows(b"null") && policy.policy().is_constant() {
            cannot_start(
                "`Cors::with` asks about origins that the policy does not list, and `*` lists them all\nhelp: remove \
                 `.with(…)`, or list origins in the policy instead of `*`",
            );
            return Err(());
        }
        let active = prepare(&policy, predicate.clone());
        Ok(match (&source.0, policy) {
            (Kind::Replaceable(handle), Held::Shared(seen)) => {
                let cache = Cache::new(Arc::clone(&handle.current));
                InForce::Replaceable(RefCell::new(Latest { predicate, cache, seen, active }))
            }
            _ => InForce::Fixed(active),
        })
    }

    pub(crate) fn get(&self) -> Rc<ActivePolicy> {
        match self {
            InForce::Fixed(active) => Rc::clone(active),
            InForce::Replaceable(latest) => latest.borrow_mut().get(),
        }
    }
}

impl Latest {
    fn get(&mut self) -> Rc<ActivePolicy> {
        let current = self.cache.load();
        if !Arc::ptr_eq(current, &self.seen) {
            self.seen = Arc::clone(current);
            self.active = prepare(&Held::Shared(Arc::clone(current)), self.predicate.clone());
        }
        Rc::clone(&self.active)
    }
}

fn prepare(policy: &Held, predicate: Option<Predicate>) -> Rc<ActivePolicy> {
    let policy = match predicate {
        Some(_) => Held::Shared(Arc::new(with_predicate(policy.policy()))),
        None => policy.clone(),
    };
    ActivePolicy::new(policy, predicate)
}
