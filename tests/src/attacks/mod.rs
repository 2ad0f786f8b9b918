//! Attacks on applications with several policies, and what has to become of each: one function for an attack, which a test
//! runs, and `tests/abort`, a program that ends when something panics.
#![allow(
    clippy::missing_panics_doc,
    reason = "an attack that succeeds fails the test; not all that compile this see it"
)]
pub mod limits;
pub mod preflights;
pub mod responses;
pub mod senders;

use std::cell::Cell;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, rt};
use cors_actix::{Policy, policy};

use crate::ask::{APP, Answer, ask};

/// Gives every attack to a macro: a module, and its functions.
#[macro_export]
macro_rules! for_each_attack {
    ($make:ident) => {
        $make! {
            preflights: a_service_that_acts_in_the_call a_middleware_that_expects_application_data a_handler_behind_a_login a_twin_elsewhere a_guarded_handler_before_a_scope the_list_of_a_scope_behind_other_handlers a_plain_handler_before a_scope_by_route_in_an_application a_cors_behind_a_login_in_another_one the_second_of_two_scopes_by_host guards_on_application_data a_method_that_is_overridden many_methods_and_many_lines;
            senders: forwarded_hosts writes_that_a_policy_inside_admits a_clone_of_the_request_is_kept a_login_that_lets_options_pass writes_to_resources_and_roots a_method_that_is_overridden_by_route a_method_that_is_overridden another_host a_scope_by_route_in_another_task what_has_no_policy_of_its_own;
            responses: cleared_extensions a_rebuilt_exchange a_request_that_is_sent_twice a_request_of_a_handler a_handler_in_another_task a_cors_in_another_task a_response_of_another_application a_rebuilt_response a_rebuilt_response_behind_a_guard a_login_that_answers a_guard_that_panics_in_a_copy a_cache_that_answers a_login_between_two_policies a_function_that_expects_application_data errors a_guard_that_looks_at_the_origin;
            limits: paths_that_are_changed_in_around both_links_lost methods_that_a_function_guards a_method_that_is_overridden_inside a_service_that_acts_in_the_call a_guard_that_looks_for_a_mark the_request_of_a_refusal a_handler_without_a_policy;
        }
    };
}

/// The origin of the administrators.
pub const ADMIN: &str = "https://admin.example";
/// An origin that no list has.
pub const EVIL: &str = "https://evil.test";
/// The origin of a partner.
pub const PARTNER: &str = "https://partner.example";

/// Around applications, for [`APP`].
static WIDE: Policy =
    policy!(origins = "https://app.example.com", methods(PUT, PATCH, DELETE), headers("x-secret"), expose("x-wide"));
/// For everybody, without credentials.
static ANY: Policy = policy!(origins = "*", methods(PUT, PATCH, DELETE), expose("x-any"));
/// Around scopes, for [`PARTNER`].
static INNER: Policy = policy!(origins = "https://partner.example", methods(PUT, PATCH, DELETE), expose("x-inner"));

thread_local! {
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

/// Counts that something ran which only its owner may run.
fn ran() {
    RUNS.set(RUNS.get() + 1);
}

/// How often something ran since the last look.
fn runs() -> u32 {
    RUNS.take()
}

/// A handler without a policy.
async fn plain(request: HttpRequest, body: String) -> HttpResponse {
    ran();
    let requested = request.headers().contains_key("access-control-request-method");
    HttpResponse::Ok().body(format!("{} {requested} {body}", request.method()))
}

/// Sends the preflight of a page.
async fn preflight<S, B>(app: &S, origin: &str, method: &str, path: &str) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let answer = ask(app, "OPTIONS", path, &[("origin", origin), ("access-control-request-method", method)]).await;
    assert_eq!(runs(), 0, "a preflight for {method} {path} ran something");
    answer
}

/// Whether the browser of a page goes on after its preflight.
async fn is_approved<S, B>(app: &S, origin: &str, method: &str, path: &str) -> bool
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let answer = preflight(app, origin, method, path).await;
    let methods = answer.header("access-control-allow-methods").unwrap_or_default();
    let is_listed = matches!(method, "GET" | "HEAD" | "POST") || methods.split(", ").any(|listed| listed == method);
    answer.status == 204
        && matches!(answer.allowed_origin(), Some(allowed) if [origin, "*"].contains(&allowed))
        && is_listed
}

/// Sends a request of a page of another site.
async fn send<S, B>(app: &S, origin: &str, method: &str, path: &str) -> (Answer, u32)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    send_with(app, origin, method, path, &[]).await
}

/// [`send`], with more header lines.
async fn send_with<S, B>(app: &S, origin: &str, method: &str, path: &str, more: &[(&str, &str)]) -> (Answer, u32)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let lines = [&[("origin", origin), ("sec-fetch-site", "cross-site"), ("host", "api.example.com")], more].concat();
    let answer = ask(app, method, path, &lines).await;
    (answer, runs())
}

/// The policy that wrote the answer, by the header that it exposes.
fn policy_of(answer: &Answer) -> Option<&str> {
    answer.header("access-control-expose-headers")
}

/// A middleware that asks for a login and waits for its answer.
///
/// # Errors
/// 401 as an error.
async fn login(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    rt::task::yield_now().await;
    crate::ask::authenticate(request, next).await
}

/// A middleware that calls what is inside in another task, as one does that finishes what a client has left.
///
/// # Errors
/// Those of what is inside.
async fn elsewhere(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    rt::spawn(async move { next.call(request).await }).await.expect("no handler panics")
}

/// A header line that [`login`] lets pass.
const LOGIN: (&str, &str) = ("authorization", "yes");

/// The origin whose permission a response gives, and the policy that gave it.
fn shared(answer: &Answer) -> (u16, Option<&str>, Option<&str>) {
    (answer.status, answer.allowed_origin(), policy_of(answer))
}
