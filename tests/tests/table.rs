//! `table!`: the policies of handlers for those who review them, as a table, as data, and as text for snapshot tests.

use std::env;
use std::process::Command;

use actix_web::HttpRequest;
use actix_web::guard::GuardContext;
use actix_web::{Responder, get, route, routes, trace};
use cors_actix::report::{OriginFact, OriginKind};
use cors_actix::{Origin, Policy, Report, cors, policy, table};
use serde_json::json;

static PARTNERS: Policy =
    policy!(origins("https://*.partner.example", "https://partner.example"), methods(GET, POST, DELETE), credentials);

fn is_tenant(_: &GuardContext<'_>) -> bool {
    true
}

fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
    false
}

#[cors(origins = "https://app.example.com", expose("x-total-count", "etag"), credentials, max_age = "1h")]
#[get("/items")]
async fn list() -> impl Responder {
    "items"
}

#[cors(
    origins(
        "https://app.example.com",
        "http://localhost:*",
        regex = r"https://pr-[0-9]+\.(preview\.example\.org|staging\.example\.net)(:8443)?"
    ),
    methods(PUT),
    headers("content-type", "x-csrf-token", "x-a-header-with-a-long-name"),
    timing,
    enforce,
    preflight_status = 200
)]
#[route("/items/{id}", method = "GET", method = "PUT", name = "item", guard = "is_tenant")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins = "*", headers("*", "authorization"), expose = "*", max_age = 0)]
#[get("")]
async fn root() -> impl Responder {
    "root"
}

#[cors(origins("null", regex = "https://.*\\.test"), dangerously(null_origin, unproven_regex))]
#[trace("/echo")]
async fn echo() -> impl Responder {
    "echo"
}

#[cors(off)]
#[get("/metrics")]
async fn metrics() -> impl Responder {
    "up 1"
}

#[cors(origins("https://app.example.com", env = "CORS_TESTS_TABLE", with = admits), headers = "*", credentials)]
#[get("/tenants")]
async fn tenants() -> impl Responder {
    "tenants"
}

#[cors(policy = PARTNERS)]
#[routes]
#[get("/orders")]
#[post("/orders")]
#[get("/orders/{id}")]
async fn orders() -> impl Responder {
    "orders"
}

#[cors(policy = crate::PARTNERS)]
mod admin {
    use actix_web::{Responder, delete};
    use cors_actix::cors;

    #[delete("/items")]
    pub async fn purge() -> impl Responder {
        "purged"
    }

    #[cors(off)]
    #[delete("/metrics")]
    pub async fn reset() -> impl Responder {
        "reset"
    }
}

/// Handlers of every kind, but for the one that waits for the environment.
fn table() -> Report {
    table![list, edit, root, echo, metrics, orders, admin::purge, admin::reset]
}

/// The table without what is below it.
fn rows(report: &Report) -> String {
    let text = report.to_string();
    text.split_inclusive("\n\n").next().map(|rows| rows.replace("\n\n", "\n")).unwrap_or_default()
}

#[test]
fn columns_for_people() {
    assert_eq!(
        format!("\n{}", rows(&table())),
        r#"
PATH          METHODS   HANDLER       POLICY  ORIGINS                     SETTINGS
/items        GET       list          route   https://app.example.com     credentials
                                                                          exposes x-total-count etag
                                                                          max_age 3600 s
/items/{id}   GET, PUT  edit          route   https://app.example.com     methods PUT
                        named item            http://localhost:*          request headers
                        if is_tenant          regex https://pr-[0-9]+\.(    content-type
                                                preview\.example\.org|st    x-csrf-token x-a-header-
                                                aging\.example\.net)(:84    with-a-long-name
                                                43)?                      timing
                                                within example.net,       enforce all
                                                example.org               preflight_status 200
""            GET       root          route   *                           request headers *
                                                                            authorization
                                                                          exposes *
                                                                          max_age 0 s
/echo         TRACE     echo          route   null                        methods none
                                              regex https://.*\.test
                                                not proven to stay in a
                                                domain
/metrics      GET       metrics       route   off                         -
/orders       GET       orders        route   https://partner.example     credentials
                                              https://*.partner.example
/orders       POST      orders        route   https://partner.example     credentials
                                              https://*.partner.example
/orders/{id}  GET       orders        route   https://partner.example     credentials
                                              https://*.partner.example
/items        DELETE    admin::purge  route   https://partner.example     credentials
                                              https://*.partner.example
/metrics      DELETE    admin::reset  route   off                         -
"#
    );
    assert_eq!(table![].to_string(), "PATH  METHODS  HANDLER  POLICY  ORIGINS  SETTINGS\n", "nothing in it");
}

