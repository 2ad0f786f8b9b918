//! Who plays which part: the table speaks of `{app}` and `{api}`, and each engine has origins of its own for them.

use std::collections::BTreeMap;

use crate::engine::chromium::EXTENSION;

/// Origins, and patterns of origins, by the names that the table gives them.
#[derive(Debug, Clone)]
pub struct Roles(BTreeMap<&'static str, String>);

impl Roles {
    /// As in production: https, names, default ports.
    pub fn in_memory() -> Self {
        let roles = [
            ("api", "https://api.example.com"),
            ("other", "https://cdn.example.com"),
            ("app", "https://app.example.com"),
            ("app-any-port", "https://app.example.com:*"),
            ("partner", "https://partner.example.com"),
            ("preview", "https://pr-7.preview.example.com"),
            ("previews", "https://*.preview.example.com"),
            ("preview-regex", r"https://pr-[0-9]+\.preview\.example\.com"),
            ("foreign", "https://foreign.example"),
            ("sandbox", "null"),
            ("extension", EXTENSION),
        ];
        Roles(roles.map(|(role, origin)| (role, origin.to_owned())).into())
    }

    /// As the machine itself has them, on these ports.
    ///
    /// `localhost` and the names below it are 127.0.0.1 as well, and other sites.
    /// An engine without extensions has no page of this origin, but policies name one all the same.
    pub fn on_ports(api: u16, other: u16, app: u16, partner: u16, extension: Option<&str>) -> Self {
        let roles = [
            ("api", format!("http://127.0.0.1:{api}")),
            ("other", format!("http://127.0.0.1:{other}")),
            ("app", format!("http://127.0.0.1:{app}")),
            ("app-any-port", "http://127.0.0.1:*".to_owned()),
            ("partner", format!("http://127.0.0.1:{partner}")),
            ("preview", format!("http://pr-7.preview.localhost:{app}")),
            ("previews", "http://*.preview.localhost:*".to_owned()),
            ("preview-regex", r"http://pr-[0-9]+\.preview\.localhost:[0-9]+".to_owned()),
            ("foreign", format!("http://localhost:{app}")),
            ("sandbox", "null".to_owned()),
            ("extension", extension.unwrap_or(EXTENSION).to_owned()),
        ];
        Roles(roles.into())
    }

    /// The origin that plays a part.
    ///
    /// # Panics
    /// If there is no such part.
    pub fn origin(&self, role: &str) -> &str {
        self.0.get(role).unwrap_or_else(|| panic!("there is no role {role}"))
    }

    /// The text with origins in the places of their roles, `{app}`, and long values written out, `{a*128}`.
    ///
    /// # Panics
    /// If the length of a value is no number.
    pub fn fill(&self, text: &str) -> String {
        let text =
            self.0.iter().fold(text.to_owned(), |text, (role, origin)| text.replace(&format!("{{{role}}}"), origin));
        let mut parts = text.split("{a*");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (length, rest) = part.split_once('}').expect("`{a*128}` ends in a brace");
            filled += &"a".repeat(length.parse().expect("`{a*128}` has a length"));
            filled += rest;
        }
        filled
    }
}
