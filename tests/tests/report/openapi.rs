//! What a report adds to an OpenAPI document.

use std::fs;
use std::path::Path;
use std::process::Command;

use actix_web::guard::GuardContext;
use actix_web::{App, Responder, get, post, put, web};
use cors_actix::report::{PolicyFacts, Report};
use cors_actix::{Policy, cors, policy};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;

static FRONT_ENDS: Policy = policy!(
    origins("https://app.example.com", "https://admin.example.com"),
    credentials,
    expose("etag"),
    max_age = "10m"
);

#[cors(policy = FRONT_ENDS)]
#[utoipa::path(responses((status = 200, description = "All items", headers(("ETag", description = "Ours")))))]
#[get("/items")]
async fn list() -> impl Responder {
    "items"
}

#[cors(policy = FRONT_ENDS)]
#[utoipa::path(
    params(("id" = u32, Path)),
    responses((status = 200, description = "The item"), (status = 403, description = "Not yours. "))
)]
#[put(r"/items/{id:\d+}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins = "*", hosts("api.example.com"), enforce = false)]
#[utoipa::path(responses((status = 200, description = "Found")))]
#[post("/search")]
async fn search() -> impl Responder {
    "found"
}

#[utoipa::path(responses((status = 200, description = "Sent")))]
#[post("/mail")]
async fn mail() -> impl Responder {
    "sent"
}

/// The document and the report of all of them.
async fn all() -> (OpenApi, Report) {
    let (app, document) = App::new()
        .into_utoipa_app()
        .service(scope("/api").service(list).service(edit).service(search))
        .service(mail)
        .split_for_parts();
    (document, Report::of(app).await.unwrap())
}

fn json(document: &OpenApi) -> Value {
    serde_json::to_value(document).unwrap()
}

fn operation<'d>(document: &'d Value, path: &str, method: &str) -> &'d Value {
    let operation = &document["paths"][path][method];
    assert!(operation.is_object(), "{method} {path} is not in\n{document:#}");
    operation
}

#[actix_web::test]
async fn each_operation_says_who_may_use_it() {
    let (mut document, report) = all().await;
    report.add_to_openapi(&mut document).unwrap();
    let document = json(&document);
    for (path, method, pattern) in [
        ("/api/items", "get", "/api/items"),
        ("/api/items/{id}", "put", r"/api/items/{id:\d+}"),
        ("/mail", "post", "/mail"),
    ] {
        let row = report.rows.iter().find(|row| row.path == pattern).unwrap();
        let cors = &operation(&document, path, method)["x-cors"];
        assert_eq!(serde_json::from_value::<Vec<PolicyFacts>>(cors["rules"].clone()).unwrap(), row.rules);
        assert_eq!(cors["answered_by"], json!(row.answered_by));
        assert_eq!(cors["preflights"], json!(row.preflights));
    }
}

#[actix_web::test]
async fn responses_say_what_a_policy_adds() {
    let (mut document, report) = all().await;
    report.add_to_openapi(&mut document).unwrap();
    let document = json(&document);
    let responses = |path, method| &operation(&document, path, method)["responses"];

    let read = responses("/api/items", "get");
    assert_eq!(read["200"]["headers"].as_object().unwrap().len(), 1, "`ETag` and `etag` are one: {read}");
    assert_eq!(read["200"]["headers"]["ETag"]["description"], "Ours");
    assert_eq!(read["403"], Value::Null, "other sites may send a GET");

    let write = responses("/api/items/{id}", "put");
    assert_eq!(write["200"]["headers"]["etag"]["schema"]["type"], "string");
    assert_eq!(
        write["403"]["description"],
        "Not yours. A page of another origin sent the request, and the CORS policy does not list that origin."
    );

    let found = responses("/api/search", "post");
    assert_eq!(found["403"], Value::Null, "`enforce = false`");
    assert!(found["421"]["description"].as_str().unwrap().contains("host"));

    assert_eq!(responses("/mail", "post").as_object().unwrap().keys().collect::<Vec<_>>(), ["200"]);
}

#[actix_web::test]
async fn the_gateway_gets_a_policy_that_all_operations_share() {
    let (app, mut document) = App::new().into_utoipa_app().service(list).service(edit).split_for_parts();
    Report::of(app).await.unwrap().add_to_openapi(&mut document).unwrap();
    assert_eq!(
        json(&document)["x-amazon-apigateway-cors"],
        json!({
            "allowOrigins": ["https://admin.example.com", "https://app.example.com"],
            "allowMethods": ["GET", "PUT"],
            "allowHeaders": [],
            "exposeHeaders": ["etag"],
            "allowCredentials": true,
            "maxAge": 600,
        })
    );
}

