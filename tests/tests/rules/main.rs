//! The rule book: every row of `testdata/policies.toml` through `Draft::check`, and every rule in a row.

mod fixes;

use std::collections::BTreeSet;
use std::time::Duration;

use cors_core::{Argument, Danger, Draft, Enforce, MaxAge, OriginEntry, Policy, Rule, Syntax, Violation, Violations};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    draft: Vec<toml::Table>,
    rules: Vec<toml::Table>,
}

/// Rule, place and, where the row gives it, help.
type Expected = Vec<Vec<String>>;

struct Row {
    /// Several if they are the rules of one route.
    drafts: Vec<Draft>,
    /// The drafts as a file would say them.
    tables: Vec<toml::Table>,
    violations: Expected,
    redundant: Expected,
    attributes: String,
    text: String,
}

impl Row {
    fn check(&self) -> Option<Violations> {
        match &*self.drafts {
            [draft] => draft.check().err(),
            drafts => Draft::check_all(drafts).err(),
        }
    }
}

fn rows() -> Vec<Row> {
    let text = include_str!("../../../testdata/policies.toml");
    let File { draft, rules } = toml::from_str(text).unwrap();
    let rules = rules.into_iter().map(|mut table| {
        let drafts: Vec<toml::Table> = table.remove("drafts").unwrap().try_into().unwrap();
        assert!(drafts.len() > 1, "{table}");
        row(drafts, table)
    });
    draft.into_iter().map(|table| row(vec![table.clone()], table)).chain(rules).collect()
}

/// A row of drafts, and of what the table expects.
fn row(drafts: Vec<toml::Table>, mut table: toml::Table) -> Row {
    let text = format!("{drafts:?}\n{table}");
    let attributes = drafts.iter().map(attribute).collect::<Vec<_>>().join("\n");
    let mut expected = |key: &str| table.remove(key).map_or_else(Vec::new, |rows| rows.try_into().unwrap());
    let (violations, redundant) = (expected("violations"), expected("redundant"));
    let tables = drafts.clone();
    Row { drafts: drafts.into_iter().map(draft).collect(), tables, violations, redundant, attributes, text }
}

fn draft(mut table: toml::Table) -> Draft {
    let served: Option<Vec<String>> = table.remove("served").map(|served| served.try_into().unwrap());
    table.remove("violations");
    table.remove("redundant");
    let draft: Draft = table.try_into().unwrap_or_else(|error| panic!("{error}"));
    let draft = draft.syntax(Syntax::Attribute);
    match served {
        Some(served) => draft.route_methods(served),
        None => draft,
    }
}

/// The rules that a build with every feature can break; the other one has a test of its own in cors-core.
fn testable() -> impl Iterator<Item = Rule> {
    Rule::ALL.iter().copied().filter(|rule| *rule != Rule::RegexFeature)
}

/// Says how what was found differs from what the row expects.
fn differs(found: Option<&Violations>, expected: &Expected, row: &str) -> Option<String> {
    let found: Vec<_> = found
        .into_iter()
        .flatten()
        .map(|violation| [violation.rule().id().to_owned(), violation.location().to_string(), violation.help()])
        .collect();
    let equal = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| found[..expected.len()] == **expected);
    (!equal).then(|| format!("{row}found {found:#?}\n"))
}

