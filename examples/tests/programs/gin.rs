use crate::program::Program;

/// What the articles write as `AllowOriginFunc`.
fn allow_origin_func(origin: &str) -> bool {
    origin.starts_with("http://localhost") || origin.ends_with("foo.com")
}

/// Origins that are ours.
const OURS: &[&str] = &[
    "http://localhost",
    "http://localhost:3000",
    "http://localhost:65535",
    "https://foo.com",
    "https://app.foo.com",
    "https://a.b.foo.com",
];

/// Origins that the function takes for ours, and how they do it.
const MISTAKEN: &[(&str, &str)] = &[
    ("http://localhost.evil.example", "the prefix goes on as a label"),
    ("http://localhost-evil.example", "the prefix goes on with a hyphen"),
    ("http://localhosts", "the prefix goes on with a letter"),
    ("http://localhost_.evil.example", "the prefix goes on with an underscore"),
    ("http://localhost.", "a trailing dot makes another host"),
    ("http://localhost:3000.evil.example", "the port goes on as a host"),
    ("http://localhost:80", "no browser sends the default port"),
    ("http://localhost:0", "there is no such port"),
    ("http://localhost:65536", "there is no such port"),
    ("http://localhost:", "a colon without a port"),
    ("http://localhost@evil.example", "the prefix is a user's name"),
    ("http://localhost:3000@evil.example", "the prefix is a name and a password"),
    ("http://localhost#.evil.example", "the prefix ends in a fragment"),
    ("http://localhost/", "an origin has no path"),
    ("http://localhost, https://evil.example", "two origins in one"),
    ("https://evilfoo.com", "the suffix is not a whole label"),
    ("https://evil-foo.com", "the suffix is behind a hyphen"),
    ("https://evil.example/foo.com", "the suffix is a path"),
    ("https://evil.example?foo.com", "the suffix is a query"),
    ("https://evil@foo.com", "in front of the suffix is a user's name"),
    ("http://foo.com", "whoever sits on the network is foo.com"),
    ("http://app.foo.com", "whoever sits on the network is app.foo.com"),
    ("ws://foo.com", "no page has this scheme"),
    ("chrome-extension://foo.com", "another scheme is another origin"),
    ("HTTPS://foo.com", "no browser sends upper case"),
    ("https://APP.foo.com", "no browser sends upper case"),
    ("https://foo.com:8443@foo.com", "a port that is a password"),
    ("https://.foo.com", "an empty label"),
    ("https://a..foo.com", "an empty label inside"),
    ("https://*.foo.com", "the pattern itself"),
    ("foo.com", "no scheme at all"),
    ("nullfoo.com", "`null` with the suffix"),
];

/// Origins that both refuse.
const FOREIGN: &[&str] = &[
    "null",
    "NULL",
    "https://evil.example",
    "https://localhost",
    "http://127.0.0.1:3000",
    "https://foo.com.evil.example",
    "https://foo.com:8443",
    "https://app.foo.co",
    "https://app.FOO.com",
    "HTTP://localhost:3000",
    "*",
];

#[test]
fn ours_may_do_everything_with_cookies() {
    let program = Program::start(env!("CARGO_BIN_EXE_gin"), &[]);
    for origin in OURS.iter().copied() {
        assert!(allow_origin_func(origin), "{origin}");
        let preflight = program.preflight(origin, "PUT", "/profile");
        assert_eq!((preflight.status, preflight.allowed_origin()), (204, Some(origin)));
        assert_eq!(preflight.header("access-control-allow-credentials"), Some("true"));
        assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, POST, PUT, PATCH, DELETE"));
        assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization, content-type"));
        assert_eq!(preflight.header("access-control-max-age"), Some("3600"));

        let answer = program.ask("POST", "/login", &[("origin", origin)]);
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(origin)));
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
        assert_eq!(answer.header("access-control-expose-headers"), Some("x-jwt-token"));
        assert_eq!(answer.header("x-jwt-token"), Some("header.claims.signature"));
        assert_eq!(answer.header("vary"), Some("Origin, Sec-Fetch-Site"));
    }
}

#[test]
fn what_the_function_lets_in_by_mistake_is_refused() {
    let program = Program::start(env!("CARGO_BIN_EXE_gin"), &[]);
    for (origin, mistake) in MISTAKEN.iter().copied() {
        assert!(allow_origin_func(origin), "{origin}: {mistake}");
        assert_refused(&program, origin, mistake);
    }
    for origin in FOREIGN.iter().copied() {
        assert!(!allow_origin_func(origin), "{origin}");
        assert_refused(&program, origin, "foreign");
    }
}

fn assert_refused(program: &Program, origin: &str, why: &str) {
    for answer in [
        program.preflight(origin, "PUT", "/profile"),
        program.ask("POST", "/login", &[("origin", origin)]),
        program.ask("PUT", "/profile", &[("origin", origin)]),
    ] {
        assert_eq!(answer.status, 403, "{origin}: {why}");
        assert_eq!(answer.allowed_origin(), None, "{origin}: {why}");
        assert_eq!(answer.header("access-control-allow-credentials"), None, "{origin}: {why}");
        assert_eq!(answer.header("x-jwt-token"), None, "{origin}: {why}");
    }
}

#[test]
fn requests_of_no_page_pass() {
    let program = Program::start(env!("CARGO_BIN_EXE_gin"), &[]);
    let answer = program.send("PUT", "/profile", &[], "ada");
    assert_eq!((answer.status, answer.body.as_str()), (200, "saved: ada"));
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (None, Some("Origin, Sec-Fetch-Site")));
}
