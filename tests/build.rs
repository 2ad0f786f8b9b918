//! The pages of the guide → the handlers on them, each with the exchanges below it, for `tests/guide.rs`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PAGES: &str = "../cors-actix/guide";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={PAGES}");
    let mut pages = fs::read_dir(PAGES)?.map(|page| Ok(page?.path())).collect::<io::Result<Vec<_>>>()?;
    pages.sort();
    let mut examples = Vec::new();
    for page in pages {
        examples.extend(Example::all_of(&page, &fs::read_to_string(&page)?));
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?);
    fs::write(out.join("guide.rs"), program(&examples))
}

/// A block of handlers.
struct Example {
    /// `arguments.md:38`
    place: String,
    code: String,
    exchanges: Vec<String>,
}

impl Example {
    /// Those that exchanges belong to.
    fn all_of(page: &Path, text: &str) -> Vec<Example> {
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        let mut examples: Vec<Example> = Vec::new();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(language) = line.strip_prefix("```") else { continue };
            let block: Vec<_> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let block = block.join("\n");
            match (language, examples.last_mut()) {
                ("rust", _) => {
                    let place = format!("{name}:{}", number + 1);
                    examples.push(Example { place, code: block, exchanges: Vec::new() });
                }
                ("http", Some(example)) => example.exchanges.push(block),
                _ => {}
            }
        }
        examples.retain(|example| !example.exchanges.is_empty());
        examples
    }

    fn handlers(&self) -> impl Iterator<Item = &str> {
        self.code.lines().filter_map(|line| line.strip_prefix("async fn ")?.split('(').next())
    }
}

fn program(examples: &[Example]) -> String {
    let (mut modules, mut list) = (String::new(), String::new());
    for (index, example) in examples.iter().enumerate() {
        let Example { place, code, exchanges } = example;
        let handlers = example.handlers().collect::<Vec<_>>().join(").service(");
        let configure = "pub fn configure(config: &mut ::actix_web::web::ServiceConfig)";
        let _ = writeln!(modules, "mod example_{index} {{\n{code}\n{configure} {{ config.service({handlers}); }}\n}}");
        let _ = writeln!(list, "({place:?}, example_{index}::configure, &{exchanges:?}),");
    }
    format!("{modules}\npub static EXAMPLES: &[super::Example] = &[\n{list}];\n")
}
