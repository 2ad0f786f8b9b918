//! A server while it runs.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::rt::task::JoinHandle;
use actix_web::{App, Error, HttpServer, rt};

/// A server on 127.0.0.1, and the tasks beside it.
#[must_use = "nothing else can stop the server"]
pub struct Running {
    origin: String,
    server: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Has the application answer on a port of 127.0.0.1; with 0, on one that is free. To be called within actix-web's
    /// runtime.
    ///
    /// # Errors
    /// The port is taken, or is not ours to take.
    pub fn start<T, B>(port: u16, app: impl Fn() -> App<T> + Send + Clone + 'static) -> io::Result<Self>
    where
        T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()>,
        T: 'static,
        B: MessageBody + 'static,
    {
        Running::serve(listen(port)?, app)
    }

    /// The same, where somebody listens already.
    pub(crate) fn serve<T, B>(
        listener: TcpListener,
        app: impl Fn() -> App<T> + Send + Clone + 'static,
    ) -> io::Result<Self>
    where
        T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()>,
        T: 'static,
        B: MessageBody + 'static,
    {
        let origin = origin_of(&listener)?;
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run();
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
