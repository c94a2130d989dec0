//! Clients and one server in one process: the real client-core against the real server code on SQLite, with a network
//! between them that does what networks do.

mod network;
pub mod simulator;
mod world;

pub use network::{Fault, Network};
pub use world::{Device, World};
