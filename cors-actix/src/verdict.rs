//! What a policy decided about a request, on its way into the response.

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use cors_core::{Decision, Denial, Origin, decide};

use crate::event::Event;
use crate::head::View;
use crate::headers::Prepared;

/// A decision, with the policy that made it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    decision: Decision<HeaderValue>,
    prepared: Rc<Prepared>,
    event: Event,
}

impl Verdict {
    /// What the policy says about the request. `vouched` is what the application said about an origin in question.
    #[inline]
    pub(crate) fn new(prepared: &Rc<Prepared>, request: &HttpRequest, vouched: bool) -> Self {
        let head = View(request.head());
        let decision = decide(prepared.policy(), &head, vouched, |origin| is_same_origin(request, origin));
        let event = Event::of(request, |head| decision.explain(prepared.policy(), head));
        Verdict { decision, prepared: Rc::clone(prepared), event }
    }

    /// Whether nobody has to be asked any more what the response is.
    #[inline]
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.decision, Decision::Block(_) | Decision::Refuse(_))
    }

    /// Whether a preflight is approved.
    #[inline]
    pub(crate) fn is_approval(&self) -> bool {
        matches!(self.decision, Decision::Approve(_))
    }

    /// Refuses a preflight after all, for a reason that the policy does not know.
    pub(crate) fn refuse(&mut self, request: &HttpRequest, denial: Denial) {
        self.decision = Decision::Refuse(denial);
        self.event = Event::of_denial(request, denial);
    }

    /// Approves nothing for methods that reach another route.
    pub(crate) fn leave_out(&mut self, elsewhere: impl Fn(&str) -> bool) {
        if let Decision::Approve(approval) = &mut self.decision {
            approval.leave_out(self.prepared.policy(), elsewhere);
        }
    }

    /// Approves of all methods (`*`) the requested one alone.
    pub(crate) fn narrow(&mut self, request: &HttpRequest) {
        if let Decision::Approve(approval) = &mut self.decision
            && let Some(requested) = View(request.head()).requested_method()
        {
            approval.narrow(self.prepared.policy(), requested);
        }
    }

    /// Writes the decision into the headers of the response.
    #[inline]
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        self.event.tell();
        self.prepared.write(&self.decision, headers);
    }

    /// The response that takes the place of the handler's: to a preflight, or to a request that is blocked.
    pub(crate) fn answer(&self) -> HttpResponse {
        match &self.decision {
            Decision::Block(denial) | Decision::Refuse(denial) => {
                let mut response = text(*denial);
                self.write(response.headers_mut());
                response
            }
            _ => self.approve(HttpResponse::new(StatusCode::NO_CONTENT)),
        }
    }

    /// [`answer`](Self::answer) to this request.
    pub(crate) fn respond(&self, request: HttpRequest) -> ServiceResponse {
        ServiceResponse::new(request, self.answer())
    }

    /// Makes an empty response the answer to an approved preflight.
    pub(crate) fn approve(&self, mut response: HttpResponse) -> HttpResponse {
        let status = StatusCode::from_u16(self.prepared.policy().preflight_status());
        // `Draft::check` admits 200 to 299 only, all of which are status codes.
        *response.status_mut() = status.unwrap_or(StatusCode::NO_CONTENT);
        self.write(response.headers_mut());
        response
    }
}

/// One line of text about what was refused, by whatever policy it would have been.
pub(crate) fn refusal(request: &HttpRequest, denial: Denial) -> HttpResponse {
    Event::of_denial(request, denial).tell();
    let mut response = text(denial);
    response.headers_mut().append(VARY, const { HeaderValue::from_static("Origin, Access-Control-Request-Method") });
    response
}

fn text(denial: Denial) -> HttpResponse {
    let mut response = HttpResponse::with_body(StatusCode::FORBIDDEN, BoxBody::new(denial.text()));
    // Cheaper than `insert`, and the same on an empty response.
    response.headers_mut().append(CONTENT_TYPE, const { HeaderValue::from_static("text/plain; charset=utf-8") });
    response
}

/// Whether the origin is the scheme, host and port that the request was sent to, behind a proxy as `ConnectionInfo`
/// sees them. A proxy may write out the default port, which a browser leaves out.
fn is_same_origin(request: &HttpRequest, origin: &Origin<'_>) -> bool {
    let connection = request.connection_info();
    let default_port = if connection.scheme().eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    let host = connection.host().strip_suffix(default_port).unwrap_or(connection.host());
    let (scheme, authority) = origin.as_str().split_once("://").unwrap_or_default();
    scheme.eq_ignore_ascii_case(connection.scheme()) && authority.eq_ignore_ascii_case(host)
}
