//! The application behind the caches.

use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse, route};
use cors_actix::{Cors, Origin, Policy, cors, policy};

use crate::{A, B};

static BOTH: Policy = policy!(origins("https://a.example.com", "https://b.example.com"), credentials);

fn page() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "max-age=600")).body("a page for everybody ".repeat(100))
}

/// Handlers that differ in nothing but their policy.
macro_rules! pages {
    ($($name:ident $path:literal ($($policy:tt)*);)*) => {
        $(
            #[cors($($policy)*)]
            #[route($path, method = "GET", method = "HEAD")]
            async fn $name() -> HttpResponse {
                page()
            }
        )*

        fn annotated(config: &mut ServiceConfig) {
            config$(.service($name))*;
        }
    };
}

pages! {
    list "/list" (origins("https://a.example.com", "https://b.example.com"), expose("etag"));
    wildcard "/wildcard" (origins = "https://*.example.com", timing);
    regex "/regex" (origins(regex = r"https://[a-z]\.example\.com"));
    asked "/asked" (origins(with = vouches));
    credentials "/credentials" (policy = BOTH);
    enforced "/enforced" (origins("https://a.example.com", "https://b.example.com"), enforce);
    enforced_one "/enforced-one" (origins = "https://a.example.com", enforce);
    any "/any" (origins = "*", expose = "*", timing);
    one "/one" (origins = "https://a.example.com", expose("etag"));
    one_credentials "/one-credentials" (origins = "https://a.example.com", credentials);
    off "/off" (off);
}

async fn vouches(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    tokio::task::yield_now().await;
    origin.host().ends_with(".example.com")
}

/// What people write by hand: the origin that asks is let in, and no cache is told that it matters.
async fn reflecting(request: HttpRequest) -> HttpResponse {
    let mut response = page();
    if let Some(origin) = request.headers().get("origin").filter(|origin| [A, B].iter().any(|known| origin == known)) {
        response.headers_mut().insert("access-control-allow-origin".parse().unwrap(), origin.clone());
    }
    response
}

async fn fails() -> Result<HttpResponse, Error> {
    Err(actix_web::error::ErrorInternalServerError("it failed"))
}

/// Two languages, each in as many encodings as `Compress` knows.
async fn in_languages(request: HttpRequest) -> HttpResponse {
    let german = request.headers().get("accept-language").is_some_and(|language| language == "de");
    let text = if german { "eine Seite für alle " } else { "a page for everybody " };
    let mut response = HttpResponse::Ok();
    response.insert_header(("cache-control", "max-age=600")).insert_header(("vary", "accept-language"));
    response.body(text.repeat(100))
}

#[cors(origins("https://a.example.com", "https://b.example.com"))]
#[route("/inside-of-the-route", method = "GET", wrap = "Compress::default()")]
async fn compressed_inside(request: HttpRequest) -> HttpResponse {
    in_languages(request).await
}

#[cors(origins("https://a.example.com", "https://b.example.com"))]
#[route("/route", method = "GET")]
async fn compressed_outside(request: HttpRequest) -> HttpResponse {
    in_languages(request).await
}

#[cors(origins = "*")]
#[route("/any", method = "GET")]
async fn compressed_any() -> HttpResponse {
    page()
}

/// What the library would send, written by hand.
async fn varying_by_hand(request: HttpRequest) -> HttpResponse {
    let mut response = in_languages(request.clone()).await;
    let permission = reflecting(request).await.headers().get("access-control-allow-origin").cloned();
    if let Some(origin) = permission {
        response.headers_mut().insert("access-control-allow-origin".parse().unwrap(), origin);
    }
    response.headers_mut().insert("vary".parse().unwrap(), "accept-language, origin".parse().unwrap());
    response
}

/// It lasts a second, and may be asked whether it is still the same.
fn aging(request: &HttpRequest) -> HttpResponse {
    let is_known = request.headers().get("if-none-match").is_some_and(|tag| tag == "\"one\"");
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(("cache-control", "max-age=1")).insert_header(("etag", "\"one\""));
    if is_known { response.finish() } else { response.body("a page that ages") }
}

#[cors(origins("https://a.example.com", "https://b.example.com"), credentials)]
#[route("/aging/list", method = "GET")]
async fn aging_list(request: HttpRequest) -> HttpResponse {
    aging(&request)
}

#[cors(origins = "*")]
#[route("/aging/any", method = "GET")]
async fn aging_any(request: HttpRequest) -> HttpResponse {
    aging(&request)
}

#[cors(origins("https://a.example.com", "https://b.example.com"), methods(GET, PUT), headers("x-a"), max_age = "1h")]
#[route("/list", method = "GET", method = "PUT")]
async fn preflighted_list() -> HttpResponse {
    page()
}

#[cors(origins = "*", headers = "*")]
#[route("/any", method = "GET", method = "PUT")]
async fn preflighted_any() -> HttpResponse {
    page()
}

#[cors(origins("https://a.example.com", "https://b.example.com"), headers = "*", credentials)]
#[route("/echo", method = "GET", method = "PUT")]
async fn preflighted_echo() -> HttpResponse {
    page()
}

pub fn configure(config: &mut ServiceConfig) {
    let by_route = Cors::by_route();
    let compressed = web::scope("/compress")
        .service(compressed_inside)
        .service(
            web::scope("/middle")
                .wrap(Compress::default())
                .wrap(Cors::new(&BOTH))
                .default_service(web::to(in_languages)),
        )
        .service(
            web::scope("/outside-of-the-route")
                .service(compressed_outside)
                .service(compressed_any)
                .wrap(by_route.around(Compress::default())),
        )
        .service(
            web::scope("/outermost")
                .service(compressed_outside)
                .service(compressed_any)
                .route("/by-hand", web::get().to(varying_by_hand))
                .wrap(Compress::default()),
        );
    let preflighted = web::scope("/preflight")
        .service(preflighted_list)
        .service(preflighted_any)
        .service(preflighted_echo)
        .wrap(Cors::new(&BOTH));
    config
        .configure(annotated)
        .service(compressed)
        .service(aging_list)
        .service(aging_any)
        .service(preflighted)
        .route("/reflecting", web::to(reflecting))
        .service(web::scope("/around").wrap(Cors::new(&BOTH)).route("/page", web::to(async || page())))
        .service(web::scope("/failing").wrap(Cors::new(&BOTH)).route("/page", web::to(fails)));
}
