//! Whether generated code can name `::cors_actix`. Cargo tells a macro where the manifest of the package is, and no more.

use std::path::Path;
use std::{env, fs};

use proc_macro2::{Span, TokenStream, TokenTree};

use crate::diagnostics::Errors;
use crate::parse::names::Macro;

/// What the manifest calls cors-actix.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Dependency {
    /// `cors-actix`; or there is no manifest to read.
    Usual,
    /// Something else: `sharing = { package = "cors-actix" }`.
    Renamed(String),
    /// Nothing: a workspace has renamed it, or another crate exports it.
    Unnamed,
}

impl Dependency {
    /// Reads the manifest of the package that is compiled: tens of microseconds, so nothing is kept that could be out of date.
    pub(crate) fn read() -> Self {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(|folder| Path::new(&folder).join("Cargo.toml"));
        let text = manifest.and_then(|file| fs::read_to_string(file).ok());
        text.map_or(Dependency::Usual, |text| Dependency::in_manifest(&text))
    }

    fn in_manifest(text: &str) -> Self {
        let mut table = "";
        let mut found = Dependency::Unnamed;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if is_usual(line) {
                return Dependency::Usual;
            }
            if line.starts_with('[') {
                table = line.trim_matches(['[', ']']);
            }
            let line: String = line.replace('\'', "\"").split_whitespace().collect();
            if let Some((before, _)) = line.split_once("package=\"cors-actix\"") {
                let key = before.split('=').next().filter(|key| !key.is_empty()).unwrap_or(table);
                let name = key.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
                found = Dependency::Renamed(name.trim_matches('"').replace('-', "_"));
            }
        }
        found
    }

    /// The error in place of rustc's about the code that we would write, unless the arguments say where cors-actix is.
    pub(crate) fn error(&self, arguments: &[TokenStream], of: Macro) -> Option<TokenStream> {
        let (what, name) = match self {
            Dependency::Usual => return None,
            Dependency::Renamed(name) => {
                (format!("Cargo.toml has `cors-actix` under the name `{name}`"), name.as_str())
            }
            Dependency::Unnamed => ("Cargo.toml has no dependency with the name `cors-actix`".to_owned(), "name"),
        };
        if arguments.iter().any(names_crate) {
            return None;
        }
        let (written, example) = match of {
            Macro::Attribute => ("#[cors]", format!("#[cors(crate = ::{name}, …)]")),
            Macro::Policy => ("policy!", format!("policy!(crate = ::{name}, …)")),
        };
        let help = match self {
            Dependency::Unnamed => format!("write `{example}`, with the name that it has in this package"),
            _ => format!("write `{example}`, or name the dependency `cors-actix` in Cargo.toml"),
        };
        let mut errors = Errors::default();
        errors.push_at(
            Span::call_site(),
            format!("{what}, and the code of `{written}` looks for `::cors_actix`"),
            help,
        );
        Some(errors.into_tokens())
    }
}

/// Whether a line of the manifest names it as a dependency, or as the package itself.
fn is_usual(line: &str) -> bool {
    line.match_indices("cors-actix").any(|(at, name)| {
        let quotes = ['"', '\''];
        let before = line[..at].trim_end_matches(quotes);
        let after = line[at + name.len()..].trim_start_matches(quotes).trim_start();
        let is_key = before.is_empty() || before.ends_with(['.', '[', '{', ',', ' ']);
        (is_key && after.starts_with(['=', '.', ']'])) || before.split_whitespace().eq(["name", "="])
    })
}

/// Whether there is `crate = …` among the arguments.
fn names_crate(arguments: &TokenStream) -> bool {
    let is = |token: &TokenTree, text: &str| token.to_string() == text;
    let tokens: Vec<_> = arguments.clone().into_iter().collect();
    tokens.windows(2).any(|pair| is(&pair[0], "crate") && is(&pair[1], "="))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn names_in_manifests() {
        let renamed = |name: &str| Dependency::Renamed(name.to_owned());
        for (manifest, expected) in [
            ("[package]\nname = \"cors-actix\"", Dependency::Usual),
            ("[dependencies]\ncors-actix = \"1\"", Dependency::Usual),
            ("[dependencies]\ncors-actix.workspace = true", Dependency::Usual),
            ("[dependencies.cors-actix]\npath = \"..\"", Dependency::Usual),
            ("[dependencies]\n\"cors-actix\" = { version = \"1\" }", Dependency::Usual),
            ("dependencies = { cors-actix = \"1\" }", Dependency::Usual),
            (
                "[dev-dependencies]\na = { package = \"cors-actix\" }\n[dependencies]\ncors-actix = \"1\"",
                Dependency::Usual,
            ),
            ("[dependencies]\nsharing = { path = \"../cors-actix\", package = \"cors-actix\" }", renamed("sharing")),
            ("[dependencies]\nmy-cors = { package='cors-actix', path = \"../cors-actix\" }", renamed("my_cors")),
            ("[dependencies.sharing]\nversion = \"1\"\npackage = \"cors-actix\"", renamed("sharing")),
            ("[dependencies]\nsharing.package = \"cors-actix\"", renamed("sharing")),
            ("dependencies.sharing = { package = \"cors-actix\" }", renamed("sharing")),
            ("[dependencies]\n# cors-actix = \"1\"\nsharing.workspace = true", Dependency::Unnamed),
            ("[dependencies]\nmy-cors-actix = \"1\"\nother = { path = \"../cors-actix\" }", Dependency::Unnamed),
        ] {
            assert_eq!(Dependency::in_manifest(manifest), expected, "{manifest}");
        }
    }

    #[test]
    fn what_to_write() {
        let error =
            |dependency: Dependency, arguments, of| dependency.error(&[arguments], of).map(|error| error.to_string());
        let renamed = || Dependency::Renamed("sharing".to_owned());
        assert_eq!(error(Dependency::Usual, quote!(origins = "*"), Macro::Attribute), None);
        assert_eq!(error(renamed(), quote!(crate = ::sharing, origins = "*"), Macro::Attribute), None);
        for (dependency, of, what, help) in [
            (renamed(), Macro::Attribute, "under the name `sharing`", "write `#[cors(crate = ::sharing, …)]`, or name"),
            (renamed(), Macro::Policy, "under the name `sharing`", "write `policy!(crate = ::sharing, …)`, or name"),
            (
                Dependency::Unnamed,
                Macro::Attribute,
                "no dependency with the name",
                "write `#[cors(crate = ::name, …)]`, with",
            ),
        ] {
            let error = error(dependency, quote!(policy = crate::FRONTEND), of).unwrap();
            assert!(error.contains(what) && error.contains(help), "{error}");
        }
    }
}
