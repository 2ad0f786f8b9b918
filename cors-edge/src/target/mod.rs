//! The gateways.

mod values;

mod envoy;
mod gateway_api;
mod nginx;
mod traefik;

use std::str::FromStr;

use crate::error::Error;
use crate::loss::Loss;
use crate::options::Options;
use crate::plan::Plan;

/// A gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// The static configuration of Envoy.
    Envoy,
    /// `HTTPRoute`s of the Kubernetes Gateway API.
    GatewayApi,
    /// A file for `conf.d` of nginx: maps, and a server.
    Nginx,
    /// A file for the file provider of Traefik.
    Traefik,
}

impl Target {
    /// All of them.
    pub const ALL: &[Target] = &[Target::Envoy, Target::GatewayApi, Target::Nginx, Target::Traefik];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Target::Envoy => "envoy",
            Target::GatewayApi => "gateway-api",
            Target::Nginx => "nginx",
            Target::Traefik => "traefik",
        }
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Target::ALL.iter().copied().find(|target| target.name() == name).ok_or_else(|| {
            let names: Vec<_> = Target::ALL.iter().map(|target| format!("`{}`", target.name())).collect();
            format!("`{name}` is not a target; there are {}", names.join(", "))
        })
    }
}

/// Checks what only one target asks of the options.
///
/// # Errors
/// [`Error::InvalidOption`] names the value.
pub(crate) fn check(target: Target, options: &Options) -> Result<(), Error> {
    match target {
        Target::GatewayApi => gateway_api::check(options),
        Target::Envoy | Target::Nginx | Target::Traefik => Ok(()),
    }
}

/// The text of the configuration, and what the target cannot say.
pub(crate) fn configuration(target: Target, plan: &Plan, options: &Options) -> (String, Vec<Loss>) {
    match target {
        Target::Envoy => (envoy::configuration(plan, options), Vec::new()),
        Target::GatewayApi => gateway_api::configuration(plan, options),
        Target::Nginx => (nginx::configuration(plan, options), Vec::new()),
        Target::Traefik => traefik::configuration(plan, options),
    }
}
