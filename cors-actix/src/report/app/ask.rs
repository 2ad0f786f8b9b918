//! Asks a built application which policy answers, as a `Cors` asks what is inside it. Nothing is polled, so no handler
//! runs.

use std::cell::{Cell, RefCell};
use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::error::ErrorServiceUnavailable;
use actix_web::http::Method;
use actix_web::introspection::IntrospectionTree;
use actix_web::{Error, web};

use crate::policy::active::ActivePolicy;
use crate::policy::annotated_route::AnnotatedRoute;
use crate::routing::claim::{Claim, Kind};
use crate::routing::current::{self, Current, Way};
use crate::routing::methods_before::MethodsBefore;
use crate::routing::owner;

/// Wraps the whole application. It answers no request: it routes them, and keeps what it has learned.
#[derive(Clone, Default)]
pub(super) struct Asker(Rc<Asked>);

#[derive(Default)]
struct Asked {
    question: Cell<Question>,
    answer: RefCell<Answer>,
}

/// What is asked about the next request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Question {
    /// Which resources there are.
    #[default]
    Resources,
    /// Who answers a preflight for this request.
    Preflight,
    /// Which policy the request itself reaches.
    Actual,
}

/// What the application has told.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) resources: Option<IntrospectionTree>,
    /// The policy of the annotated route that would answer the preflight.
    pub(super) owner: Option<Rc<ActivePolicy>>,
    /// Whether a route before gets the method, so nobody approves the preflight.
    pub(super) is_declined: bool,
    /// The annotated routes whose guards have turned the question away.
    pub(super) turned_away: Vec<&'static AnnotatedRoute>,
    /// How far the request has come. A preflight comes to the policies of `Cors` alone.
    pub(super) way: Way,
}

impl Answer {
    /// The policies that the request has come to, outermost first.
    pub(super) fn policies(&self) -> impl DoubleEndedIterator<Item = &Rc<ActivePolicy>> {
        self.way.policies.iter().flatten()
    }

    /// The innermost policy that the request has come to.
    pub(super) fn innermost(&self) -> Option<&Rc<ActivePolicy>> {
        self.policies().next_back()
    }
}

impl Asker {
    /// Asks about the request that `call` gives to the application.
    pub(super) fn ask(&self, question: Question, call: impl FnOnce()) -> Answer {
        self.0.question.set(question);
        call();
        self.0.answer.take()
    }
}

impl<S, B> Transform<S, ServiceRequest> for Asker
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = AskerService<S>;
    type InitError = ();
    type Future = Ready<Result<AskerService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(AskerService { service, asked: Rc::clone(&self.0) }))
    }
}

pub(super) struct AskerService<S> {
    service: S,
    asked: Rc<Asked>,
}

impl<S, B> AskerService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    fn preflight(&self, mut request: ServiceRequest) -> Answer {
        let claim = Claim::new(Kind::Probe(request.method().clone()), None, MethodsBefore::default());
        request.head_mut().method = Method::OPTIONS;
        let mut current = Some(Current::new(request.head()));
        let ((), claim) =
            current::enter(&mut current, || owner::route(claim, request, |request| drop(self.service.call(request))));
        Answer {
            owner: claim.owner,
            is_declined: claim.is_declined,
            turned_away: claim.turned_away,
            way: current.map(|current| current.way).unwrap_or_default(),
            ..Answer::default()
        }
    }

    fn actual(&self, request: ServiceRequest) -> Answer {
        let mut current = Some(Current::new(request.head()));
        current::enter(&mut current, || drop(self.service.call(request)));
        Answer { way: current.map(|current| current.way).unwrap_or_default(), ..Answer::default() }
    }
}

impl<S, B> Service<ServiceRequest> for AskerService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse<B>, Error>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let answer = match self.asked.question.take() {
            Question::Resources => {
                let tree = request.app_data::<web::Data<IntrospectionTree>>();
                Answer { resources: tree.map(|tree| tree.get_ref().clone()), ..Answer::default() }
            }
            Question::Preflight => self.preflight(request),
            Question::Actual => self.actual(request),
        };
        self.asked.answer.replace(answer);
        ready(Err(ErrorServiceUnavailable("this application is built for a report")))
    }
}
