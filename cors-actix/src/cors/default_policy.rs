//! The policy of a `Cors` for requests that reach no other policy.

use std::cell::RefCell;
use std::rc::Rc;

use crate::policy::active::ActivePolicy;
use crate::policy::in_force::InForce;
use crate::policy::predicate::Predicate;
use crate::policy::source::Source;

/// The policy of the `Cors` itself, or of one around it.
pub(super) struct DefaultPolicy {
    own: Option<InForce>,
    /// Of a `Cors` without a policy: the last one that was around it, for requests that come here in another task.
    enclosing: RefCell<Option<Rc<ActivePolicy>>>,
}

impl DefaultPolicy {
    /// Takes the policy from its source; `Cors::by_route` has none.
    ///
    /// # Errors
    /// Why it cannot be in force.
    pub(super) fn new(source: Option<&Source>, predicate: Option<Predicate>) -> Result<Self, String> {
        let own = source.map(|source| InForce::of_cors(source, predicate)).transpose()?;
        Ok(DefaultPolicy { own, enclosing: RefCell::default() })
    }

    /// The policy of the `Cors` itself that is in force.
    #[inline]
    pub(super) fn own(&self) -> Option<Rc<ActivePolicy>> {
        Some(self.own.as_ref()?.get())
    }

    /// The policy of a `Cors` around this one, if this one has none.
    pub(super) fn enclosing(&self) -> Option<Rc<ActivePolicy>> {
        self.enclosing.borrow().clone()
    }

    /// A request has come to the `Cors`, inside of this policy. Middleware in `around` may take it into another task, where
    /// the current request is out of reach.
    pub(super) fn note_enclosing(&self, enclosing: Option<&Rc<ActivePolicy>>) {
        if let (None, Some(policy)) = (&self.own, enclosing) {
            self.enclosing.replace(Some(Rc::clone(policy)));
        }
    }

    /// Whether what has no other policy gets the same headers for everybody, so caches may give them to anybody.
    pub(super) fn is_constant(&self) -> bool {
        self.own().or_else(|| self.enclosing()).is_some_and(|policy| policy.is_constant())
    }
}
