//! One `tracing` event for each refusal.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use actix_web::HttpRequest;
use cors_core::Explanation;
use tracing::Level;

use crate::request::View;
use crate::response::unroutable::Unroutable;

const TARGET: &str = "cors";

/// Something that a page may not do, recorded at most once.
#[derive(Debug, Clone)]
pub(crate) struct Event(Option<Rc<Record>>);

#[derive(Debug)]
struct Record {
    step: &'static str,
    value: Option<String>,
    what: Cow<'static, str>,
    help: Cow<'static, str>,
    method: String,
    path: String,
    route: Option<String>,
    is_told: Cell<bool>,
}

impl Event {
    /// The event of what `explain` says about a request. Where no subscriber listens, nothing is explained.
    #[inline]
    pub(crate) fn of(request: &HttpRequest, explain: impl FnOnce(&View<'_>) -> Option<Explanation>) -> Self {
        if !is_enabled() {
            return Event(None);
        }
        Event(explain(&View(request.head())).map(|explanation| {
            let value = explanation.value().map(str::to_owned);
            let (what, help) = (explanation.message().into(), explanation.help().into_owned().into());
            Record::of(request, explanation.denial().id(), value, what, help)
        }))
    }

    /// The event of a preflight that no policy answers.
    pub(crate) fn unroutable(request: &HttpRequest, why: &Unroutable) -> Self {
        let record = || Record::of(request, why.id, None, why.what.into(), why.help.into());
        Event(is_enabled().then(record))
    }

    /// Records it, now that the response is made.
    #[inline]
    pub(crate) fn tell(&self) {
        let Some(record) = self.0.as_deref().filter(|record| !record.is_told.replace(true)) else { return };
        let Record { step, value, what, help, method, path, route, is_told: _ } = record;
        tracing::debug!(target: TARGET, step, value, method, path, route, help = &**help, "{what}");
    }
}

#[inline]
fn is_enabled() -> bool {
    tracing::enabled!(target: TARGET, Level::DEBUG)
}

impl Record {
    fn of(
        request: &HttpRequest,
        step: &'static str,
        value: Option<String>,
        what: Cow<'static, str>,
        help: Cow<'static, str>,
    ) -> Rc<Self> {
        Rc::new(Record {
            step,
            value,
            what,
            help,
            method: cors_core::__private::escape_for_log(request.method().as_str().as_bytes()),
            path: cors_core::__private::escape_for_log(request.path().as_bytes()),
            route: request.match_pattern(),
            is_told: Cell::new(false),
        })
    }
}
