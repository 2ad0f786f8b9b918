//! An application as users have it: log lines, compression, fifty routes with parameters in ten scopes, JSON.
//!
//! The requests accept no encoding: to compress takes a hundred times what CORS does, and varies by more than that. The
//! `Vary` of a compressed response is there.

use actix_web::middleware::{Compress, DefaultHeaders, Logger};
use actix_web::web::{self, Json, Path, ServiceConfig};
use actix_web::{App, Scope, get, middleware::from_fn};
use cors_actix::{Cors, cors};
use serde::Serialize;

use crate::apps::{TEN, Use, draft, pass, peer};

/// What the routes answer.
#[derive(Serialize)]
struct Item {
    tenant: String,
    id: u64,
    names: [&'static str; 3],
    is_active: bool,
}

type Arguments = Path<(String, u64)>;

fn item(arguments: Arguments) -> Json<Item> {
    let (tenant, id) = arguments.into_inner();
    Json(Item { tenant, id, names: ["first", "second", "third"], is_active: true })
}

macro_rules! routes {
    ($($name:ident $path:literal)*) => {
        mod plain {
            use super::*;
            $(#[get($path)] async fn $name(arguments: Arguments) -> Json<Item> { item(arguments) })*
            pub(super) fn scope(path: &str) -> Scope { web::scope(path)$(.service($name))* }
        }
        mod annotated {
            use super::*;
            $(
                #[cors(policy = TEN)]
                #[get($path)]
                async fn $name(arguments: Arguments) -> Json<Item> { item(arguments) }
            )*
            pub(super) fn scope(path: &str) -> Scope { web::scope(path)$(.service($name))* }
        }
    };
}

routes! {
    items "/{tenant}/items/{id}"
    orders "/{tenant}/orders/{id}"
    users "/{tenant}/users/{id}"
    invoices "/{tenant}/invoices/{id}"
    parts "/{tenant}/parts/{id}"
}

fn configure(config: &mut ServiceConfig, scope: fn(&str) -> Scope) {
    for part in 0..10 {
        config.service(scope(&format!("/v1/part{part}")));
    }
}

/// Makes the application with this name.
pub async fn with(name: &str, it: impl Use) {
    let vary = || DefaultHeaders::new().add(("vary", "accept-encoding"));
    let inner = || App::new().configure(|config| configure(config, plain::scope)).wrap(vary());
    let annotated = || App::new().configure(|config| configure(config, annotated::scope)).wrap(vary());
    let cors = || Cors::new(draft(10).check().expect("the policy is right"));
    macro_rules! app {
        ($app:expr) => {
            it.with(actix_web::test::init_service($app.wrap(Logger::default())).await).await
        };
    }
    // As the documentation says: CORS outside of what makes responses, the log outside of all.
    match name {
        "real-bare" => app!(inner().wrap(Compress::default())),
        "real-bare-around" => app!(inner().wrap(from_fn(pass)).wrap(Compress::default())),
        "real-ours-app" => app!(inner().wrap(Compress::default()).wrap(cors())),
        "real-ours-route" => app!(annotated().wrap(Compress::default())),
        "real-ours-around" => app!(inner().wrap(cors().around(from_fn(pass)).around(Compress::default()))),
        "real-ours-by-route" => {
            app!(annotated().wrap(Cors::by_route().around(from_fn(pass)).around(Compress::default())));
        }
        "real-actix-cors" => app!(inner().wrap(Compress::default()).wrap(peer(10))),
        other => panic!("there is no application {other}"),
    }
}
