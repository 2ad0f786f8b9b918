//! Exports are valid by the definition of `HTTPRoute`: its schema, and its rules in CEL.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use actix_web::web;
use cors_actix::{Cors, Report, policy};
use cors_edge::{Answers, Error, Options, Target, export};
use cors_tests::random::Random;
use serde_json::Value;

use super::{edit, lost, many, one, private, report, strange, twice};
use crate::application::{Kind, Plan, Policies};
use crate::gateway::from_pypi;

/// The rules of version 1.4, and those of the CORS filter.
const RULES: u64 = 77 + 5;

/// What is wrong with each text.
fn validate(texts: &[String]) -> Vec<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/gateway_api/validate.py");
    let mut command = Command::new(from_pypi("python"));
    let mut process = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let input = serde_json::to_vec(texts).expect("texts are valid");
    process.stdin.take().expect("it is piped").write_all(&input).expect("it reads");
    let output = process.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the validator fails");
    let output: Value = serde_json::from_slice(&output.stdout).expect("it writes JSON");
    assert_eq!(output["rules"], RULES, "a definition with other rules");
    serde_json::from_value(output["errors"].clone()).expect("they are texts")
}

fn exported(report: &Report, mut options: Options) -> String {
    if let Err(Error::Losses(_)) = export(report, Target::GatewayApi, &options) {
        options.allow_loss = true;
    }
    export(report, Target::GatewayApi, &options).unwrap_or_else(|error| panic!("{error}\n{report}"))
}

#[test]
fn each_export_is_valid() {
    let written = report(|config| {
        config.service(edit).service(one).service(private).service(lost);
    });
    let unusual = report(|config| {
        config.service(twice).service(strange);
        let scope = web::scope("/a b/é").wrap(Cors::new(policy!(origins = "https://app.example.com")));
        config.service(scope.service(edit));
    });
    let mut reports = vec![written, many(), unusual, report(examples::review::configure)];
    for seed in 0..20 {
        let plan = Plan::new(&mut Random::new(seed), Policies { enforce: true, all: true });
        reports.extend([Kind::Policies, Kind::Nothing].map(|kind| plan.start(kind).0));
    }
    let options = Options::new("api.shop:8080");
    let mut texts: Vec<_> = reports.iter().map(|report| exported(report, options.clone())).collect();
    let mut options = options;
    options.answers = Answers::Application;
    texts.push(exported(&reports[0], options));
    for (text, errors) in texts.iter().zip(validate(&texts)) {
        assert!(errors.is_empty(), "{errors:#?}\n{text}");
    }
}

