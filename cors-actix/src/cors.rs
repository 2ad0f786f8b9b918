//! `Cors`: a policy around a whole application, scope or resource.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::handle::{InForce, PolicySource, Source};
use crate::layer::{CorsService, Layer};
use crate::registered::Registered;
use crate::routes::{CorsRoutes, Router};
use crate::start::cannot_start;

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
        CorsRoutes { left: Rc::clone(&self.routes) }
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
            cannot_start(
                "`Cors::by_route()` has no routes to ask\nhelp: wrap `cors.routes()` of this same `Cors` first, next to them",
            );
            return ready(Err(()));
        }
        let default = self.default.as_ref().map(InForce::new);
        let registered = Registered::new();
        ready(Ok(CorsService::new(Rc::new(Layer { service, routes, default, registered }))))
    }
}
