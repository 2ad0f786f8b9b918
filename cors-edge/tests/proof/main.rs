//! Exported configurations in real gateways, in front of applications put together at random: browsers see the same answers from the
//! gateway as from the application itself.

mod application;
mod ask;
mod compare;
mod envoy;
mod gateway;
mod nginx;
mod traefik;
