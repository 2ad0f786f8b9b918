//! cors-core, an actix-web service and annotated routes, held against the oracle: the same question, answered twice.

mod annotated;
mod generate;
mod tally;

use std::cell::RefCell;
use std::rc::Rc;

use actix_http::Request;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, rt, web};
use cors_actix::{Cors, Draft};
use cors_tests::oracle;
use cors_tests::plain::{Line, PlainAnswer, PlainHandler, PlainPolicy, PlainRequest, checked, decided_by_rules};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestError, TestRunner};

use generate::{entries_of, recipes, rules};
use tally::{DECISIONS, MEANINGS, RULES, SENDERS, STEPS, Tally};

/// How many requests are made to one route.
const REQUESTS: u32 = 16;

/// How many decisions are compared.
fn cases() -> u32 {
    let cases = std::env::var("CORS_TESTS_CASES").ok();
    cases.map_or(10_000, |cases| cases.parse().expect("CORS_TESTS_CASES is a number"))
}

/// Runs `test` for the rules of as many routes as it takes to compare so many decisions.
fn for_all(
    decisions: u32,
    rules: impl Strategy<Value = Vec<PlainPolicy>>,
    test: impl Fn(Vec<PlainPolicy>, Vec<(PlainRequest, PlainHandler)>) -> TestCaseResult,
) {
    let cases = decisions.div_ceil(REQUESTS);
    let config = ProptestConfig { cases, max_shrink_iters: 20_000, ..ProptestConfig::with_source_file(file!()) };
    let strategy = (rules, prop::collection::vec(recipes(), REQUESTS as usize));
    let tried = TestRunner::new(config).run(&strategy, |(rules, recipes)| {
        let entries = entries_of(&rules);
        let requests = recipes.iter().map(|recipe| recipe.realise(&entries)).collect();
        test(rules, requests)
    });
    // The recipes of the other requests would only hide the one at fault, which the reason names.
    if let Err(TestError::Fail(reason, _) | TestError::Abort(reason)) = tried {
        panic!("{reason}");
    }
}

#[test]
fn cors_core_answers_as_the_oracle() {
    let tally = RefCell::new(Tally::default());
    for_all(cases(), rules(), |rules, requests| {
        let checked = match checked(&rules) {
            Ok(checked) => checked,
            // An entry may be covered by one of an earlier rule.
            Err(_) if rules.len() > 1 => return Ok(()),
            Err(violations) => return Err(TestCaseError::fail(violations.to_string())),
        };
        for (request, handler) in requests {
            let expected = oracle::answer_by_rules(&rules, &request, &handler);
            let answer = decided_by_rules(&checked, &request, &handler);
            prop_assert!(
                answer.agrees_with(&expected),
                "{rules:?}\n{}\nthe oracle: {}\ncors-core: {}",
                asked(&request, &handler),
                answered(&expected),
                answered(&answer)
            );
            tally.borrow_mut().count(&rules, &request, &expected);
        }
        Ok(())
    });
    tally.into_inner().expect(&[DECISIONS, STEPS, SENDERS, MEANINGS, RULES].concat());
}

#[test]
fn an_actix_service_answers_as_the_oracle() {
    let system = rt::System::new();
    // A service costs more than a decision, and adds only how it reads and writes header maps.
    let tally = RefCell::new(Tally::default());
    for_all(cases() / 10, rules(), |mut rules, requests| {
        // Nobody is asked by a `Cors`; it takes an attribute to name a predicate.
        for rule in &mut rules {
            rule.asks = false;
        }
        let Ok(checked) = Draft::check_all(&rules.iter().map(PlainPolicy::draft).collect::<Vec<_>>()) else {
            return Ok(());
        };
        system.block_on(async {
            let handler = Rc::new(RefCell::new(PlainHandler::default()));
            let same = Rc::clone(&handler);
            let handle = move || {
                let response = respond(&same.borrow());
                async { response }
            };
            let app = init_service(App::new().wrap(Cors::new(checked)).default_service(web::to(handle))).await;
            for (request, plain_handler) in requests {
                let Some(sent) = sendable(&request, "/") else { continue };
                let expected = oracle::answer_by_rules(&rules, &request, &plain_handler);
                handler.replace(plain_handler);
                let answer = served(&app, sent).await?;
                let question = format!("{rules:?}\n{}", asked(&request, &handler.borrow()));
                answer.compare(&expected, &question)?;
                tally.borrow_mut().count(&rules, &request, &expected);
            }
            Ok(())
        })
    });
    tally.into_inner().expect(&[DECISIONS, RULES].concat());
}

/// What a service answered.
struct Served {
    status: u16,
    /// Whether the handler ran.
    is_handled: bool,
    /// The header lines, sorted.
    lines: Vec<Line>,
}

async fn served<S, B>(app: &S, request: TestRequest) -> Result<Served, TestCaseError>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
{
    let response = app.call(request.to_request()).await.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let headers = response.headers();
    let lines = headers.iter().filter(|(name, _)| !["x-handled", "content-type"].contains(&name.as_str()));
    let mut lines: Vec<Line> = lines.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    lines.sort_unstable();
    Ok(Served { status: response.status().as_u16(), is_handled: headers.contains_key("x-handled"), lines })
}

impl Served {
    fn compare(&self, expected: &PlainAnswer, question: &str) -> TestCaseResult {
        let is_handled = expected.is_handled();
        prop_assert!(
            (self.status, self.is_handled, &self.lines) == (expected.status, is_handled, &expected.lines),
            "{question}\nthe oracle: {}\nthe service: {}{}{}",
            answered(expected),
            self.status,
            if self.is_handled { ", by the handler" } else { "" },
            shown(&self.lines)
        );
        Ok(())
    }
}

fn asked(request: &PlainRequest, handler: &PlainHandler) -> String {
    let PlainRequest { method, lines, authority, vouched } = request;
    let target = authority.as_deref().unwrap_or_default();
    format!(
        "{method} {target} (vouched: {vouched}){}\nhandler: {} {}",
        shown(lines),
        handler.status,
        shown(&handler.lines)
    )
}

fn answered(PlainAnswer { decision, failed, status, lines }: &PlainAnswer) -> String {
    format!("{decision} {failed:?}: {status} {}", shown(lines))
}

fn shown(lines: &[Line]) -> String {
    let lines: Vec<_> = lines.iter().map(|(name, value)| format!("\n    {name}: {}", value.escape_ascii())).collect();
    lines.concat()
}

/// The request as actix-web would have it, if such bytes can come over the wire.
fn sendable(request: &PlainRequest, path: &str) -> Option<TestRequest> {
    let uri = match &request.authority {
        Some(authority) => Uri::builder().scheme("http").authority(authority.as_str()).path_and_query(path).build(),
        None => path.parse().map_err(Into::into),
    };
    let method = Method::from_bytes(request.method.as_bytes()).ok()?;
    let mut sent = TestRequest::with_uri(&uri.ok()?.to_string()).method(method);
    if request.vouched {
        sent = sent.insert_header(("x-vouched", "yes"));
    }
    for (name, value) in &request.lines {
        sent =
            sent.append_header((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?));
    }
    Some(sent)
}

fn respond(handler: &PlainHandler) -> HttpResponse<BoxBody> {
    let mut response = HttpResponse::build(StatusCode::from_u16(handler.status).expect("a status code"));
    for (name, value) in &handler.lines {
        response.append_header((name.as_str(), value.as_slice()));
    }
    response.insert_header(("x-handled", "yes")).finish()
}
