//! The decision about one request. Nothing here allocates, but for an echo that the policy asks for.

use crate::denial::Denial;
use crate::echo;
use crate::header::RequestHeader;
use crate::origin::Origin;
use crate::policy::Policy;
use crate::table::{Names, Origins};

/// What a decision sees of a request: its method, and the headers that it asks for.
pub trait Head {
    /// The value of a header as the framework holds it, cheap to clone, so that it can be sent back as it came.
    type Value: AsRef<[u8]> + Clone;

    /// The method.
    fn method(&self) -> &str;

    /// The values of all the lines of a header, in their order.
    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &Self::Value>;
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
    /// The handler does not run: the policy enforces its origins.
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

/// The origin that an open policy does not list and that the application has to be asked about, before [`decide`] can
/// decide. Only origins in the form in which browsers send them are asked about.
pub fn question<'h, H: Head>(policy: &Policy, head: &'h H) -> Option<Origin<'h>> {
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
/// `vouched` is what the application said about the [`question`], `false` if there is none. `is_same_origin` says whether
/// an origin is the one that the request was sent to. It is asked only for a policy with `enforce`, and only about an
/// origin that is not admitted.
#[inline]
pub fn decide<H: Head>(
    policy: &Policy,
    head: &H,
    vouched: bool,
    is_same_origin: impl FnOnce(&Origin<'_>) -> bool,
) -> Decision<H::Value> {
    match Preflight::of(head) {
        Some(lines) => match preflight(policy, head, &lines, vouched) {
            Ok(approval) => Decision::Approve(approval),
            Err(denial) => Decision::Refuse(denial),
        },
        None => actual(policy, head, vouched, is_same_origin),
    }
}

/// <https://fetch.spec.whatwg.org/#http-responses>: the response says whether it is shared; the request is served anyway.
#[inline]
fn actual<H: Head>(
    policy: &Policy,
    head: &H,
    vouched: bool,
    is_same_origin: impl FnOnce(&Origin<'_>) -> bool,
) -> Decision<H::Value> {
    if policy.is_constant() {
        return Decision::Share(AllowOrigin::Constant);
    }
    let Some(line) = line(head.values(RequestHeader::Origin)) else { return Decision::NoOrigin };
    let denial = match line {
        Line::Repeated => Denial::OriginRepeated,
        Line::Single(value) if vouched || policy.admits(value.as_ref()) => {
            return Decision::Share(allow_origin(policy, value));
        }
        // Nobody is told why, so that there is no need to look closer.
        Line::Single(_) if !policy.enforce() => Denial::OriginNotAllowed,
        Line::Single(value) => match Origin::parse(value.as_ref()) {
            Some(origin) if is_same_origin(&origin) => return Decision::Withhold(Denial::OriginNotAllowed),
            Some(_) => Denial::OriginNotAllowed,
            None => malformed_or_opaque(value.as_ref()),
        },
    };
    if policy.enforce() { Decision::Block(denial) } else { Decision::Withhold(denial) }
}

/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch>: the browser checks its request against the lists, so that
/// here only the origin is checked, and that there is nothing to guess at.
fn preflight<H: Head>(
    policy: &Policy,
    head: &H,
    lines: &Preflight<&H::Value>,
    vouched: bool,
) -> Result<Approval<H::Value>, Denial> {
    let Line::Single(origin) = lines.origin else { return Err(Denial::OriginRepeated) };
    let Line::Single(method) = lines.method else { return Err(Denial::MethodRepeated) };
    // What is listed is well-formed.
    if !policy.lists(origin.as_ref()) {
        let is_admitted = match Origin::parse(origin.as_ref()) {
            Some(origin) => vouched || policy.is_constant() || policy.covers(&origin),
            None if origin.as_ref() == b"null" => policy.is_constant(),
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
        Origins::List { .. } => AllowOrigin::Echo(origin.clone()),
    }
}

fn malformed_or_opaque(origin: &[u8]) -> Denial {
    if origin == b"null" { Denial::OriginNotAllowed } else { Denial::OriginMalformed }
}

/// A header that is there.
enum Line<T> {
    Single(T),
    Repeated,
}

#[inline]
fn line<T>(mut lines: impl Iterator<Item = T>) -> Option<Line<T>> {
    let first = lines.next()?;
    Some(if lines.next().is_none() { Line::Single(first) } else { Line::Repeated })
}
