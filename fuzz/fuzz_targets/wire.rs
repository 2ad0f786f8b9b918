//! Any bytes over a real connection to a real server: nothing that a client sends brings it down, and no response names
//! an origin that no policy admits, or two.
#![no_main]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, Responder, get, route, rt, web};
use cors_actix::{Cors, Draft, cors};
use libfuzzer_sys::fuzz_target;

/// What the policies below admit, and so all that may ever come back as an allowed origin.
const ADMITTED: &[&str] = &["https://app.example.com", "https://b.example", "*"];

#[cors(origins("https://app.example.com", "https://b.example"), expose("etag"), credentials, timing)]
#[get("/list")]
async fn list() -> impl Responder {
    HttpResponse::Ok()
        .insert_header(("vary", "accept"))
        .insert_header(("access-control-allow-origin", "https://evil.test"))
        .body("list")
}

#[cors(origins = "https://app.example.com", headers = "*", credentials, enforce)]
#[route("/enforced", method = "PUT", method = "POST", method = "GET")]
async fn enforced(body: web::Bytes) -> impl Responder {
    body.len().to_string()
}

#[cors(origins = "*", headers("*", "authorization"), expose = "*", hosts("*.example:*", "127.0.0.1"))]
#[get("/any/{id}")]
async fn any(id: web::Path<u8>) -> impl Responder {
    id.to_string()
}

fn start() -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        rt::System::new().block_on(async move {
            let otherwise = Draft::new().origins(["https://b.example", "https://app.example.com"]).check().unwrap();
            let server = HttpServer::new(move || {
                App::new().service(list).service(enforced).service(any).wrap(Cors::new(otherwise.clone()))
            });
            let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
            sender.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    receiver.recv().unwrap()
}

fuzz_target!(|bytes: &[u8]| {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    let mut stream = connect(*ADDRESS.get_or_init(start));
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // Line ends of a seed are those of a text file; a server wants those of HTTP.
    let sent: Vec<u8> = match bytes.strip_prefix(b"\n") {
        Some(text) => text
            .iter()
            .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
            .copied()
            .collect(),
        None => bytes.to_vec(),
    };
    // The server may answer, and close, before it has read everything.
    let _ = stream.write_all(&sent);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answered = Vec::new();
    let _ = stream.read_to_end(&mut answered);
    check(&answered);
});

fn connect(address: SocketAddr) -> TcpStream {
    loop {
        match TcpStream::connect(address) {
            // Connections that have ended keep their ports for a while.
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => thread::sleep(Duration::from_millis(50)),
            connected => return connected.unwrap(),
        }
    }
}

/// Bodies of these handlers hold no line that looks like a header, so the lines are those of the heads.
fn check(answered: &[u8]) {
    let text = String::from_utf8_lossy(answered);
    let mut names: Vec<String> = Vec::new();
    let mut is_for_all = false;
    for line in text.split("\r\n") {
        if line.is_empty() || line.contains("HTTP/1.1 ") {
            names.clear();
            is_for_all = false;
        }
        let Some((name, value)) = line.split_once(": ") else { continue };
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "access-control-allow-origin" | "timing-allow-origin") {
            assert!(ADMITTED.contains(&value), "{line}\n{text}");
        }
        if name.starts_with("access-control-") {
            assert!(!names.contains(&name), "{name} comes twice:\n{text}");
            is_for_all |= name == "access-control-allow-origin" && value == "*";
            names.push(name);
            let with_credentials = names.iter().any(|name| name == "access-control-allow-credentials");
            assert!(!(is_for_all && with_credentials), "everybody, with credentials:\n{text}");
        }
    }
}
