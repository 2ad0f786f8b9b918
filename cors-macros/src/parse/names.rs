//! The arguments of the macros by name: those of a policy, whose table is cors-core's, and those of the macros alone.

use cors_core::__private::{Usage, did_you_mean};
use cors_core::Argument;

/// The macro that arguments are given to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// `#[cors]`
    Attribute,
    /// `policy!`
    Policy,
}

/// An argument of a macro.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A part of the policy.
    Part(Argument),
    /// A policy with a name in place of all parts.
    Policy,
    /// No policy at all.
    Off,
    /// Which route attribute an import under another name is.
    Route,
    /// Where cors-actix is.
    Crate,
}

/// What is written in the list of origins, and not beside it.
pub(crate) const ORIGIN_KINDS: [&str; 4] = ["regex", "env", "list", "with"];

impl Key {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Key::all().find(|key| key.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        self.usage().name
    }

    /// How the argument is written.
    pub(crate) fn example(self) -> &'static str {
        self.usage().example
    }

    /// Whether it belongs to a handler, and not to a policy by itself.
    pub(crate) fn is_handler_only(self) -> bool {
        matches!(self, Key::Policy | Key::Off | Key::Route)
    }

    fn all() -> impl Iterator<Item = Self> {
        let parts = Argument::ALL.iter().map(|argument| Key::Part(*argument));
        parts.chain([Key::Policy, Key::Off, Key::Route, Key::Crate])
    }

    fn usage(self) -> Usage {
        match self {
            Key::Part(argument) => argument.usage(),
            Key::Policy => Usage {
                name: "policy",
                meaning: "a policy with a name, in place of all the above",
                example: "`policy = PARTNERS`, the path of a `static` that is a `Policy`, a `LazyLock<Policy>` or a `PolicyHandle`",
                default: "the policy is written out",
                aliases: &[],
            },
            Key::Off => Usage {
                name: "off",
                meaning: "no CORS here; only `enforce` and `hosts` can be used with it",
                example: "`off`",
                default: "CORS is on",
                aliases: &["none", "skip", "disable", "disabled"],
            },
            Key::Route => Usage {
                name: "route",
                meaning: "what actix-web calls the route attribute, if it is imported under another name",
                example: "`route = get`, the name that the route attribute has in actix-web",
                default: "the name of the attribute itself",
                aliases: &[],
            },
            Key::Crate => Usage {
                name: "crate",
                meaning: "where cors-actix is, for macros that expand to `#[cors]` in other crates",
                example: "`crate = path::to::cors_actix`",
                default: "`::cors_actix`",
                aliases: &[],
            },
        }
    }
}

impl Macro {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Macro::Attribute => "#[cors]",
            Macro::Policy => "policy!",
        }
    }

    /// Whether it has the argument.
    pub(crate) fn takes(self, key: Key) -> bool {
        self == Macro::Attribute || !key.is_handler_only()
    }

    /// The names of all its arguments, as a help line.
    pub(crate) fn all_names(self) -> String {
        let names: Vec<_> = self.keys().map(|key| format!("`{}`", key.name())).collect();
        format!("the arguments are {}", names.join(", "))
    }

    /// The argument that a wrong name most likely stands for.
    pub(crate) fn did_you_mean(self, wrong: &str) -> Option<Key> {
        Key::named(did_you_mean(wrong, self.keys().map(Key::usage))?)
    }

    fn keys(self) -> impl Iterator<Item = Key> {
        Key::all().filter(move |key| self.takes(*key))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;
    use std::{env, fs};

    use cors_core::Danger;

    use super::*;

    #[test]
    fn wrong_names() {
        let meant = |wrong| Macro::Attribute.did_you_mean(wrong).map(Key::name);
        assert_eq!(meant("orgins"), Some("origins"));
        assert_eq!(meant("of"), Some("off"));
        assert_eq!(meant("disabled"), Some("off"));
        assert_eq!(meant("cred"), Some("credentials"));
        assert_eq!(meant("pr"), None);
        assert_eq!(meant("send_wildcard"), Some("origins"));
        assert_eq!(meant("on"), None);
        for wrong in ["routes", "none"] {
            assert!(Macro::Policy.did_you_mean(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn no_name_stands_for_two_arguments() {
        let words = Key::all().flat_map(|key| [&[key.name()], key.usage().aliases].concat());
        let mut words: Vec<_> = words.collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    fn file(path: &str) -> (std::path::PathBuf, String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, text)
    }

    /// `BLESS=1` writes the table.
    #[test]
    fn the_table_of_the_readme_is_that_of_the_arguments() {
        let mut table = "| argument | written | without it |\n|---|---|---|\n".to_owned();
        for Usage { name, meaning, example, default, aliases: _ } in Key::all().map(Key::usage) {
            writeln!(table, "| `{name}`: {meaning} | {example} | {default} |").unwrap();
        }
        let (path, text) = file("README.md");
        let (before, rest) = text.split_once("## Arguments\n\n").unwrap();
        let (own, after) = rest.split_once("\n\n").unwrap();
        if env::var_os("BLESS").is_some() {
            fs::write(path, format!("{before}## Arguments\n\n{table}\n{after}")).unwrap();
        } else {
            assert_eq!(own, table.trim_end(), "`BLESS=1 cargo test -p cors-macros` writes it");
        }
        assert!(Danger::ALL.iter().all(|danger| table.contains(danger.name())));
    }

    #[test]
    fn every_argument_is_documented() {
        let names: Vec<_> = Key::all().map(Key::name).collect();
        for (path, [start, end]) in
            [("cors-actix/src/cors.md", ["- **`", "`**"]), ("cors-actix/guide/arguments.md", ["## `", "`"])]
        {
            let (_, text) = file(path);
            let documented = text.lines().filter_map(|line| line.strip_prefix(start)?.split_once(end));
            let documented: Vec<_> = documented.map(|(name, _)| name).collect();
            assert_eq!(documented, names, "{path}");
        }
    }
}
