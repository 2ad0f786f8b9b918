//! `with = path::to::fn`: the application is asked about origins that a policy does not list.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::RequestHead;
use cors_core::Origin;

/// A function of the application that knows more origins than the policy lists.
#[derive(Clone)]
#[expect(clippy::type_complexity, reason = "each is named where it stands, and nowhere else")]
pub enum Predicate {
    /// It answers at once.
    Now(Rc<dyn Fn(&Origin<'_>, &RequestHead) -> bool>),
    /// It answers when it has looked.
    Later(Rc<dyn for<'a> Fn(&'a Origin<'a>, &'a RequestHead) -> Pin<Box<dyn Future<Output = bool> + 'a>>>),
}

impl fmt::Debug for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Predicate::Now(_) => "Predicate::Now",
            Predicate::Later(_) => "Predicate::Later",
        })
    }
}

/// What `with = …` takes: a function that answers at once, or an `async` one. `Kind` tells the two apart.
#[diagnostic::on_unimplemented(
    message = "`with` takes a function from the origin and the head of the request to `bool`",
    label = "this is none",
    note = "write `fn admits(origin: &cors_actix::Origin<'_>, head: &actix_web::dev::RequestHead) -> bool`, or `async fn` with the same parameters"
)]
pub trait IntoPredicate<Kind> {
    /// Makes it one.
    fn into_predicate(self) -> Predicate;
}

/// The kind of functions that answer at once.
pub struct AnswersNow;

/// The kind of functions that answer later.
pub struct AnswersLater;

impl<F> IntoPredicate<AnswersNow> for F
where
    F: Fn(&Origin<'_>, &RequestHead) -> bool + 'static,
{
    fn into_predicate(self) -> Predicate {
        Predicate::Now(Rc::new(self))
    }
}

impl<F> IntoPredicate<AnswersLater> for F
where
    F: AsyncFn(&Origin<'_>, &RequestHead) -> bool + Clone + 'static,
{
    fn into_predicate(self) -> Predicate {
        Predicate::Later(Rc::new(move |origin, head| {
            let admits = self.clone();
            Box::pin(async move { admits(origin, head).await })
        }))
    }
}

/// Called by the code generated for `with = …`.
pub fn predicate<Kind>(function: impl IntoPredicate<Kind>) -> Predicate {
    function.into_predicate()
}
