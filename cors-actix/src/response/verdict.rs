//! What a policy decided about a request, on its way into the response.

use std::rc::Rc;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use cors_core::__private::{exclude_methods, explain_decision};
use cors_core::{Decision, decide};

use crate::policy::active::{ActiveRule, Choice};
use crate::request::View;
use crate::response::headers;
use crate::response::refusal::{denied, unroutable};
use crate::response::trace::Event;
use crate::response::unroutable::Unroutable;

/// A decision, with the rule that made it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    decision: Decision<HeaderValue>,
    rule: Rc<ActiveRule>,
    event: Event,
}

impl Verdict {
    /// Decides about the request by the rule that applies to it.
    #[inline]
    pub(crate) fn new(Choice { rule, allowed_by_predicate }: Choice, request: &HttpRequest) -> Self {
        let head = View(request.head());
        let decision = decide(rule.policy(), &head, allowed_by_predicate);
        let event = Event::of(request, |head| explain_decision(&decision, rule.policy(), head));
        Verdict { decision, rule, event }
    }

    /// Whether the response takes the place of the handler's: the request is refused.
    #[inline]
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.decision, Decision::Block(_) | Decision::Refuse(_))
    }

    /// Whether a preflight is approved.
    #[inline]
    pub(crate) fn is_approval(&self) -> bool {
        matches!(self.decision, Decision::Approve(_))
    }

    /// Leaves out methods from an approval that would reach another route.
    pub(crate) fn exclude_methods(&mut self, request: &HttpRequest, elsewhere: impl Fn(&str) -> bool) {
        if let Decision::Approve(approval) = &mut self.decision
            && let Some(requested) = View(request.head()).requested_method()
        {
            exclude_methods(approval, self.rule.policy(), requested, elsewhere);
        }
    }

    /// Writes the decision into the headers of the response.
    #[inline]
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        self.event.tell();
        headers::write(&self.rule, self.decision, headers);
    }

    /// The answer to a preflight, or to a request that is refused. `more` is another line of help.
    pub(crate) fn answer(self, more: Option<&str>) -> HttpResponse {
        match self.decision {
            Decision::Block(denial) | Decision::Refuse(denial) => {
                let mut response = denied(denial, more);
                self.write(response.headers_mut());
                response
            }
            _ => self.approve(HttpResponse::new(StatusCode::NO_CONTENT)),
        }
    }

    /// Makes an empty response the answer to an approved preflight.
    pub(crate) fn approve(self, mut response: HttpResponse) -> HttpResponse {
        let status = StatusCode::from_u16(self.rule.policy().preflight_status());
        // `Draft::check` admits 200 to 299 only, all of which are status codes.
        *response.status_mut() = status.unwrap_or(StatusCode::NO_CONTENT);
        self.write(response.headers_mut());
        response
    }
}

/// What is answered in place of the service inside. The response is made when it is asked for: it is large, and a future is
/// moved for every request.
pub(crate) struct Answer {
    request: HttpRequest,
    verdict: Result<Verdict, &'static Unroutable>,
    more: Option<&'static str>,
}

impl Answer {
    /// `more` is another line of help.
    pub(crate) fn new(
        request: ServiceRequest,
        verdict: Result<Verdict, &'static Unroutable>,
        more: Option<&'static str>,
    ) -> Self {
        Answer { request: request.into_parts().0, verdict, more }
    }

    pub(crate) fn respond(self) -> ServiceResponse {
        let response = match self.verdict {
            Ok(verdict) => verdict.answer(self.more),
            Err(why) => unroutable(&self.request, why),
        };
        ServiceResponse::new(self.request, response)
    }
}
