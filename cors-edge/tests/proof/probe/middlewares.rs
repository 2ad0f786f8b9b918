//! Middlewares of others: actix-cors, and `cors` from npm, which most applications with Express take.

use std::fmt::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::Command;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, Responder, route, rt};
use cors_actix::{Report, cors};
use cors_edge::FindingKind::*;
use cors_tests::server::Server;

use super::fault::{Fault, fault};
use super::{nothing_is_found, probed};
use crate::gateway::{Gateway, free_address, from_pypi};

#[cors(
    origins("https://app.example.com", "https://admin.example.com"),
    methods(GET, PUT),
    headers("content-type", "x-csrf-token"),
    expose("etag"),
    credentials,
    max_age = "10m"
)]
#[route("/items", method = "GET", method = "PUT")]
async fn items() -> impl Responder {
    HttpResponse::Ok()
}

fn report() -> Report {
    let configure = |app: &mut ServiceConfig| {
        app.service(items);
    };
    rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

const APP: &str = "https://app.example.com";

type Make = fn() -> actix_cors::Cors;

fn right() -> actix_cors::Cors {
    actix_cors::Cors::default()
        .allowed_origin(APP)
        .allowed_origin("https://admin.example.com")
        .allowed_methods(["GET", "PUT"])
        .allowed_headers(["content-type", "x-csrf-token"])
        .expose_headers(["etag"])
        .supports_credentials()
        .max_age(600)
}

/// Whether a login is around the middleware, which is the wrong place.
fn serve(cors: Make, login: bool) -> Server {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    Server::run(listener, move |listener| {
        let app = move || {
            let login = from_fn(
                move |request: actix_web::dev::ServiceRequest, next: actix_web::middleware::Next<_>| async move {
                    if login {
                        return Err(actix_web::error::ErrorUnauthorized("log in"));
                    }
                    next.call(request).await
                },
            );
            let handler = || async { HttpResponse::Ok().insert_header(("etag", "\"1\"")).body("items") };
            App::new()
                .wrap(cors())
                .wrap(login)
                .route("/items", web::get().to(handler))
                .route("/items", web::put().to(handler))
        };
        HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run()
    })
}

#[test]
fn actix_cors() {
    let report = report();
    nothing_is_found(&probed(serve(right, false).address, &report, false));
    let login = probed(serve(right, true).address, &report, false);
    fault(PreflightBehindLogin, "/items", APP).is_found("a login around it", &login);
    fault(ErrorWithoutHeaders, "/items", "").is_found("a login around it", &login);
    let wrong: [(&str, Make, Fault); 8] = [
        ("any origin", || right().allow_any_origin(), fault(OriginAdmitted, "/items", "https://unlisted.example")),
        (
            "the end of an origin",
            || right().allowed_origin_fn(|origin, _| origin.as_bytes().ends_with(b"example.com")),
            fault(OriginAdmitted, "/items", "https://unlistedexample.com"),
        ),
        (
            "the start of an origin",
            || right().allowed_origin_fn(|origin, _| origin.as_bytes().starts_with(APP.as_bytes())),
            fault(OriginAdmitted, "/items", "https://app.example.com.unlisted.example"),
        ),
        ("any method", || right().allow_any_method(), fault(MethodAdded, "/items", "DELETE")),
        ("any header", || right().allow_any_header(), fault(RequestHeaderAdded, "/items", "x-cors-edge-probe")),
        ("no lifetime", || right().max_age(None), fault(MaxAgeDiffers, "/items", "5 s")),
        ("no Vary", || right().disable_vary_header(), fault(VaryLost, "/items", "response")),
        ("exposes all", || right().expose_headers(["x-user"]), fault(ExposedAdded, "/items", "x-user")),
    ];
    for (what, cors, fault) in wrong {
        fault.is_found(what, &probed(serve(cors, false).address, &report, false));
    }
}

/// A server with `cors` from npm, whose options are these.
fn node(options: &str) -> Gateway {
    let address: SocketAddr = free_address();
    let programs = from_pypi("node");
    let packages =
        programs.parent().and_then(|folder| folder.parent()).expect("it is in a folder").join("package.json");
    let mut script = format!(
        "const cors = require('node:module').createRequire('{}')('cors')({{\n{options}\n}});\n",
        packages.display()
    );
    let _ = write!(
        script,
        "require('node:http').createServer((request, response) => cors(request, response, () => {{
            response.setHeader('etag', '\"1\"');
            response.end('items');
        }})).listen({}, '127.0.0.1');",
        address.port()
    );
    let command = |directory: &std::path::Path| {
        let mut command = Command::new(&programs);
        command.arg(directory.join("server.cjs"));
        command
    };
    Gateway::start(
        address,
        &[("server.cjs", script)],
        command,
        "this test needs Node, which `scripts/python` installs from PyPI",
    )
}

const OPTIONS: &str = "origin: ['https://app.example.com', 'https://admin.example.com'],
methods: ['GET', 'PUT'],
allowedHeaders: ['content-type', 'x-csrf-token'],
exposedHeaders: ['etag'],
credentials: true,
maxAge: 600,";

#[test]
fn cors_of_express() {
    let report = report();
    nothing_is_found(&probed(node(OPTIONS).address, &report, false));
    // A later option replaces an earlier one.
    for (option, fault) in [
        ("origin: true", fault(OriginAdmitted, "/items", "https://unlisted.example")),
        (r"origin: /example\.com$/", fault(OriginAdmitted, "/items", "https://unlistedexample.com")),
        (
            r"origin: /^https:\/\/app\.example\.com/",
            fault(OriginAdmitted, "/items", "https://app.example.com.unlisted.example"),
        ),
        (r"origin: /^https?:\/\/app.example.com$/", fault(OriginAdmitted, "/items", "https://appxexample.com")),
        ("origin: [/.*/]", fault(OriginAdmitted, "/items", "null")),
        ("origin: 'https://app.example.com'", fault(OriginRefused, "/items", "https://admin.example.com")),
        ("credentials: false", fault(CredentialsLost, "/items", APP)),
        ("methods: 'GET,PUT,DELETE'", fault(MethodAdded, "/items", "DELETE")),
        ("allowedHeaders: undefined", fault(RequestHeaderAdded, "/items", "x-cors-edge-probe")),
        ("allowedHeaders: ['content-type']", fault(RequestHeaderRefused, "/items", "x-csrf-token")),
        ("exposedHeaders: []", fault(ExposedLost, "/items", "etag")),
        ("maxAge: 86400", fault(MaxAgeDiffers, "/items", "86400 s")),
    ] {
        fault.is_found(option, &probed(node(&format!("{OPTIONS}\n{option},")).address, &report, false));
    }
}
