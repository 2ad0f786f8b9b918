use crate::program::Program;

const KUBERNETES: &str = env!("CARGO_BIN_EXE_kubernetes");
const NAMESPACE: &str = "/api/v1/namespaces/default";

/// Origins, and whether the patterns of the first test match them.
const ORIGINS: &[(&str, bool)] = &[
    ("https://ui.example.com", true),
    ("https://a.b.example.com", true),
    ("http://localhost", true),
    ("http://localhost:8001", true),
    ("https://dashboard.example.org", true),
    ("https://example.com", false),
    ("https://ui.example.com.evil.example", false),
    ("https://evilexample.com", false),
    ("http://ui.example.com", false),
    ("https://ui.example.com:8443", false),
    ("http://localhost.evil.example", false),
    ("null", false),
];

#[test]
fn patterns_from_the_command_line() {
    let program = Program::start(
        KUBERNETES,
        &[
            r"--cors-allowed-origins=^https://.*\.example\.com$,^http://localhost(:\d+)?$",
            "--cors-allowed-origins",
            r"https://dashboard\.example\.org",
        ],
    );
    for (origin, is_allowed) in ORIGINS.iter().copied() {
        let allowed = is_allowed.then_some(origin);
        let answer = program.ask("GET", NAMESPACE, &[("origin", origin)]);
        assert_eq!((answer.status, answer.allowed_origin()), (200, allowed), "{origin}");
        assert_eq!(answer.header("vary"), Some("Origin"), "{origin}");
        let preflight = program.preflight(origin, "DELETE", NAMESPACE);
        assert_eq!((preflight.status, preflight.allowed_origin()), (if is_allowed { 204 } else { 403 }, allowed));
    }
}

#[test]
fn the_defaults_of_kubernetes() {
    let program = Program::start(KUBERNETES, &[r"--cors-allowed-origins=^https://ui\.example\.com$"]);
    let preflight = program.preflight("https://ui.example.com", "PATCH", NAMESPACE);
    assert_eq!(preflight.header("access-control-allow-methods"), Some("POST, GET, OPTIONS, PUT, DELETE, PATCH"));
    assert_eq!(
        preflight.header("access-control-allow-headers"),
        Some("content-type, x-csrf-token, authorization, x-requested-with, if-modified-since")
    );
    assert_eq!(preflight.header("access-control-allow-credentials"), Some("true"));
    let answer = program.ask("GET", NAMESPACE, &[("origin", "https://ui.example.com")]);
    assert_eq!(answer.header("access-control-expose-headers"), Some("date"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
}

#[test]
fn without_patterns_there_is_no_cors() {
    for arguments in [&[][..], &["--cors-allowed-origins="]] {
        let program = Program::start(KUBERNETES, arguments);
        let answer = program.ask("GET", NAMESPACE, &[("origin", "https://ui.example.com")]);
        assert!(answer.status == 200 && answer.knows_no_cors(), "{answer:?}");
        let preflight = program.preflight("https://ui.example.com", "DELETE", NAMESPACE);
        assert!(preflight.status == 404 && preflight.knows_no_cors(), "{preflight:?}");
    }
}

#[test]
fn a_pattern_that_lets_in_strangers_keeps_it_from_starting() {
    for (value, words) in [
        (r"https://.*example\.com", "the regex `https://.*example\\.com` allows `https://evilexample.com`"),
        ("https://www.example.com", "allows `https://wwwxexample.com`"),
        (r"^https://example\.com.*", "allows `https://example.com.evil.com`"),
        (".*", "allows `https://evil.com`"),
        (r"//example\.com(:|$)", "matches no origin"),
        (r"^http://.*\.example\.com$", "allows the insecure origin `http://x.example.com`"),
        ("https://(", "cannot be parsed at byte 8: unclosed group"),
        (r"https://example\.com,", "the regex `` matches no origin"),
    ] {
        let said = Program::fails(KUBERNETES, &["--cors-allowed-origins", value]);
        assert!(said.contains(words) && said.contains("\nhelp: "), "{value}: {said}");
        assert!(!said.contains("OriginEntry"), "not the code of the program: {said}");
    }
}

/// What help says to write is a value of the option.
#[test]
fn the_corrected_pattern_can_be_given() {
    let said = Program::fails(KUBERNETES, &[r"--cors-allowed-origins=https://.*example\.com"]);
    let help = said.lines().find_map(|line| line.strip_prefix("help: ")).unwrap();
    let (_, rest) = help.split_once("write `").unwrap();
    let (pattern, _) = rest.split_once('`').unwrap();
    let program = Program::start(KUBERNETES, &["--cors-allowed-origins", pattern]);
    let answer = program.ask("GET", NAMESPACE, &[("origin", "https://ui.example.com")]);
    assert_eq!(answer.allowed_origin(), Some("https://ui.example.com"));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let said = Program::fails(KUBERNETES, &["--cors-allowed-origins=.*,https://(", "--cors-allowed-origins=example"]);
    assert_eq!(said.matches("\nhelp: ").count(), 3, "{said}");
}
