//! `Cors`: a policy around a whole application, scope or resource, and what stands around annotated routes.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::annotated::AnnotatedRoute;
use crate::handle::{InForce, PolicySource};
use crate::handlers::Handlers;
use crate::layer::{CorsService, Layer};
use crate::registered::{self, Untold};
use crate::told::Told;

#[doc = include_str!("layer.md")]
#[derive(Debug, Clone)]
pub struct Cors {
    default: Option<PolicySource>,
    /// Each with the prefix of the scopes between.
    told: Vec<(String, &'static AnnotatedRoute)>,
}

impl Cors {
    /// A policy for everything inside that has none of its own: a `&'static Policy`, a checked
    /// [`Policy`](crate::Policy), or a [`PolicyHandle`](crate::PolicyHandle). A policy that names no methods permits
    /// GET, HEAD and POST.
    pub fn new(policy: impl Into<PolicySource>) -> Self {
        Cors { default: Some(policy.into()), told: Vec::new() }
    }

    /// Answers for annotated handlers inside, each with its own policy, before any middleware in between sees the
    /// request: `Cors::routes((list, edit, scope("/admin", users)))`.
    pub fn routes(handlers: impl Handlers) -> Self {
        let mut told = Vec::new();
        handlers.add_to("", &mut told);
        Cors { default: None, told }
    }

    /// A policy for everything inside that has none of its own.
    #[must_use]
    pub fn otherwise(mut self, policy: impl Into<PolicySource>) -> Self {
        self.default = Some(policy.into());
        self
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
        // What is wrong with a policy has been said when its route was registered.
        let told = Told::new(&self.told).map_err(|_| ());
        ready(told.map(|told| {
            let untold = Untold::new(|route| told.knows(route));
            let default = self.default.as_ref().map(InForce::new);
            let has_layers = registered::add_layer();
            CorsService::new(Rc::new(Layer { service, told, untold, default, has_layers }))
        }))
    }
}