/// What is replaced where it comes first, and what is wrong then.
const MUTANTS: &[(&str, &str, &[&str])] = &[
    ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2", &["schema: enum at apiVersion"]),
    ("'api-0'", "'api_0'", &["schema: pattern at metadata/name"]),
    ("parentRefs:", "parents:", &["schema: additionalProperties at spec"]),
    ("  - name: 'gateway'", "  - name: ''", &["schema: minLength at spec/parentRefs/0/name"]),
    (
        "  - name: 'gateway'\n",
        "  - name: 'gateway'\n  - name: 'gateway'\n",
        &["rule: sectionName must be unique when parentRefs includes 2 or more references to the same parent"],
    ),
    ("method: 'PUT'", "method: 'put'", &["schema: enum at spec/rules/2/matches/1/method"]),
    ("- type: 'Exact'", "- type: 'Prefix'", &["schema: enum at spec/rules/0/matches/0/headers/0/type"]),
    ("'Access-Control-R", "'Access Control-R", &["schema: pattern at spec/rules/0/matches/0/headers/0/name"]),
    (
        "name: 'Origin'",
        "name: 'Access-Control-Request-Method'",
        &["schema: x-kubernetes-list-type at spec/rules/0/matches/0/headers"],
    ),
    ("port: 8080", "port: '8080'", &["schema: type at spec/rules/0/backendRefs/0/port"]),
    ("port: 8080", "port: 80800", &["schema: maximum at spec/rules/0/backendRefs/0/port"]),
    ("      port: 8080\n", "", &["rule: Must have port for Service reference"]),
    ("namespace: 'shop'", "namespace: 'Shop'", &["schema: pattern at spec/rules/0/backendRefs/0/namespace"]),
    ("value: '/items'", "value: 'items'", &["rule: value must be an absolute path and start with '/'"]),
    ("value: '/items'", "value: '//items'", &["rule: must not contain '//'"]),
    ("value: '/items'", "value: '/x/../items'", &["rule: must not contain '/../'"]),
    ("value: '/items'", "value: '/x%2fitems'", &["rule: must not contain '%2f'"]),
    ("value: '/items'", "value: '/items/..'", &["rule: must not end with '/..'"]),
    ("value: '/items'", "value: '/it ms'", &["rule: must only contain valid characters"]),
    (
        "- type: 'CORS'",
        "- type: 'RequestMirror'",
        &["rule: `cors` is there if", "rule: filter.requestMirror must be specified"],
    ),
    (
        "    - type: 'CORS'",
        "    - type: 'RequestRedirect'\n      requestRedirect: {statusCode: 302}\n    - type: 'CORS'",
        &["rule: RequestRedirect filter must not be used together with backendRefs"],
    ),
    (
        "    - type: 'CORS'",
        "    - type: 'CORS'\n      cors: {allowOrigins: ['*']}\n    - type: 'CORS'",
        &["rule: there is one CORS filter"],
    ),
    (
        "'https://*.preview.example.com'",
        "'https://*.preview.example.com/'",
        &["schema: pattern at spec/rules/2/filters/0/cors/allowOrigins/1"],
    ),
    (
        "'https://*.preview.example.com'",
        "'https://*.preview.example.com:*'",
        &["schema: pattern at spec/rules/2/filters/0/cors/allowOrigins/1"],
    ),
    ("'https://*.preview.example.com'", "'*'", &["rule: `*` is alone in allowOrigins"]),
    (
        "'https://*.preview.example.com'",
        "'https://app.example.com'",
        &["schema: x-kubernetes-list-type at spec/rules/2/filters/0/cors/allowOrigins"],
    ),
    (
        "allowCredentials: true",
        "allowCredentials: 'true'",
        &["schema: type at spec/rules/0/filters/0/cors/allowCredentials"],
    ),
    ("        - 'PUT'\n", "        - 'PURGE'\n", &["schema: enum at spec/rules/2/filters/0/cors/allowMethods/0"]),
    ("        - 'PUT'\n", "        - 'PUT'\n        - '*'\n", &["rule: `*` is alone in allowMethods"]),
    ("- 'content-type'", "- 'content type'", &["schema: pattern at spec/rules/2/filters/0/cors/allowHeaders/0"]),
    ("exposeHeaders:", "exposedHeaders:", &["schema: additionalProperties at spec/rules/2/filters/0/cors"]),
    ("maxAge: 600", "maxAge: 0", &["schema: minimum at spec/rules/2/filters/0/cors/maxAge"]),
    ("maxAge: 600", "maxAge: 4294967296", &["schema: format at spec/rules/2/filters/0/cors/maxAge"]),
];

/// Repeats what comes first.
fn repeat(text: &str, part: &str, times: usize) -> String {
    text.replacen(part, &part.repeat(times), 1)
}

#[test]
fn each_mutant_is_refused() {
    let report = report(|config| {
        config.service(edit).service(one).service(private);
    });
    let text = exported(&report, Options::new("api.shop:8080"));
    let changed = MUTANTS.iter().map(|(from, to, expected)| (text.replacen(from, to, 1), *expected));
    let [puts, gets] = [("items", "PUT"), ("private", "GET")].map(|(path, method)| {
        format!("    - path:\n        type: 'Exact'\n        value: '/{path}'\n      method: '{method}'\n")
    });
    let last = &text[text.rfind("  - matches:").expect("there are rules")..];
    let too_many: [(_, &[_]); 3] = [
        (repeat(&text, &puts, 65), &["schema: maxItems at spec/rules/2/matches"]),
        (repeat(&text, last, 17), &["schema: maxItems at spec/rules"]),
        (
            repeat(&repeat(&repeat(&text, &puts, 60), &gets, 60), last, 9),
            &["rule: While 16 rules and 64 matches per rule are allowed, the total number of matches"],
        ),
    ];
    let (mutants, expected): (Vec<_>, Vec<_>) = changed.chain(too_many).unzip();
    let mut wrong = Vec::new();
    for (index, (errors, expected)) in validate(&mutants).iter().zip(expected).enumerate() {
        let is_said = |part: &&str| errors.iter().any(|error| error.starts_with(*part));
        if mutants[index] == text || errors.len() != expected.len() || !expected.iter().all(is_said) {
            wrong.push(format!("{expected:?}: {errors:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