#[actix_web::test]
async fn the_gateway_gets_nothing_that_it_would_do_otherwise() {
    #[cors(origins = "https://*.example.com")]
    #[utoipa::path(responses((status = 200)))]
    #[get("/wildcard")]
    async fn wildcard() -> impl Responder {
        "ok"
    }

    #[cors(origins(env("CORS_TESTS_UNSET", default = "https://app.example.com")))]
    #[utoipa::path(responses((status = 200)))]
    #[get("/variable")]
    async fn variable() -> impl Responder {
        "ok"
    }

    #[cors(origins = "https://app.example.com")]
    #[cors(origins = "https://b.example")]
    #[utoipa::path(responses((status = 200)))]
    #[get("/rules")]
    async fn rules() -> impl Responder {
        "ok"
    }

    #[cors(off)]
    #[utoipa::path(responses((status = 200)))]
    #[get("/off")]
    async fn off() -> impl Responder {
        "ok"
    }

    macro_rules! has_policy {
        ($($handler:expr),*) => {{
            let (app, mut document) = App::new().into_utoipa_app()$(.service($handler))*.split_for_parts();
            Report::of(app).await.unwrap().add_to_openapi(&mut document).unwrap();
            json(&document)["x-amazon-apigateway-cors"].is_object()
        }};
    }
    assert!(!has_policy!(wildcard));
    assert!(!has_policy!(variable));
    assert!(!has_policy!(rules));
    assert!(!has_policy!(off));
    assert!(!has_policy!(mail));
    assert!(!has_policy!(list, search), "they differ");
    assert!(has_policy!(list));
}

#[actix_web::test]
async fn an_operation_without_a_row_is_an_error() {
    let (document, _) = all().await;
    let mut changed = document.clone();
    let report = cors_actix::report(|config| {
        config.service(list).service(web::scope("/api").service(edit).service(search)).service(mail);
    });
    let error = report.await.unwrap().add_to_openapi(&mut changed).unwrap_err();
    assert!(error.to_string().starts_with("GET /api/items: no handler of the report serves it\nhelp: "), "{error}");
    assert_eq!(json(&changed), json(&document), "nothing is added");
}

fn has_tenant(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-tenant")
}

#[cors(policy = FRONT_ENDS)]
#[post("/mail", guard = "has_tenant")]
async fn mail_of_tenant() -> impl Responder {
    "sent"
}

#[cors(origins = "*")]
#[utoipa::path(responses((status = 200, description = "Sent")))]
#[post("/mail")]
async fn mail_of_all() -> impl Responder {
    "sent"
}

#[actix_web::test]
async fn an_operation_with_several_rows_is_an_error() {
    let (app, mut document) =
        App::new().service(mail_of_tenant).into_utoipa_app().service(mail_of_all).split_for_parts();
    let report = Report::of(app).await.unwrap();
    let error = report.add_to_openapi(&mut document).unwrap_err();
    assert!(error.to_string().starts_with("POST /mail: several handlers of the report serve it\n"), "{error}");
}

/// Runs `openapi-spec-validator`, and returns what it says if it finds something wrong.
fn validate(document: &Value) -> Result<(), String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let programs = Command::new(repository.join("scripts/python")).output().expect("bash runs");
    assert!(programs.status.success(), "{}", String::from_utf8_lossy(&programs.stderr));
    let programs = String::from_utf8(programs.stdout).unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openapi-{}.json", std::process::id()));
    fs::write(&file, document.to_string()).unwrap();
    let validator = Path::new(programs.trim()).join("openapi-spec-validator");
    let output = Command::new(validator).args(["--errors", "all"]).arg(&file).output().expect("the validator runs");
    fs::remove_file(&file).unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stdout).into_owned()) }
}

#[actix_web::test]
async fn the_document_is_valid() {
    let (mut document, report) = all().await;
    report.add_to_openapi(&mut document).unwrap();
    let mut document = json(&document);
    assert_eq!(validate(&document), Ok(()));
    document["paths"]["/mail"]["post"]["responses"]["403"] = json!({ "description": 403 });
    assert!(validate(&document).unwrap_err().contains("403"), "the validator finds what is wrong");
}
