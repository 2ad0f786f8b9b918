//! What the pages of the guide say, held against what is so: exchanges, words of browsers and of refusals, links.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use actix_web::App;
use actix_web::test::init_service;
use actix_web::web::ServiceConfig;
use cors_core::{Denial, Rule};
use cors_fetch::Reason;
use cors_tests::ask::ask;
use cors_tests::engine::Engine;
use cors_tests::scenario::words::words;

/// Where it is, the handlers, and what is exchanged with them.
type Example = (&'static str, fn(&mut ServiceConfig), &'static [&'static str]);

#[allow(clippy::pedantic, reason = "it is what people write")]
mod examples {
    include!(concat!(env!("OUT_DIR"), "/guide.rs"));
}

#[actix_web::test]
async fn handlers_answer_as_the_page_says() {
    assert!(examples::EXAMPLES.len() >= 20, "the exchanges of some pages are gone");
    for (place, configure, exchanges) in examples::EXAMPLES {
        let app = init_service(App::new().configure(configure)).await;
        for exchange in *exchanges {
            let (request, response) = exchange.split_once("\n\n").unwrap_or_else(|| panic!("{place}: no response"));
            let (line, headers) = head(request);
            let (method, path) = line.split_once(' ').unwrap_or_else(|| panic!("{place}: no method and path: {line}"));
            let answer = ask(&app, method, path, &headers).await;
            let is_shown =
                |name: &str| name.starts_with("access-control-") || ["vary", "timing-allow-origin"].contains(&name);
            let lines = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let found: Vec<_> = lines.filter(|(name, _)| is_shown(name)).collect();
            let (status, mut expected) = head(response);
            expected.sort_unstable();
            assert_eq!((answer.status.to_string().as_str(), found), (status, expected), "{place}: {request}");
        }
    }
}

/// The first line, and the headers.
fn head(text: &str) -> (&str, Vec<(&str, &str)>) {
    let (first, headers) = text.split_once('\n').unwrap_or((text, ""));
    (first, headers.lines().map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}"))).collect())
}

const WHY: &str = include_str!("../../cors-actix/guide/why_was_i_blocked.md");

#[test]
fn what_browsers_say_is_explained() {
    for (words, ids) in [Engine::Chromium, Engine::Firefox].iter().flat_map(|engine| words(*engine)) {
        // What differs stands for itself in the table, and for `…` on the page.
        let words = words.trim_end_matches('\'');
        assert!(WHY.contains(words), "{ids:?}: {words}");
    }
}

#[test]
fn what_browser_says_is_explained() {
    let source = include_str!("../../cors-fetch/src/reason.rs");
    let texts = source.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","));
    let ids: BTreeSet<_> = texts.filter(|text| is_id(text)).collect();
    assert!(ids.contains(Reason::AllowOriginMissing.id()));
    for id in ids {
        assert!(WHY.contains(&format!("`{id}`")), "{id}");
    }
}

/// Whether it looks like the name of a reason or a rule.
fn is_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[test]
fn every_text_of_a_refusal_is_explained() {
    for denial in Denial::ALL {
        assert!(WHY.contains(&denial.to_string()) && WHY.contains(&format!("`{}`", denial.id())), "{denial:?}");
    }
    // The refusals of the adapter are not public.
    let source = include_str!("../../cors-actix/src/response/unroutable.rs");
    let fields = source.lines().filter_map(|line| line.trim().split_once(": \""));
    let texts = fields.filter(|(field, _)| ["id", "what"].contains(field));
    let texts: Vec<_> = texts.filter_map(|(_, text)| text.strip_suffix("\",")).collect();
    assert_eq!(texts.len(), 4, "an id and a text for each: {texts:?}");
    for text in texts {
        assert!(WHY.contains(text), "{text}");
    }
}

#[test]
fn the_mistakes_that_are_caught_have_rules() {
    let page = include_str!("../../cors-actix/guide/arguments.md");
    let rules: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    let in_parentheses = page.split("(`").skip(1).filter_map(|rest| Some(rest.split_once("`)")?.0));
    let mistakes: Vec<_> = in_parentheses.filter(|text| is_id(text)).collect();
    assert!(mistakes.len() > 25, "{mistakes:?}");
    for mistake in mistakes {
        assert!(rules.contains(mistake), "{mistake}");
    }
}

/// A page of the repository.
struct Page {
    file: PathBuf,
    text: String,
}