#[test]
fn lines_for_snapshots() {
    let table = table![list, edit, root, echo, metrics, tenants, orders, admin::purge, admin::reset];
    assert_eq!(
        format!("\n{}", table.snapshot()),
        r#"
"" root: expose *
"" root: headers *
"" root: headers authorization
"" root: max_age 0 s
"" root: methods GET
"" root: origins *
"" root: serves GET
/echo echo: origins null
/echo echo: origins unproven regex https://.*\.test
/echo echo: serves TRACE
/items admin::purge: credentials
/items admin::purge: methods DELETE
/items admin::purge: origins https://*.partner.example
/items admin::purge: origins https://partner.example
/items admin::purge: serves DELETE
/items list: credentials
/items list: expose etag
/items list: expose x-total-count
/items list: max_age 3600 s
/items list: methods GET
/items list: origins https://app.example.com
/items list: serves GET
/items/{id} edit: enforce all
/items/{id} edit: guard is_tenant
/items/{id} edit: headers content-type
/items/{id} edit: headers x-a-header-with-a-long-name
/items/{id} edit: headers x-csrf-token
/items/{id} edit: methods PUT
/items/{id} edit: name item
/items/{id} edit: origins http://localhost:*
/items/{id} edit: origins https://app.example.com
/items/{id} edit: origins regex https://pr-[0-9]+\.(preview\.example\.org|staging\.example\.net)(:8443)?
/items/{id} edit: preflight_status 200
/items/{id} edit: registrable domain example.net
/items/{id} edit: registrable domain example.org
/items/{id} edit: serves GET
/items/{id} edit: serves PUT
/items/{id} edit: timing
/metrics admin::reset: off
/metrics admin::reset: serves DELETE
/metrics metrics: off
/metrics metrics: serves GET
/orders orders (GET): credentials
/orders orders (GET): methods GET
/orders orders (GET): origins https://*.partner.example
/orders orders (GET): origins https://partner.example
/orders orders (GET): serves GET
/orders orders (POST): credentials
/orders orders (POST): methods POST
/orders orders (POST): origins https://*.partner.example
/orders orders (POST): origins https://partner.example
/orders orders (POST): serves POST
/orders/{id} orders: credentials
/orders/{id} orders: methods GET
/orders/{id} orders: origins https://*.partner.example
/orders/{id} orders: origins https://partner.example
/orders/{id} orders: serves GET
/tenants tenants: credentials
/tenants tenants: headers *
/tenants tenants: headers authorization
/tenants tenants: methods GET
/tenants tenants: origins https://app.example.com
/tenants tenants: origins in CORS_TESTS_TABLE
/tenants tenants: origins with admits
/tenants tenants: serves GET
"#
    );
    assert_eq!(table![].snapshot(), "");
    assert_eq!(table![metrics, list].snapshot(), table![list, metrics].snapshot(), "in whatever order");
}

mod narrow {
    use actix_web::{Responder, get};
    use cors_actix::cors;

    #[cors(origins(regex = r"https://pr-[0-9]+\.preview\.example"), max_age = 600)]
    #[get("/items")]
    pub async fn list() -> impl Responder {
        "items"
    }

    #[cors(origins = "https://app.example.com", enforce)]
    #[get("/items/{id}")]
    pub async fn one() -> impl Responder {
        "one"
    }
}

mod wide {
    use actix_web::{Responder, get};
    use cors_actix::cors;

    #[cors(origins(regex = r"https://pr-[0-9]+\.preview\.(example|test)"), max_age = 600)]
    #[get("/items")]
    pub async fn list() -> impl Responder {
        "items"
    }

    #[cors(
        origins("https://app.example.com", "https://*.a-customer-whose-name-is-longer-than-all-the-others.example"),
        headers("x-api-key"),
        credentials
    )]
    #[get("/items/{id}")]
    pub async fn one() -> impl Responder {
        "one"
    }
}

#[test]
fn a_wider_policy_is_a_few_lines() {
    let before = {
        use narrow::{list, one};
        table![list, one].snapshot()
    };
    let after = {
        use wide::{list, one};
        table![list, one].snapshot()
    };
    let lines_of_one = |these: &str, those: &str| {
        let lines = these.lines().filter(|line| !those.lines().any(|other| other == *line));
        lines.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        lines_of_one(&after, &before),
        [
            r"/items list: origins regex https://pr-[0-9]+\.preview\.(example|test)",
            "/items list: registrable domain preview.test",
            "/items/{id} one: credentials",
            "/items/{id} one: headers x-api-key",
            "/items/{id} one: origins https://*.a-customer-whose-name-is-longer-than-all-the-others.example",
        ]
    );
    assert_eq!(
        lines_of_one(&before, &after),
        [r"/items list: origins regex https://pr-[0-9]+\.preview\.example", "/items/{id} one: enforce all"]
    );
}

