//! The decision about one request. Nothing here allocates, but for an echo that the policy asks for.

pub(crate) mod denial;
mod echo;
pub(crate) mod explain;
pub(crate) mod host;
pub(crate) mod response;
mod sender;

use crate::decision::denial::Denial;
use crate::origin::Origin;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins};
use crate::spec::header::RequestHeader;

/// What a decision sees of a request: its method, and the headers that it asks for.
pub trait Head {
    /// The value of a header as the framework holds it, cheap to clone, so that it can be sent back as it came.
    type Value: AsRef<[u8]> + Clone;

    /// The method.
    fn method(&self) -> &str;

    /// The host and port of the request target, where it has them: `:authority` of HTTP/2, or the absolute form of HTTP/1.
    fn authority(&self) -> Option<&str>;

    /// The values of all the lines of a header, in their order.
    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &Self::Value>;

    /// Whether there is such a header. Maps of headers mostly know that sooner than they find its lines.
    #[inline]
    fn has(&self, header: RequestHeader) -> bool {
        self.values(header).next().is_some()
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<V> {
    /// The handler runs, and script of this origin may read the response.
    Share(AllowOrigin<V>),
    /// The handler runs; the request names no origin that the response could be shared with.
    NoOrigin,
    /// The handler runs, and script may not read the response: the origin is repeated or, in whatever form, not allowed.
    Withhold(Denial),
    /// The handler runs, and the policy writes nothing: CORS is off.
    LeaveAlone,
    /// The handler does not run: the sender is refused, or the server is addressed by another name.
    Block(Denial),
    /// The preflight is answered with what the policy allows.
    Approve(Approval<V>),
    /// The preflight is answered with a refusal.
    Refuse(Denial),
}

/// The value of `Access-Control-Allow-Origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowOrigin<V> {
    /// The one that the policy always sends.
    Constant,
    /// The origin of the request.
    Echo(V),
}

/// What an approved preflight is told beyond what the policy always says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval<V> {
    /// The value of `Access-Control-Allow-Origin`.
    pub origin: AllowOrigin<V>,
    /// What it is told in place of the lists of the policy, where there is such a thing.
    pub instead: Option<Box<Instead<V>>>,
}

/// What an approved preflight is told in place of the lists of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead<V> {
    /// In place of the methods.
    pub methods: Option<Methods<V>>,
    /// The requested headers, where the policy allows any and cannot say so with `*`.
    pub headers: Option<String>,
}

/// The methods that a preflight is told in place of those of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Methods<V> {
    /// The requested one, where the policy allows any and `*` cannot say so, or would say too much.
    Requested(V),
    /// What is left of the list, where not all of it would reach this route.
    Left(String),
}

impl<V> Approval<V> {
    /// Leaves methods out of the list: those with which a request would reach another route. A browser keeps every
    /// method of the list, and would send them without asking again.
    pub fn leave_out(&mut self, policy: &Policy, elsewhere: impl Fn(&str) -> bool) {
        if let Names::Listed(names) = &policy.table().methods
            && names != "*"
        {
            let left: Vec<&str> = names.split(", ").filter(|name| !elsewhere(name)).collect();
            self.tell(Methods::Left(left.join(", ")));
        }
    }

    /// Approves of all methods (`*`) the requested one alone: others may reach other routes.
    pub fn narrow(&mut self, policy: &Policy, requested: &V)
    where
        V: Clone,
    {
        if matches!(&policy.table().methods, Names::Listed(names) if names == "*") {
            self.tell(Methods::Requested(requested.clone()));
        }
    }

    fn tell(&mut self, methods: Methods<V>) {
        self.instead.get_or_insert_with(|| Box::new(Instead { methods: None, headers: None })).methods = Some(methods);
    }
}

/// Whether a request is a preflight: OPTIONS with `Origin` and `Access-Control-Request-Method`, nothing else
/// ([CORS-preflight request](https://fetch.spec.whatwg.org/#cors-preflight-request)).
#[inline]
pub fn is_preflight<H: Head>(head: &H) -> bool {
    requested_methods(head).is_some()
}

/// The methods that a preflight asks for, a single one if a browser has sent it; `None` if the request is no preflight.
#[inline]
pub fn requested_methods<H: Head>(head: &H) -> Option<impl Iterator<Item = &H::Value>> {
    preflight_lines(head).map(|(_, methods)| methods)
}

/// The lines that make a request a preflight: of `Origin`, and of `Access-Control-Request-Method`. There is one at least of
/// each.
#[inline]
fn preflight_lines<H: Head>(head: &H) -> Option<(impl Iterator<Item = &H::Value>, impl Iterator<Item = &H::Value>)> {
    if head.method() != "OPTIONS" {
        return None;
    }
    let mut origins = head.values(RequestHeader::Origin).peekable();
    let mut methods = head.values(RequestHeader::RequestMethod).peekable();
    (origins.peek().is_some() && methods.peek().is_some()).then_some((origins, methods))
}

/// These lines, each of which may be one of several.
struct Preflight<T> {
    origin: Line<T>,
    method: Line<T>,
}

impl<'h, V: 'h> Preflight<&'h V> {
    #[inline]
    fn of<H: Head<Value = V>>(head: &'h H) -> Option<Self> {
        let (origins, methods) = preflight_lines(head)?;
        Some(Preflight { origin: line(origins)?, method: line(methods)? })
    }
}

