//! `Cors`: a policy around a whole application, scope or resource.

mod gate;
mod service;

use std::future::{Future, Ready, ready};
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::policy::in_force::violations;
use crate::policy::predicate::{IntoPredicate, Predicate};
use crate::policy::source::{PolicySource, Source};
use crate::policy::start;
use gate::Gate;
use service::CorsService;

#[doc = include_str!("../../guide/links.md")]
#[doc = include_str!("middleware.md")]
#[derive(Debug)]
pub struct Cors<M = Nothing> {
    default: Option<Source>,
    predicate: Option<Predicate>,
    around: Rc<M>,
    /// Where it is made.
    made_at: &'static Location<'static>,
}

/// No policy but those of the annotated handlers inside. [`around`](Self::around) makes a [`Cors`] of it; by itself it
/// would do nothing.
#[derive(Debug)]
#[must_use = "it does nothing without middleware: `Cors::by_route().around(middleware)`"]
pub struct ByRoute(());

/// What [`ByRoute`] lacks to be a middleware. Nothing implements it; the compiler reports it where a `ByRoute` is wrapped.
#[diagnostic::on_unimplemented(
    message = "`Cors::by_route()` has no middleware inside",
    label = "this needs `.around(…)`",
    note = "write `.wrap(Cors::by_route().around(middleware))`, where `middleware` is what preflights must skip, such as authentication",
    note = "handlers with `#[cors]` need no `Cors` around them; `Cors::new(policy)` has a policy for the others"
)]
pub trait MiddlewareInside {}

impl<S: Service<ServiceRequest> + MiddlewareInside> Transform<S, ServiceRequest> for ByRoute {
    type Response = S::Response;
    type Error = S::Error;
    type InitError = ();
    type Transform = S;
    type Future = Ready<Result<S, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(service))
    }
}

/// No middleware between a [`Cors`] and what it is wrapped around.
#[derive(Debug)]
pub struct Nothing(());

/// Middleware between a [`Cors`] and what it is wrapped around.
#[derive(Debug)]
pub struct Stack<I, O> {
    inner: Rc<I>,
    outer: Rc<O>,
}

impl Cors {
    /// Takes a policy for everything inside that has none of its own: a checked [`Policy`](crate::Policy), a `static` one,
    /// or a [`PolicyHandle`](crate::PolicyHandle). A policy that names no methods permits GET, HEAD and POST.
    ///
    /// Each worker makes its own, in the function that makes its application. What the workers share is the policy or its
    /// handle, which that function moves in. It clones a policy, `Cors::new(policy.clone())`: a reference to it would have to
    /// be `'static`.
    ///
    /// ```no_run
    /// use actix_web::{App, HttpServer};
    /// use cors_actix::{Cors, Draft, PolicyHandle};
    ///
    /// # #[actix_web::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let handle = PolicyHandle::new(&Draft::new().origins(["https://app.example.com"]))?;
    /// HttpServer::new(move || {
    ///     let cors = Cors::new(&handle);
    ///     App::new().wrap(cors)
    /// })
    /// .bind(("127.0.0.1", 8080))?
    /// .run()
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn new(policy: impl PolicySource) -> Self {
        let source = policy.into_source();
        let violations = violations(&source);
        let cors = Cors { default: Some(source), ..Cors::without_policy(Location::caller()) };
        // Now, so one error has what is wrong here and with the routes inside.
        if let Some(violations) = violations {
            start::note(cors.whose(), violations.to_string());
        }
        cors
    }

    fn without_policy(made_at: &'static Location<'static>) -> Self {
        Cors { default: None, predicate: None, around: Rc::new(Nothing(())), made_at }
    }

    /// Starts a `Cors` that has no policy of its own, and only answers for the annotated handlers inside.
    pub fn by_route() -> ByRoute {
        ByRoute(())
    }
}

impl<M> Cors<M> {
    /// Asks a function about origins that the policy does not list: `fn(&Origin<'_>, &HttpRequest) -> bool`, or an `async`
    /// one. A policy with the origin `*` lists them all, so with one the application does not start.
    #[must_use]
    pub fn with<Kind>(self, admits: impl IntoPredicate<Kind>) -> Self {
        Cors { predicate: Some(admits.into_predicate()), ..self }
    }

    /// Puts a middleware inside of the `Cors`, around everything that the `Cors` is wrapped around. Preflights skip it, and
    /// its responses get the headers of the handler that the request was for. Repeated, the last one is the outermost, as
    /// with `wrap`.
    #[must_use]
    pub fn around<O>(self, middleware: O) -> Cors<Stack<M, O>> {
        let around = Rc::new(Stack { inner: self.around, outer: Rc::new(middleware) });
        Cors { default: self.default, predicate: self.predicate, around, made_at: self.made_at }
    }

    /// `the policy of …`, for messages.
    fn whose(&self) -> String {
        format!("the policy of the `Cors` made in {}:{}", self.made_at.file(), self.made_at.line())
    }
}

impl ByRoute {
    /// Puts a middleware inside of the `Cors`, around everything that the `Cors` is wrapped around. Preflights for annotated
    /// handlers skip it, and its responses get the headers of the handler that the request was for.
    #[track_caller]
    pub fn around<O>(self, middleware: O) -> Cors<Stack<Nothing, O>> {
        Cors::without_policy(Location::caller()).around(middleware)
    }
}

impl<S: Service<ServiceRequest>> Transform<S, ServiceRequest> for Nothing {
    type Response = S::Response;
    type Error = S::Error;
    type InitError = ();
    type Transform = S;
    type Future = Ready<Result<S, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(service))
    }
}

impl<S, I, O> Transform<S, ServiceRequest> for Stack<I, O>
where
    S: Service<ServiceRequest> + 'static,
    I: Transform<S, ServiceRequest, InitError = ()> + 'static,
    O: Transform<I::Transform, ServiceRequest, InitError = ()> + 'static,
{
    type Response = O::Response;
    type Error = O::Error;
    type InitError = ();
    type Transform = O::Transform;
    type Future = Pin<Box<dyn Future<Output = Result<O::Transform, ()>>>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let (inner, outer) = (self.inner.new_transform(service), Rc::clone(&self.outer));
        Box::pin(async move { outer.new_transform(inner.await?).await })
    }
}

impl<S, M, B, C> Transform<S, ServiceRequest> for Cors<M>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    M: Transform<Gate<S>, ServiceRequest, Response = ServiceResponse<B>, Error = Error, InitError = ()> + 'static,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = CorsService<S, M::Transform>;
    type InitError = ();
    type Future = Pin<Box<dyn Future<Output = Result<Self::Transform, ()>>>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let gate = Gate::new(service, self.default.clone(), self.predicate.clone(), self.whose());
        let around = Rc::clone(&self.around);
        Box::pin(async move {
            let gate = gate.await?;
            let inside = around.new_transform(gate.clone()).await?;
            Ok(CorsService { gate, inside })
        })
    }
}
