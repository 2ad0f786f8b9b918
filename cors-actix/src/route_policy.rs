//! The policy of an annotated route, ready to be applied.

use std::rc::Rc;

use actix_web::dev::ServiceRequest;
use cors_core::{Violations, question};

use crate::annotated::AnnotatedRoute;
use crate::head::View;
use crate::headers::{Held, Prepared};
use crate::predicate::Predicate;

/// The policy of an annotated route, ready to be applied.
#[derive(Clone)]
pub(crate) struct RoutePolicy {
    /// None where CORS is off.
    pub(crate) prepared: Option<Rc<Prepared>>,
    pub(crate) predicate: Option<Predicate>,
}

impl RoutePolicy {
    /// Reads what is known only when the application starts; what is wrong with it has been said by then.
    pub(crate) fn of(route: &'static AnnotatedRoute) -> Result<Self, &'static Violations> {
        let prepared = route.policy()?.map(|policy| Rc::new(Prepared::new(Held::Static(policy))));
        Ok(RoutePolicy { prepared, predicate: route.predicate() })
    }

    /// What the application says about the origin in question; `None` if it has to look first.
    pub(crate) fn vouched_at_once(&self, request: &ServiceRequest) -> Option<bool> {
        let (Some(prepared), Some(predicate)) = (&self.prepared, &self.predicate) else { return Some(false) };
        let head = View(request.head());
        match (question(prepared.policy(), &head), predicate) {
            (None, _) => Some(false),
            (Some(origin), Predicate::Now(admits)) => Some(admits(&origin, request.head())),
            (Some(_), Predicate::Later(_)) => None,
        }
    }

    /// What the application says about the origin in question, when it has looked.
    pub(crate) async fn vouched(&self, request: &ServiceRequest) -> bool {
        let (Some(prepared), Some(predicate)) = (&self.prepared, &self.predicate) else { return false };
        let head = View(request.head());
        match (question(prepared.policy(), &head), predicate) {
            (None, _) => false,
            (Some(origin), Predicate::Now(admits)) => admits(&origin, request.head()),
            (Some(origin), Predicate::Later(admits)) => admits(&origin, request.head()).await,
        }
    }
}
