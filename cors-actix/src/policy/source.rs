//! Where policies come from: what a [`Cors`](crate::Cors) takes, and what `#[cors(policy = …)]` names.

use std::sync::{Arc, LazyLock};

use cors_core::Policy;

use crate::policy::active::Held;
use crate::policy::handle::PolicyHandle;

/// What a [`Cors`](crate::Cors) takes its policy from: a checked [`Policy`], by value, in an [`Arc`] or borrowed from a
/// `static` (a [`LazyLock`] of one, too), a [`PolicyHandle`], or several of these as an array or a `Vec`, which are its
/// rules.
///
/// A [`Draft`](crate::Draft) is not one: it may be wrong, and [`Draft::check`](crate::Draft::check) says so where something can be
/// done about it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy that a `Cors` can take",
    label = "neither a checked `Policy` nor a `PolicyHandle`",
    note = "check a `Draft` first, since it may be invalid: `Cors::new(draft.check()?)`, or \
            `Cors::new(&PolicyHandle::new(&draft)?)` for a policy that is replaced while the server runs",
    note = "make a policy that is known now a `static`: `static POLICY: Policy = policy!(origins = \
            \"https://app.example.com\");` and `Cors::new(&POLICY)`"
)]
pub trait PolicySource: sealed::Sealed {
    #[doc(hidden)]
    fn into_source(self) -> Source;
}

mod sealed {
    use std::sync::{Arc, LazyLock};

    use cors_core::Policy;

    use crate::policy::handle::PolicyHandle;

    /// Only the types of this module are sources of policies.
    pub trait Sealed {}

    impl Sealed for &'static Policy {}
    impl Sealed for Policy {}
    impl Sealed for Arc<Policy> {}
    impl Sealed for PolicyHandle {}
    impl Sealed for &PolicyHandle {}
    impl<P> Sealed for &'static LazyLock<P> where &'static P: Sealed {}
    impl<S: Sealed, const N: usize> Sealed for [S; N] {}
    impl<S: Sealed> Sealed for Vec<S> {}
}

/// One policy, or several in the order of the rules.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Source(pub(crate) Vec<Kind>);

#[cfg(feature = "report")]
impl Source {
    /// The policies as far as they are written in the program.
    pub(crate) fn written(&self) -> Vec<Policy> {
        let written = |kind: &Kind| match kind {
            Kind::Fixed(held) => held.policy().clone(),
            Kind::Replaceable(handle) => (*handle.policy()).clone(),
        };
        self.0.iter().map(written).collect()
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Fixed(Held),
    Replaceable(PolicyHandle),
}

impl PolicySource for &'static Policy {
    fn into_source(self) -> Source {
        Source(vec![Kind::Fixed(Held::Static(self))])
    }
}

impl PolicySource for Policy {
    fn into_source(self) -> Source {
        Arc::new(self).into_source()
    }
}

impl PolicySource for Arc<Policy> {
    fn into_source(self) -> Source {
        Source(vec![Kind::Fixed(Held::Shared(self))])
    }
}

impl PolicySource for PolicyHandle {
    fn into_source(self) -> Source {
        Source(vec![Kind::Replaceable(self)])
    }
}

impl PolicySource for &PolicyHandle {
    fn into_source(self) -> Source {
        self.clone().into_source()
    }
}

impl<P> PolicySource for &'static LazyLock<P>
where
    &'static P: PolicySource,
{
    fn into_source(self) -> Source {
        LazyLock::force(self).into_source()
    }
}

impl<S: PolicySource, const N: usize> PolicySource for [S; N] {
    fn into_source(self) -> Source {
        Vec::from(self).into_source()
    }
}

impl<S: PolicySource> PolicySource for Vec<S> {
    fn into_source(self) -> Source {
        Source(self.into_iter().flat_map(|source| source.into_source().0).collect())
    }
}

/// What `#[cors(policy = …)]` can name.
#[diagnostic::on_unimplemented(
    message = "`#[cors(policy = …)]` takes a `Policy`, a `LazyLock<Policy>` or a `PolicyHandle`, and this is a `{Self}`",
    label = "not a policy",
    note = "name one that `policy!` makes: `static NAME: Policy = policy!(origins = \"https://app.example.com\");`",
    note = "make one from a `Draft` when the program starts: `static NAME: LazyLock<Policy> = LazyLock::new(|| \
            draft().check().expect(\"a valid policy\"));`"
)]
pub trait NamedPolicy: Sync + 'static {
    /// The source of the policy.
    fn source(&'static self) -> Source;
}

#[diagnostic::do_not_recommend]
impl<P: Sync + 'static> NamedPolicy for P
where
    &'static P: PolicySource,
{
    fn source(&'static self) -> Source {
        self.into_source()
    }
}

#[diagnostic::do_not_recommend]
impl NamedPolicy for &'static Policy {
    fn source(&'static self) -> Source {
        (*self).into_source()
    }
}
