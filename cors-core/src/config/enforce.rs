//! Which actual requests a policy decides about before the handler runs.

/// Which requests from other origins are refused with 403 before the handler runs.
///
/// CORS says who may *read*. Browsers send forms, plain text and WebSocket handshakes without asking first, so a policy also
/// says who may *send*: the origins that it lists, and the pages of the server itself. The first row that applies decides.
///
/// | the request | `Writes` | `All` | `Never` |
/// |---|---|---|---|
/// | has the method GET, HEAD, OPTIONS or QUERY, and is not a WebSocket handshake | served | next row | served |
/// | has `Sec-Fetch-Site: same-origin` or `none` | served | served | served |
/// | has one `Origin`, which the policy lists | served | served | served |
/// | has any other `Sec-Fetch-Site` | 403 | 403 | served |
/// | has an `Origin` that is not the `Host` of the request, or several | 403 | 403 | served |
/// | has neither header, so no browser sent it | served | served | served |
///
/// - `*` lists senders without cookies: from another origin, a write with a `Cookie` is refused. `off` lists nobody.
/// - `Origin` and `Host` are compared without case. The scheme counts for its default port alone, since a proxy may end TLS.
///   `null`, other schemes, several `Host` lines, and a `Host` that differs from the request target are equal to nothing. A
///   forwarded host is not believed: scripts can send `X-Forwarded-Host`.
/// - Preflights are answered whatever is enforced; the request after them is not.
/// - Some requests have no `Sec-Fetch-Site`: WebSocket handshakes of Chromium, old browsers, and pages over plain http. Behind
///   a proxy that rewrites `Host`, those of the server's own pages get 403. Have the proxy keep `Host`, or list the site's own
///   origin.
///
/// [`Draft::hosts`](crate::Draft::hosts) protects against DNS rebinding, which this does not: there the browser believes
/// that the page is one of the server's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Enforce {
    /// None: every request is served, and the headers say who may read the response. For routes that take forms from other
    /// sites on purpose (OAuth and SAML `form_post`, returns from payment pages). In an attribute: `enforce = false`.
    Never,
    /// Requests that may change something: every method but GET, HEAD, OPTIONS and QUERY, and WebSocket handshakes. The
    /// default. In an attribute: `enforce = "writes"`.
    #[default]
    Writes,
    /// All of them. Links from other sites are refused, too. In an attribute: `enforce`, or `enforce = "all"`.
    All,
}

impl Enforce {
    /// How it is written in configuration: `false`, `"writes"` or `"all"`.
    pub const fn name(self) -> &'static str {
        match self {
            Enforce::Never => "false",
            Enforce::Writes => "writes",
            Enforce::All => "all",
        }
    }

    /// Reads `writes` or `all`; `None` for any other string.
    pub fn from_name(name: &str) -> Option<Self> {
        [Enforce::Writes, Enforce::All].into_iter().find(|enforce| enforce.name() == name)
    }
}

impl From<bool> for Enforce {
    /// `true` means [`All`](Enforce::All), `false` means [`Never`](Enforce::Never).
    fn from(enforce: bool) -> Self {
        if enforce { Enforce::All } else { Enforce::Never }
    }
}