#[test]
fn rows_as_data() {
    let data = serde_json::to_value(table![edit, metrics]).unwrap();
    assert_eq!(data["version"], 1);
    assert_eq!(
        data["rows"][0],
        json!({
            "path": "/items/{id}",
            "kind": "resource",
            "methods": ["GET", "PUT"],
            "handler": "edit",
            "name": "item",
            "guards": ["is_tenant"],
            "reached": true,
            "answered_by": "route",
            "rules": [{
                "words": data["rows"][0]["rules"][0]["words"],
                "off": false,
                "origins": [
                    { "kind": "exact", "origin": "https://app.example.com" },
                    { "kind": "wildcard", "pattern": "http://localhost:*" },
                    {
                        "kind": "regex",
                        "pattern": r"https://pr-[0-9]+\.(preview\.example\.org|staging\.example\.net)(:8443)?",
                        "domains": ["example.net", "example.org"]
                    }
                ],
                "variables": [],
                "with": false,
                "with_function": null,
                "methods": ["PUT"],
                "headers": ["content-type", "x-csrf-token", "x-a-header-with-a-long-name"],
                "expose": [],
                "credentials": false,
                "max_age": null,
                "timing": true,
                "enforce": "all",
                "hosts": [],
                "preflight_status": 200
            }],
            "preflights": { "by": "own_policy" },
            "hosts_around": [],
            "notes": [],
            "violations": []
        })
    );
    let of_metrics = &data["rows"][1];
    assert_eq!((&of_metrics["answered_by"], &of_metrics["rules"][0]["off"]), (&json!("route"), &json!(true)));
    let read: Report = serde_json::from_value(data.clone()).unwrap();
    assert_eq!(read, table![edit, metrics]);
    let mut newer = data;
    newer["version"] = json!(2);
    let error = serde_json::from_value::<Report>(newer).unwrap_err();
    assert_eq!(error.to_string(), "the report has version 2, and this program reads version 1");
}

#[test]
fn rows_for_everything_else() {
    let rows = table![admin::purge, edit].rows;
    let [of_purge, of_edit] = &*rows else { panic!("{rows:?}") };
    assert_eq!((of_purge.handler.as_deref(), &*of_purge.path), (Some("admin::purge"), "/items"));
    assert_eq!(of_purge.rules[0].methods, ["DELETE"], "those of the named policy that the route serves");
    let domains = of_edit.rules[0].origins.iter().find_map(|OriginFact { origin, .. }| match origin {
        OriginKind::Regex { domains, .. } => Some(domains.clone()),
        _ => None,
    });
    assert_eq!(domains.unwrap(), ["example.net", "example.org"]);
}

const VARIABLE: &str = "CORS_TESTS_TABLE";

/// Runs one test of this file by itself, in a process where the variable says this: a running one cannot set it safely.
fn run_again(test: &str, value: Option<&str>) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test]).env("CORS_TESTS_AGAIN", "yes").env_remove(VARIABLE);
    let output = command.envs(value.map(|value| (VARIABLE, value))).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn runs_again() -> bool {
    env::var_os("CORS_TESTS_AGAIN").is_some()
}

#[test]
fn the_environment_as_it_is() {
    if !runs_again() {
        return run_again("the_environment_as_it_is", Some("https://a.example, https://*.preview.example"));
    }
    assert_eq!(
        format!("\n{}", rows(&table![tenants])),
        "
PATH      METHODS  HANDLER  POLICY  ORIGINS                    SETTINGS
/tenants  GET      tenants  route   https://a.example          credentials
                                      from CORS_TESTS_TABLE    request headers * authorization
                                    https://app.example.com
                                    https://*.preview.example
                                      from CORS_TESTS_TABLE
                                    decided by admits
"
    );
    let snapshot = table![tenants].snapshot();
    assert!(snapshot.contains("origins in CORS_TESTS_TABLE"), "{snapshot}");
    assert!(!snapshot.contains("https://a.example"), "it is the same everywhere: {snapshot}");
}

#[test]
fn an_environment_that_is_wrong() {
    if !runs_again() {
        return run_again("an_environment_that_is_wrong", Some("https://a.example/, http://b.example"));
    }
    let text = table![tenants].to_string();
    let (_, complaints) = text.rsplit_once("\n\n").unwrap();
    assert_eq!(
        complaints,
        "/tenants (GET) tenants: keeps the application from starting: in the environment variable `CORS_TESTS_TABLE`, the origin \
         `https://a.example/` ends in a slash\n\
         /tenants (GET) tenants: keeps the application from starting: in the environment variable `CORS_TESTS_TABLE`, the insecure origin \
         `http://b.example` cannot be combined with `credentials`\n"
    );
}

#[test]
fn an_environment_that_says_nothing() {
    if !runs_again() {
        return run_again("an_environment_that_says_nothing", None);
    }
    let table = table![tenants];
    assert_eq!(
        format!("\n{}", rows(&table)),
        "
PATH      METHODS  HANDLER  POLICY  ORIGINS                          SETTINGS
/tenants  GET      tenants  route   https://app.example.com          credentials
                                    those that CORS_TESTS_TABLE      request headers * authorization
                                      lists
                                    decided by admits
"
    );
    assert!(
        table.to_string().ends_with(
            "\n\n/tenants (GET) tenants: keeps the application from starting: the environment variable `CORS_TESTS_TABLE` is not \
             set\n"
        ),
        "{table}"
    );
    let [row] = &*table.rows else { panic!("{table:?}") };
    assert_eq!(row.violations, ["the environment variable `CORS_TESTS_TABLE` is not set"]);
    let policy = &row.rules[0];
    assert_eq!(
        (&*policy.variables, policy.with_function.as_deref()),
        (&["CORS_TESTS_TABLE".to_owned()][..], Some("admits"))
    );
}
