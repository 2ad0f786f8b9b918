//! The options of a request that decide how a browser treats it.

/// The [mode](https://fetch.spec.whatwg.org/#concept-request-mode) of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// `cors`: another origin may answer, and decides who may read the response.
    #[default]
    Cors,
    /// `no-cors`: another origin may answer, and scripts cannot read the response.
    NoCors,
    /// `same-origin`: no other origin may answer.
    SameOrigin,
    /// `navigate`: a link or a form, whose response becomes a page. It needs no permission, carries all credentials,
    /// and sends no headers of scripts. Only GET and POST.
    Navigate,
    /// `websocket`: the handshake of a WebSocket. It needs no permission and carries all credentials. Scripts cannot set it;
    /// [`Request::web_socket`](crate::Request::web_socket) has it.
    WebSocket,
}

impl Mode {
    /// Its name in `fetch(url, init)` and `Sec-Fetch-Mode`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Cors => "cors",
            Mode::NoCors => "no-cors",
            Mode::SameOrigin => "same-origin",
            Mode::Navigate => "navigate",
            Mode::WebSocket => "websocket",
        }
    }
}

/// The [credentials mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode) of a request: whether it
/// carries cookies, client certificates and HTTP authentication.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// `omit`: never.
    Omit,
    /// `same-origin`: only to the page's own origin.
    #[default]
    SameOrigin,
    /// `include`, or `withCredentials` of an `XMLHttpRequest`: always.
    Include,
}

/// The [redirect mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode) of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Redirect {
    /// `follow`: redirects are followed.
    #[default]
    Follow,
    /// `error`: a redirect is an error.
    Error,
    /// `manual`: a redirect is given to the script, which can see nothing of it.
    Manual,
}
