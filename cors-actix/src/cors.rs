//! `Cors`: a policy around a whole application, scope or resource, and what stands around annotated routes.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::handle::{InForce, PolicySource, Source};
use crate::layer::{CorsService, Layer};
use crate::outer::Outer;
use crate::registered::Registered;

#[doc = include_str!("layer.md")]
#[derive(Debug, Clone)]
pub struct Cors {
    default: Option<Source>,
    /// Where [`CorsRoutes`] leaves the routes for the rest.
    routes: Rc<RefCell<Option<Router>>>,
}

impl Cors {
    /// A policy for everything inside that has none of its own: a checked [`Policy`](crate::Policy), a `static` one, or a
    /// [`PolicyHandle`](crate::PolicyHandle). A policy that names no methods permits GET, HEAD and POST.
    ///
    /// Each worker makes its own, inside of the function that makes its application. What is shared between them is the
    /// policy or its handle, which that function moves in:
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
    ///
    /// A `Cors` that is made outside of it does not compile; *"`Rc<RefCell<…>>` cannot be sent between threads safely"* is
    /// what the compiler says:
    ///
    /// ```compile_fail,E0277
    /// # use actix_web::{App, HttpServer};
    /// # use cors_actix::{Cors, Policy, policy};
    /// # static EVERYBODY: Policy = policy!(origins = "*");
    /// let cors = Cors::new(&EVERYBODY);
    /// HttpServer::new(move || App::new().wrap(cors.clone()));
    /// ```
    pub fn new(policy: impl PolicySource) -> Self {
        Cors { default: Some(policy.into_source()), routes: Rc::default() }
    }

    /// No policy but those of the annotated handlers inside. It takes [`routes`](Self::routes) beside it; without them the
    /// application does not start, and standard error says why. To switch CORS off by configuration, see
    /// [below](Self#switched-off).
    pub fn by_route() -> Self {
        Cors { default: None, routes: Rc::default() }
    }

    /// The inner half, for an application or scope with middleware of its own: `wrap` it first, next to the routes, and
    /// the `Cors` itself last. It lets the outer half ask the routes past everything in between.
    pub fn routes(&self) -> CorsRoutes {
        CorsRoutes { routes: Rc::clone(&self.routes) }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let routes = self.routes.take();
        if routes.is_none() && self.default.is_none() {
            return ready(cannot_start(
                "`Cors::by_route()` has no routes to ask",
                "wrap `cors.routes()` first, next to them",
            ));
        }
        let default = self.default.as_ref().map(InForce::new);
        let registered = Registered::new();
        ready(Ok(CorsService::new(Rc::new(Layer { service, routes, default, registered }))))
    }
}

/// The half of a [`Cors`] that stands next to the routes. See [`Cors::routes`].
#[derive(Debug, Clone)]
pub struct CorsRoutes {
    routes: Rc<RefCell<Option<Router>>>,
}

/// A service that chooses a route in the call.
#[derive(Clone)]
pub(crate) struct Router(Rc<dyn Fn(ServiceRequest)>);

impl Router {
    /// Calls it for what happens in the call. No handler runs.
    pub(crate) fn choose(&self, request: ServiceRequest) {
        (self.0)(request);
    }
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Router")
    }
}

impl<S, B> Transform<S, ServiceRequest> for CorsRoutes
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = CorsRoutesService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsRoutesService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let service = Rc::new(service);
        let called = Rc::clone(&service);
        let router = Router(Rc::new(move |request| drop(called.call(request))));
        ready(match self.routes.replace(Some(router)) {
            None => Ok(CorsRoutesService { service }),
            Some(_) => {
                cannot_start("the routes of two places are given to one `Cors`", "make one `Cors` for each place")
            }
        })
    }
}

/// The routes behind a [`CorsRoutes`].
#[derive(Debug)]
pub struct CorsRoutesService<S> {
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for CorsRoutesService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        // What the router does with the request itself counts, and no likeness of it.
        if let Some(Outer::Writes(closest)) = Outer::of(&request) {
            closest.pass();
        }
        self.service.call(request)
    }
}

/// Nobody else may be listening, so that the reason goes to standard error.
fn cannot_start<T>(what: &str, help: &str) -> Result<T, ()> {
    eprintln!("cors-actix: the application cannot start, because {what}\nhelp: {help}\n");
    Err(())
}
