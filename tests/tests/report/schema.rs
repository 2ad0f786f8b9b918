//! A report as JSON has the schema that is in the documentation.

use std::collections::BTreeSet;

use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpRequest, Responder, get};
use boon::{Compiler, SchemaIndex, Schemas};
use cors_actix::{Cors, Origin, Policy, Report, cors, policy, table};
use cors_tests::random::Random;
use serde_json::{Value, json};

use crate::plan::{register, services};

static PARTNERS: Policy = policy!(
    origins("https://partner.example", "https://*.partner.example", list = MORE_PARTNERS, with = vouches),
    max_age = "1h",
    timing,
    hosts("api.example")
);
static MORE_PARTNERS: [&str; 1] = ["https://shop.example"];

fn vouches(_: &Origin<'_>, _: &HttpRequest) -> bool {
    false
}

#[cors(policy = PARTNERS)]
#[cors(origins(regex = r"https://[a-z]+\.example\.com", env("CORS_TESTS_SCHEMA", default = "https://a.example")))]
#[cors(origins = "*")]
#[get("/orders")]
async fn orders() -> impl Responder {
    "orders"
}

#[cors(off, enforce = false)]
#[get("/metrics")]
async fn metrics() -> impl Responder {
    "metrics"
}

fn configure(config: &mut ServiceConfig) {
    let around = web::scope("/around").service(orders).route("/plain", web::get().to(|| async { "plain" }));
    let by_route = Cors::by_route().around(actix_web::middleware::Logger::default());
    config
        .service((orders, metrics))
        .service(around.wrap(Cors::new(&PARTNERS)))
        .service(web::scope("/by-route").route("/plain", web::get().to(|| async { "plain" })).wrap(by_route))
        .route("/bare", web::to(|| async { "bare" }));
}

/// The schema, and what checks values against it.
struct Checker {
    schema: Value,
    schemas: Schemas,
    index: SchemaIndex,
}

impl Checker {
    fn new() -> Self {
        let text = include_str!("../../../docs/report.schema.json");
        let schema: Value = serde_json::from_str(text).expect("it is JSON");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("report.schema.json", schema.clone()).expect("it has an address");
        let index = compiler.compile("report.schema.json", &mut schemas).expect("it is a schema");
        Checker { schema, schemas, index }
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.index).map_err(|error| format!("{error:#}"))
    }
}

async fn reports() -> Vec<Report> {
    let mut reports = vec![table![orders, metrics], cors_actix::report(configure).await.expect("it starts")];
    for seed in [1, 10] {
        let services = services(&mut Random::new(seed), 0, seed == 1, &mut 100, &mut 0);
        reports
            .push(Report::of(App::new().configure(|config| register(&services, "", config))).await.expect("it starts"));
    }
    reports
}

#[actix_web::test]
async fn reports_are_valid() {
    let checker = Checker::new();
    for report in reports().await {
        let value = serde_json::to_value(&report).expect("it is data");
        checker.check(&value).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
        let text = serde_json::to_string(&report).expect("it is data");
        assert_eq!(serde_json::from_str::<Report>(&text).expect("it can be read"), report);
    }
}

/// Every field is described, and nothing else.
#[actix_web::test]
async fn the_schema_names_every_field() {
    let checker = Checker::new();
    let report = serde_json::to_value(cors_actix::report(configure).await.expect("it starts")).expect("it is data");
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    let described = |place: &str| keys(checker.schema.pointer(place).unwrap_or_else(|| panic!("no {place}")));
    assert_eq!(keys(&report), described("/properties"));
    let row = &report["rows"].as_array().expect("rows").iter().find(|row| row["path"] == "/orders").expect("a row");
    assert_eq!(keys(row), described("/$defs/row/properties"));
    assert_eq!(keys(&row["rules"][0]), described("/$defs/policy/properties"));
}

#[actix_web::test]
async fn what_is_not_a_report_is_invalid() {
    let checker = Checker::new();
    let report = serde_json::to_value(cors_actix::report(configure).await.expect("it starts")).expect("it is data");
    let rows = report["rows"].as_array().expect("rows");
    let row = rows.iter().position(|row| row["path"] == "/orders").expect("a row");
    for (place, value) in [
        ("/version".to_owned(), json!(2)),
        ("/notes".to_owned(), json!("a text")),
        (format!("/rows/{row}/path"), json!(null)),
        (format!("/rows/{row}/kind"), json!("other")),
        (format!("/rows/{row}/methods"), json!([1])),
        (format!("/rows/{row}/answered_by"), json!("none")),
        (format!("/rows/{row}/rules"), json!([])),
        (format!("/rows/{row}/preflights"), json!({ "by": "other_policy" })),
        (format!("/rows/{row}/preflights"), json!({ "by": "nobody" })),
        (format!("/rows/{row}/rules/0/max_age"), json!(-1)),
        (format!("/rows/{row}/rules/0/enforce"), json!(true)),
        (format!("/rows/{row}/rules/0/preflight_status"), json!(404)),
        (format!("/rows/{row}/rules/0/origins/0"), json!({ "kind": "exact" })),
        (format!("/rows/{row}/rules/0/origins/0"), json!({ "kind": "regex", "pattern": "x" })),
    ] {
        let mut wrong = report.clone();
        *wrong.pointer_mut(&place).unwrap_or_else(|| panic!("no {place}")) = value.clone();
        assert!(checker.check(&wrong).is_err(), "{place}: {value}");
    }
    let mut incomplete = report;
    incomplete["rows"][row].as_object_mut().expect("a row").remove("reached");
    assert!(checker.check(&incomplete).is_err(), "a row without `reached`");
}
