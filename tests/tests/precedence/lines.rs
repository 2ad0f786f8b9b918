//! Lines that handlers and middleware inside have written themselves, in errors, too: the closest policy replaces them.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, HttpRequest, HttpResponse, Responder, get, route, rt};
use cors_actix::{Cors, Draft, Origin, cors};
use cors_tests::ask::{APP, ask, wait};

use crate::layer;

/// An error whose response has lines of its own.
fn teapot() -> Error {
    let mut response = HttpResponse::ImATeapot();
    for line in [
        ("Vary", "Accept-Language"),
        ("VARY", "ORIGIN"),
        ("vary", "accept-encoding"),
        ("Access-Control-Allow-Origin", "*"),
        ("ACCESS-CONTROL-ALLOW-ORIGIN", "https://evil.test"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "x-own"),
        ("access-control-max-age", "1"),
    ] {
        response.append_header(line);
    }
    InternalError::from_response("a teapot", response.finish()).into()
}

async fn brew() -> Result<&'static str, Error> {
    Err(teapot())
}

async fn brew_instead(_: ServiceRequest, _: Next<impl MessageBody + 'static>) -> Result<ServiceResponse, Error> {
    Err(teapot())
}

#[cors(origins("https://app.example.com", "https://b.example"), expose("x-route"))]
#[route("/listed", method = "GET", method = "HEAD")]
async fn listed() -> impl Responder {
    brew().await
}

#[cors(origins("https://app.example.com", "https://b.example"), expose("x-route"))]
#[route("/wrapped", method = "GET", method = "HEAD", wrap = "from_fn(brew_instead)")]
async fn wrapped() -> impl Responder {
    "never reached"
}

#[cors(origins(with = vouches_later), expose("x-route"))]
#[route("/vouched", method = "GET", method = "HEAD")]
async fn vouched() -> impl Responder {
    brew().await
}

async fn vouches_later(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    rt::task::yield_now().await;
    origin.as_str() == APP
}

#[cors(off)]
#[get("/off", wrap = "from_fn(brew_instead)")]
async fn off() -> impl Responder {
    "never reached"
}

fn routes(config: &mut ServiceConfig) {
    config.service((listed, wrapped, vouched, off));
}

async fn assert_replaced<S, B>(app: &S, path: &str, exposed: &str)
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    for method in ["GET", "HEAD"] {
        for (origin, allowed) in [(Some(APP), Some(APP)), (Some("https://evil.test"), None), (None, None)] {
            let lines: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
            let answer = ask(app, method, path, &lines).await;
            let place = format!("{method} {path} from {origin:?}: {answer:?}");
            assert_eq!((answer.status, answer.allowed_origin()), (418, allowed), "{place}");
            assert_eq!(answer.header("vary"), Some("Accept-Language, ORIGIN, accept-encoding"), "{place}");
            assert_eq!(answer.header("access-control-expose-headers"), allowed.map(|_| exposed), "{place}");
            for name in ["access-control-allow-credentials", "access-control-max-age"] {
                assert_eq!(answer.header(name), None, "{place}");
            }
        }
    }
}

#[actix_web::test]
async fn of_an_error_are_replaced() {
    let alone = init_service(App::new().configure(routes)).await;
    let (inner, outer) = (layer("inner"), Cors::by_route());
    let scope = web::scope("").configure(routes).wrap(inner.around(from_fn(wait)));
    let nested = App::new().service(scope).wrap(outer.around(from_fn(wait)));
    let nested = init_service(nested).await;
    for path in ["/listed", "/wrapped", "/vouched"] {
        assert_replaced(&alone, path, "x-route").await;
        assert_replaced(&nested, path, "x-route").await;
    }
    let varying = || Cors::new(Draft::new().origins([APP, "https://b.example"]).expose(["x-app"]).check().unwrap());
    let plain = init_service(App::new().default_service(web::to(brew)).wrap(varying())).await;
    assert_replaced(&plain, "/plain", "x-app").await;
    let cors = varying();
    let instead = App::new().configure(routes).wrap(cors.around(from_fn(brew_instead)));
    let instead = init_service(instead).await;
    assert_replaced(&instead, "/listed", "x-route").await;
    assert_replaced(&instead, "/plain", "x-app").await;
}

/// CORS switched off leaves them alone, whatever is around.
#[actix_web::test]
async fn of_an_error_stay_where_cors_is_off() {
    let app = init_service(App::new().configure(routes).wrap(from_fn(wait)).wrap(layer("app"))).await;
    let request = TestRequest::get().uri("/off").insert_header(("origin", APP)).to_request();
    let Err(error) = app.call(request).await else { panic!("the error is gone") };
    let response = error.error_response();
    for (name, lines) in [("vary", 3), ("access-control-allow-origin", 2)] {
        assert_eq!(response.headers().get_all(name).count(), lines, "{name}");
    }
}
