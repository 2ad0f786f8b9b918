//! The policy of an annotated route, ready to be applied.

use std::rc::Rc;

use actix_web::HttpRequest;
use cors_core::{Origin, Violations, question};

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
        let prepared = route.policy()?.map(|policy| Prepared::new(Held::Static(policy)));
        Ok(RoutePolicy { prepared, predicate: route.predicate() })
    }

    /// That of a `Cors`.
    pub(crate) fn default(prepared: Rc<Prepared>) -> Self {
        RoutePolicy { prepared: Some(prepared), predicate: None }
    }

    /// Whether it is the same one.
    pub(crate) fn is(&self, other: &RoutePolicy) -> bool {
        match (&self.prepared, &other.prepared) {
            (Some(prepared), Some(other)) => Rc::ptr_eq(prepared, other),
            _ => false,
        }
    }

    /// What the application says about the origin in question; `None` if it has to look first.
    #[inline]
    pub(crate) fn vouched_at_once(&self, request: &HttpRequest) -> Option<bool> {
        match self.question(&View(request.head())) {
            None => Some(false),
            Some((origin, Predicate::Now(admits))) => Some(admits(&origin, request.head())),
            Some((_, Predicate::Later(_))) => None,
        }
    }

    /// What the application says about the origin in question, when it has looked.
    pub(crate) async fn vouched(&self, request: &HttpRequest) -> bool {
        match self.question(&View(request.head())) {
            None => false,
            Some((origin, Predicate::Now(admits))) => admits(&origin, request.head()),
            Some((origin, Predicate::Later(admits))) => admits(&origin, request.head()).await,
        }
    }

    /// The origin in question, and who is asked about it.
    #[inline]
    fn question<'a>(&'a self, head: &'a View<'_>) -> Option<(Origin<'a>, &'a Predicate)> {
        let predicate = self.predicate.as_ref()?;
        Some((question(self.prepared.as_ref()?.policy(), head)?, predicate))
    }
}
