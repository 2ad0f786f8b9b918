//! What a probe sends, and how it says what it has found.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder, put, route, rt};
use cors_actix::report::{OriginKind, PolicyFacts, RowKind};
use cors_actix::{Report, cors};
use cors_edge::{Error, FindingKind, ProbeOptions, ProbeResult, Severity, probe};
use cors_tests::server::Server;

#[cors(origins("https://app.example.com", "https://b.example"), headers("x-a"))]
#[route("/items", method = "GET", method = "PUT")]
async fn items() -> impl Responder {
    "items"
}

#[cors(origins = "https://app.example.com")]
#[put("/notes/{id}")]
async fn note() -> impl Responder {
    "noted"
}

fn configure(app: &mut ServiceConfig) {
    app.service(items).service(note);
}

fn report() -> Report {
    rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

/// A server that answers everything by a function.
fn serve(answer: impl Fn(&HttpRequest) -> HttpResponse + Clone + Send + 'static) -> Server {
    Server::start(move |app| {
        let answer = answer.clone();
        app.default_service(web::to(move |request: HttpRequest| std::future::ready(answer(&request))));
    })
}

fn fast() -> ProbeOptions {
    let mut options = ProbeOptions::default();
    options.rate = NonZeroU32::new(1_000_000).expect("it is not 0");
    options
}

fn probed(address: SocketAddr, report: Option<&Report>, options: &ProbeOptions) -> ProbeResult {
    probe(&format!("http://{address}/"), report, options, |_, _| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// `*` for everybody, with what is added.
fn open(add: impl Fn(&mut HttpResponseBuilder)) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header(("access-control-allow-origin", "*"));
    add(&mut response);
    response.finish()
}

#[test]
fn only_what_is_asked_for_is_sent() {
    let (mut requests, mut writes) = (fast(), fast());
    requests.requests = true;
    writes.writes = true;
    requests.headers.push(("x-login".to_owned(), "me".to_owned()));
    for (options, expected) in
        [(&fast(), &["OPTIONS"][..]), (&requests, &["GET", "OPTIONS"]), (&writes, &["OPTIONS", "PUT"])]
    {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let server = serve({
            let seen = seen.clone();
            move |request| {
                let has_header = request.headers().contains_key("x-login");
                seen.lock().unwrap().push((request.method().to_string(), has_header));
                HttpResponse::Forbidden().finish()
            }
        });
        let result = probed(server.address, Some(&report()), options);
        let seen = seen.lock().unwrap();
        let mut methods: Vec<_> = seen.iter().map(|(method, _)| method.as_str()).collect();
        methods.sort_unstable();
        methods.dedup();
        assert_eq!(methods, expected);
        assert_eq!(result.requests, seen.len());
        let is_preflight = |method: &str| method == "OPTIONS";
        let expects_header = !options.headers.is_empty();
        assert!(seen.iter().all(|(method, has)| *has == (expects_header && !is_preflight(method))), "{seen:?}");
    }
}

#[test]
fn no_other_server_is_asked() {
    let seen = Arc::new(Mutex::new(0));
    let other = serve({
        let seen = seen.clone();
        move |_| {
            *seen.lock().unwrap() += 1;
            HttpResponse::Ok().finish()
        }
    });
    let target = format!("http://{}/login", other.address);
    let server = serve(move |_| HttpResponse::Found().insert_header(("location", target.as_str())).finish());
    let mut options = fast();
    options.requests = true;
    let result = probed(server.address, Some(&report()), &options);
    assert!(result.findings.iter().any(|finding| finding.kind == FindingKind::Redirected), "{result}");
    assert_eq!(*seen.lock().unwrap(), 0);
}

#[test]
fn limit_and_rate_are_kept() {
    let server = serve(|_| HttpResponse::Forbidden().finish());
    let mut options = fast();
    (options.limit, options.rate) = (10, NonZeroU32::new(50).unwrap());
    let start = Instant::now();
    let mut steps = Vec::new();
    let result =
        probe(&format!("http://{}", server.address), Some(&report()), &options, |done, all| steps.push((done, all)));
    let result = result.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(9 * 20), "{:?}", start.elapsed());
    assert_eq!((result.requests, steps.first(), steps.last()), (10, Some(&(0, 10)), Some(&(10, 10))));
    assert!(result.notes.iter().any(|text| text.contains("only the first 10 were sent")), "{result}");
}

#[test]
fn an_origin_that_is_named_is_compared_with_the_report() {
    let server = Server::start(configure);
    let mut options = fast();
    options.origins = ["https://b.example", "https://c.example"].map(ToOwned::to_owned).into();
    let result = probed(server.address, Some(&report()), &options);
    assert!(result.findings.is_empty(), "{result}");
    for expected in [
        "`https://b.example`: by the report, 1 routes allow it and 1 refuse it",
        "`https://c.example`: by the report, 0 routes allow it and 2 refuse it",
    ] {
        assert!(result.notes.iter().any(|text| text == expected), "{result}");
    }
}

#[test]
fn an_application_that_is_down_is_told_from_a_wrong_one() {
    let server = serve(|_| HttpResponse::ServiceUnavailable().finish());
    let result = probed(server.address, Some(&report()), &fast());
    assert!(result.findings.iter().all(|finding| finding.kind == FindingKind::Unavailable), "{result}");
    assert!(!result.findings.is_empty(), "{result}");
}

#[test]
fn a_large_report_is_asked_in_part() {
    let server = serve(|_| HttpResponse::Forbidden().finish());
    let mut large = report();
    let row = large.rows.iter().find(|row| row.path == "/items").expect("it is there").clone();
    for index in 0..500 {
        let mut row = row.clone();
        row.path = format!("/items{index}");
        large.rows.push(row);
    }
    let one = row.rules[0].origins[0].clone();
    for row in &mut large.rows {
        for rule in &mut row.rules {
            rule.origins.extend((0..200).map(|index| {
                let mut one = one.clone();
                one.origin = OriginKind::Exact { origin: format!("https://a{index}.example") };
                one
            }));
        }
    }
    let mut options = fast();
    options.limit = 100;
    let result = probed(server.address, Some(&large), &options);
    assert_eq!(result.requests, 100);
    // Each policy is asked once for all of its origins.
    assert!(result.notes.iter().any(|text| text.contains("only the first 100")), "{result}");
    assert!(result.findings.iter().all(|finding| finding.kind == FindingKind::OriginRefused), "{result}");
}

#[test]
fn a_server_that_wants_less_is_told_from_a_wrong_one() {
    let asked = Arc::new(Mutex::new(0));
    let server = serve(move |_| {
        *asked.lock().unwrap() += 1;
        if *asked.lock().unwrap() > 5 {
            HttpResponse::TooManyRequests().finish()
        } else {
            HttpResponse::Forbidden().finish()
        }
    });
    let result = probed(server.address, Some(&report()), &fast());
    assert!(result.notes.iter().any(|text| text.contains("got status 429")) && result.requests > 10, "{result}");
    assert!(result.unanswered > result.requests - 5, "{result}");
    let server = serve(|_| HttpResponse::TooManyRequests().finish());
    let error = probe(&format!("http://{}", server.address), Some(&report()), &fast(), |_, _| {}).unwrap_err();
    assert!(matches!(&error, Error::Unreachable(text) if text.contains("lower `--rate`")), "{error}");
}

/// A report with one row, whose policy is changed.
fn report_of(methods: &[&str], change: impl Fn(&mut Vec<PolicyFacts>)) -> Report {
    let mut report = report();
    report.rows.retain(|row| row.path == "/items");
    let row = &mut report.rows[0];
    row.methods = methods.iter().map(|method| (*method).to_owned()).collect();
    change(&mut row.rules);
    report
}

/// A server that echoes an origin, with credentials, if a preflight is for this method and the origin is admitted.
fn echo(method: &'static str, is_admitted: fn(&str) -> bool) -> Server {
    serve(move |request| {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (origin, asked) = (header("origin"), header("access-control-request-method"));
        let mut response = HttpResponse::Ok();
        response.insert_header(("vary", "origin"));
        if asked == method && is_admitted(origin)
            || origin == "https://app.example.com"
            || origin == "https://b.example"
        {
            response.insert_header(("access-control-allow-origin", origin));
            response.insert_header(("access-control-allow-methods", asked));
            response.insert_header(("access-control-allow-headers", "x-a"));
            response.insert_header(("access-control-allow-credentials", "true"));
        }
        response.finish()
    })
}

#[test]
fn every_method_of_a_route_is_asked() {
    let admits = |result: &ProbeResult| {
        result
            .findings
            .iter()
            .any(|finding| finding.kind == FindingKind::OriginAdmitted && finding.severity == Severity::High)
    };
    for method in ["PUT", "GET", "PROPFIND"] {
        let report = report_of(&["GET", "PUT", "PROPFIND"], |rules| rules[0].credentials = true);
        assert!(admits(&probed(echo(method, |_| true).address, Some(&report), &fast())), "{method}");
    }
    let report = report_of(&["PROPFIND"], |rules| rules[0].credentials = true);
    assert!(admits(&probed(echo("PROPFIND", |_| true).address, Some(&report), &fast())));
    assert!(!admits(&probed(echo("PROPFIND", |_| false).address, Some(&report), &fast())));
}

#[test]
fn a_weaker_rule_admits_with_less() {
    let report = report_of(&["GET"], |rules| {
        let mut any = rules[0].clone();
        any.origins.truncate(1);
        any.origins[0].origin = OriginKind::Any;
        rules[0].credentials = true;
        rules.push(any);
    });
    let server = echo("GET", |origin| origin.starts_with("https://app.example.com"));
    let result = probed(server.address, Some(&report), &fast());
    let added = result.findings.iter().find(|finding| finding.kind == FindingKind::CredentialsAdded);
    assert_eq!(
        added.map(|finding| &*finding.evidence[0].about),
        Some("https://app.example.com.unlisted.example"),
        "{result}"
    );
}

#[test]
fn what_the_report_does_not_know_is_no_finding() {
    let server = serve(|_| HttpResponse::Forbidden().finish());
    let mut guarded = report();
    guarded.rows.retain(|row| row.kind == RowKind::Resource);
    guarded.rows[0].guards.push("Host(\"a.example\")".to_owned());
    let result = probed(server.address, Some(&guarded), &fast());
    let expected = "not asked, since the report does not know whether another route answers: `GET, PUT /items`";
    assert!(result.notes.iter().any(|text| text == expected), "{result}");
    assert!(result.findings.iter().all(|finding| finding.route == "PUT /notes/{id}"), "{result}");
    guarded.rows.truncate(1);
    let error = probe(&format!("http://{}", server.address), Some(&guarded), &fast(), |_, _| {}).unwrap_err();
    assert!(matches!(&error, Error::Unreadable(text) if text.contains("there is nothing to ask")), "{error}");
}

#[test]
fn a_report_cannot_name_another_server() {
    for path in ["@other.example/x", ":99/x", "x", "/a\u{1b}[31m", "/a\u{202e}b"] {
        let mut report = report();
        report.rows[0].path = path.to_owned();
        let error = probe("http://127.0.0.1:1", Some(&report), &fast(), |_, _| {}).unwrap_err().to_string();
        assert!(error.contains("in `path` of") && !error.contains('\u{1b}'), "{error}");
    }
    let mut report = report();
    let origins = report.rows.iter_mut().flat_map(|row| &mut row.rules).flat_map(|rule| &mut rule.origins);
    origins.for_each(|origin| origin.origin = OriginKind::Exact { origin: "https://".to_owned() });
    let error = probe("http://127.0.0.1:1", Some(&report), &fast(), |_, _| {}).unwrap_err().to_string();
    assert!(error.contains("`https://` in `origins`"), "{error}");
}

#[test]
fn a_route_that_does_not_answer_does_not_hide_the_others() {
    let server = Server::start(|app| {
        app.service(note);
        app.route(
            "/items",
            web::to(|| async {
                rt::time::sleep(Duration::from_secs(5)).await;
                "late"
            }),
        );
    });
    let mut options = fast();
    options.timeout = Duration::from_millis(200);
    let mut report = report();
    // So another route answers first.
    report.rows.retain(|row| row.kind == RowKind::Resource);
    report.rows.reverse();
    for row in &mut report.rows {
        row.rules[0].max_age = Some(60);
    }
    let result = probed(server.address, Some(&report), &options);
    let kinds: Vec<_> = result.findings.iter().map(|finding| (&*finding.route, finding.kind)).collect();
    assert_eq!(
        kinds,
        [("GET, PUT /items", FindingKind::Unavailable), ("PUT /notes/{id}", FindingKind::MaxAgeDiffers)],
        "{result}"
    );
    assert!(result.unanswered > 10 && result.notes.iter().any(|text| text.starts_with("incomplete: ")), "{result}");
}

#[test]
fn vary_is_looked_at_where_no_origin_is_sent() {
    // A link is answered without `Vary`, and its answer is kept for pages.
    let server = serve(|request| {
        let mut response = HttpResponse::Ok();
        if let Some(origin) = request.headers().get("origin") {
            response.insert_header(("vary", "origin"));
            if ["https://app.example.com", "https://b.example"].iter().any(|listed| origin == listed) {
                response.insert_header(("access-control-allow-origin", origin.clone()));
                response.insert_header(("access-control-allow-methods", "PUT"));
                response.insert_header(("access-control-allow-headers", "x-a"));
            }
        }
        response.finish()
    });
    let mut options = fast();
    options.requests = true;
    let result = probed(server.address, Some(&report_of(&["GET", "PUT"], |_| ())), &options);
    let kinds: Vec<_> = result.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::VaryLost], "{result}");
    assert!(!result.findings[0].evidence[0].request.contains("Origin"), "{result}");
}

