//! What a `Cors` and the policies inside of it tell each other. It travels with the request.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::ServiceRequest;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage, HttpResponse};

use crate::verdict::Verdict;

/// A `Cors` around whoever finds this in a request.
#[derive(Clone)]
pub(crate) enum Outer {
    /// It writes the headers of the closest policy that the request has reached.
    Writes(Rc<Closest>),
    /// It asks who would answer. The request is none, but looks like the one that it asks about.
    Asks(Rc<Question>),
}

impl Outer {
    /// The nearest one around.
    pub(crate) fn of(request: &ServiceRequest) -> Option<Outer> {
        request.extensions().get::<Outer>().cloned()
    }
}

/// The verdict of the closest policy so far.
#[derive(Default)]
pub(crate) struct Closest {
    verdict: RefCell<Option<Verdict>>,
    reached: Cell<u32>,
}

impl Closest {
    /// The request has reached a closer policy, which decides from now on; `None` if it leaves the response alone.
    pub(crate) fn reach(&self, verdict: Option<Verdict>) {
        *self.verdict.borrow_mut() = verdict;
        self.reached.update(|reached| reached.saturating_add(1));
    }

    /// How many policies the request has reached.
    pub(crate) fn reached(&self) -> u32 {
        self.reached.get()
    }

    /// The verdict of the last one.
    pub(crate) fn take(&self) -> Option<Verdict> {
        self.verdict.take()
    }
}

/// Who would answer a request, and what a preflight would be told.
#[derive(Default)]
pub(crate) struct Question {
    answer: RefCell<Option<Answer>>,
}

/// Somebody would.
pub(crate) enum Answer {
    /// A preflight, with this.
    Preflight(Pin<Box<dyn Future<Output = HttpResponse>>>),
    /// A request that is none.
    Decides,
}

impl Question {
    pub(crate) fn answer(&self, answer: Answer) {
        *self.answer.borrow_mut() = Some(answer);
    }

    /// Asks `service`, which is called with a likeness of the request, about the policy that the request would reach.
    ///
    /// Routers choose a route in the call itself, and handlers run when the future is polled. Nobody polls it: whoever
    /// has a policy answers in the call.
    pub(crate) fn ask<F>(request: &ServiceRequest, service: impl FnOnce(ServiceRequest) -> F) -> Option<Answer> {
        let question = Rc::new(Question::default());
        let mut likeness = TestRequest::default().to_srv_request();
        likeness.head_mut().clone_from(request.head());
        likeness.match_info_mut().clone_from(request.match_info());
        likeness.extensions_mut().insert(Outer::Asks(Rc::clone(&question)));
        drop(service(likeness));
        question.answer.take()
    }
}
