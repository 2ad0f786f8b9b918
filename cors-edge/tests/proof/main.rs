//! Exported configurations in real gateways, in front of applications put together at random: browsers see the same answers from the
//! gateway as from the application itself. No gateway runs here for the Gateway API, so its documents are validated.

mod application;
mod ask;
mod compare;
mod envoy;
mod gateway;
mod gateway_api;
mod nginx;
mod probe;
mod traefik;