#[test]
fn what_a_server_says_is_escaped_and_cut() {
    let long = [b"\xff\xfe".as_slice(), &b"x".repeat(5_000)].concat();
    let server = serve(move |_| {
        let mut response = HttpResponse::Ok();
        let value = actix_web::http::header::HeaderValue::from_bytes(&long).unwrap();
        response.insert_header(("access-control-allow-origin", value)).finish()
    });
    let text = probed(server.address, Some(&report()), &fast()).to_string();
    assert!(text.contains(r"\xff\xfexxx") && text.lines().all(|line| line.len() < 1_000), "{text}");
    let lists = serve(|_| {
        open(|response| {
            let names: Vec<_> = (0..2_000).map(|index| format!("x-{index}")).collect();
            for name in
                ["access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers"]
            {
                response
                    .insert_header((name, format!("\u{9b}31m\u{202e}, {}, {}", "y".repeat(5_000), names.join(","))));
            }
        })
    });
    let mut options = fast();
    options.requests = true;
    let result = probed(lists.address, Some(&report()), &options);
    let texts = [result.to_string(), serde_json::to_string(&result).unwrap(), result.sarif("cors.json")];
    for text in texts {
        assert!(!text.contains(['\u{9b}', '\u{202e}']) && !text.contains(&"y".repeat(300)), "{text}");
        assert!(text.len() < 500_000, "{}", text.len());
    }
}

