//! `with = path::to::fn`: a function of the application that admits origins which a policy does not list.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::HttpRequest;
use cors_core::{Origin, Policy};

/// A function of the application that knows more origins than the policy lists.
#[derive(Clone)]
#[expect(clippy::type_complexity, reason = "each type is named here and nowhere else")]
pub enum Predicate {
    /// It answers at once.
    Sync(Rc<dyn Fn(&Origin<'_>, &HttpRequest) -> bool>),
    /// It answers later.
    Async(Rc<dyn for<'a> Fn(&'a Origin<'a>, &'a HttpRequest) -> Pin<Box<dyn Future<Output = bool> + 'a>>>),
}

impl fmt::Debug for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Predicate")
    }
}

/// A function that `with` takes: synchronous or `async`. `Kind` tells the two apart.
#[diagnostic::on_unimplemented(
    message = "`with` takes a function from an origin and a request to `bool`",
    label = "this is not such a function",
    note = "write `fn admits(origin: &cors_actix::Origin<'_>, request: &actix_web::HttpRequest) -> bool`, or `async fn` with the same parameters"
)]
pub trait IntoPredicate<Kind> {
    /// Converts the function.
    fn into_predicate(self) -> Predicate;
}

/// The kind of functions that answer at once.
pub struct SyncKind;

/// The kind of functions that answer later.
pub struct AsyncKind;

impl<F> IntoPredicate<SyncKind> for F
where
    F: Fn(&Origin<'_>, &HttpRequest) -> bool + 'static,
{
    fn into_predicate(self) -> Predicate {
        Predicate::Sync(Rc::new(self))
    }
}

impl<F> IntoPredicate<AsyncKind> for F
where
    F: AsyncFn(&Origin<'_>, &HttpRequest) -> bool + Clone + 'static,
{
    fn into_predicate(self) -> Predicate {
        Predicate::Async(Rc::new(move |origin, request| {
            let admits = self.clone();
            Box::pin(async move { admits(origin, request).await })
        }))
    }
}

/// How generated code keeps a function of `with` in a policy: each worker makes its own.
pub type MakePredicate = fn() -> Predicate;

/// The function of the application that a policy asks about origins which it does not list.
pub(crate) fn predicate_of(policy: &Policy) -> Option<Predicate> {
    let make = policy.runtime().predicate?.downcast_ref::<MakePredicate>()?;
    Some(make())
}

/// Called by the code generated for `with = …`.
pub fn predicate<Kind>(function: impl IntoPredicate<Kind>) -> Predicate {
    function.into_predicate()
}
