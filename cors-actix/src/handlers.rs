//! `(list, edit)`: annotated handlers as a `Cors` is told of them.

use crate::annotated::{Annotated, AnnotatedRoute};
use crate::registered::slashed;

/// Annotated handlers: one, several in a tuple, or those of a [`scope`]: `list`, `(list, edit, scope("/admin", users))`.
/// Tuples take up to sixteen, and tuples of tuples any number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no annotated handler, nor a tuple of them",
    label = "this has no `#[cors]`",
    note = "name handlers with `#[cors]`: `Cors::routes((list, edit))`, and those in a scope as `scope(\"/admin\", (users, audit))`"
)]
pub trait Handlers {
    /// Adds the routes of each, with the prefix of the scopes around them.
    #[doc(hidden)]
    fn add_to(self, prefix: &str, routes: &mut Vec<(String, &'static AnnotatedRoute)>);
}

/// Handlers in a scope inside of the place where a [`Cors`](crate::Cors) stands, as in
/// `web::scope("/admin").service(users).service(audit)`. The prefix is written as for
/// [`web::scope`](actix_web::web::scope).
pub fn scope<H: Handlers>(prefix: &str, handlers: H) -> InScope<'_, H> {
    InScope { prefix, handlers }
}

/// Handlers in a scope. See [`scope`].
#[derive(Debug, Clone, Copy)]
pub struct InScope<'p, H> {
    prefix: &'p str,
    handlers: H,
}

impl<H: Handlers> Handlers for InScope<'_, H> {
    fn add_to(self, prefix: &str, routes: &mut Vec<(String, &'static AnnotatedRoute)>) {
        self.handlers.add_to(&format!("{prefix}{}", slashed(self.prefix)), routes);
    }
}

impl<H: Annotated> Handlers for H {
    fn add_to(self, prefix: &str, routes: &mut Vec<(String, &'static AnnotatedRoute)>) {
        routes.extend(H::routes().iter().map(|route| (prefix.to_owned(), route)));
    }
}

macro_rules! tuples {
    ($($handler:ident)*) => {
        impl<$($handler: Handlers),*> Handlers for ($($handler,)*) {
            #[expect(non_snake_case, reason = "named like their types")]
            fn add_to(self, prefix: &str, routes: &mut Vec<(String, &'static AnnotatedRoute)>) {
                let ($($handler,)*) = self;
                $($handler.add_to(prefix, routes);)*
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);
tuples!(A B C D E F G H I J K L M N O P);