#[test]
fn without_a_report_it_says_what_is_allowed() {
    let seen = |server: &Server, origins: &[&str]| {
        let mut options = fast();
        options.requests = true;
        options.origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        probed(server.address, None, &options)
    };
    let result = seen(&serve(|_| open(|_| ())), &["https://app.example.com"]);
    assert!(result.findings.is_empty(), "{result}");
    assert_eq!(
        result.observations,
        [
            "of GET, HEAD, POST, PUT, PATCH, DELETE, a method that nobody has, pages of `https://app.example.com` may send: \
             GET, HEAD, POST",
            "preflights of `https://app.example.com` are approved",
            "preflights of every origin are approved",
            "pages of `https://app.example.com` can read responses",
            "pages of every origin can read responses",
            "of authorization, content-type, a header that nobody has, pages of `https://app.example.com` may send: none of them",
        ]
    );
    let echo = serve(|request| {
        let origin = request.headers().get("origin").cloned().unwrap();
        let mut response = HttpResponse::Ok();
        response.insert_header(("access-control-allow-credentials", "true"));
        response.insert_header(("access-control-allow-origin", origin)).finish()
    });
    let result = seen(&echo, &[]);
    let kinds: Vec<_> = result.findings.iter().map(|finding| (finding.kind, finding.severity)).collect();
    assert_eq!(
        kinds,
        [(FindingKind::OriginAdmitted, Severity::High), (FindingKind::VaryLost, Severity::Medium)],
        "{result}"
    );
    let closed = seen(&serve(|_| HttpResponse::Ok().finish()), &["https://app.example.com"]);
    assert!(closed.findings.is_empty(), "{closed}");
    assert!(closed.observations[1].starts_with("`https://app.example.com` is refused"), "{closed}");
    // A route for one method answers preflights for this one alone.
    let put = serve(|request| {
        let is_put = request.headers().get("access-control-request-method").is_some_and(|method| method == "PUT");
        let mut response = if is_put { HttpResponse::Ok() } else { HttpResponse::NotFound() };
        if is_put {
            response.insert_header(("access-control-allow-origin", "https://app.example.com"));
            response.insert_header(("access-control-allow-methods", "PUT"));
        }
        response.finish()
    });
    let result = seen(&put, &["https://app.example.com"]);
    assert!(result.observations[0].ends_with("may send: PUT"), "{result}");
    assert!(result.observations[1] == "preflights of `https://app.example.com` are approved", "{result}");
}

