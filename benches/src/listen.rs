//! The applications on a socket, for a load generator.

use std::io;

use actix_web::{App, HttpServer};

use crate::apps;
use crate::floor::Floor;

/// Listens on a free port of this machine with one worker, says which, and serves until it is killed.
///
/// # Errors
/// That of the socket.
pub async fn listen(name: &str) -> io::Result<()> {
    const FREE: (&str, u16) = ("127.0.0.1", 0);
    macro_rules! server {
        ($service:expr) => {{
            let server = HttpServer::new(|| App::new().service($service)).workers(1).bind(FREE)?;
            println!("{}", server.addrs()[0]);
            server.run()
        }};
    }
    match name {
        "bare" => server!(apps::plain()),
        "ours" => server!(apps::annotated),
        "floor" => server!(apps::plain().wrap(Floor(4))),
        "actix-cors" => server!(apps::resource().wrap(apps::peer(10))),
        other => panic!("there is no application {other}"),
    }
    .await
}