impl Page {
    fn read(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Page { file, text }
    }

    /// The lines that are not code.
    fn prose(&self) -> impl Iterator<Item = &str> {
        let mut is_code = false;
        self.text.lines().filter(move |line| {
            let is_fence = line.starts_with("```");
            is_code ^= is_fence;
            !is_code && !is_fence
        })
    }

    /// What links by a name lead to, at the end of the page.
    fn definitions(&self) -> BTreeMap<&str, &str> {
        self.prose().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).collect()
    }

    /// Where links lead to that have no name.
    fn targets(&self) -> impl Iterator<Item = &str> {
        self.prose().flat_map(|line| line.split("](").skip(1)).filter_map(|rest| Some(rest.split_once(')')?.0))
    }

    fn anchors(&self) -> BTreeSet<String> {
        let headings = self.prose().filter(|line| line.starts_with('#'));
        let is_kept = |char: &char| char.is_alphanumeric() || " -_".contains(*char);
        let slug = |heading: &str| heading.trim_start_matches('#').trim().chars().filter(is_kept).collect::<String>();
        headings.map(|heading| slug(heading).to_lowercase().replace(' ', "-")).collect()
    }

    fn dead(&self, link: &str) -> bool {
        let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
        let file = if path.is_empty() { self.file.clone() } else { self.file.with_file_name("").join(path) };
        !file.exists() || anchor.is_some_and(|anchor| !Page::read(file).anchors().contains(anchor))
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages of the guide; `links.md` is for rustdoc.
fn guide() -> Vec<Page> {
    let files = fs::read_dir(repository().join("cors-actix/guide")).unwrap().map(|file| file.unwrap().path());
    let pages: Vec<_> = files.filter(|file| !file.ends_with("links.md")).map(Page::read).collect();
    assert!(pages.len() >= 10);
    pages
}

/// Pages beside the source, which are the documentation of an item and can be read in the repository, too.
fn of_items() -> Vec<Page> {
    let files = ["cors.md", "cors/middleware.md", "policy.md", "report/table.md"];
    files.map(|file| Page::read(repository().join("cors-actix/src").join(file))).into()
}

#[test]
fn no_link_is_dead() {
    let others = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/rules.md",
        "SECURITY.md",
        "cors-edge/README.md",
        "examples/README.md",
        "testdata/README.md",
    ];
    let others = others.map(|file| Page::read(repository().join(file)));
    let mut count = 0;
    for page in guide().iter().chain(&of_items()).chain(&others) {
        for link in page.targets().chain(page.definitions().into_values()) {
            if !link.starts_with("https://") {
                count += 1;
                assert!(!page.dead(link), "{}: {link}", page.file.display());
            }
        }
    }
    assert!(count > 50, "{count}");
}

/// Names that a page points to in a source file are defined there.
#[test]
fn names_stand_in_the_files_that_they_are_linked_to() {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let mut count = 0;
    for link in text.split("[`").skip(1) {
        let Some((name, rest)) = link.split_once("`](") else { continue };
        let file = rest.split(')').next().unwrap();
        let source = fs::read_to_string(repository().join(file)).unwrap();
        let is_defined = ["fn ", "struct ", "enum ", "const "].iter().any(|kind| {
            let start = format!("{kind}{name}");
            source.match_indices(&start).any(|(at, _)| source[at + start.len()..].starts_with(['(', '<', ':', ' ']))
        });
        assert!(is_defined, "{file} has no `{name}`");
        count += 1;
    }
    assert!(count >= 15, "{count}");
}

/// On docs.rs there are no files: there the names of links mean what `links.md` says.
#[test]
fn links_between_pages_have_names_that_rustdoc_knows() {
    let links = Page::read(repository().join("cors-actix/guide/links.md"));
    let mut used = BTreeSet::new();
    for page in guide().iter().chain(&of_items()) {
        let place = page.file.display();
        for target in page.targets() {
            assert!(target.starts_with("https://") || target.starts_with('#'), "{place}: {target}");
        }
        for name in page.definitions().into_keys() {
            assert!(links.definitions().contains_key(name), "{place}: {name}");
            used.insert(name.to_owned());
        }
    }
    let known: BTreeSet<_> =
        links.definitions().into_keys().filter(|name| *name != "guide").map(str::to_owned).collect();
    assert_eq!(known, used, "a name that no page uses");
}
