//! What no gateway can say is an error, and with `allow_loss` a comment.

use actix_web::guard::Header;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, Responder, get, put, rt};
use cors_actix::{Origin, Report, cors};
use cors_edge::{Answers, Error, Loss, Options, Target, export, read};

fn is_partner(_: &Origin<'_>, _: &HttpRequest) -> bool {
    false
}

#[cors(origins(with = is_partner))]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins("https://app.example.com", regex = r"https://pr-\d+\b{end}\.example\.com"))]
#[get("/previews")]
async fn previews() -> impl Responder {
    "previews"
}

#[cors(origins = "https://app.example.com")]
#[get("/x/{id}")]
async fn one() -> impl Responder {
    "one"
}

#[cors(origins = "https://b.example")]
#[get("/{id}/y")]
async fn other() -> impl Responder {
    "other"
}

#[cors(origins = "https://app.example.com")]
#[get("/guarded", guard = "is_guarded")]
async fn guarded() -> impl Responder {
    "guarded"
}

fn is_guarded(context: &actix_web::guard::GuardContext<'_>) -> bool {
    use actix_web::guard::Guard;
    Header("x-tenant", "a").check(context)
}

fn report(configure: fn(&mut ServiceConfig)) -> Report {
    rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

#[cors(
    origins("https://app.example.com", "https://b.example"),
    headers = "*",
    credentials,
    timing,
    hosts("api.example.com"),
    preflight_status = 201
)]
#[put("/all")]
async fn all() -> impl Responder {
    "all"
}

fn losses(report: &Report, target: Target) -> Vec<Loss> {
    match export(report, target, &Options::new("127.0.0.1:8080")) {
        Ok(text) => panic!("nothing is lost: {text}"),
        Err(Error::Losses(losses)) => losses,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_function_cannot_be_asked() {
    let report = report(|config| {
        config.service(edit);
    });
    let losses = losses(&report, Target::Nginx);
    assert_eq!(losses.len(), 1, "{losses:?}");
    assert_eq!(losses[0].argument, "origins(with = is_partner)");
    assert_eq!(losses[0].route, "PUT /items/{id}");
    assert_eq!(
        losses[0].request,
        "curl -i -X OPTIONS 'http://gateway.example/items/0' -H 'Origin: https://unlisted.example' -H \
         'Access-Control-Request-Method: PUT'"
    );
    let mut options = Options::new("127.0.0.1:8080");
    options.allow_loss = true;
    let text = export(&report, Target::Nginx, &options).unwrap();
    assert!(text.contains("# lost: `origins(with = is_partner)` on `PUT /items/{id}`"), "{text}");
    assert!(text.contains("nobody\\.invalid") && !text.contains("unlisted.example$"), "{text}");
}

#[test]
fn nothing_is_lost_where_the_application_answers() {
    let mut options = Options::new("127.0.0.1:8080");
    options.answers = Answers::Application;
    let text = export(
        &report(|config| {
            config.service(edit);
        }),
        Target::Nginx,
        &options,
    )
    .unwrap();
    assert!(!text.contains("add_header") && text.contains("proxy_pass http://127.0.0.1:8080;"), "{text}");
}

#[test]
fn each_loss_names_argument_and_route() {
    for (configure, argument, route) in [
        (
            (|config: &mut ServiceConfig| {
                config.service(previews);
            }) as fn(&mut ServiceConfig),
            r#"origins(regex = r"https://pr-\d+\b{end}\.example\.com")"#,
            "GET /previews",
        ),
        (
            |config| {
                config.service(one).service(other);
            },
            "path",
            "GET /x/{id}",
        ),
        (
            |config| {
                config.service(guarded);
            },
            "guard = is_guarded",
            "GET /guarded",
        ),
    ] {
        let losses = losses(&report(configure), Target::Nginx);
        assert!(losses.iter().any(|loss| loss.argument == argument && loss.route == route), "{argument}: {losses:#?}");
    }
}

#[test]
fn traefik_says_what_it_cannot() {
    let report = report(|config| {
        config.service(all);
    });
    for target in [Target::Nginx, Target::Envoy] {
        assert!(export(&report, target, &Options::new("127.0.0.1:8080")).is_ok(), "{target:?}");
    }
    let losses = losses(&report, Target::Traefik);
    let arguments: Vec<_> = losses.iter().map(|loss| loss.argument.as_str()).collect();
    assert_eq!(arguments, ["preflight_status = 201", "hosts(\"api.example.com\")", "headers = \"*\"", "timing"]);
    assert!(losses.iter().all(|loss| loss.route == "PUT /all"), "{losses:#?}");
    assert!(losses[1].request.contains("'Host: api.example.com:1'"), "{}", losses[1].request);
}

#[test]
fn what_is_no_report_is_an_error() {
    for (json, wrong) in [
        ("{", "EOF"),
        (r#"{ "version": 2, "rows": [], "notes": [] }"#, "version 2"),
        (r#"{ "rows": [] }"#, "missing field `version`"),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.contains(wrong) && error.contains("help: "), "{error}");
    }
}

type Change = fn(&mut Report);

#[test]
fn texts_that_no_program_writes_are_errors() {
    let report = report(|config| {
        config.service(one);
    });
    let changes: [(&str, Change); 5] = [
        ("`GET\\n` in `methods` of `/x/{id}`", |report| report.rows[1].methods[0].push('\n')),
        ("`x y` in `headers` of `/x/{id}`", |report| report.rows[1].rules[0].headers.push("x y".to_owned())),
        ("` ` in `hosts` of `/x/{id}`", |report| report.rows[1].hosts_around.push(vec![" ".to_owned()])),
        ("`999` in `preflight_status` of `/x/{id}`", |report| report.rows[1].rules[0].preflight_status = 999),
        ("the path `/{x` of the report", |report| "/{x".clone_into(&mut report.rows[1].path)),
    ];
    for (expected, change) in changes {
        let mut report = report.clone();
        change(&mut report);
        for target in Target::ALL {
            let error = export(&report, *target, &Options::new("api:8080")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}

#[test]
fn an_application_that_does_not_start_has_no_export() {
    let mut report = report(|config| {
        config.service(one);
    });
    report.rows[0].violations.push("`ORIGINS` is not set".to_owned());
    let error = export(&report, Target::Nginx, &Options::new("127.0.0.1:8080")).unwrap_err().to_string();
    assert!(error.contains("`ORIGINS` is not set") && error.contains("help: "), "{error}");
}
