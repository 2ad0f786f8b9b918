//! A policy ready to be applied: with its header values, and with the function that is asked about unlisted origins.

use std::rc::Rc;

use actix_web::HttpRequest;
use cors_core::{Origin, unlisted_origin};

use crate::headers::Prepared;
use crate::predicate::Predicate;
use crate::request::View;

/// A policy ready to be applied.
#[derive(Clone)]
pub(crate) struct ActivePolicy {
    pub(crate) prepared: Rc<Prepared>,
    pub(crate) predicate: Option<Predicate>,
}

impl ActivePolicy {
    /// Whether the predicate admits the origin of the request; `None` if it has to be awaited.
    #[inline]
    pub(crate) fn predicate_allows_at_once(&self, request: &HttpRequest) -> Option<bool> {
        if self.predicate.is_none() {
            return Some(false);
        }
        match self.unlisted(&View(request.head())) {
            None => Some(false),
            Some((origin, Predicate::Sync(admits))) => Some(admits(&origin, request)),
            Some((_, Predicate::Async(_))) => None,
        }
    }

    /// Whether the predicate admits the origin of the request.
    pub(crate) async fn predicate_allows(&self, request: &HttpRequest) -> bool {
        match self.unlisted(&View(request.head())) {
            None => false,
            Some((origin, Predicate::Sync(admits))) => admits(&origin, request),
            Some((origin, Predicate::Async(admits))) => admits(&origin, request).await,
        }
    }

    /// The origin that the policy does not list, and who is asked about it.
    fn unlisted<'a>(&'a self, head: &'a View<'_>) -> Option<(Origin<'a>, &'a Predicate)> {
        let predicate = self.predicate.as_ref()?;
        Some((unlisted_origin(self.prepared.policy(), head)?, predicate))
    }
}
