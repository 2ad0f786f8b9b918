//! Sends requests, no faster than is allowed.

use std::thread::sleep;
use std::time::{Duration, Instant};

use cors_fetch::Response;
use ureq::Agent;
use ureq::http::{Method, Request};

use super::options::ProbeOptions;

/// The most of a body that is read, in bytes: so the connection serves the next request, too.
const BODY: u64 = 64 * 1024;

/// The longest that a body may take, which says nothing.
const BODY_TIME: Duration = Duration::from_secs(1);

/// Sends requests to one server. It follows no redirects.
pub(super) struct Client {
    agent: Agent,
    interval: Duration,
    next: Instant,
}

impl Client {
    pub(super) fn new(options: &ProbeOptions) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(options.timeout))
            .timeout_recv_body(Some(BODY_TIME))
            .user_agent(concat!("cors-edge/", env!("CARGO_PKG_VERSION")))
            .tls_config(ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier).build());
        let interval = Duration::from_secs(1) / options.rate.get();
        Client { agent: Agent::new_with_config(config.build()), interval, next: Instant::now() }
    }

    /// Sends only half as many from now on, but one in a second at least.
    pub(super) fn slow_down(&mut self) {
        self.interval = (self.interval * 2).clamp(Duration::from_millis(20), Duration::from_secs(1));
        self.next = Instant::now() + self.interval;
    }

    /// Sends a request without a body, when it is its turn.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) fn send(&mut self, method: &str, url: &str, lines: &[(&str, String)]) -> Result<Response, String> {
        sleep(self.next.saturating_duration_since(Instant::now()));
        self.next = Instant::now() + self.interval;
        let method = Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let mut request = Request::builder().method(&method).uri(url);
        for (name, value) in lines {
            request = request.header(*name, value);
        }
        // A server may wait for a body that is not announced.
        if [Method::POST, Method::PUT, Method::PATCH].contains(&method) {
            request = request.header("content-length", "0");
        }
        let request = request.body(()).map_err(|error| error.to_string())?;
        let answer = self.agent.run(request).map_err(|error| error.to_string())?;
        let headers =
            answer.headers().iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
        let response = Response::new(answer.status().as_u16(), headers.collect::<Vec<_>>());
        // What is in the body does not matter, nor whether it is whole.
        let _ = answer.into_body().into_with_config().limit(BODY).read_to_vec();
        Ok(response)
    }
}
