//! The scenarios in `cors_actix::test::Browser`, against the service in memory.

use std::time::Duration;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use cors_actix::test::Browser;

use super::roles::Roles;
use super::seen::Seen;
use super::service::Shared;
use super::{Call, Found, Readable};
use crate::words;

/// A browser that has not been anywhere.
pub fn browser(roles: &Roles) -> Browser {
    Browser::at(roles.origin("app")).api(roles.origin("api")).alias(roles.origin("other"))
}

/// Makes a call of a row, `(row, index)`.
///
/// # Panics
/// If the call cannot be made, or the browser does not remember what the servers saw.
pub async fn make<S, B>(
    browser: &mut Browser,
    app: &S,
    shared: &Shared,
    place: (usize, usize),
    call: &Call,
    roles: &Roles,
) -> Found
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    shared.mark(place);
    let row = place.0;
    let page = roles.origin(&call.page);
    browser.visit(page);
    browser.advance(Duration::from_secs(call.wait));
    let ask = &call.ask;
    let method = Method::from_bytes(ask.method.as_deref().unwrap_or("GET").as_bytes()).unwrap();
    let mut request = TestRequest::with_uri(&format!("/{row}/{}", call.to)).method(method);
    if let Some(body) = &ask.body {
        request = request.set_payload(body.clone());
    }
    for (name, value) in &ask.headers {
        request = request.append_header((name.as_str(), value.as_str()));
    }
    let mut fetch = browser.fetch(app, request).body(words::body(ask.kind.as_deref().unwrap_or("text")));
    fetch = fetch.credentials(words::credentials(ask.credentials.as_deref()));
    fetch = fetch.mode(words::mode(ask.mode.as_deref())).redirect(words::redirect(ask.redirect.as_deref()));
    if ask.upload_listener {
        fetch = fetch.upload_listener();
    }
    let outcome = fetch.await.map_err(|error| vec![error.id()]).map(|response| Readable {
        status: response.status(),
        kind: words::response_type(response.response_type()).to_owned(),
        headers: response.headers().map(|(name, _)| name.to_owned()).collect(),
        text: response.text().into_owned(),
        timing: response.is_timing_allowed(),
    });
    let seen = shared.take_seen(place);
    let remembered: Vec<String> = browser.take_requests().iter().map(ToString::to_string).collect();
    let target = |seen: &Seen| {
        let server = if seen.server == roles.origin("api") { "" } else { &seen.server };
        format!("{} {server}/{row}/{}", seen.kind(), seen.path)
    };
    assert_eq!(remembered, seen.iter().map(target).collect::<Vec<_>>(), "what the browser remembers");
    Found { outcome, sent: seen.iter().map(|seen| seen.line(page, roles)).collect() }
}
