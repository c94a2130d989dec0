//! A world for the server that stands still until it is moved: for tests and the simulation.

mod databases;
mod platform;
mod settings;

pub use databases::Observed;
pub use platform::{Outbox, SeededRandom, SetClock};
pub use settings::sign_in_settings;
