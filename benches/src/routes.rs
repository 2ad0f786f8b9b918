//! Up to a thousand routes, annotated and not.

use actix_web::guard::Get;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, routes};
use cors_actix::cors;

use crate::apps::data;

include!(concat!(env!("OUT_DIR"), "/routes.rs"));

/// The same routes without CORS, as actix-web's own attribute registers them.
pub fn register_bare(config: &mut ServiceConfig, routes: usize) {
    for route in 0..routes {
        config.service(web::resource(format!("/r{route}")).guard(Get()).to(data));
    }
}

/// The same, with a second resource for the preflights of each: what CORS by hand comes to.
pub fn register_split(config: &mut ServiceConfig, routes: usize) {
    for route in 0..routes {
        let path = format!("/r{route}");
        config.service(web::resource(path.as_str()).guard(actix_web::guard::Options()).to(HttpResponse::NoContent));
        config.service(web::resource(path).guard(Get()).to(data));
    }
}