#[test]
fn sarif_names_its_rules() {
    let server = serve(|_| {
        open(|response| {
            response.insert_header(("access-control-allow-methods", "PUT, DELETE"));
        })
    });
    let result = probed(server.address, Some(&report()), &fast());
    assert!(result.findings.len() > 1, "{result}");
    let sarif: serde_json::Value = serde_json::from_str(&result.sarif("policies/cors.json")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), result.findings.len());
    for (one, finding) in results.iter().zip(&result.findings) {
        assert!(rules.iter().any(|rule| rule["id"] == one["ruleId"]), "{one}");
        assert_eq!(one["ruleId"], finding.kind.id());
        assert_eq!(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "policies/cors.json");
        let level = match finding.severity {
            Severity::High => "error",
            Severity::Medium => "warning",
            Severity::Low => "note",
        };
        assert_eq!(one["level"], level);
    }
}

#[test]
fn mistakes_in_options_are_errors() {
    let ask = |url: &str, origin: Option<&str>| {
        let mut options = fast();
        options.origins.extend(origin.map(ToOwned::to_owned));
        probe(url, None, &options, |_, _| {}).unwrap_err()
    };
    for (url, origin, wrong) in [
        ("api.example.com", None, "`api.example.com` is not a valid URL"),
        ("ftp://api.example.com", None, "neither `http` nor `https`"),
        ("https://me:secret@api.example.com", None, "user name or password"),
        ("https://api.example.com/?a=b", None, "it has a query"),
        ("https://api.example.com", Some("app.example.com"), "`app.example.com` is not a valid origin"),
    ] {
        let error = ask(url, origin);
        assert!(
            matches!(&error, Error::InvalidOption(text) if text.contains(wrong) && text.contains("help: ")),
            "{error}"
        );
    }
    for (name, value, wrong) in [
        ("x y", "1", "`x y: 1` is not a valid header line"),
        ("", "1", "`: 1` is not a valid header line"),
        ("x", "1\n2", r"`x: 1\n2` is not a valid header line"),
        ("Origin", "https://app.example.com", "`Origin` is set by the probe"),
        ("sec-fetch-site", "none", "`sec-fetch-site` is set by the probe"),
    ] {
        let mut options = fast();
        options.headers.push((name.to_owned(), value.to_owned()));
        let error = probe("http://127.0.0.1:1", None, &options, |_, _| {}).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    let (mut nothing, mut writes) = (fast(), fast());
    nothing.limit = 0;
    writes.writes = true;
    for (options, wrong) in [(nothing, "a limit of 0"), (writes, "`--report cors.json`")] {
        let error = probe("http://127.0.0.1:1", None, &options, |_, _| {}).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    let error = probe("https://127.0.0.1:1", None, &fast(), |_, _| {}).unwrap_err().to_string();
    assert!(error.contains("SSL_CERT_FILE"), "{error}");
    assert!(matches!(ask("http://127.0.0.1:1", None), Error::Unreachable(text) if text.contains("does not answer")));
}
