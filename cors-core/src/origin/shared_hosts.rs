//! Domains below which strangers have hosts, and which the public suffix list lacks. They count as public suffixes.
//!
//! Last compared with the list in November 2026 (psl 2.1.247). No such list is complete: add a domain with a page that shows
//! what its hosts look like, and remove it when the public suffix list has it, which a test notices.

/// A domain whose hosts belong to different people.
struct SharedHost {
    domain: &'static str,
    /// Whether a label in front, such as a region, comes before the label of a person.
    has_regions: bool,
}

const fn shared(domain: &'static str) -> SharedHost {
    SharedHost { domain, has_regions: false }
}

const fn regional(domain: &'static str) -> SharedHost {
    SharedHost { domain, has_regions: true }
}

const SHARED_HOSTS: &[SharedHost] = &[
    // GitHub Codespaces: https://github.com/ddev/ddev/issues/5256
    shared("app.github.dev"),
    // Microsoft dev tunnels: https://github.com/microsoft/dev-tunnels/issues/535
    regional("devtunnels.ms"),
    // Gitpod: https://github.com/gitpod-io/gitpod/issues/9376
    regional("gitpod.io"),
    // Gradio: https://www.gradio.app/guides/sharing-your-app
    shared("gradio.live"),
    // localtunnel: https://github.com/localtunnel/localtunnel/issues/397
    shared("loca.lt"),
    // StackBlitz: https://github.com/stackblitz/webcontainer-core/issues/1555
    regional("webcontainer.io"),
    // StackBlitz: https://github.com/stackblitz/webcontainer-core/issues/1870
    regional("webcontainer-api.io"),
];

/// The end of a name below which hosts belong to different people, if it is on the list.
pub(crate) fn suffix(name: &str) -> Option<&str> {
    SHARED_HOSTS.iter().find_map(|SharedHost { domain, has_regions }| {
        let front = name.strip_suffix(domain)?;
        match (front, has_regions) {
            ("", false) => Some(name),
            ("", true) => None,
            _ => {
                let labels = front.strip_suffix('.')?;
                let region = if *has_regions { labels.rfind('.').map_or(0, |dot| dot + 1) } else { front.len() };
                name.get(region..)
            }
        }
    })
}

/// Whether names of the list end in a dot and `domain`.
pub(crate) fn has_suffix_below(domain: &str) -> bool {
    SHARED_HOSTS.iter().any(|SharedHost { domain: shared, has_regions }| {
        let is_below = shared.strip_suffix(domain).is_some_and(|front| front.ends_with('.'));
        is_below || *has_regions && *shared == domain
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::public_suffix::registrable_domain;

    #[test]
    fn suffixes() {
        for (name, expected) in [
            ("app.github.dev", Some("app.github.dev")),
            ("name-8080.app.github.dev", Some("app.github.dev")),
            ("a.b.app.github.dev", Some("app.github.dev")),
            ("github.dev", None),
            ("myapp.github.dev", None),
            ("devtunnels.ms", None),
            ("euw.devtunnels.ms", Some("euw.devtunnels.ms")),
            ("name-3000.euw.devtunnels.ms", Some("euw.devtunnels.ms")),
            ("mydevtunnels.ms", None),
        ] {
            assert_eq!(suffix(name), expected, "{name}");
        }
        for (domain, expected) in [
            ("github.dev", true),
            ("dev", true),
            ("devtunnels.ms", true),
            ("app.github.dev", false),
            ("thub.dev", false),
        ] {
            assert_eq!(has_suffix_below(domain), expected, "{domain}");
        }
    }

    #[test]
    fn none_is_on_the_public_suffix_list() {
        for SharedHost { domain, .. } in SHARED_HOSTS {
            let name = format!("a.b.{domain}");
            let known = registrable_domain(&name).unwrap();
            assert!(domain.ends_with(known), "{domain} is on the list, which says {known}");
        }
    }
}
