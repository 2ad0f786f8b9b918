//! What a reviewer sees: who answers where, and what the report cannot tell.

use actix_web::middleware::{Logger, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpRequest, Responder, get, guard, put};
use cors_actix::report::{AnsweredBy, CannotStart, Preflights};
use cors_actix::{Cors, Draft, Origin, Policy, Report, cors, policy};
use cors_tests::ask::wait;

static PARTNERS: Policy =
    policy!(origins("https://partner.example", with = vouches), max_age = "1h", hosts("api.example"));

fn vouches(_: &Origin<'_>, _: &HttpRequest) -> bool {
    false
}

#[cors(policy = PARTNERS)]
#[cors(origins("https://app.example.com", "https://*.preview.example.com"), credentials)]
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

#[get("/items/{id}")]
async fn item() -> impl Responder {
    "item"
}

#[put("/items/{id}")]
async fn edit() -> impl Responder {
    "edit"
}

async fn any() -> impl Responder {
    "any"
}

fn configure(config: &mut ServiceConfig) {
    let shop = web::scope("/shop").guard(guard::Header("x-tenant", "a")).service(orders).service((item, edit));
    let bare = web::scope("/bare").service(item).default_service(web::to(any));
    config
        .service(metrics)
        .service(shop.wrap(Cors::new(&PARTNERS)))
        .service(bare)
        .service(web::scope("/members").service(item).wrap(Cors::by_route().around(Logger::default())))
        .route("/any", web::to(any));
}

