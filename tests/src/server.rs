//! A real server on a free port of 127.0.0.1, stopped when it is dropped.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::{self, ServerHandle};
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer, rt};

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server whose application is made by `configure`.
    #[expect(clippy::missing_panics_doc, reason = "a server that does not start fails the test")]
    pub fn start(configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Self {
        Server::on(TcpListener::bind(("127.0.0.1", 0)).unwrap(), configure)
    }

    /// Starts it where somebody listens already.
    #[expect(clippy::missing_panics_doc, reason = "a server that does not start fails the test")]
    pub fn on(listener: TcpListener, configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Self {
        Server::run(listener, |listener| {
            let server = HttpServer::new(move || App::new().configure(configure.clone()));
            server.workers(1).disable_signals().listen(listener).unwrap().run()
        })
    }

    /// Starts a server that `serve` makes.
    #[expect(clippy::missing_panics_doc, reason = "a server that does not start fails the test")]
    pub fn run(listener: TcpListener, serve: impl FnOnce(TcpListener) -> dev::Server + Send + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let server = serve(listener);
                sender.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Server { address, handle: receiver.recv().unwrap(), thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is sent when `stop` is called; its future only waits for the answer.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
