//! Why a request is refused, in words.

use std::borrow::Cow;
use std::fmt;

use crate::decision::denial::Denial;

/// Why a request is refused, with the value that is at fault.
///
/// Its `Display` has two lines: what is wrong, and `help:` with what to change. Values that the client sent are escaped
/// and cut.
///
/// ```
/// use cors_core::{Denial, Draft, CorsRequest, RequestHeader, explain};
///
/// struct Get(&'static str);
///
/// impl CorsRequest for Get {
///     type Value = &'static str;
///
///     fn method(&self) -> &str {
///         "GET"
///     }
///
///     fn authority(&self) -> Option<&str> {
///         None
///     }
///
///     fn values(&self, header: RequestHeader) -> impl Iterator<Item = &&'static str> {
///         (header == RequestHeader::Origin).then_some(&self.0).into_iter()
///     }
/// }
///
/// let policy = Draft::new().origins(["https://app.example.com", "https://b.example"]).check()?;
/// let explanation = explain(&policy, &Get("http://app.example.com")).unwrap();
/// assert_eq!(explanation.denial(), Denial::OriginNotAllowed);
/// assert_eq!(
///     explanation.to_string(),
///     "the policy does not list the origin `http://app.example.com`\n\
///      help: add `http://app.example.com` to `origins`, or use the listed origin `https://app.example.com`; scheme and \
///      port must match"
/// );
/// assert!(explain(&policy, &Get("https://app.example.com")).is_none());
/// # Ok::<(), cors_core::Violations>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub(super) denial: Denial,
    pub(super) value: Option<String>,
    pub(super) help: Option<String>,
}

impl Explanation {
    /// The step that failed.
    pub fn denial(&self) -> Denial {
        self.denial
    }

    /// The value at fault, escaped and cut, where there is one.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> String {
        match (self.denial, &self.value) {
            (Denial::OriginNotAllowed, Some(origin)) => format!("the policy does not list the origin `{origin}`"),
            (Denial::OriginMalformed, Some(origin)) => {
                format!("the Origin `{origin}` is not in the form in which browsers send it")
            }
            (Denial::MethodNotAllowed, Some(method)) => format!("the policy does not list the method `{method}`"),
            (Denial::HeaderNotAllowed, Some(name)) => format!("the policy does not list the request header `{name}`"),
            (Denial::SiteNotAllowed, Some(origin)) => {
                format!("a page of `{origin}`, another origin, sent this request, and the policy does not list it")
            }
            (Denial::OriginNotHost, Some(origin)) => {
                format!("the Origin `{origin}` is neither in the policy nor the host that the request was sent to")
            }
            (Denial::CookieNotAllowed, Some(origin)) => {
                format!("the policy allows every origin, but not with cookies, and a page of `{origin}` sent one")
            }
            (Denial::HostNotAllowed, Some(host)) => format!("this server does not answer to the host `{host}`"),
            (denial, Some(value)) => format!("{denial}: `{value}`"),
            (denial, None) => denial.to_string(),
        }
    }

    /// What to change.
    pub fn help(&self) -> Cow<'_, str> {
        match (&self.help, self.denial, &self.value) {
            (Some(help), ..) => Cow::Borrowed(help),
            (None, Denial::OriginNotAllowed, Some(origin)) => {
                format!("add `{origin}` to `origins`, if its pages may read this").into()
            }
            (None, Denial::SiteNotAllowed, Some(origin)) => format!(
                "add `{origin}` to `origins`, if its pages may send this, or set `enforce = false` if the route takes forms \
                 from other sites on purpose"
            )
            .into(),
            (None, Denial::HostNotAllowed, Some(host)) => {
                format!("add `{host}` to `hosts` if the server has that name, or have the proxy in front keep the Host header").into()
            }
            (None, Denial::MethodNotAllowed, Some(method)) => {
                format!("add `{method}` to `methods`, and check that a route serves it").into()
            }
            (None, Denial::HeaderNotAllowed, Some(name)) => format!("add `{name}` to `headers`").into(),
            (None, denial, _) => Cow::Borrowed(denial.help()),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.message(), self.help())
    }
}
