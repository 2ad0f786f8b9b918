//! The names of the arguments, and how each is written.

/// What the arguments are given to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// `#[cors]`
    Attribute,
    /// `policy!`
    Policy,
}

/// Every argument, and how it is written.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "origins",
        "`origins = \"https://app.example.com\"`, several as `origins(\"https://a.example\", regex = r\"…\", env = \"VAR\", \
         with = path::to::function)`, or `origins = \"*\"`",
    ),
    ("methods", "`methods(GET, PUT, \"PURGE\")`"),
    ("headers", "`headers(\"content-type\", \"x-csrf-token\")`, or `headers = \"*\"`"),
    ("expose", "`expose(\"etag\", \"x-total-count\")`, or `expose = \"*\"`"),
    ("credentials", "`credentials`, or `credentials = true`"),
    ("max_age", "`max_age = 600` (seconds), or with a unit `max_age = \"10m\"`"),
    ("timing", "`timing`"),
    ("enforce", "`enforce = \"all\"`, or `enforce = false`; `\"writes\"` is the default"),
    ("hosts", "`hosts(\"api.example.com\", \"localhost:*\")`"),
    ("preflight_status", "`preflight_status = 200`"),
    ("dangerously", "`dangerously(insecure_origins)`"),
    ("policy", "`policy = PARTNERS`, the path of a policy that `policy!` has made"),
    ("off", "`off`"),
    ("route", "`route = get`, the name that the route attribute has in actix-web"),
    ("crate", "`crate = path::to::cors_actix`"),
];

/// How `origins` is written where no handler reads the environment or asks the application.
const ORIGINS_OF_POLICY: &str = "`origins = \"https://app.example.com\"`, several as \
                                 `origins(\"https://a.example\", regex = r\"…\")`, or `origins = \"*\"`";

/// The arguments that belong to a handler, and not to a policy of its own.
pub(crate) const OF_HANDLERS: [&str; 3] = ["policy", "off", "route"];

/// What takes a list of strings.
pub(crate) const LISTS: [&str; 5] = ["origins", "methods", "headers", "expose", "hosts"];

/// What stands in the list of origins, and not beside it.
pub(crate) const OF_ORIGINS: [&str; 3] = ["regex", "env", "with"];

impl Macro {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Macro::Attribute => "#[cors]",
            Macro::Policy => "policy!",
        }
    }

    /// An example of the argument with this name.
    pub(crate) fn how_to_write(self, name: &str) -> &'static str {
        match (self, name) {
            (Macro::Policy, "origins") => ORIGINS_OF_POLICY,
            _ => ARGUMENTS.iter().find(|(argument, _)| *argument == name).map_or("", |(_, example)| example),
        }
    }

    pub(crate) fn arguments(self) -> impl Iterator<Item = &'static str> {
        let names = ARGUMENTS.iter().map(|(name, _)| *name);
        names.filter(move |name| self == Macro::Attribute || !OF_HANDLERS.contains(name))
    }

    pub(crate) fn all_names(self) -> String {
        let names: Vec<_> = self.arguments().map(|name| format!("`{name}`")).collect();
        format!("the arguments are {}", names.join(", "))
    }

    /// The argument that a wrong name most likely stands for.
    pub(crate) fn meant(self, wrong: &str) -> Option<&'static str> {
        let is_off = matches!(self, Macro::Attribute) && ["none", "skip", "disable", "disabled"].contains(&wrong);
        if is_off { Some("off") } else { cors_core::__private::did_you_mean(wrong, self.arguments()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_names() {
        let meant = |wrong| Macro::Attribute.meant(wrong);
        assert_eq!(meant("orgins"), Some("origins"));
        assert_eq!(meant("of"), Some("off"));
        assert_eq!(meant("cred"), Some("credentials"));
        assert_eq!(meant("pr"), None);
        assert_eq!(meant("send_wildcard"), Some("origins"));
        assert_eq!(meant("on"), None);
        assert_eq!(Macro::Policy.meant("routes"), None);
    }

    #[test]
    fn handlers_have_arguments_of_their_own() {
        for name in OF_HANDLERS {
            assert!(ARGUMENTS.iter().any(|(argument, _)| *argument == name), "{name}");
        }
    }
}
