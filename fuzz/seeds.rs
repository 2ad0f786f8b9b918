//! Writes the casebook and the rule book down as seeds: `corpus/<target>/seed-…`. What the fuzzers find lies beside them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

/// The longest seed: longer ones slow every run down and lead to nothing that these do not.
const MAX_SEED: usize = 4096;

#[derive(Deserialize)]
struct Casebook {
    origin: Vec<Attempt>,
    attack: Vec<Attack>,
}

#[derive(Deserialize)]
struct Attempt {
    #[serde(default)]
    values: Vec<String>,
    own: Option<Table>,
}

#[derive(Deserialize)]
struct Attack {
    policy: Table,
    method: String,
    request: Vec<Vec<Value>>,
    #[serde(default)]
    handler: Vec<Vec<Value>>,
    #[serde(default)]
    status: Option<u16>,
}

#[derive(Deserialize)]
struct Rulebook {
    draft: Vec<Table>,
}

#[derive(Deserialize)]
struct Senders {
    policy: BTreeMap<String, Table>,
    row: Vec<Sender>,
}

#[derive(Deserialize)]
struct Sender {
    policy: String,
    method: String,
    authority: Option<String>,
    request: Vec<(String, String)>,
}

/// What every policy of a request is a variation of.
const POLICY: &str =
    "origins https://example.com https://*.example.com http://localhost:*\nmethods PUT\nheaders *\ncredentials\n";
const RULES: &str = "origins https://example.com\ncredentials\nenforce all\nthen\norigins https://*.example.com\nwith\nthen\norigins *\n";

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join("../testdata").join(file)).expect(file);
    let Casebook { origin, attack } = toml::from_str(&read("casebook.toml")).expect("the casebook");
    let Rulebook { draft } = toml::from_str(&read("policies.toml")).expect("the rule book");
    let values: Vec<&String> = origin.iter().flat_map(|attempt| &attempt.values).collect();
    let drafts: Vec<&Table> = draft.iter().chain(origin.iter().filter_map(|attempt| attempt.own.as_ref())).collect();

    let entries = drafts.iter().flat_map(|draft| texts(draft.get("origins")));
    write(root, "origins", values.iter().map(|value| (*value).clone()).chain(entries));

    // Pattern, then origins to try it with.
    let tried: String = values
        .iter()
        .filter(|value| !value.contains('\n'))
        .take(64)
        .fold(String::new(), |tried, value| tried + "\n" + value);
    let source = fs::read_to_string(root.join("../cors-core/tests/regex_proof.rs")).expect("the tests of the proof");
    let proven = source.split("(r\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
    let written = drafts.iter().flat_map(|draft| patterns(draft.get("origins"))).chain(proven);
    write(root, "patterns", written.map(|pattern| pattern + &tried));

    // Structure is read off the bytes, so any will do.
    write(root, "drafts", drafts.iter().map(|draft| format!("{draft}{draft}")));

    let requests = values.iter().filter(|value| !value.contains('\n')).flat_map(|value| {
        let actual = format!("GET\norigin: {value}\n\n200\nvary: accept\n");
        let preflight = format!("OPTIONS\norigin: {value}\naccess-control-request-method: PUT\naccess-control-request-headers: x-a,x-b\n\n204\n");
        [actual, preflight]
    });
    let requests: Vec<(String, String)> = requests
        .flat_map(|request| [(POLICY.to_owned(), request.clone()), (RULES.to_owned(), request)])
        .chain(attack.iter().map(|attack| (policy(&attack.policy), attack.request())))
        .chain(senders(root))
        .collect();
    write(root, "decisions", requests.iter().map(|(policy, request)| format!("{policy}\n{request}")));

    let paths = ["/list", "/enforced", "/any/7", "/nowhere"].into_iter().cycle();
    // The first line end says that line ends are those of a text.
    let wire = requests.iter().zip(paths).map(|((_, request), path)| {
        let (method, rest) = request.split_once('\n').unwrap_or((request, ""));
        let lines = rest.split("\n\n").next().unwrap_or_default();
        let host = if lines.starts_with("host: ") { "" } else { "host: api.example\n" };
        let (method, target) = match method.split_once(' ') {
            Some((method, authority)) => (method, format!("http://{authority}{path}")),
            None => (method, path.to_owned()),
        };
        format!("\n{method} {target} HTTP/1.1\n{host}{lines}\n\n")
    });
    write(root, "wire", wire);
}

fn write(root: &Path, target: &str, seeds: impl Iterator<Item = String>) {
    let folder = root.join("corpus").join(target);
    fs::create_dir_all(&folder).expect("the folder of the corpus");
    for (index, seed) in seeds.filter(|seed| seed.len() <= MAX_SEED).enumerate() {
        fs::write(folder.join(format!("seed-{index:03}")), seed).expect("a seed");
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(|entry| entry.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

fn patterns(origins: Option<&Value>) -> Vec<String> {
    let entries = origins.and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| entry.get("regex")?.as_str().map(str::to_owned)).collect()
}

/// The policy in the form that `exchange::read` reads.
fn policy(draft: &Table) -> String {
    let mut text = String::new();
    for (name, value) in draft {
        match value {
            Value::Boolean(true) => writeln!(text, "{name}"),
            Value::Boolean(false) => writeln!(text, "{name} false"),
            Value::Integer(number) => writeln!(text, "{name} {number}"),
            list => writeln!(text, "{name} {}", texts(Some(list)).join(" ")),
        }
        .expect("a text takes everything");
    }
    text
}

/// The policies and requests of `testdata/senders.toml`.
fn senders(root: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(root.join("../testdata/senders.toml")).expect("the rows about senders");
    let Senders { policy: policies, row } = toml::from_str(&text).expect("rows about senders");
    let request = |row: &Sender| {
        let target = row.authority.as_ref().map(|authority| format!(" {authority}")).unwrap_or_default();
        let lines = row.request.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
        format!("{}{target}\n{lines}\n200\n", row.method)
    };
    row.iter().map(|row| (policy(&policies[&row.policy]), request(row))).collect()
}

impl Attack {
    fn request(&self) -> String {
        let lines = |lines: &[Vec<Value>]| {
            lines.iter().fold(String::new(), |text, line| {
                let part = |index: usize| line.get(index).and_then(Value::as_str).unwrap_or_default();
                // A value that is repeated a million times is as good as one that is a hundred times.
                let times = line.get(2).and_then(Value::as_integer).map_or(1, |times| times.clamp(1, 100));
                let value = part(1).replace(['\r', '\n'], " ").repeat(usize::try_from(times).unwrap_or(1));
                format!("{text}{}: {value}\n", part(0))
            })
        };
        format!("{}\n{}\n{}\n{}", self.method, lines(&self.request), self.status.unwrap_or(200), lines(&self.handler))
    }
}
