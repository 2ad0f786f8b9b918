//! Policies where there is no handler to annotate: around files, gateways, and services of other crates. And attributes that
//! name a policy that is made elsewhere.

use std::sync::LazyLock;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpRequest, HttpResponse, get, web};
use cors_actix::{Cors, Draft, Origin, Policy, PolicyHandle, cors, policy};
use cors_tests::ask::{ask, preflight};

const PREVIEW: &str = "https://shop-git-a1b2-team.vercel.app";
const OTHER: &str = "https://evil.vercel.app";

/// Previews on a host that strangers share, with cookies: no list and no pattern can say them.
fn is_preview(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    origin.scheme() == "https" && origin.host().starts_with("shop-git-") && origin.host().ends_with("-team.vercel.app")
}

static PREVIEWS: Policy = policy!(origins("https://app.example.com", with = is_preview), methods(PUT), credentials);

static FROM_OUTSIDE: Policy =
    policy!(origins("https://app.example.com", env("CASES_MORE_APPS", default = "https://b.example")), credentials);

const LISTED: [&str; 1] = ["https://b.example"];
static FROM_A_LIST: Policy = policy!(origins("https://app.example.com", list = LISTED), credentials);

static MADE: LazyLock<Policy> =
    LazyLock::new(|| Draft::new().origins(["https://b.example"]).check().expect("the policy is valid"));
static REPLACEABLE: LazyLock<PolicyHandle> =
    LazyLock::new(|| PolicyHandle::new(&Draft::new().origins(["https://b.example"])).expect("the policy is valid"));

#[cors(policy = MADE)]
#[get("/made")]
async fn made() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(policy = REPLACEABLE)]
#[get("/replaceable")]
async fn replaceable() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// A service of others: no route attribute, no handler of ours.
async fn around(cors: Cors) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    let service = web::to(|| async { HttpResponse::Ok().body("a file") });
    init_service(App::new().wrap(cors).default_service(service)).await
}

async fn allowed<S, B>(app: &S, path: &str, origin: &str) -> Option<String>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    ask(app, "GET", path, &[("origin", origin)]).await.allowed_origin().map(str::to_owned)
}

#[actix_web::test]
async fn a_function_is_asked() {
    let written = Cors::new(&PREVIEWS);
    let given = Cors::new(policy!(origins = "https://app.example.com", credentials)).with(is_preview);
    for cors in [written, given] {
        let app = around(cors).await;
        assert_eq!(allowed(&app, "/", PREVIEW).await.as_deref(), Some(PREVIEW));
        assert_eq!(allowed(&app, "/", OTHER).await, None);
    }
    let app = around(Cors::new(&PREVIEWS)).await;
    assert_eq!(preflight(&app, "PUT", "/").await.status, 204);
}

#[actix_web::test]
async fn origins_from_outside_and_from_a_list() {
    for policy in [&FROM_OUTSIDE, &FROM_A_LIST] {
        let app = around(Cors::new(policy)).await;
        assert_eq!(allowed(&app, "/", "https://b.example").await.as_deref(), Some("https://b.example"));
        assert_eq!(allowed(&app, "/", OTHER).await, None);
    }
}

#[actix_web::test]
async fn an_attribute_names_what_is_made_when_the_program_runs() {
    let app = init_service(App::new().service(made).service(replaceable)).await;
    for path in ["/made", "/replaceable"] {
        assert_eq!(allowed(&app, path, "https://b.example").await.as_deref(), Some("https://b.example"), "{path}");
    }
    REPLACEABLE.replace(&Draft::new().origins(["https://c.example"])).expect("the policy is valid");
    assert_eq!(allowed(&app, "/replaceable", "https://c.example").await.as_deref(), Some("https://c.example"));
}
