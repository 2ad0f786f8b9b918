//! What clients ask, and what the oracle says to it.

use cors_tests::exchange::of_the_protocol;
use cors_tests::oracle;
use cors_tests::plain::{PlainAnswer, PlainHandler, PlainRequest};
use cors_tests::random::Random;

use crate::connection::Reply;
use crate::routes::{Around, PAGE, Route, TENANT, VARY};

const HOST: &str = "api.example.com";

const ORIGINS: &[&str] = &[
    "https://a.example.com",
    "https://a.example.com",
    "https://b.b.example.com",
    "https://x.y.b.example.com",
    TENANT,
    "https://foreign.test",
    "https://a.example.com.foreign.test",
    "https://a.example.com/",
    "HTTPS://A.EXAMPLE.COM",
    "http://a.example.com",
    "http://api.example.com",
    "null",
    "",
];

/// A request, and the answers of which one is right.
#[derive(Debug)]
pub struct Question {
    pub bytes: Vec<u8>,
    pub is_head: bool,
    rights: Vec<PlainAnswer>,
}

/// A request like those that browsers and other clients send.
pub fn ordinary(random: &mut Random, routes: &[Route]) -> Question {
    let route = random.one_of(routes);
    let mut lines = Vec::new();
    if !random.once_in(8) {
        lines.push(("origin", (*random.one_of(ORIGINS)).to_owned()));
    }
    if random.once_in(64) {
        lines.push(("origin", (*random.one_of(ORIGINS)).to_owned()));
    }
    if random.once_in(2) {
        let method = *random.one_of(&["GET", "GET", "PUT", "HEAD"]);
        return question(route, method, lines);
    }
    lines.push(("access-control-request-method", (*random.one_of(&["GET", "PUT"])).to_owned()));
    if random.once_in(2) {
        let names = random.one_of(&["x-a", "x-b", "authorization,x-a", "x-other", "x-a,,", "not a name"]);
        lines.push(("access-control-request-headers", (*names).to_owned()));
    }
    // Without an origin it is no preflight, and no method of these routes.
    if lines[0].0 != "origin" {
        lines.insert(0, ("origin", "https://foreign.test".to_owned()));
    }
    question(route, "OPTIONS", lines)
}

/// A request of about 64 KB, of which actix-web takes the head: fewer than 96 lines, less than 128 KB.
pub fn hostile(random: &mut Random, routes: &[Route]) -> Question {
    const SIZE: usize = 64 * 1024;
    let route = random.one_of(routes);
    let allowed = ("origin", "https://a.example.com".to_owned());
    let method = ("access-control-request-method", "PUT".to_owned());
    let names = |names: String| ("access-control-request-headers", names);
    let many = |count: usize, name: &'static str, value: &str| vec![(name, value.to_owned()); count];
    let long = |text: &str| text.repeat(SIZE / text.len());
    match random.below(8) {
        0 => question(route, "GET", vec![("origin", format!("https://{}.example", long("a")))]),
        1 => question(route, "GET", vec![("origin", format!("https://{}b.example.com", long("a.")))]),
        2 => question(route, "OPTIONS", vec![allowed, method, names(long("x-a,"))]),
        3 => question(route, "OPTIONS", vec![allowed, method, names(long(","))]),
        4 => unserved(route, vec![allowed, ("access-control-request-method", long("P"))]),
        5 => question(route, "GET", many(80, "origin", "https://a.example.com")),
        6 => {
            let lines = many(80, "access-control-request-headers", &"x-a, ".repeat(SIZE / 80 / 5));
            question(route, "OPTIONS", [vec![allowed, method], lines].concat())
        }
        _ => question(route, "PUT", [vec![allowed], many(80, "x-filler", &"f".repeat(SIZE / 80))].concat()),
    }
}

/// A request that is more than actix-web takes: it has to be turned away, or hung up on.
pub fn excessive(random: &mut Random) -> Vec<u8> {
    let lines = match random.below(3) {
        0 => "origin: https://a.example.com\r\n".repeat(200),
        1 => format!("origin: https://a.example.com\r\nx-filler: {}\r\n", "f".repeat(200_000)),
        _ => format!("origin: https://{}.example\r\n", "a".repeat(140_000)),
    };
    format!("GET /list HTTP/1.1\r\nhost: {HOST}\r\n{lines}\r\n").into_bytes()
}

fn question(route: &Route, method: &str, lines: Vec<(&'static str, String)>) -> Question {
    let mut text = format!("{method} {} HTTP/1.1\r\nhost: {HOST}\r\n", route.path);
    for (name, value) in &lines {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    // What a server sees of a value has no blanks around it.
    let line = |(name, value): (&str, String)| (name.to_owned(), value.trim().as_bytes().to_vec());
    let lines: Vec<_> = [("host", HOST.to_owned())].into_iter().chain(lines).map(line).collect();
    let origins: Vec<_> =
        lines.iter().filter(|(name, _)| name == "origin").map(|(_, value)| value.as_slice()).collect();
    let vouched = origins == [TENANT.as_bytes()];
    let request = PlainRequest { method: method.to_owned(), authority: None, vouched, lines };
    let handler = PlainHandler { status: 200, lines: vec![(VARY.0.to_owned(), VARY.1.as_bytes().to_vec())] };
    let rights = route.policies.iter().map(|policy| oracle::answer(policy, &request, &handler)).collect();
    Question { bytes: text.into_bytes(), is_head: method == "HEAD", rights }
}

/// A preflight for a method that no route serves.
fn unserved(route: &Route, lines: Vec<(&'static str, String)>) -> Question {
    let question = question(route, "OPTIONS", lines);
    let (decision, status, vary) = match route.around {
        Around::Policy => return question,
        Around::ByRoute => ("refuse", 403, Some("Origin, Access-Control-Request-Method")),
        Around::Nothing => ("not found", 404, None),
    };
    let lines = vary.map(|vary| ("vary".to_owned(), vary.as_bytes().to_vec())).into_iter().collect();
    Question { rights: vec![PlainAnswer { decision, failed: Vec::new(), status, lines }], ..question }
}

impl Question {
    /// What the first right answer decides.
    pub fn decision(&self) -> &'static str {
        self.rights[0].decision
    }

    /// What is wrong with a response.
    pub fn complaint(&self, reply: &Reply) -> Option<String> {
        let headers = of_the_protocol(reply.headers.iter().cloned());
        let lines = |right: &PlainAnswer| {
            let text = |(name, value): &(String, Vec<u8>)| (name.clone(), String::from_utf8_lossy(value).into_owned());
            of_the_protocol(right.lines.iter().map(text))
        };
        let is_right = |right: &PlainAnswer| {
            let body = match right.decision {
                "approve" | "not found" => reply.body.is_empty(),
                "block" | "refuse" => self.is_head || reply.body.starts_with("CORS: "),
                _ => reply.body == if self.is_head { "" } else { PAGE },
            };
            body && right.status == reply.status && lines(right) == headers
        };
        let is_wrong = !self.rights.iter().any(is_right);
        is_wrong.then(|| {
            let request = String::from_utf8_lossy(&self.bytes);
            let request: String = request.chars().take(400).collect();
            let rights: Vec<_> = self.rights.iter().map(|right| (right.status, lines(right))).collect();
            format!("{request:?}\n  got {} {headers:?} {:?}\n  instead of {rights:?}", reply.status, reply.body)
        })
    }
}
