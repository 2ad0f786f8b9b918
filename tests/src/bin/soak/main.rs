//! A server under load from clients of all kinds. `scripts/soak` says how to run it.
//!
//! The server is a process of its own, so its memory is measured alone. Every response is held against the oracle of
//! the tests. It fails if any is wrong, if anything panics, or if the memory of the server grows.

mod clients;
mod connection;
mod memory;
mod requests;
mod routes;
mod server;
mod tally;

use std::process::ExitCode;
use std::time::Duration;

#[actix_web::main]
async fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    match argument.as_deref().map(|argument| (argument, argument.parse())) {
        Some(("serve", _)) => match routes::serve().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("the server cannot run: {error}")),
        },
        Some((_, Ok(seconds @ 1..))) => soak(Duration::from_secs(seconds)).await,
        Some(_) | None => fail("usage: soak SECONDS"),
    }
}

async fn soak(length: Duration) -> ExitCode {
    let server = match server::Server::start() {
        Ok(server) => server,
        Err(error) => return fail(&format!("the server does not start: {error}")),
    };
    let memory = memory::Watch::start(server.id(), length);
    let tally = clients::run(server.address, length).await;
    let memory = memory.end();
    let panics = server.end();
    tally.print(length);
    memory.print();
    println!("{panics} panics of the server");
    if tally.is_right() && memory.is_flat() && panics == 0 { ExitCode::SUCCESS } else { fail("this is not right") }
}

fn fail(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::FAILURE
}
