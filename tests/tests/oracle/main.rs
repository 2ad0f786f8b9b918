//! cors-core and an actix-web service, held against the oracle: the same question, answered twice.

mod generate;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::Service;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, rt, web};
use cors_actix::Cors;
use cors_tests::oracle;
use cors_tests::plain::{Line, PlainAnswer, PlainHandler, PlainPolicy, PlainRequest, decided};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestError, TestRunner};

use generate::{SENT_TO, policies, recipes};

/// How many requests are made to one policy.
const REQUESTS: u32 = 16;

/// How many decisions are compared.
fn cases() -> u32 {
    let cases = std::env::var("CORS_TESTS_CASES").ok();
    cases.map_or(10_000, |cases| cases.parse().expect("CORS_TESTS_CASES is a number"))
}

/// What occurred how often.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, u32>);

impl Tally {
    fn count(&mut self, answer: &PlainAnswer) {
        for name in answer.failed.iter().chain([&answer.decision]) {
            *self.0.entry(name).or_default() += 1;
        }
    }

    /// Panics if something did not occur, or too seldom to be worth its name.
    fn expect(&self, names: &[&str], compared: u32) {
        println!("{compared} decisions compared: {:?}", self.0);
        for name in names {
            let occurred = self.0.get(name).copied().unwrap_or_default();
            assert!(occurred > compared / 2_000, "{name}: {occurred} of {compared}");
        }
    }
}

const DECISIONS: &[&str] = &["share", "no-origin", "withhold", "block", "approve", "refuse"];
const STEPS: &[&str] = &[
    "origin-not-allowed",
    "origin-malformed",
    "origin-repeated",
    "method-malformed",
    "method-repeated",
    "headers-malformed",
];

/// Runs `test` for as many policies as it takes to compare so many decisions.
fn for_all(decisions: u32, test: impl Fn(PlainPolicy, Vec<(PlainRequest, PlainHandler)>) -> TestCaseResult) {
    let cases = decisions.div_ceil(REQUESTS);
    let config = ProptestConfig { cases, max_shrink_iters: 20_000, ..ProptestConfig::with_source_file(file!()) };
    let strategy = (policies(), prop::collection::vec(recipes(), REQUESTS as usize));
    let tried = TestRunner::new(config).run(&strategy, |(policy, recipes)| {
        let requests = recipes.iter().map(|recipe| recipe.realise(&policy)).collect();
        test(policy, requests)
    });
    // The recipes of the other requests would only hide the one at fault, which the reason names.
    if let Err(TestError::Fail(reason, _) | TestError::Abort(reason)) = tried {
        panic!("{reason}");
    }
}

#[test]
fn cors_core_answers_as_the_oracle() {
    let tally = RefCell::new(Tally::default());
    let compared = cases();
    for_all(compared, |policy, requests| {
        let checked = policy.draft().check().map_err(|violations| TestCaseError::fail(violations.to_string()))?;
        for (request, handler) in requests {
            let expected = oracle::answer(&policy, &request, &handler);
            let answer = decided(&checked, &request, &handler);
            prop_assert!(
                agree(&answer, &expected),
                "{policy:?}\n{}\nthe oracle: {}\ncors-core: {}",
                asked(&request, &handler),
                answered(&expected),
                answered(&answer)
            );
            tally.borrow_mut().count(&expected);
        }
        Ok(())
    });
    tally.into_inner().expect(&[DECISIONS, STEPS].concat(), compared);
}

/// Whether two answers are the same, where the first one stops at a step that fails. Of an origin that is only kept from
/// reading, the form is not looked at.
fn agree(answer: &PlainAnswer, expected: &PlainAnswer) -> bool {
    let steps = answer.decision == "withhold" || answer.failed.iter().all(|step| expected.failed.contains(step));
    steps
        && answer.failed.is_empty() == expected.failed.is_empty()
        && (answer.decision, answer.status, &answer.lines) == (expected.decision, expected.status, &expected.lines)
}

#[test]
fn an_actix_service_answers_as_the_oracle() {
    let system = rt::System::new();
    // A service costs more than a decision, and adds only how it reads and writes header maps.
    let compared = cases() / 10;
    let tally = RefCell::new(Tally::default());
    for_all(compared, |mut policy, requests| {
        // Nobody is asked by a `Cors`; it takes an attribute to name a predicate.
        policy.asks = false;
        let Ok(checked) = policy.draft().check() else { return Ok(()) };
        system.block_on(async {
            let handler = Rc::new(RefCell::new(PlainHandler::default()));
            let same = Rc::clone(&handler);
            let handle = move || {
                let response = respond(&same.borrow());
                async { response }
            };
            let app = init_service(App::new().wrap(Cors::new(checked)).default_service(web::to(handle))).await;
            for (request, plain_handler) in requests {
                let Some(sent) = sendable(&request) else { continue };
                let expected = oracle::answer(&policy, &request, &plain_handler);
                handler.replace(plain_handler);
                let response =
                    app.call(sent.to_request()).await.map_err(|error| TestCaseError::fail(error.to_string()))?;
                let is_handled = response.headers().contains_key("x-handled");
                let decided_so = matches!(expected.decision, "share" | "no-origin" | "withhold");
                let question = format!("{policy:?}\n{}", asked(&request, &handler.borrow()));
                prop_assert_eq!(is_handled, decided_so, "{}", question);
                let lines = response
                    .headers()
                    .iter()
                    .filter(|(name, _)| !["x-handled", "content-type"].contains(&name.as_str()));
                let mut lines: Vec<Line> =
                    lines.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
                lines.sort_unstable();
                prop_assert_eq!(
                    (response.status().as_u16(), &lines),
                    (expected.status, &expected.lines),
                    "{}\nthe oracle: {}\nthe service: {}",
                    question,
                    answered(&expected),
                    shown(&lines)
                );
                tally.borrow_mut().count(&expected);
            }
            Ok(())
        })
    });
    tally.into_inner().expect(DECISIONS, compared);
}

fn asked(request: &PlainRequest, handler: &PlainHandler) -> String {
    let PlainRequest { method, lines, sent_to: _, vouched } = request;
    format!("{method} (vouched: {vouched}){}\nhandler: {} {}", shown(lines), handler.status, shown(&handler.lines))
}

fn answered(PlainAnswer { decision, failed, status, lines }: &PlainAnswer) -> String {
    format!("{decision} {failed:?}: {status} {}", shown(lines))
}

fn shown(lines: &[Line]) -> String {
    let lines: Vec<_> = lines.iter().map(|(name, value)| format!("\n    {name}: {}", value.escape_ascii())).collect();
    lines.concat()
}

/// The request as actix-web would have it, if such bytes can come over the wire.
fn sendable(request: &PlainRequest) -> Option<TestRequest> {
    let host = SENT_TO.split_once("://")?.1;
    let mut sent = TestRequest::with_uri("/").method(Method::from_bytes(request.method.as_bytes()).ok()?);
    sent = sent.insert_header(("host", host));
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
