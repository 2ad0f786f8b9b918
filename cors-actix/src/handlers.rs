//! `(list, edit)`: annotated handlers as a `Cors` is told of them.

use crate::annotated::{Annotated, AnnotatedRoute};

/// One annotated handler, or several in a tuple: `list`, `(list, edit)`. Tuples take up to sixteen, and tuples of tuples
/// any number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no annotated handler, nor a tuple of them",
    label = "this has no `#[cors]`",
    note = "name handlers with `#[cors]`, as in `Cors::routes((list, edit))`; one alone may stand without a tuple"
)]
pub trait Handlers {
    /// Adds the routes of each.
    #[doc(hidden)]
    fn add_to(self, routes: &mut Vec<&'static AnnotatedRoute>);
}

impl<H: Annotated> Handlers for H {
    fn add_to(self, routes: &mut Vec<&'static AnnotatedRoute>) {
        routes.extend(H::routes());
    }
}

macro_rules! tuples {
    ($($handler:ident)*) => {
        impl<$($handler: Handlers),*> Handlers for ($($handler,)*) {
            #[expect(non_snake_case, reason = "named like their types")]
            fn add_to(self, routes: &mut Vec<&'static AnnotatedRoute>) {
                let ($($handler,)*) = self;
                $($handler.add_to(routes);)*
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
