//! A policy as it is written, before it is checked.

pub(crate) mod argument;
#[cfg(feature = "serde")]
mod deserialize;
pub(crate) mod did_you_mean;
pub(crate) mod enforce;
pub(crate) mod field;
pub(crate) mod max_age;
pub(crate) mod origin_entry;
pub(crate) mod syntax;

use std::mem;

use crate::config::argument::Danger;
use crate::config::enforce::Enforce;
use crate::config::max_age::MaxAge;
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Syntax;

/// A policy as it is written: the arguments of `#[cors(…)]`, unchecked. [`Draft::check`] makes a policy of it.
///
/// ```
/// use cors_core::Draft;
///
/// let policy = Draft::new()
///     .origins(["https://app.example.com", "http://localhost:*"])
///     .methods(["PUT", "DELETE"])
///     .headers(["content-type"])
///     .credentials(true)
///     .max_age("1h")
///     .check()
///     .unwrap();
/// assert!(policy.allows(b"http://localhost:3000"));
///
/// let violations = Draft::new().origins(["https://app.example.com/"]).check().unwrap_err();
/// assert_eq!(violations.iter().next().unwrap().help(), "write `https://app.example.com`");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub(crate) origins: Vec<OriginEntry>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) expose: Vec<String>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<MaxAge>,
    pub(crate) timing: bool,
    pub(crate) enforce: Option<Enforce>,
    pub(crate) hosts: Vec<String>,
    pub(crate) preflight_status: Option<u16>,
    pub(crate) dangerously: Vec<Danger>,
    pub(crate) route_methods: Option<Vec<String>>,
    pub(crate) guarded: bool,
    pub(crate) off: bool,
    pub(crate) syntax: Syntax,
}

impl Draft {
    /// A draft that names nothing yet; without origins it is refused.
    pub fn new() -> Self {
        Draft::default()
    }

