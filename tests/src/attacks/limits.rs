//! Documented limits: what happens there, and that writes to handlers with a policy are refused even so.

use actix_web::body::MessageBody;
use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse, fn_service};
use actix_web::guard;
use actix_web::middleware::{Next, NormalizePath, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpMessage as _, HttpResponse, Responder, delete, get, post, web};
use cors_actix::{Cors, cors};

use super::{ADMIN, ANY, APP, EVIL, WIDE, is_approved, plain, ran, runs, send};
use crate::ask::ask;

#[cors(off)]
#[delete("/admin")]
async fn admin() -> impl Responder {
    ran();
    "deleted"
}

#[cors(origins = "https://admin.example")]
#[delete("/items")]
async fn items() -> impl Responder {
    ran();
    "deleted"
}

/// What changes the path for routing belongs outside: preflights skip what is inside of `around`.
pub async fn paths_that_are_changed_in_around() {
    let routes = |config: &mut web::ServiceConfig| {
        config.service(admin).service(items);
    };
    let app = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE).around(NormalizePath::trim()))).await;
    // The policy around approves a preflight that is not its own, and the request is refused.
    assert!(is_approved(&app, APP, "DELETE", "/admin/").await);
    let (answer, runs) = send(&app, APP, "DELETE", "/admin/").await;
    assert_eq!((answer.status, runs), (403, 0));
    assert!(!is_approved(&app, ADMIN, "DELETE", "/items/").await);
    let app = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE)).wrap(NormalizePath::trim())).await;
    assert!(!is_approved(&app, APP, "DELETE", "/admin/").await);
    assert!(is_approved(&app, ADMIN, "DELETE", "/items/").await);
}

#[cors(origins("https://admin.example", "https://other.example"))]
#[get("/strict")]
async fn strict() -> impl Responder {
    "the secret"
}

/// Both links are lost: the routes are called in another task, and the response is another one.
pub async fn both_links_lost() {
    async fn spawn_and_rebuild(
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let task = actix_web::rt::spawn(async move { next.call(request).await });
        let response = task.await.expect("no handler panics")?;
        Ok(response.into_response(HttpResponse::Ok().body("the secret, in a new response")))
    }
    let app = App::new().service(strict).service(items).wrap(from_fn(spawn_and_rebuild)).wrap(Cors::new(&ANY));
    let app = init_service(app).await;
    let answer = ask(&app, "GET", "/strict", &[("origin", EVIL)]).await;
    assert_eq!(answer.allowed_origin(), Some("*"), "the limit");
    assert_eq!(send(&app, EVIL, "DELETE", "/items").await.1, 0, "a write is refused before");
}

/// A plain handler whose method is chosen by a function, before an annotated one, is not seen.
pub async fn methods_that_a_function_guards() {
    let is_delete = |context: &guard::GuardContext<'_>| context.head().method == "DELETE";
    let by_function = web::resource("/items").guard(guard::fn_guard(is_delete)).to(plain);
    let app = init_service(App::new().service(by_function).service(items).wrap(Cors::new(&WIDE))).await;
    assert!(is_approved(&app, ADMIN, "DELETE", "/items").await, "the limit");
    // The request itself reaches the plain handler, which is under the policy around.
    let (answer, runs) = send(&app, ADMIN, "DELETE", "/items").await;
    assert_eq!((answer.status, runs), (403, 0));
    let (answer, runs) = send(&app, EVIL, "DELETE", "/items").await;
    assert_eq!((answer.status, runs), (403, 0));
}

/// Middleware between a `Cors` and the routes changes the method, without `around`: plain handlers run.
pub async fn a_method_that_is_overridden_inside() {
    let app = App::new().route("/plain", web::delete().to(plain)).service(items).wrap_fn(|mut request, service| {
        request.head_mut().method = actix_web::http::Method::DELETE;
        service.call(request)
    });
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    assert_eq!(send(&app, EVIL, "GET", "/plain").await.1, 1, "the limit");
    let (answer, runs) = send(&app, EVIL, "GET", "/items").await;
    assert_eq!((answer.status, runs), (403, 0));
}

/// A service acts in the call itself, before its future is polled: a refused write is routed to find out whose it is, and so
/// the service acts. Handlers and extractors never do.
pub async fn a_service_that_acts_in_the_call() {
    let jobs = web::service("/jobs").finish(fn_service(|request: ServiceRequest| {
        ran();
        std::future::ready(Ok(request.into_response(HttpResponse::Ok().finish())))
    }));
    let app = init_service(App::new().service(jobs).service(items).wrap(Cors::new(&WIDE))).await;
    let (answer, runs) = send(&app, EVIL, "DELETE", "/jobs").await;
    assert_eq!((answer.status, runs), (403, 1), "the limit");
}

#[cors(off, enforce = false)]
#[post("/form")]
async fn form() -> impl Responder {
    ran();
    "taken"
}

struct Banned;

/// A guard looks for a mark in the extensions and turns away whoever has it. A write that the `Cors` would refuse has none
/// while it is routed.
pub async fn a_guard_that_looks_for_a_mark() {
    let is_welcome = guard::fn_guard(|context| !context.req_data().contains::<Banned>());
    let scope = web::scope("").guard(is_welcome).service(form);
    let app = App::new().service(scope).wrap(Cors::new(&WIDE)).wrap_fn(|request, service| {
        request.extensions_mut().insert(Banned);
        service.call(request)
    });
    let app = init_service(app).await;
    assert_eq!(send(&app, APP, "POST", "/form").await.1, 0);
    assert_eq!(send(&app, EVIL, "POST", "/form").await.1, 1, "the limit");
}

/// The request of an answer that a `Cors` gives by itself is a copy: middleware outside finds no data in it.
pub async fn the_request_of_a_refusal() {
    let app = App::new().app_data(web::Data::new(7_u8)).route("/x/{id}", web::to(plain)).service(items);
    let app = app.wrap(Cors::new(&WIDE)).wrap_fn(|request, service| {
        request.extensions_mut().insert(Banned);
        let future = service.call(request);
        async move {
            let mut response = future.await?;
            let request = response.request();
            let seen = (
                request.app_data::<web::Data<u8>>().is_some(),
                request.match_pattern().is_some(),
                request.extensions().contains::<Banned>(),
            );
            let seen = format!("{seen:?}").parse().expect("visible ASCII");
            response.headers_mut().insert("x-seen".parse().expect("a name"), seen);
            Ok::<_, Error>(response)
        }
    });
    let app = init_service(app).await;
    let answer = send(&app, APP, "POST", "/x/1").await.0;
    assert_eq!(answer.header("x-seen"), Some("(true, true, true)"));
    let answer = send(&app, EVIL, "POST", "/x/1").await.0;
    assert_eq!((answer.status, answer.header("x-seen")), (403, Some("(false, false, true)")), "the limit");
    runs();
}

/// A handler with no policy and no `Cors` around runs as without this library.
pub async fn a_handler_without_a_policy() {
    let app = init_service(App::new().service(items).route("/plain", web::post().to(plain))).await;
    assert_eq!(send(&app, EVIL, "POST", "/plain").await.1, 1);
    assert_eq!((send(&app, EVIL, "DELETE", "/items").await.1, runs()), (0, 0));
}
