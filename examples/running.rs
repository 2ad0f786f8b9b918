//! A server while it runs.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt;
use actix_web::rt::task::JoinHandle;

/// A server on 127.0.0.1, and the tasks beside it.
#[must_use = "nothing else can stop the server"]
pub struct Running {
    origin: String,
    server: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Has `serve` answer on a port of 127.0.0.1; with 0, on one that is free. To be called within actix-web's runtime.
    ///
    /// # Errors
    /// The port is taken, or is not ours to take.
    pub fn start(port: u16, serve: impl FnOnce(TcpListener) -> io::Result<Server>) -> io::Result<Self> {
        let listener = listen(port)?;
        let origin = origin_of(&listener)?;
        let server = serve(listener)?;
        let handle = server.handle();
        rt::spawn(server);
        Ok(Running { origin, server: handle, tasks: Vec::new() })
    }

    /// Runs a task until the server is stopped.
    pub fn beside(mut self, task: impl Future<Output = ()> + 'static) -> Self {
        self.tasks.push(rt::spawn(task));
        self
    }

    /// Where it answers: `http://127.0.0.1:8080`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Stops it without waiting for open connections.
    pub async fn stop(self) {
        for task in self.tasks {
            task.abort();
        }
        self.server.stop(false).await;
    }
}

/// # Errors
/// The port is taken, or is not ours to take.
pub(crate) fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let help = "choose another port with `--port`, or let the system choose with `--port 0`";
        io::Error::new(error.kind(), format!("cannot listen on 127.0.0.1:{port}: {error}\n{help}"))
    })
}

pub(crate) fn origin_of(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}
