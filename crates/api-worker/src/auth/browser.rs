//! The browser that is asking.

use super::device::Device;
use super::network::Network;
use super::secret::Secret;
use crate::database::Param;

/// The browser that is asking, as far as its request tells.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// What it was given when it asked for a link.
    pub nonce: Option<Secret>,
    /// Its session, lasting or not.
    pub session: Option<Secret>,
    /// What it runs on.
    pub device: Device,
    /// Where it is; nothing when nobody knows.
    pub network: Option<Network>,
}

impl Browser {
    pub(super) fn nonce_hash(&self) -> Param {
        self.nonce.as_ref().map(Secret::hash).into()
    }
}
