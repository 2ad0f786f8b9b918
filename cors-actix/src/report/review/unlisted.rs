//! Handlers without a policy.

use std::collections::BTreeSet;

use crate::report::contents::Report;
use crate::report::row::{AnsweredBy, Row, RowKind};

impl Report {
    /// Panics if a handler has no policy, or if it cannot be told which one it has. `except` are paths that need none. A
    /// path in it that has a policy, or that does not exist, is an error, too.
    ///
    /// Paths that no resource matches are not looked at: they mostly end in a 404.
    ///
    /// ```should_panic
    /// use actix_web::web;
    ///
    /// # #[actix_web::main]
    /// # async fn main() {
    /// let report = cors_actix::report(|config| {
    ///     config.route("/health", web::get().to(|| async { "up" })).route("/items", web::get().to(|| async { "items" }));
    /// });
    /// report.await.unwrap().deny_unlisted(&["/health"]); // `/items` has no policy
    /// # }
    /// ```
    ///
    /// # Panics
    /// With a line for each such handler.
    #[track_caller]
    pub fn deny_unlisted(&self, except: &[&str]) {
        let unlisted: Vec<_> = self.rows.iter().filter(|row| is_unlisted(row)).collect();
        let paths: BTreeSet<_> = unlisted.iter().map(|row| row.path.as_str()).collect();
        let denied = unlisted.iter().filter(|row| !except.contains(&row.path.as_str()));
        let lines = denied.map(|row| match row.answered_by {
            AnsweredBy::Unknown => format!("{}: it cannot be told which policy applies", row.title()),
            _ => format!("{}: no policy answers", row.title()),
        });
        let needless = except.iter().filter(|path| !paths.contains(*path));
        let lines = lines.chain(needless.map(|path| format!("{path}: it is excepted for nothing")));
        let lines: Vec<_> = lines.collect();
        assert!(
            lines.is_empty(),
            "{}\nhelp: add `#[cors(…)]` or `#[cors(off)]` to the handler, or a `Cors` around it, or add its path to the \
             exceptions",
            lines.join("\n")
        );
    }
}

fn is_unlisted(row: &Row) -> bool {
    row.kind == RowKind::Resource && matches!(row.answered_by, AnsweredBy::None | AnsweredBy::Unknown)
}
