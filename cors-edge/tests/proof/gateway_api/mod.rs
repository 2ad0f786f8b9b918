//! Routes of the Kubernetes Gateway API. No gateway that reads them runs here, so their text is compared, and validated.

mod schema;

use actix_web::web::ServiceConfig;
use actix_web::{Responder, get, put, rt};
use cors_actix::{Report, cors};
use cors_edge::{Error, Loss, Options, Target, export};

#[cors(
    origins("https://app.example.com", "https://*.preview.example.com"),
    headers("content-type"),
    expose("etag"),
    credentials,
    max_age = "10m"
)]
#[put("/items")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins("https://app.example.com"), credentials)]
#[cors(origins = "*")]
#[get("/items/{id}")]
async fn one() -> impl Responder {
    "one"
}

#[cors(off)]
#[get("/private")]
async fn private() -> impl Responder {
    "private"
}

#[cors(
    origins("http://localhost:*", "https://a_b.example.com", regex = r"https://pr-[0-9]+\.example\.com"),
    timing,
    preflight_status = 201,
    hosts("api.example.com"),
    max_age = 0
)]
#[put("/lost")]
async fn lost() -> impl Responder {
    "lost"
}

fn report(configure: fn(&mut ServiceConfig)) -> Report {
    rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

/// More routes than fit into one document.
fn many() -> Report {
    let mut report = report(|config| {
        config.service(edit);
    });
    let row = report.rows.iter().find(|row| row.path == "/items").expect("it is listed").clone();
    for index in 0..40 {
        let mut row = row.clone();
        row.path = format!("/items{index}");
        row.methods = ["GET", "PUT", "POST", "PATCH", "DELETE"].map(ToOwned::to_owned).into();
        report.rows.push(row);
    }
    report
}

#[test]
fn a_rule_for_each_policy() {
    let report = report(|config| {
        config.service(edit).service(one).service(private);
    });
    let text = export(&report, Target::GatewayApi, &Options::new("api.shop:8080")).unwrap();
    let expected = r"
apiVersion: 'gateway.networking.k8s.io/v1'
kind: 'HTTPRoute'
metadata:
  name: 'api-0'
spec:
  parentRefs:
  - name: 'gateway'
  rules:
";
    assert!(text.contains(expected), "{text}");
    let backend = "    backendRefs:
    - name: 'api'
      port: 8080
      namespace: 'shop'
";
    for rule in [
        "  - matches:
    - path:
        type: 'Exact'
        value: '/items'
      method: 'OPTIONS'
      headers:
      - type: 'Exact'
        name: 'Access-Control-Request-Method'
        value: 'PUT'
    - path:
        type: 'Exact'
        value: '/items'
      method: 'PUT'
    filters:
    - type: 'CORS'
      cors:
        allowOrigins:
        - 'https://app.example.com'
        - 'https://*.preview.example.com'
        allowCredentials: true
        allowMethods:
        - 'PUT'
        allowHeaders:
        - 'content-type'
        exposeHeaders:
        - 'etag'
        maxAge: 600
",
        r"      method: 'GET'
      headers:
      - type: 'Exact'
        name: 'Origin'
        value: 'https://app.example.com'
    filters:
    - type: 'CORS'
      cors:
        allowOrigins:
        - 'https://app.example.com'
        allowCredentials: true
        allowMethods:
        - 'GET'
",
        r"    - path:
        type: 'RegularExpression'
        value: '^/items/(?:[^/?# ]+)$'
      method: 'GET'
    filters:
    - type: 'CORS'
      cors:
        allowOrigins:
        - '*'
        allowMethods:
        - 'GET'
",
        "    - path:
        type: 'Exact'
        value: '/private'
      method: 'GET'
",
        "    - path:
        type: 'PathPrefix'
        value: '/'
",
    ] {
        assert!(text.contains(&format!("{rule}{backend}")), "{rule}\nis not in\n{text}");
    }
}

#[test]
fn each_loss_shows_a_request() {
    let report = report(|config| {
        config.service(lost);
    });
    let losses = match export(&report, Target::GatewayApi, &Options::new("api:8080")) {
        Err(Error::Losses(losses)) => losses,
        other => panic!("{other:?}"),
    };
    let shown = |loss: &Loss| {
        let origin = loss.request.split("'Origin: ").nth(1).and_then(|rest| rest.split('\'').next());
        (loss.argument.clone(), origin.unwrap_or_default().to_owned())
    };
    let expected = [
        ("hosts(\"api.example.com\")", "https://unlisted.example"),
        ("preflight_status = 201", "https://unlisted.example"),
        ("origins(\"https://a_b.example.com\")", "https://a_b.example.com"),
        ("origins(\"http://localhost:*\")", "http://localhost:8443"),
        (r#"origins(regex = r"https://pr-[0-9]+\.example\.com")"#, "https://pr-0.example.com"),
        ("max_age = 0", "https://unlisted.example"),
        ("timing", "https://unlisted.example"),
    ];
    let expected = expected.map(|(argument, origin)| (argument.to_owned(), origin.to_owned()));
    assert_eq!(losses.iter().map(shown).collect::<Vec<_>>(), expected);
}

#[cors(origins = "https://app.example.com")]
#[get("/a//b")]
async fn twice() -> impl Responder {
    "twice"
}

#[cors(origins = "https://app.example.com")]
#[get("/a/../b|[c]%2Fd")]
async fn strange() -> impl Responder {
    "strange"
}

#[test]
fn no_route_has_more_than_is_valid() {
    let report = many();
    let text = export(&report, Target::GatewayApi, &Options::new("api:8080")).unwrap();
    let documents: Vec<_> = text.split("---\n").collect();
    assert!(documents.len() > 3, "{text}");
    for document in documents {
        let (rules, matches) = (document.matches("  - matches:").count(), document.matches("- path:").count());
        assert!((1..=16).contains(&rules) && (1..=128).contains(&matches), "{rules} rules, {matches} matches");
    }
}
