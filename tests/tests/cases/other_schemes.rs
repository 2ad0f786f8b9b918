//! Origins of apps and extensions, whose schemes are neither http nor https.

use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpRequest, Responder, put};
use cors_actix::cors;
use cors_actix::test::Browser;
use cors_core::{Danger, Draft, Origin, Rule, Violation};

/// What embedders send.
const SENT: &[&str] = &[
    "app://.",
    "app://-",
    "app://obsidian.md",
    "tauri://localhost",
    "capacitor://localhost",
    "ionic://localhost",
    "electron://altair",
    "vscode-webview://0a1b2c3d4e5f",
    "vscode-file://vscode-app",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
    "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000",
    "ms-appx-web://Microsoft.App_8wekyb3d8bbwe",
];

/// The origins of local files.
const SHARED: &[&str] = &["file://", "content://"];

/// What nobody sends, in bytes that no text holds, too.
const HOSTILE: &[&[u8]] = &[
    b"",
    b"app://a, https://evil.test",
    b"app://a\xff",
    b"app://a b",
    b"https://Example.com",
    b"https://example.com:443",
    b"https://example.com/",
    b"nothing at all",
];

#[cors(origins = "*")]
#[put("/any")]
async fn any() -> impl Responder {
    "any"
}

#[cors(origins = "https://app.example.com")]
#[put("/one")]
async fn one() -> impl Responder {
    "one"
}

#[cors(origins("app://.", "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000"))]
#[put("/listed")]
async fn listed() -> impl Responder {
    "listed"
}

#[cors(origins("file://", "app://."), dangerously(shared_origins))]
#[put("/files")]
async fn files() -> impl Responder {
    "files"
}

#[cors(origins(with = is_not_web))]
#[put("/asked")]
async fn asked() -> impl Responder {
    "asked"
}

fn is_not_web(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    !matches!(origin.scheme(), "http" | "https")
}

macro_rules! app {
    () => {
        init_service(App::new().service(any).service(one).service(listed).service(files).service(asked)).await
    };
}

/// The status of a preflight, and which origin it allows.
macro_rules! preflight {
    ($app:expr, $uri:expr, $origin:expr) => {{
        let origin = HeaderValue::from_bytes($origin).unwrap();
        let request = TestRequest::with_uri($uri).method(Method::OPTIONS).insert_header((ORIGIN, origin));
        let request = request.insert_header((ACCESS_CONTROL_REQUEST_METHOD, "PUT"));
        let response = call_service(&$app, request.to_request()).await;
        let allowed = response.headers().get("access-control-allow-origin").map(|value| value.as_bytes().to_vec());
        (response.status().as_u16(), allowed)
    }};
}

#[actix_web::test]
async fn a_constant_policy_answers_every_origin() {
    let app = app!();
    let texts = SENT.iter().chain(SHARED).map(|origin| origin.as_bytes());
    for origin in texts.chain(HOSTILE.iter().copied()) {
        let shown = String::from_utf8_lossy(origin);
        assert_eq!(preflight!(app, "/any", origin), (204, Some(b"*".to_vec())), "{shown}");
        assert_eq!(preflight!(app, "/one", origin), (204, Some(b"https://app.example.com".to_vec())), "{shown}");
    }
    let several = TestRequest::with_uri("/any").method(Method::OPTIONS).insert_header((ORIGIN, "app://."));
    let several = several.append_header((ORIGIN, "app://.")).insert_header((ACCESS_CONTROL_REQUEST_METHOD, "PUT"));
    assert_eq!(call_service(&app, several.to_request()).await.status(), 403);
}

#[actix_web::test]
async fn a_listed_origin_is_compared_byte_for_byte() {
    let app = app!();
    for origin in ["app://.", "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000"] {
        assert_eq!(preflight!(app, "/listed", origin.as_bytes()), (204, Some(origin.into())), "{origin}");
        assert_eq!(preflight!(app, "/listed", origin.to_lowercase().as_bytes()).0 == 204, origin == "app://.");
    }
    for origin in ["app://", "app://..", "app://./", "App://.", "app://.:80", "file://"] {
        assert_eq!(preflight!(app, "/listed", origin.as_bytes()).0, 403, "{origin}");
    }
    assert_eq!(preflight!(app, "/files", b"file://"), (204, Some(b"file://".to_vec())));
}

#[actix_web::test]
async fn a_function_is_asked_about_them() {
    let app = app!();
    for origin in SENT.iter().chain(SHARED) {
        assert_eq!(preflight!(app, "/asked", origin.as_bytes()), (204, Some(origin.as_bytes().to_vec())), "{origin}");
    }
    for origin in HOSTILE {
        assert_eq!(preflight!(app, "/asked", origin), (403, None), "{}", String::from_utf8_lossy(origin));
    }
    let longest = format!("app://{}", "a".repeat(320));
    assert_eq!(preflight!(app, "/asked", longest.as_bytes()).0, 204);
    assert_eq!(preflight!(app, "/asked", format!("{longest}a").as_bytes()).0, 403);
}

#[test]
fn they_can_be_listed() {
    for origin in SENT {
        let policy = Draft::new().origins([*origin]).check().unwrap_or_else(|violations| panic!("{violations}"));
        assert!(policy.allows(origin.as_bytes()));
    }
}

#[test]
fn any_port_is_what_follows_the_last_colon() {
    let policy = Draft::new().origins(["app://a:*", "app://b:c:*"]).check().unwrap();
    for (origin, is_allowed) in [
        ("app://a", true),
        ("app://a:80", true),
        ("app://b:c", true),
        ("app://b:c:80", true),
        ("app://a:080", false),
        ("app://a:b", false),
        ("app://a:b:80", false),
        ("app://b:80", false),
        ("app://A:80", false),
    ] {
        assert_eq!(policy.allows(origin.as_bytes()), is_allowed, "{origin}");
    }
}

#[test]
fn those_of_local_files_are_a_danger_with_a_name() {
    for origin in SHARED {
        let draft = Draft::new().origins([*origin]);
        let dangerous = draft.clone().dangerously([Danger::SharedOrigins]);
        let rules =
            |draft: &Draft| -> Vec<Rule> { draft.check().err().iter().flatten().map(Violation::rule).collect() };
        assert_eq!(rules(&draft), [Rule::OriginShared], "{origin}");
        assert_eq!(rules(&draft.credentials(true)), [Rule::OriginShared], "{origin}");
        assert_eq!(rules(&dangerous), [], "{origin}");
        assert_eq!(rules(&dangerous.credentials(true)), [Rule::OriginShared], "{origin}");
    }
}

#[actix_web::test]
async fn a_browser_opens_their_pages() {
    let app = app!();
    for origin in SENT.iter().chain(SHARED) {
        let mut browser = Browser::at(*origin);
        assert_eq!(browser.fetch(&app, TestRequest::put().uri("/any")).await.unwrap().text(), "any", "{origin}");
        assert_eq!(browser.fetch(&app, TestRequest::put().uri("/asked")).await.unwrap().text(), "asked", "{origin}");
    }
}

#[test]
#[should_panic(expected = "no page has this origin: the origin `app://./index.html` has the path `/index.html`")]
fn a_browser_says_why_there_is_no_such_page() {
    Browser::at("app://./index.html");
}