#[actix_web::test]
async fn a_table() {
    let report = cors_actix::report(configure).await.unwrap();
    assert_eq!(
        format!("\n{report:100}"),
        r#"
PATH                 METHODS   HANDLER             POLICY    ORIGINS                   SETTINGS
/*                   any       (unmatched)         none      -                         -
/any                 any       -                   none      -                         -
/bare/*              any       (unmatched)         none      -                         -
/bare/items/{id}     GET       item                none      -                         -
/members/*           any       (unmatched)         none      -                         preflights
                                                                                         are refused
/members/items/{id}  GET       item                none      -                         preflights
                                                                                         are refused
/metrics             GET       metrics             route     off                       enforce false
/shop/*              any       (unmatched)         Cors      https://partner.example   max_age 3600
                               if                            decided by vouches          s
                                 Header(x-tenant,                                      hosts
                                 a)                                                      api.example
/shop/items/{id}     GET, PUT  -                   Cors      https://partner.example   max_age 3600
                               named item                    decided by vouches          s
                               if                                                      hosts
                                 Header(x-tenant,                                        api.example
                                 a)
/shop/orders         GET       orders              route,    https://partner.example   no
                               if                    rule 1  decided by vouches          credentials
                                 Header(x-tenant,                                      max_age 3600
                                 a)                                                      s
                                                                                       hosts
                                                                                         api.example
                                                                                       hosts around
                                                                                         api.example
                                                   rule 2    https://app.example.com   credentials
                                                             https://*.preview.exampl
                                                               e.com
                                                   rule 3    *                         no
                                                                                         credentials

Settings apply to all origins of a rule, and the first rule that lists the origin applies. A regex
  has to match the whole origin.
Pages of origins that are not listed cannot read responses. Their GET and HEAD requests run. Other
  requests and WebSockets get 403, unless the settings have an "enforce".
"none": pages of other origins cannot read responses, and nothing refuses their requests.
"(unmatched)": paths that no other row is about.
"#
    );
}

#[actix_web::test]
async fn a_snapshot() {
    let report = cors_actix::report(configure).await.unwrap();
    assert_eq!(
        format!("\n{}", report.snapshot()),
        r"
/* (unmatched): no policy
/any (no name): no policy
/any (no name): serves any method
/bare/* (unmatched): no policy
/bare/items/{id} item: no policy
/bare/items/{id} item: serves GET
/members/* (unmatched): no policy
/members/* (unmatched): preflights refused
/members/items/{id} item: no policy
/members/items/{id} item: preflights refused
/members/items/{id} item: serves GET
/metrics metrics: enforce false
/metrics metrics: off
/metrics metrics: serves GET
/shop/* (unmatched): guard Header(x-tenant, a)
/shop/* (unmatched): host api.example
/shop/* (unmatched): max_age 3600 s
/shop/* (unmatched): origins https://partner.example
/shop/* (unmatched): origins with vouches
/shop/* (unmatched): policy of a Cors
/shop/items/{id} (no name): guard Header(x-tenant, a)
/shop/items/{id} (no name): host api.example
/shop/items/{id} (no name): max_age 3600 s
/shop/items/{id} (no name): name item
/shop/items/{id} (no name): origins https://partner.example
/shop/items/{id} (no name): origins with vouches
/shop/items/{id} (no name): policy of a Cors
/shop/items/{id} (no name): serves GET
/shop/items/{id} (no name): serves PUT
/shop/orders orders: guard Header(x-tenant, a)
/shop/orders orders: host api.example
/shop/orders orders: hosts around api.example
/shop/orders orders: rule 1 max_age 3600 s
/shop/orders orders: rule 1 methods GET
/shop/orders orders: rule 1 origins https://partner.example
/shop/orders orders: rule 1 origins with vouches
/shop/orders orders: rule 2 credentials
/shop/orders orders: rule 2 methods GET
/shop/orders orders: rule 2 origins https://*.preview.example.com
/shop/orders orders: rule 2 origins https://app.example.com
/shop/orders orders: rule 3 methods GET
/shop/orders orders: rule 3 origins *
/shop/orders orders: serves GET
"
    );
}

#[actix_web::test]
async fn what_is_wrapped_around_the_application() {
    let report = Report::of(App::new().configure(configure).wrap(Cors::new(&PARTNERS))).await.unwrap();
    assert!(report.rows.iter().all(|row| row.answered_by != AnsweredBy::None), "{report}");
    let any = report.rows.iter().find(|row| row.path == "/any").unwrap();
    assert_eq!((any.answered_by, &any.preflights, any.rules.len()), (AnsweredBy::Cors, &Preflights::OwnPolicy, 1));
    assert_eq!(any.rules[0].with_function.as_deref(), Some("vouches"));
    let row = report.rows.iter().find(|row| row.path == "/metrics").unwrap();
    assert_eq!((row.answered_by, &row.hosts_around), (AnsweredBy::Route, &vec![vec!["api.example".to_owned()]]));
}

/// Nobody knows which rows a `Cors` answers that is behind middleware which waits.
#[actix_web::test]
async fn what_is_behind_middleware_that_waits() {
    let hidden = |config: &mut ServiceConfig| {
        let inside = web::scope("/inside").service((orders, item)).wrap(Cors::new(&PARTNERS));
        config.service(web::scope("/hidden").service(inside).wrap(from_fn(wait))).service(metrics);
    };
    let report = cors_actix::report(hidden).await.unwrap();
    let [note] = &*report.notes else { panic!("{report}") };
    let place = concat!("the report has not reached the policy of the `Cors` made in ", file!());
    assert!(note.starts_with(place), "{note}");
    for row in &report.rows {
        let expected = if row.path.ends_with("metrics") { (AnsweredBy::Route, true) } else { (row.answered_by, false) };
        assert_eq!((row.answered_by, row.answered_by == AnsweredBy::Route && row.reached), expected, "{report}");
        assert!(row.answered_by == AnsweredBy::Route || row.answered_by == AnsweredBy::Unknown, "{report}");
    }
    let row = report.rows.iter().find(|row| row.path.ends_with("orders")).unwrap();
    assert!(row.notes[0].contains("Cors::around"), "{row:?}");
}

#[actix_web::test]
async fn what_a_handler_with_guards_hides() {
    #[cors(origins = "https://app.example.com")]
    #[get("/x", guard = "never")]
    async fn guarded() -> impl Responder {
        "guarded"
    }
    fn never(_: &guard::GuardContext<'_>) -> bool {
        false
    }
    let report = cors_actix::report(|config| {
        config.service(guarded).route("/x", web::get().to(any));
    });
    let report = report.await.unwrap();
    let row = report.rows.iter().find(|row| row.answered_by == AnsweredBy::Route).unwrap();
    assert!(!row.reached && row.guards == ["never"] && row.notes[0].contains("guards"), "{row:?}");
}

/// The environment is checked when an application starts, and the origins of a handle are those of now.
#[actix_web::test]
async fn what_is_known_only_when_it_starts() {
    static BROKEN: Policy = policy!(origins(env = "CORS_TESTS_REPORT_THAT_IS_NOT_SET"));
    let app = App::new().wrap(Cors::new(&BROKEN));
    assert!(matches!(Report::of(app).await, Err(CannotStart { .. })));
    let handle = cors_actix::PolicyHandle::new(&Draft::new().origins(["https://app.example.com"])).unwrap();
    handle.replace(&Draft::new().origins(["https://b.example"])).unwrap();
    let report = Report::of(App::new().service(item).wrap(Cors::new(&handle))).await.unwrap();
    assert!(report.snapshot().contains("origins https://b.example"), "{report}");
}
