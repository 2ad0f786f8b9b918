//! `table!`: the report of a few handlers.

use crate::policy::annotated_route::{Annotated, AnnotatedRoute};
use crate::report::contents::Report;
use crate::report::row::Row;

/// The routes of a handler, which goes by this name where the table is made.
type Listed = (&'static str, &'static [AnnotatedRoute]);

/// Called by `table!` for each handler.
pub fn listed<H: Annotated>(handler: &'static str, _: H) -> Listed {
    (handler, H::routes())
}

impl Report {
    #[doc(hidden)]
    pub fn of_handlers<const N: usize>(handlers: [Listed; N]) -> Self {
        let row = |handler: &str, route: &'static AnnotatedRoute| {
            Row::of_route(route.path().to_owned(), handler.to_owned(), route)
        };
        let rows = handlers.iter().flat_map(|&(handler, routes)| routes.iter().map(move |route| row(handler, route)));
        Report { rows: rows.collect(), notes: Vec::new() }
    }
}
