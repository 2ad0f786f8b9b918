//! The modules of each library use each other in one direction: between the modules of a folder there is no circle, and
//! none between folders. A folder counts as one module beside its neighbours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules of a crate, by their path (`origin::host`; the root is empty), and the code of each.
type Modules = BTreeMap<String, String>;

/// In a folder, what each of its modules uses. The file of the folder itself is called `mod`.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_use_each_other_in_one_direction() {
    for library in ["cors-core", "cors-actix", "cors-edge", "cors-fetch", "cors-fleet", "cors-macros"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(library).join("src");
        let mut modules = Modules::new();
        read(&source, "", &mut modules);
        for (folder, graph) in graphs(&modules) {
            if let Some(circle) = circle(&graph) {
                panic!("{library}, {folder}/: {}", circle.join(" → "));
            }
        }
    }
}

#[test]
fn circles_are_found() {
    let modules = |files: &[(&str, &str)]| -> Modules {
        files.iter().map(|(path, code)| ((*path).to_owned(), without_tests(code))).collect()
    };
    let is_circular = |files: &[(&str, &str)]| graphs(&modules(files)).values().any(|graph| circle(graph).is_some());
    let root = ("", "mod a; mod b; pub use a::X;");
    assert!(!is_circular(&[root, ("a", "use crate::b::Y;"), ("b", "// crate::a\n#[cfg(test)]\nuse crate::a::X;")]));
    assert!(is_circular(&[root, ("a", "use crate::b::Y;"), ("b", "fn f() { crate::a::x() }")]));
    assert!(is_circular(&[root, ("a", "use crate::{b::{c::Y, Z}, V};"), ("b", ""), ("b::c", "")]), "by the root");
    assert!(is_circular(&[root, ("a", "use crate::b::c::Y;"), ("b", ""), ("b::c", ""), ("b::d", "use crate::a::X;")]));
    assert!(is_circular(&[root, ("a", "mod c; use c::X;"), ("a::c", "use super::Y;")]));
    assert!(!is_circular(&[root, ("a", "mod c;"), ("a::c", "use super::Y;")]));
}

fn read(folder: &Path, path: &str, modules: &mut Modules) {
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        if file.is_dir() {
            read(&file, &join(path, name), modules);
        } else if file.extension().is_some_and(|extension| extension == "rs") {
            let module = if matches!(name, "lib" | "mod") { path.to_owned() } else { join(path, name) };
            modules.insert(module, without_tests(&fs::read_to_string(&file).unwrap()));
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}

/// The code without comments, and without the tests at its end.
fn without_tests(code: &str) -> String {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// By folder.
fn graphs(modules: &Modules) -> BTreeMap<String, Graph> {
    let mut graphs: BTreeMap<String, Graph> = BTreeMap::new();
    for (from, code) in modules {
        for to in uses(from, code, modules) {
            let (mut folder, mut from, mut to) = (String::new(), from.as_str(), to.as_str());
            while let (Some((one, rest)), Some((other, others))) = (from.split_once("::"), to.split_once("::"))
                && one == other
            {
                (folder, from, to) = (join(&folder, one), rest, others);
            }
            let in_folder =
                |path: &str| path.split("::").next().filter(|name| !name.is_empty()).unwrap_or("mod").to_owned();
            let (one, other) = (in_folder(from), in_folder(to));
            // One of them is the file of the folder in which the other one is.
            let (folder, one, other) = match (from.split_once("::"), to.split_once("::")) {
                (None, Some((_, rest))) if one == other => (join(&folder, &one), "mod".to_owned(), in_folder(rest)),
                (Some((_, rest)), None) if one == other => (join(&folder, &one), in_folder(rest), "mod".to_owned()),
                _ => (folder, one, other),
            };
            if one != other {
                graphs.entry(folder).or_default().entry(one).or_default().insert(other);
            }
        }
    }
    graphs
}

/// The modules that the code of a module names.
fn uses(module: &str, code: &str, modules: &Modules) -> BTreeSet<String> {
    let tokens = tokens(code);
    let mut found = BTreeSet::new();
    for (index, token) in tokens.iter().enumerate() {
        // The rest of a path, a macro's own crate, a visibility.
        let is_start = !["::", "$", "in"].iter().any(|before| tokens[..index].ends_with(&[before]));
        if is_start && tokens.get(index + 1) == Some(&"::") {
            let base = match *token {
                "crate" => Some(String::new()),
                "self" => Some(module.to_owned()),
                "super" => Some(parent(module)),
                name => Some(join(module, name)).filter(|path| modules.contains_key(path)),
            };
            if let Some(base) = base {
                follow(&base, &tokens[index + 2..], modules, &mut found);
            }
        }
    }
    found.remove(module);
    found
}

/// Follows the path that begins with `tokens`, of one name or of several in braces, to the modules in which it ends.
fn follow(base: &str, tokens: &[&str], modules: &Modules, found: &mut BTreeSet<String>) {
    let mut depth = 0;
    match tokens {
        ["super", "::", rest @ ..] => follow(&parent(base), rest, modules, found),
        [name, "::", rest @ ..] if modules.contains_key(&join(base, name)) => {
            follow(&join(base, name), rest, modules, found);
        }
        ["{", rest @ ..] => {
            for (index, token) in rest.iter().enumerate() {
                match *token {
                    "{" => depth += 1,
                    "}" if depth == 0 => break,
                    "}" => depth -= 1,
                    _ => {}
                }
                if depth == 0 && (index == 0 || rest[index - 1] == ",") && *token != "}" {
                    follow(base, &rest[index..], modules, found);
                }
            }
        }
        [name, ..] if modules.contains_key(&join(base, name)) => drop(found.insert(join(base, name))),
        _ => drop(found.insert(base.to_owned())),
    }
}

fn parent(path: &str) -> String {
    path.rsplit_once("::").map_or("", |(parent, _)| parent).to_owned()
}

/// Words, `::`, and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let length = match first {
            ':' if rest.starts_with("::") => 2,
            _ if is_word(first) => rest.find(|char| !is_word(char)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// A circle, if there is one: a path from a module to itself.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    graph.keys().find_map(|start| {
        let mut paths = vec![vec![start.clone()]];
        let mut met = BTreeSet::new();
        while let Some(path) = paths.pop() {
            for next in path.last().and_then(|last| graph.get(last)).into_iter().flatten() {
                let longer = [&path[..], std::slice::from_ref(next)].concat();
                if next == start {
                    return Some(longer);
                }
                if met.insert(next) {
                    paths.push(longer);
                }
            }
        }
        None
    })
}