    /// Adds origins whose pages may read, and [send](Draft::enforce): exact origins, `https://*.example.com`, `http://localhost:*`, [regular
    /// expressions](OriginEntry::Regex), or `*` alone
    /// ([`Access-Control-Allow-Origin`](https://fetch.spec.whatwg.org/#http-access-control-allow-origin)).
    #[must_use]
    pub fn origins<E: Into<OriginEntry>>(mut self, origins: impl IntoIterator<Item = E>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Adds one to [`origins`](Self::origins).
    #[must_use]
    pub fn origin(mut self, origin: impl Into<OriginEntry>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Adds methods that a request may have beyond GET, HEAD and POST, as strings or as values of an HTTP library; `*` for
    /// any
    /// ([`Access-Control-Allow-Methods`](https://fetch.spec.whatwg.org/#http-access-control-allow-methods)).
    #[must_use]
    pub fn methods<S: AsRef<str>>(mut self, methods: impl IntoIterator<Item = S>) -> Self {
        self.methods.extend(owned(methods));
        self
    }

    /// Adds headers that a request may carry beyond the safelisted ones, as strings or as values of an HTTP library; `*` for
    /// any but `authorization`, and with credentials for any
    /// ([`Access-Control-Allow-Headers`](https://fetch.spec.whatwg.org/#http-access-control-allow-headers)).
    #[must_use]
    pub fn headers<S: AsRef<str>>(mut self, headers: impl IntoIterator<Item = S>) -> Self {
        self.headers.extend(owned(headers));
        self
    }

    /// Adds headers of the response that scripts may read beyond the safelisted ones; `*` for all
    /// ([`Access-Control-Expose-Headers`](https://fetch.spec.whatwg.org/#http-access-control-expose-headers)).
    #[must_use]
    pub fn expose<S: AsRef<str>>(mut self, headers: impl IntoIterator<Item = S>) -> Self {
        self.expose.extend(owned(headers));
        self
    }

    /// Whether scripts may read responses to requests with cookies or HTTP authentication
    /// ([`Access-Control-Allow-Credentials`](https://fetch.spec.whatwg.org/#http-access-control-allow-credentials)).
    #[must_use]
    pub fn credentials(mut self, credentials: bool) -> Self {
        self.credentials = credentials;
        self
    }

    /// How long a browser may keep the answer to a preflight: seconds, a [`Duration`](std::time::Duration) of whole seconds, or `"10m"`,
    /// `"1h"`, `"1d"`, at most a day
    /// ([`Access-Control-Max-Age`](https://fetch.spec.whatwg.org/#http-access-control-max-age)).
    #[must_use]
    pub fn max_age(mut self, max_age: impl Into<MaxAge>) -> Self {
        self.max_age = Some(max_age.into());
        self
    }

    /// Whether the same origins may read detailed timings
    /// ([`Timing-Allow-Origin`](https://w3c.github.io/resource-timing/#sec-timing-allow-origin)).
    #[must_use]
    pub fn timing(mut self, timing: bool) -> Self {
        self.timing = timing;
        self
    }

    /// Which requests from other origins are refused with 403 before the handler runs: [`Enforce`] has the table. Those that
    /// may change something where nothing is said; `false` means none, `true` means all.
    ///
    /// ```
    /// use cors_core::{Draft, Enforce};
    ///
    /// let policy = Draft::new().origins(["https://app.example.com"]).check()?;
    /// assert_eq!(policy.enforce(), Enforce::Writes);
    ///
    /// // A login page of another site posts its form here.
    /// let callback = Draft::new().origins(["https://app.example.com"]).enforce(false).check()?;
    /// assert_eq!(callback.enforce(), Enforce::Never);
    /// # Ok::<(), cors_core::Violations>(())
    /// ```
    #[must_use]
    pub fn enforce(mut self, enforce: impl Into<Enforce>) -> Self {
        self.enforce = Some(enforce.into());
        self
    }

    /// Adds names under which the server may be addressed: `api.example.com`, `*.example.com` for one label or more,
    /// `localhost:*` for any port, `127.0.0.1:8080`, `[::1]:8080`. A name without a port means the ports 80 and 443. Case
    /// is ignored, a trailing dot is not. Without `hosts`, or with an empty list, any name is accepted. In a file an empty
    /// list is an error.
    ///
    /// A request with another `Host`, with none or several, or with one that differs from its target (`:authority` in HTTP/2)
    /// is refused with [421](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20), preflights included. This stops DNS
    /// rebinding: a page of `evil.test` makes that name point to the server, and the browser sends `Sec-Fetch-Site:
    /// same-origin`, but it also sends `Host: evil.test`.
    ///
    /// ```
    /// use cors_core::Draft;
    ///
    /// let policy = Draft::new().origins(["*"]).hosts(["api.example.com", "localhost:*"]).check()?;
    /// assert_eq!(policy.hosts(), ["api.example.com", "localhost:*"]);
    ///
    /// let violations = Draft::new().origins(["*"]).hosts(["https://api.example.com"]).check().unwrap_err();
    /// assert_eq!(violations.iter().next().unwrap().help(), "write `api.example.com`");
    /// # Ok::<(), cors_core::Violations>(())
    /// ```
    #[must_use]
    pub fn hosts<S: AsRef<str>>(mut self, hosts: impl IntoIterator<Item = S>) -> Self {
        self.hosts.extend(owned(hosts));
        self
    }

    /// The status of an approved preflight, 200 to 299 ([ok status](https://fetch.spec.whatwg.org/#ok-status)); 204 where
    /// nothing is said.
    #[must_use]
    pub fn preflight_status(mut self, status: u16) -> Self {
        self.preflight_status = Some(status);
        self
    }

    /// Switches off the named protections.
    #[must_use]
    pub fn dangerously(mut self, dangers: impl IntoIterator<Item = Danger>) -> Self {
        self.dangerously.extend(dangers);
        self
    }

    /// The methods of the route that the policy belongs to: what `methods` means where it is not named, and what it
    /// may name.
    #[must_use]
    pub fn route_methods<S: AsRef<str>>(mut self, methods: impl IntoIterator<Item = S>) -> Self {
        self.route_methods = Some(owned(methods).collect());
        self
    }

    /// The draft for one path of a handler, which serves `methods`: of the methods that are named, it keeps those.
    #[doc(hidden)]
    #[must_use]
    pub fn for_route(mut self, methods: &[&str], guarded: bool) -> Self {
        let named = mem::take(&mut self.methods);
        let is_named = |method: &&&str| named.is_empty() || named.iter().any(|name| name == *method);
        self.route_methods(methods.iter().filter(is_named)).guarded(guarded)
    }

    /// Says that guards choose the route, so responses vary on what guards may look at.
    #[doc(hidden)]
    #[must_use]
    pub fn guarded(mut self, guarded: bool) -> Self {
        self.guarded = guarded;
        self
    }

    /// Switches CORS off: nobody may read, and the policy writes no headers.
    #[doc(hidden)]
    #[must_use]
    pub fn off(mut self) -> Self {
        self.off = true;
        self
    }

    /// How the draft is written, which is how [violations](crate::Violation) spell code: as calls where nothing is said, as
    /// in a file for a draft that is read from one.
    #[must_use]
    pub fn syntax(mut self, syntax: Syntax) -> Self {
        self.syntax = syntax;
        self
    }
}

fn owned<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> impl Iterator<Item = String> {
    names.into_iter().map(|name| name.as_ref().to_owned())
}
