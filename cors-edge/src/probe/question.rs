//! Requests that a probe sends.

use std::time::Duration;

use cors_fetch::{Credentials, Reason, Request, Response, Step, cors_check};

use crate::pattern::UNLISTED_HOST;

/// A request, and what it is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Methods and path pattern of the route.
    pub(super) route: String,
    /// The path, as the application sees it.
    pub(super) path: String,
    /// What is sent.
    pub(super) kind: Kind,
    /// The method of the actual request.
    pub(super) method: String,
    /// `Origin`.
    pub(super) page: String,
    /// The request headers that a preflight asks for.
    pub(super) names: Vec<String>,
    /// What it is to show.
    pub(super) aim: Aim,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A preflight.
    Preflight,
    /// The actual request of a page.
    Actual,
    /// A request without `Origin`, as for a link or an image.
    Link,
    /// An actual request of another site, whose answer no page reads.
    Forged {
        /// Whether `Origin` is there.
        origin: bool,
        /// Whether `Sec-Fetch-Site` is there.
        site: bool,
    },
}

/// What a question is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// A listed origin is admitted.
    Listed,
    /// An unlisted one is not, which differs from a listed one in this way.
    Unlisted(&'static str),
    /// A method that the policy does not allow is refused.
    Method,
    /// A request header that the policy does not allow is refused.
    Header,
    /// The server is not addressed under another name.
    Host,
    /// Nothing yet: an unlisted origin asks for a URL before a listed one does.
    Before,
    /// A listed origin is admitted after an unlisted one has asked for the same URL.
    Cached,
    /// A request of another site is refused.
    Refusal,
}

/// A request header that no policy lists.
pub(super) const UNLISTED_HEADER: &str = "x-cors-edge-probe";

impl Question {
    /// The method that is sent.
    pub(super) fn sent_method(&self) -> &str {
        if self.kind == Kind::Preflight { "OPTIONS" } else { &self.method }
    }

    /// The header lines that browsers send.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        let (has_origin, has_site) = match self.kind {
            Kind::Forged { origin, site } => (origin, site),
            Kind::Preflight | Kind::Actual => (true, true),
            Kind::Link => (false, true),
        };
        lines.extend(has_origin.then(|| ("Origin", self.page.clone())));
        if self.kind == Kind::Preflight {
            lines.push(("Access-Control-Request-Method", self.method.clone()));
            if !self.names.is_empty() {
                let mut names = self.names.clone();
                names.sort_unstable();
                lines.push(("Access-Control-Request-Headers", names.join(",")));
            }
        }
        if has_site {
            let (site, mode, dest) = match self.kind {
                Kind::Preflight | Kind::Actual => ("cross-site", "cors", "empty"),
                Kind::Link => ("none", "navigate", "document"),
                Kind::Forged { .. } => ("cross-site", "no-cors", "empty"),
            };
            lines.extend([("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)].map(own));
        }
        lines.extend((self.aim == Aim::Host).then(|| ("Host", UNLISTED_HOST.to_owned())));
        lines
    }

    /// Why a browser does not accept the answer, if it does not. With `credentials` the page sends cookies.
    pub(super) fn blocked(&self, response: &Response, credentials: bool) -> Option<Reason> {
        let mode = if credentials { Credentials::Include } else { Credentials::Omit };
        if self.kind != Kind::Preflight {
            return cors_check(&self.page, mode, &response.headers).err();
        }
        // Any URL that is not of the page: what is same-origin takes no preflight.
        let mut request = Request::new(&*self.page, "https://probe.invalid/").method(&*self.method).credentials(mode);
        for name in &self.names {
            request = request.header(&**name, "1");
        }
        let mut cache = cors_fetch::PreflightCache::default();
        // With a listener browsers ask for methods, too, that need no permission.
        let listens = ["GET", "HEAD", "POST"].contains(&&*self.method);
        match request.upload_listener(listens).start(&cache, Duration::ZERO) {
            Ok(Step::Preflight(exchange)) => match exchange.answer(response, &mut cache, Duration::ZERO) {
                Step::Done(Err(blocked)) => Some(blocked.reason().clone()),
                _ => None,
            },
            // No browser sends this origin, so only the origin counts.
            _ => cors_check(&self.page, mode, &response.headers).err(),
        }
    }
}

fn own((name, value): (&'static str, &'static str)) -> (&'static str, String) {
    (name, value.to_owned())
}
