//! A policy as a sentence, for a log and for the documentation of a handler.

use std::borrow::Cow;
use std::fmt;

use crate::config::enforce::Enforce;
use crate::escape::printable;
use crate::origin::host_pattern::HostPattern;
use crate::policy::Policy;
use crate::policy::compiled::Table;
use crate::policy::listed_origin::ListedOrigin;

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Exhaustive, so a new part of the table cannot be left out.
        let Table {
            origins: _,
            open,
            methods: _,
            headers: _,
            expose: _,
            credentials,
            max_age,
            timing,
            enforce,
            hosts,
            varies: _,
            preflight_status: _,
        } = self.table();
        if self.is_off() {
            f.write_str("off; pages of other origins cannot read it")?;
            return fmt_sender(*enforce, hosts, f);
        }
        let origins = self.origins();
        let origins = origins.iter().map(words).collect::<Vec<_>>().join(", ");
        match (open, origins.as_str()) {
            (false, "") => f.write_str("nobody may read")?,
            (false, origins) => write!(f, "{origins} may read")?,
            (true, "") => f.write_str("origins that the application allows may read")?,
            (true, origins) => write!(f, "{origins}, and origins that the application allows, may read")?,
        }
        if *credentials {
            f.write_str(", with credentials")?;
        }
        match &*self.methods() {
            [] => f.write_str("; methods: the safelisted ones")?,
            ["*"] => f.write_str("; methods: any")?,
            names => write!(f, "; methods: {}", names.join(", "))?,
        }
        match &*self.headers() {
            [] => {}
            ["*"] => f.write_str("; request headers: any but authorization")?,
            ["*", ..] => f.write_str("; request headers: any")?,
            names => write!(f, "; request headers: {}", names.join(", "))?,
        }
        match &*self.expose() {
            [] => {}
            ["*"] => f.write_str("; exposes every header")?,
            names => write!(f, "; exposes {}", names.join(", "))?,
        }
        if let Some(seconds) = max_age {
            write!(f, "; preflights last {seconds} s")?;
        }
        if *timing {
            f.write_str("; shares timings")?;
        }
        fmt_sender(*enforce, hosts, f)
    }
}

/// Who may send, where it is not the default.
fn fmt_sender(enforce: Enforce, hosts: &[HostPattern], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match enforce {
        Enforce::Never => f.write_str("; every site may send")?,
        Enforce::Writes => {}
        Enforce::All => f.write_str("; all requests from other origins get 403")?,
    }
    let hosts: Vec<_> = hosts.iter().map(ToString::to_string).collect();
    if hosts.is_empty() { Ok(()) } else { write!(f, "; hosts: {}", hosts.join(", ")) }
}

fn words<'a>(origin: &'a ListedOrigin<'_>) -> Cow<'a, str> {
    match origin {
        ListedOrigin::Any => "every origin".into(),
        ListedOrigin::Exact(origin) => Cow::Borrowed(origin),
        ListedOrigin::Wildcard(pattern) => pattern.into(),
        ListedOrigin::Regex { pattern, domains } if domains.is_empty() => {
            format!("what `{}` matches, unproven", printable(pattern)).into()
        }
        ListedOrigin::Regex { pattern, domains } => {
            format!("what `{}` matches, all of {}", printable(pattern), domains.join(", ")).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Draft;
    use crate::config::origin_entry::OriginEntry;

    fn displayed(draft: &Draft) -> String {
        draft.check().unwrap().to_string()
    }

    #[test]
    fn what_is_not_said_is_not_in_the_words() {
        assert_eq!(displayed(&Draft::new().origins(["*"])), "every origin may read; methods: the safelisted ones");
    }

    #[test]
    fn every_argument_is_in_the_words() {
        let draft = Draft::new()
            .origins(["https://b.example:*", "https://c.example", "https://a.example"])
            .methods(["PUT", "DELETE"])
            .headers(["X-B", "x-a"])
            .expose(["etag", "x-c"])
            .credentials(true)
            .max_age("1h")
            .timing(true)
            .enforce(true)
            .hosts(["api.example.com", "localhost:*"]);
        assert_eq!(
            displayed(&draft),
            "https://a.example, https://c.example, https://b.example:* may read, with credentials; \
             methods: PUT, DELETE; request headers: x-b, x-a; exposes etag, x-c; preflights last 3600 s; \
             shares timings; all requests from other origins get 403; hosts: api.example.com, localhost:*"
        );
    }

    #[test]
    fn what_any_means() {
        let draft = Draft::new().origins(["https://a.example"]).methods(["*"]).headers(["*"]);
        let without = displayed(&draft.clone().expose(["*"]));
        assert_eq!(
            without,
            "https://a.example may read; methods: any; request headers: any but authorization; exposes every header"
        );
        for draft in [draft.clone().headers(["authorization", "*"]), draft.credentials(true)] {
            assert!(displayed(&draft).ends_with("; methods: any; request headers: any"), "{}", displayed(&draft));
        }
    }

    #[test]
    fn origins_that_the_application_allows() {
        let open = |origins: &[OriginEntry]| displayed(&Draft::new().origins(origins.to_vec()));
        assert_eq!(
            open(&[OriginEntry::Predicate]),
            "origins that the application allows may read; methods: the safelisted ones"
        );
        assert_eq!(
            open(&["https://a.example".into(), OriginEntry::Predicate]),
            "https://a.example, and origins that the application allows, may read; methods: the safelisted ones"
        );
    }

    #[test]
    #[cfg(feature = "regex")]
    fn a_pattern_stays_on_one_line() {
        let regex = OriginEntry::Regex("(?x)https://a\\.example # ours\n".to_owned());
        assert_eq!(
            displayed(&Draft::new().origins([regex])),
            r"what `(?x)https://a\.example # ours\n` matches, all of a.example may read; methods: the safelisted ones"
        );
    }
}
