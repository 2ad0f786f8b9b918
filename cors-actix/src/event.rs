//! What is told about a refusal: one `tracing` event, for whoever listens.

use std::cell::Cell;
use std::rc::Rc;

use actix_web::HttpRequest;
use cors_core::{Denial, Explanation};
use tracing::Level;

use crate::head::View;

const TARGET: &str = "cors";

/// Something that a page may not do, told at most once.
#[derive(Debug, Clone)]
pub(crate) struct Event(Option<Rc<Told>>);

#[derive(Debug)]
struct Told {
    explanation: Explanation,
    method: String,
    path: String,
    route: Option<String>,
    done: Cell<bool>,
}

impl Event {
    /// The event of what `explain` has to say about a request. Where nobody listens, nobody is asked.
    #[inline]
    pub(crate) fn of(request: &HttpRequest, explain: impl FnOnce(&View<'_>) -> Option<Explanation>) -> Self {
        if !tracing::enabled!(target: TARGET, Level::DEBUG) {
            return Event(None);
        }
        Event(explain(&View(request.head())).map(|explanation| {
            Rc::new(Told {
                explanation,
                method: cors_core::shown(request.method().as_str().as_bytes()),
                path: cors_core::shown(request.path().as_bytes()),
                route: request.match_pattern(),
                done: Cell::new(false),
            })
        }))
    }

    /// That of a refusal which is no policy's own.
    pub(crate) fn of_denial(request: &HttpRequest, denial: Denial) -> Self {
        Event::of(request, |head| Some(Explanation::new(denial, head)))
    }

    /// Tells it, now that it is sure.
    #[inline]
    pub(crate) fn tell(&self) {
        let Some(told) = self.0.as_deref().filter(|told| !told.done.replace(true)) else { return };
        let Told { explanation, method, path, route, .. } = told;
        tracing::debug!(
            target: TARGET,
            step = explanation.denial().id(),
            value = explanation.value(),
            method,
            path,
            route,
            help = &*explanation.help(),
            "{}",
            explanation.what()
        );
    }
}