/// Returns the origin that a policy with a predicate does not list, so the application is asked about it before
/// [`decide`] can decide. Only origins in the form in which browsers send them are asked about.
pub fn unlisted_origin<'h, H: Head>(policy: &Policy, head: &'h H) -> Option<Origin<'h>> {
    if !policy.is_open() {
        return None;
    }
    match line(head.values(RequestHeader::Origin)) {
        Some(Line::Single(value)) if !policy.admits(value.as_ref()) => Origin::parse(value.as_ref()),
        Some(Line::Single(_) | Line::Repeated) | None => None,
    }
}

/// Decides about a request under the policy of the route that it reached.
///
/// `vouched` is what the application said about the [`unlisted_origin`], `false` if there is none.
#[inline]
pub fn decide<H: Head>(policy: &Policy, head: &H, vouched: bool) -> Decision<H::Value> {
    match Preflight::of(head) {
        Some(lines) => match preflight(policy, head, &lines, vouched) {
            Ok(approval) => Decision::Approve(approval),
            Err(denial) => Decision::Refuse(denial),
        },
        None if policy.refuses_host(head) => Decision::Block(Denial::HostNotAllowed),
        None => actual(policy, head, vouched),
    }
}

impl Policy {
    /// Whether the request is addressed to a host that is none of the names of the server
    /// ([421](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20)).
    #[inline]
    pub fn refuses_host<H: Head>(&self, head: &H) -> bool {
        !self.table().hosts.is_empty() && !host::are_asked_by(&self.table().hosts, head)
    }
}

/// <https://fetch.spec.whatwg.org/#http-responses>: the response says whether it is shared. Whether the handler runs at all
/// is for [`sender::check`] to say, but for an origin that is allowed: it may send, too.
#[inline]
fn actual<H: Head>(policy: &Policy, head: &H, vouched: bool) -> Decision<H::Value> {
    let decision = match policy.table().origins {
        Origins::Any | Origins::One(_) => Decision::Share(AllowOrigin::Constant),
        Origins::Off => Decision::LeaveAlone,
        Origins::List { .. } => match line(head.values(RequestHeader::Origin)) {
            Some(Line::Single(value)) if vouched || policy.admits(value.as_ref()) => {
                return Decision::Share(AllowOrigin::Echo(value.clone()));
            }
            // Nobody is told why, so there is no need to look closer.
            Some(Line::Single(_)) => Decision::Withhold(Denial::OriginNotAllowed),
            Some(Line::Repeated) => Decision::Withhold(Denial::OriginRepeated),
            None => Decision::NoOrigin,
        },
    };
    match sender::check(policy, head, vouched) {
        Ok(()) => decision,
        Err(denial) => Decision::Block(denial),
    }
}

/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch>: the browser checks its request against the lists, so that
/// here only the origin is checked, and that there is nothing to guess at.
fn preflight<H: Head>(
    policy: &Policy,
    head: &H,
    lines: &Preflight<&H::Value>,
    vouched: bool,
) -> Result<Approval<H::Value>, Denial> {
    if policy.refuses_host(head) {
        return Err(Denial::HostNotAllowed);
    }
    if policy.table().origins == Origins::Off {
        return Err(Denial::Off);
    }
    let Line::Single(origin) = lines.origin else { return Err(Denial::OriginRepeated) };
    let Line::Single(method) = lines.method else { return Err(Denial::MethodRepeated) };
    // What is listed is well-formed.
    if !policy.lists(origin.as_ref()) {
        let is_admitted = match Origin::parse(origin.as_ref()) {
            Some(origin) => vouched || policy.has_constant_origin() || policy.covers(&origin),
            None if origin.as_ref() == b"null" => policy.has_constant_origin(),
            None => return Err(Denial::OriginMalformed),
        };
        if !is_admitted {
            return Err(Denial::OriginNotAllowed);
        }
    }
    if !echo::is_method(method.as_ref()) {
        return Err(Denial::MethodMalformed);
    }
    let headers = match policy.table().headers {
        Names::Echo => {
            let lines = head.values(RequestHeader::RequestHeaders).map(AsRef::as_ref);
            echo::header_names(lines).ok_or(Denial::HeadersMalformed)?
        }
        Names::None | Names::Listed(_) => None,
    };
    let methods = (policy.table().methods == Names::Echo).then(|| Methods::Requested(method.clone()));
    let instead = (methods.is_some() || headers.is_some()).then(|| Box::new(Instead { methods, headers }));
    Ok(Approval { origin: allow_origin(policy, origin), instead })
}

#[inline]
fn allow_origin<V: Clone>(policy: &Policy, origin: &V) -> AllowOrigin<V> {
    match policy.table().origins {
        Origins::Any | Origins::One(_) => AllowOrigin::Constant,
        Origins::List { .. } | Origins::Off => AllowOrigin::Echo(origin.clone()),
    }
}

/// A header that is there.
pub(crate) enum Line<T> {
    Single(T),
    Repeated,
}

#[inline]
pub(crate) fn line<T>(mut lines: impl Iterator<Item = T>) -> Option<Line<T>> {
    let first = lines.next()?;
    Some(if lines.next().is_none() { Line::Single(first) } else { Line::Repeated })
}
