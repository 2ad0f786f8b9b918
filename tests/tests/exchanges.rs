//! The exchanges of the test data, through cors-core, through an actix-web service, and over a real connection.

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use cors_core::{Decision, Head, Header, Policy, RequestHeader, ResponseHeaders, Value, decide, question};
use cors_tests::exchange::{Exchange, Suite, of_the_protocol, vouches};
use cors_tests::server::Server;
use cors_tests::wire::Connection;

#[test]
fn cors_core_decides_as_written() {
    let suite = Suite::load();
    for (row, route) in &suite.exchanges {
        let policy = route.policy().unwrap().unwrap();
        let request = Request(row);
        let vouched = question(policy, &request).is_some_and(|origin| vouches(&origin));
        let decision = decide(policy, &request, vouched, |_| row.same_origin);
        assert_eq!(kind(&decision), row.decision, "{}", row.name);
        let lines = if row.is_handled() { row.handler.clone() } else { Vec::new() };
        let mut response = Lines { policy, lines };
        decision.edit(policy, &mut response);
        assert_eq!(of_the_protocol(response.lines.into_iter()), row.headers(), "{}", row.name);
    }
    assert!(suite.exchanges.len() >= 70, "{} rows", suite.exchanges.len());
}

#[actix_web::test]
async fn an_actix_service_answers_as_written() {
    let suite = web::Data::new(Suite::load());
    let app = init_service(App::new().configure(|config| Suite::configure(suite.clone(), config))).await;
    for (index, (row, route)) in suite.exchanges.iter().enumerate() {
        let mut request = TestRequest::with_uri(route.path()).method(row.method.parse::<Method>().unwrap());
        for (name, value) in &row.request {
            request = request.append_header((name.as_str(), value.as_str()));
        }
        let response = call_service(&app, request.append_header(("x-row", index)).to_request()).await;
        assert_eq!(response.status().as_u16(), row.answer(), "{}", row.name);
        assert_eq!(response.headers().contains_key("x-handled"), row.is_handled(), "{}", row.name);
        let lines = response.headers().iter();
        let lines = lines.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        assert_eq!(of_the_protocol(lines), row.headers(), "{}", row.name);
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

fn kind<V>(decision: &Decision<V>) -> &'static str {
    match decision {
        Decision::Share(_) => "share",
        Decision::NoOrigin => "no-origin",
        Decision::Withhold(_) => "withhold",
        Decision::Block(_) => "block",
        Decision::Approve(_) => "approve",
        Decision::Refuse(_) => "refuse",
    }
}

struct Request<'a>(&'a Exchange);

impl Head for Request<'_> {
    type Value = String;

    fn method(&self) -> &str {
        &self.0.method
    }

    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &String> {
        self.0.request.iter().filter(move |(name, _)| name == header.name()).map(|(_, value)| value)
    }
}

/// A response that knows nothing but its lines.
struct Lines<'a> {
    policy: &'a Policy,
    lines: Vec<(String, String)>,
}

impl ResponseHeaders<String> for Lines<'_> {
    fn clear(&mut self, headers: &[Header]) {
        self.lines.retain(|(line, _)| !headers.iter().any(|header| header.name() == line));
    }

    fn set(&mut self, header: Header, value: Value<'_, String>) {
        let value = match value {
            Value::Constant => self.policy.value(header).unwrap().to_string(),
            Value::Echo(value) => value.clone(),
            Value::Text(text) => text.to_owned(),
        };
        self.lines.push((header.name().to_owned(), value));
    }

    fn vary(&mut self, names: &'static str) {
        let varied: Vec<String> =
            self.lines.iter().filter(|(name, _)| name == "vary").map(|(_, value)| value.to_lowercase()).collect();
        let present = |name: &str| {
            varied
                .iter()
                .flat_map(|line| line.split(','))
                .any(|part| part.trim() == "*" || part.trim() == name.to_lowercase())
        };
        if varied.is_empty() {
            self.lines.push(("vary".to_owned(), names.to_owned()));
        } else {
            let missing: Vec<_> = names.split(", ").filter(|name| !present(name)).collect();
            self.lines.extend(missing.into_iter().map(|name| ("vary".to_owned(), name.to_owned())));
        }
    }
}