#[test]
fn drafts_are_judged_as_written() {
    let mut differences = Vec::new();
    for row in rows() {
        let violations = row.check();
        differences.extend(differs(violations.as_ref(), &row.violations, &row.text));
        if violations.is_none() {
            let redundant = row.drafts.iter().find_map(|draft| draft.check_redundancy().err());
            differences.extend(differs(redundant.as_ref(), &row.redundant, &row.text));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_rule_is_broken_by_a_row() {
    let rows = rows();
    let broken: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.violations.iter().chain(&row.redundant))
        .map(|expected| expected[0].as_str())
        .collect();
    let missing: Vec<_> = testable().map(Rule::id).filter(|id| !broken.contains(id)).collect();
    assert!(missing.is_empty(), "no row of testdata/policies.toml breaks {missing:?}");
}

#[test]
fn messages_have_three_parts() {
    for row in rows() {
        for violation in row.check().iter().flatten() {
            let text = violation.to_string();
            let lines: Vec<_> = text.lines().collect();
            assert_eq!(lines.len(), 3, "{text}");
            assert!(lines[1].starts_with("help: ") && lines[2].starts_with("note: "), "{text}");
            assert!(lines[0].starts_with(|first: char| first.is_lowercase() || first == '`'), "{text}");
            assert!(!lines.iter().any(|line| line.ends_with('.')), "{text}");
        }
    }
}

#[test]
fn configuration_files_use_the_names_of_the_attribute() {
    let text = r#"
        origins = ["https://app.example.com", "http://localhost:*"]
        methods = ["PUT"]
        headers = "*"
        expose = ["etag"]
        credentials = true
        max_age = "10m"
        timing = true
        enforce = "all"
        hosts = ["api.example.com", "localhost:*"]
        preflight_status = 200
        dangerously = ["insecure_origins", "public_suffixes", "null_origin"]
    "#;
    let read: Draft = toml::from_str(text).unwrap();
    let built = Draft::new()
        .origins(["https://app.example.com", "http://localhost:*"])
        .methods(["PUT"])
        .headers(["*"])
        .expose(["etag"])
        .credentials(true)
        .max_age("10m")
        .timing(true)
        .enforce(Enforce::All)
        .hosts(["api.example.com", "localhost:*"])
        .preflight_status(200)
        .dangerously([Danger::InsecureOrigins, Danger::PublicSuffixes, Danger::NullOrigin]);
    assert_eq!(read, built.syntax(Syntax::File));
}

#[test]
fn configuration_files_need_no_list_for_one_entry() {
    for (one, list) in [
        ("origins = { regex = 'https://.*\\.a\\.example' }", "origins = [{ regex = 'https://.*\\.a\\.example' }]"),
        ("origins = { env = \"ORIGINS\" }", "origins = [{ env = \"ORIGINS\" }]"),
        ("dangerously = \"null_origin\"", "dangerously = [\"null_origin\"]"),
        ("methods = \"PUT\"", "methods = [\"PUT\"]"),
        ("hosts = \"localhost:*\"", "hosts = [\"localhost:*\"]"),
    ] {
        let [one, list] = [one, list].map(|text| toml::from_str::<Draft>(text).unwrap());
        assert_eq!(one, list);
        assert_ne!(one, Draft::new().syntax(Syntax::File));
    }
}

#[test]
fn the_forms_of_enforce() {
    for (text, enforce) in [
        ("enforce = \"writes\"", Enforce::Writes),
        ("enforce = \"all\"", Enforce::All),
        ("enforce = true", Enforce::All),
        ("enforce = false", Enforce::Never),
    ] {
        let draft: Draft = toml::from_str(&format!("origins = \"*\"\n{text}")).unwrap();
        assert_eq!(draft, Draft::new().origins(["*"]).enforce(enforce).syntax(Syntax::File), "{text}");
        assert_eq!(draft.check().unwrap().enforce(), enforce, "{text}");
    }
}

#[test]
fn nothing_said_refuses_writes() {
    assert_eq!(Draft::new().origins(["*"]).check().unwrap().enforce(), Enforce::Writes);
}

/// A list of tables is the rules of one route.
#[test]
fn configuration_files_have_several_rules() {
    #[derive(Deserialize)]
    struct Settings {
        cors: Vec<Draft>,
    }
    let read = |text: &str| Draft::check_all(&toml::from_str::<Settings>(text).unwrap().cors);
    let rules =
        read("[[cors]]\norigins = \"https://app.example.com\"\ncredentials = true\n\n[[cors]]\norigins = \"*\"\n");
    let credentials: Vec<_> = rules.unwrap().iter().map(Policy::credentials).collect();
    assert_eq!(credentials, [true, false]);
    let wrong = read("[[cors]]\norigins = \"*\"\n\n[[cors]]\norigins = \"https://app.example.com/\"\n").unwrap_err();
    let found: Vec<_> = wrong.iter().map(|found| (found.rule().id(), found.location().to_string())).collect();
    assert_eq!(
        found,
        [("origin-path", "origins[0] of rule 2".to_owned()), ("rule-after-any", "origins[0]".to_owned())]
    );
}

/// What the first violation says to write.
fn help(draft: &Draft) -> String {
    let violations = draft.check().unwrap_err();
    violations.iter().next().unwrap().help()
}

#[test]
fn help_is_written_as_the_draft_is() {
    for (built, file, in_attribute, in_code, in_file) in [
        (
            Draft::new(),
            "",
            r#"list the origins whose pages may read: `origins = "https://app.example.com"`, or `origins = "*"` for every origin"#,
            r#"list the origins whose pages may read: `.origins(["https://app.example.com"])`, or `.origins(["*"])` for every origin"#,
            r#"list the origins whose pages may read: `origins = "https://app.example.com"`, or `origins = "*"` for every origin"#,
        ),
        (
            Draft::new().origins(["https://a.example, https://b.example"]),
            r#"origins = "https://a.example, https://b.example""#,
            r#"write each by itself: `origins("https://a.example", "https://b.example")`"#,
            r#"write each by itself: `.origins(["https://a.example", "https://b.example"])`"#,
            r#"write each by itself: `origins = ["https://a.example", "https://b.example"]`"#,
        ),
        (
            Draft::new().origins(["null"]),
            r#"origins = "null""#,
            r#"remove it; if every site may read, write `origins = "*"`; to allow it all the same, add `dangerously(null_origin)`"#,
            r#"remove it; if every site may read, write `.origins(["*"])`; to allow it all the same, add `.dangerously([Danger::NullOrigin])`"#,
            r#"remove it; if every site may read, write `origins = "*"`; to allow it all the same, add `dangerously = "null_origin"`"#,
        ),
        (
            Draft::new().origins(["*"]).methods(["GET, PUT"]),
            "origins = \"*\"\nmethods = \"GET, PUT\"",
            "write each method by itself: `methods(GET, PUT)`",
            r#"write each method by itself: `.methods(["GET", "PUT"])`"#,
            r#"write each method by itself: `methods = ["GET", "PUT"]`"#,
        ),
        (
            Draft::new().origins([OriginEntry::Regex(r"example\.com".to_owned())]),
            r"origins = { regex = 'example\.com' }",
            r#"an origin begins with its scheme; write `regex = r"https://example\.com"`"#,
            r#"an origin begins with its scheme; write `OriginEntry::Regex(r"https://example\.com".to_owned())`"#,
            r"an origin begins with its scheme; write `{ regex = 'https://example\.com' }`",
        ),
    ] {
        let read: Draft = toml::from_str(file).unwrap();
        assert_eq!(read.clone().syntax(Syntax::Builder), built, "nothing else is different");
        assert_eq!(help(&built.clone().syntax(Syntax::Attribute)), in_attribute);
        assert_eq!(help(&built), in_code);
        assert_eq!(help(&read), in_file);
    }
}

#[test]
fn values_of_an_http_library_are_names() {
    use http::{HeaderName, Method, header};
    let custom = HeaderName::from_static("x-csrf-token");
    let draft = Draft::new()
        .origins(["https://a.example"])
        .methods([Method::PUT, Method::DELETE])
        .headers([&header::CONTENT_TYPE, &custom])
        .expose([header::ETAG]);
    let texts = Draft::new()
        .origins(["https://a.example"])
        .methods(["PUT", "DELETE"])
        .headers(["content-type".to_owned(), "x-csrf-token".to_owned()])
        .expose(["etag"]);
    assert_eq!(draft, texts);
}

#[test]
fn a_lifetime_is_whole_seconds() {
    let lives =
        |max_age: MaxAge| Draft::new().origins(["*"]).max_age(max_age).check().map_err(|wrong| wrong.to_string());
    assert_eq!(lives(Duration::from_secs(600).into()), lives(600.into()));
    assert_eq!(lives(Duration::ZERO.into()), lives(0.into()));
    assert_eq!(lives("10m".to_owned().into()), lives(600.into()));
    for (lifetime, what) in [
        (Duration::from_millis(1500), "`1.5s` is not a valid lifetime"),
        (Duration::from_millis(500), "`500ms` is not a valid lifetime"),
        (Duration::from_secs(86_401), "the lifetime `86401` is longer than a day"),
        (Duration::MAX, "`18446744073709551615.999999999s` is not a valid lifetime"),
    ] {
        let wrong = lives(lifetime.into()).unwrap_err();
        assert!(wrong.starts_with(what), "{wrong}");
    }
}

#[test]
fn configuration_files_need_no_private_network() {
    for name in ["private_network", "allow-private-network"] {
        let error = toml::from_str::<Draft>(&format!("origins = \"*\"\n{name} = true")).unwrap_err();
        assert_eq!(
            error.message(),
            format!(
                "`{name}` is not needed: browsers no longer send `Access-Control-Request-Private-Network`\n\
                 help: remove it\n\
                 note: Local Network Access is a permission that the browser asks the user for; the server has nothing to \
                 send"
            )
        );
    }
}

#[test]
fn configuration_files_with_anything_else_are_refused() {
    for (text, reason) in [
        ("orgins = \"*\"", "unknown field `orgins`, did you mean `origins`?"),
        ("served = [\"GET\"]", "unknown field `served`"),
        ("origins = 42", "a string or a list of strings"),
        ("origins = [42]", "expected a string"),
        ("credentials = \"yes\"", "expected a boolean"),
        ("allow_origins = \"*\"", "unknown field `allow_origins`, did you mean `origins`?"),
        ("maxAge = 600", "unknown field `maxAge`, did you mean `max_age`?"),
        ("frobnicate = 1", "expected one of `origins`, `methods`, "),
        ("headers = { a = \"b\" }", "expected a string"),
        ("dangerously = true", "a string or a list of strings"),
        ("dangerously = \"everything\"", "unknown variant `everything`"),
        ("dangerously = [\"everything\"]", "unknown variant `everything`"),
        ("preflight_status = 70000", "expected u16"),
        ("enforce = \"write\"", "expected `\"writes\"`, `\"all\"` or `false`"),
        ("enforce = \"false\"", "expected `\"writes\"`, `\"all\"` or `false`"),
        ("enforce = 1", "expected `\"writes\"`, `\"all\"` or `false`"),
        ("hosts = []", "`hosts` lists nothing; remove it if any host is meant"),
        ("host = \"a\"", "unknown field `host`, did you mean `hosts`?"),
        ("max_age = -1", "`0` switches caching off"),
        ("max_age = 1.5", "expected seconds, as in `600`"),
        ("origins = [{ glob = \"a\" }]", "unknown field `glob`"),
        ("origins = [{ regex = \"a\", env = \"B\" }]", "is combined with another key"),
    ] {
        let error = toml::from_str::<Draft>(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

/// The page of rules: for each rule the first row that breaks it, as a user would write it.
fn page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Every rule that a policy can break, with a mistake that breaks it and what the compiler says about it. At run\n\
         time `Draft::check` says the same; entries that change nothing (`redundant-…`) are errors in an attribute only.\n\n\
         This page is made from the rule book and its test data; `CONTRIBUTING.md` says how.\n",
    );
    let broken: Vec<_> = rows().into_iter().map(|row| (broken(&row), row.attributes)).collect();
    for rule in testable() {
        let mut broken =
            broken.iter().flat_map(|(broken, attributes)| broken.iter().map(move |violation| (attributes, violation)));
        let (attributes, violation) = broken.find(|(_, violation)| violation.rule() == rule).unwrap();
        let section = [
            &*format!("\n## `{}`\n", rule.id()),
            "```rust,ignore",
            attributes,
            "```\n",
            "```text",
            &format!("error: {violation}"),
            "```\n",
        ];
        page.push_str(&section.join("\n"));
    }
    page + "\n## `regex-feature`\n\n`origins(regex = …)` without the cargo feature `regex` of cors-actix.\n"
}

/// All that a draft breaks, what is redundant in it included.
fn broken(row: &Row) -> Vec<Violation> {
    let redundant = row.drafts.iter().map(|draft| draft.check_redundancy().err());
    let found: Vec<_> = std::iter::once(row.check()).chain(redundant).collect();
    found.iter().flatten().flatten().cloned().collect()
}

/// A draft as the attribute that it stands for.
fn attribute(table: &toml::Table) -> String {
    let entry = |value: &toml::Value| match (value.get("regex"), value.get("env"), value.get("default")) {
        (Some(pattern), ..) => format!("regex = r{pattern}").replace("r'", "r\"").replace('\'', "\""),
        (None, Some(variable), None) => format!("env = {variable}"),
        (None, Some(variable), Some(default)) => {
            format!("env({variable}, default = {:?})", default.as_str().unwrap())
        }
        (None, None, _) => value.to_string(),
    };
    let mut arguments = Vec::new();
    for argument in Argument::ALL {
        let Some(value) = table.get(argument.name()) else { continue };
        let entries: Vec<_> =
            value.as_array().map_or_else(|| vec![entry(value)], |values| values.iter().map(entry).collect());
        let list = entries.join(", ");
        let is_list = match argument {
            Argument::Origins => entries.len() > 1 || !list.starts_with(['"', '\'']),
            _ => value.is_array(),
        };
        arguments.push(match (argument, value) {
            (_, toml::Value::Boolean(true)) => argument.name().to_owned(),
            (Argument::Dangerously, _) => format!("dangerously({})", list.replace('"', "")),
            _ if is_list => format!("{}({list})", argument.name()),
            _ => format!("{} = {list}", argument.name()),
        });
    }
    format!("#[cors({})]", arguments.join(", "))
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/rules.md is out of date; BLESS=1 cargo test -p cors-tests --test rules writes it");
}
