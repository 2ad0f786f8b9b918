//! What an application builds on this thread while a report about it is made.

use std::cell::RefCell;
use std::rc::Rc;

use cors_core::Policy;

use crate::policy::active::ActivePolicy;
use crate::policy::annotated_route::AnnotatedRoute;

/// The policy of an annotated route, or of a `Cors`.
pub(crate) struct Built {
    pub(crate) policy: Rc<ActivePolicy>,
    /// Its rules as far as they are written in the program.
    pub(crate) written: Vec<Policy>,
    pub(crate) route: Option<&'static AnnotatedRoute>,
    /// `the policy of …`, for messages.
    pub(crate) whose: String,
}

thread_local! {
    static BUILT: RefCell<Option<Vec<Built>>> = const { RefCell::new(None) };
}

/// Notes what is built from now on.
pub(crate) fn start() {
    BUILT.set(Some(Vec::new()));
}

/// Takes what was built since the start, in its order.
pub(crate) fn finish() -> Vec<Built> {
    BUILT.take().unwrap_or_default()
}

pub(crate) fn note(new: impl FnOnce() -> Built) {
    BUILT.with_borrow_mut(|built| {
        if let Some(built) = built {
            built.push(new());
        }
    });
}
