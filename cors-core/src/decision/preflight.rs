//! What a preflight is, and the decision about one.

use crate::decision::denial::Denial;
use crate::decision::echo;
use crate::decision::host::refuses_host;
use crate::decision::outcome::{AllowOrigin, Approval, Methods, Overrides};
use crate::decision::request::{CorsRequest, Line, line};
use crate::origin::Origin;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins};
use crate::spec::header::RequestHeader;

/// Whether a request is a preflight: OPTIONS with `Origin` and `Access-Control-Request-Method`, nothing else
/// ([CORS-preflight request](https://fetch.spec.whatwg.org/#cors-preflight-request)).
#[inline]
pub fn is_preflight<R: CorsRequest>(request: &R) -> bool {
    requested_methods(request).is_some()
}

/// The methods that a preflight asks for, a single one if a browser has sent it; `None` if the request is not a preflight.
#[inline]
pub fn requested_methods<R: CorsRequest>(request: &R) -> Option<impl Iterator<Item = &R::Value>> {
    preflight_lines(request).map(|(_, methods)| methods)
}

/// The lines that make a request a preflight: of `Origin`, and of `Access-Control-Request-Method`. There is one at least of
/// each.
#[inline]
fn preflight_lines<R: CorsRequest>(
    request: &R,
) -> Option<(impl Iterator<Item = &R::Value>, impl Iterator<Item = &R::Value>)> {
    if request.method() != "OPTIONS" {
        return None;
    }
    let mut origins = request.values(RequestHeader::Origin).peekable();
    let mut methods = request.values(RequestHeader::RequestMethod).peekable();
    (origins.peek().is_some() && methods.peek().is_some()).then_some((origins, methods))
}

/// The lines that make a request a preflight, each of which may be one of several.
pub(super) struct Preflight<T> {
    origin: Line<T>,
    method: Line<T>,
}

impl<'r, V: 'r> Preflight<&'r V> {
    #[inline]
    pub(super) fn of<R: CorsRequest<Value = V>>(request: &'r R) -> Option<Self> {
        let (origins, methods) = preflight_lines(request)?;
        Some(Preflight { origin: line(origins)?, method: line(methods)? })
    }
}

/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch>: the browser checks its request against the lists, so
/// only the origin is checked here, and that no line is repeated or malformed.
pub(super) fn preflight<R: CorsRequest>(
    policy: &Policy,
    request: &R,
    lines: &Preflight<&R::Value>,
    allowed_by_predicate: bool,
) -> Result<Approval<R::Value>, Denial> {
    if refuses_host(policy, request) {
        return Err(Denial::HostNotAllowed);
    }
    let origins = &policy.table().origins;
    if *origins == Origins::Off {
        return Err(Denial::Off);
    }
    let Line::Single(origin) = lines.origin else { return Err(Denial::OriginRepeated) };
    let Line::Single(method) = lines.method else { return Err(Denial::MethodRepeated) };
    // A constant answer does not depend on the origin, whatever it is; and what is listed is well-formed.
    if !origins.is_constant() && !origins.matches_exact(origin.as_ref()) {
        let is_admitted = match Origin::parse(origin.as_ref()) {
            Some(origin) => allowed_by_predicate || origins.matches_pattern(&origin),
            None if origin.as_ref() == b"null" => false,
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
            let lines = request.values(RequestHeader::RequestHeaders).map(AsRef::as_ref);
            echo::header_names(lines).ok_or(Denial::HeadersMalformed)?
        }
        Names::None | Names::Listed(_) => None,
    };
    let methods = (policy.table().methods == Names::Echo).then(|| Methods::Requested(method.clone()));
    let overrides = (methods.is_some() || headers.is_some()).then(|| Box::new(Overrides { methods, headers }));
    Ok(Approval { origin: allow_origin(policy, origin), overrides })
}

#[inline]
fn allow_origin<V: Clone>(policy: &Policy, origin: &V) -> AllowOrigin<V> {
    match policy.table().origins {
        Origins::Any | Origins::One(_) => AllowOrigin::Constant,
        Origins::List { .. } | Origins::Off => AllowOrigin::Echo(origin.clone()),
    }
}
