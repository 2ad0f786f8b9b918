//! The exchanges of the test data, through cors-core, through an actix-web service, and over a real connection.

use actix_web::test::{call_service, init_service};
use actix_web::{App, web};
use cors_core::unlisted_origin;
use cors_tests::exchange::{Suite, of_the_protocol, vouches};
use cors_tests::plain::{PlainHandler, PlainRequest, decided};
use cors_tests::server::Server;
use cors_tests::wire::Connection;

#[test]
fn cors_core_decides_as_written() {
    let suite = Suite::load();
    for (row, route) in &suite.exchanges {
        let policy = &route.policies().unwrap()[0];
        let lines = |lines: &[(String, String)]| {
            lines.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect::<Vec<_>>()
        };
        let mut request = PlainRequest { method: row.method.clone(), lines: lines(&row.request), ..Default::default() };
        request.vouched = unlisted_origin(policy, &request).is_some_and(|origin| vouches(&origin));
        let answer = decided(policy, &request, &PlainHandler { status: row.status, lines: lines(&row.handler) });
        assert_eq!((answer.decision, answer.status), (row.decision.as_str(), row.answer()), "{}", row.name);
        let lines = answer.lines.into_iter().map(|(name, value)| (name, String::from_utf8(value).unwrap()));
        assert_eq!(of_the_protocol(lines), row.headers(), "{}", row.name);
    }
    assert!(suite.exchanges.len() >= 70, "{} rows", suite.exchanges.len());
}

#[actix_web::test]
async fn an_actix_service_answers_as_written() {
    let suite = web::Data::new(Suite::load());
    let app = init_service(App::new().configure(|config| Suite::configure(suite.clone(), config))).await;
    for (index, (row, route)) in suite.exchanges.iter().enumerate() {
        let request = row.request(route.path()).append_header(("x-row", index));
        row.check(&call_service(&app, request.to_request()).await);
    }
}

#[test]
fn a_real_server_answers_as_written() {
    let suite = web::Data::new(Suite::load());
    let rows = suite.clone();
    let server = Server::start(move |config| Suite::configure(rows.clone(), config));
    // One connection for all: nothing of one exchange may show in the next.
    let mut connection = Connection::open(server.address);
    for (index, (row, route)) in suite.exchanges.iter().enumerate() {
        let mut headers = row.request.clone();
        headers.push(("x-row".to_owned(), index.to_string()));
        let response = connection.request(&row.method, route.path(), &headers);
        assert_eq!(response.status, row.answer(), "{}", row.name);
        assert_eq!(response.values("x-handled").len(), usize::from(row.is_handled()), "{}", row.name);
        assert_eq!(of_the_protocol(response.headers.into_iter()), row.headers(), "{}", row.name);
        let refused = matches!(row.decision.as_str(), "block" | "refuse");
        assert_eq!(response.body.starts_with("CORS: "), refused, "{}: {}", row.name, response.body);
    }
}
