//! The Worker's clock and randomness.

use shared_model::Timestamp;

use crate::platform::{Clock, NoRandomness, Random};

/// The Worker's clock, which stands still while nothing is awaited.
pub(super) struct WorkerClock;

impl Clock for WorkerClock {
    fn now(&self) -> Timestamp {
        let millis = worker::Date::now().as_millis();
        Timestamp::from_clock(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// Web Crypto.
pub(super) struct WebCrypto;

impl Random for WebCrypto {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(buffer).map_err(|error| NoRandomness(error.to_string()))
    }
}
