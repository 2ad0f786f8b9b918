//! What a `Cors` and the policies inside of it tell each other. It travels with the request.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use actix_web::dev::{Path, RequestHead, ServiceRequest, Url};
use actix_web::guard::GuardContext;
use actix_web::http::Method;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage, HttpRequest};
use cors_core::{Denial, RequestHeader};

use crate::annotated::AnnotatedRoute;
use crate::head::name;
use crate::registered;
use crate::route_policy::RoutePolicy;
use crate::verdict::Verdict;

/// A `Cors` around whoever finds this in a request.
#[derive(Clone)]
pub(crate) enum Outer {
    /// It writes the headers of the closest policy that the request has reached.
    Writes(Rc<Closest>),
    /// It asks who would decide. The request is none, but looks like the one that it asks about.
    Asks(Rc<Question>),
}

impl Outer {
    /// The nearest one around.
    #[inline]
    pub(crate) fn of(request: &ServiceRequest) -> Option<Outer> {
        if !registered::has_layers() {
            return None;
        }
        request.extensions().get::<Outer>().filter(|outer| !outer.is_done()).cloned()
    }

    /// Whether it has written the headers. Then middleware further out has sent the request on its way again.
    fn is_done(&self) -> bool {
        matches!(self, Outer::Writes(closest) if closest.is_taken.get())
    }
}

/// The verdict of the closest policy so far.
#[derive(Default)]
pub(crate) struct Closest {
    verdict: RefCell<Option<Verdict>>,
    steps: Cell<u32>,
    /// Whether it has been taken, to be written.
    is_taken: Cell<bool>,
}

impl Closest {
    /// The request has reached a closer policy, which decides from now on; `None` if it leaves the response alone.
    pub(crate) fn reach(&self, verdict: Option<Verdict>) {
        *self.verdict.borrow_mut() = verdict;
        self.pass();
    }

    /// The request has come past the middleware in front of the routes.
    pub(crate) fn pass(&self) {
        self.steps.update(|steps| steps.saturating_add(1));
    }

    /// How far the request has come.
    pub(crate) fn steps(&self) -> u32 {
        self.steps.get()
    }

    /// The verdict of the last one.
    pub(crate) fn take(&self) -> Option<Verdict> {
        self.is_taken.set(true);
        self.verdict.take()
    }
}

/// Who would decide about a request.
#[derive(Default)]
pub(crate) struct Question {
    answer: RefCell<Option<Answer>>,
    /// Annotated routes with the path and the method of the request. Their other guards may have turned it away, though
    /// not the request itself, which has more to show.
    passed: RefCell<Vec<&'static AnnotatedRoute>>,
}

/// Who would.
pub(crate) enum Answer {
    /// An annotated route.
    Route(&'static AnnotatedRoute, RoutePolicy),
    /// The default of a `Cors`.
    Default(RoutePolicy),
    /// It cannot be told.
    Unknown(Denial),
}

impl Answer {
    /// Whether this policy decides.
    pub(crate) fn is(&self, policy: &RoutePolicy) -> bool {
        match self {
            Answer::Route(_, own) | Answer::Default(own) => own.is(policy),
            Answer::Unknown(_) => false,
        }
    }
}

impl Question {
    /// The one that a guard is asked for.
    pub(crate) fn of(context: &GuardContext<'_>) -> Option<Rc<Self>> {
        match registered::has_layers().then(|| context.req_data().get::<Outer>().cloned()).flatten() {
            Some(Outer::Asks(question)) => Some(question),
            _ => None,
        }
    }

    pub(crate) fn answer(&self, answer: Answer) {
        *self.answer.borrow_mut() = Some(answer);
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.answer.borrow().is_some()
    }

    pub(crate) fn pass(&self, route: &'static AnnotatedRoute) {
        self.passed.borrow_mut().push(route);
    }

    /// Asks `router`, which is called with a likeness of the request, whose policy the request would meet.
    ///
    /// Routers choose a route in the call itself, and handlers run when the future is polled. Nobody polls it: whoever
    /// has a policy answers in the call. Where the call panics, nobody knows.
    pub(crate) fn ask(likeness: Likeness, router: impl FnOnce(ServiceRequest)) -> Option<Answer> {
        let question = Rc::new(Question::default());
        let request = likeness.into_request();
        request.extensions_mut().insert(Outer::Asks(Rc::clone(&question)));
        // A likeness lacks what a middleware may expect in a request: the application's data.
        if catch_unwind(AssertUnwindSafe(|| router(request))).is_err() {
            return Some(Answer::Unknown(Denial::PolicyHidden));
        }
        let answer = question.answer.take();
        let reached = match &answer {
            Some(Answer::Route(route, _)) => Some(*route),
            _ => None,
        };
        let is_other = |passed: &&AnnotatedRoute| reached.is_none_or(|reached| !passed.has_policy_of(reached));
        let is_passed = question.passed.borrow().iter().any(is_other);
        if is_passed { Some(Answer::Unknown(Denial::RouteNotReached)) } else { answer }
    }
}

/// What a request looks like, for routers that use up the requests they are called with.
#[derive(Clone)]
pub(crate) struct Likeness {
    head: RequestHead,
    path: Path<Url>,
}

impl Likeness {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        Likeness { head: request.head().clone(), path: request.match_info().clone() }
    }

    /// The request that a preflight asks about, as far as the preflight tells; with another method if one is named.
    pub(crate) fn asked_about(preflight: &HttpRequest, method: Method) -> Self {
        let mut likeness = Likeness::of(preflight);
        likeness.head.method = method;
        for header in RequestHeader::OF_PREFLIGHTS {
            likeness.head.headers.remove(name(header));
        }
        likeness
    }

    /// A request that looks like it. Only tests are meant to make requests; there is no other public way to one.
    pub(crate) fn into_request(self) -> ServiceRequest {
        let mut request = TestRequest::default().to_srv_request();
        *request.head_mut() = self.head;
        *request.match_info_mut() = self.path;
        request
    }
}
