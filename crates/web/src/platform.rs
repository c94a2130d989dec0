//! The browser behind client-core's traits, and what only a browser has: several tabs, visibility, languages. Nothing
//! else in this crate knows of these APIs.

mod clock;
mod connectivity;
pub(crate) mod dom;
pub(crate) mod download;
pub(crate) mod install;
pub(crate) mod intl;
mod one_tab;
pub(crate) mod printing;
mod random;
pub(crate) mod reload;
pub(crate) mod remembered;
mod server;
pub(crate) mod service_worker;
pub(crate) mod sizes;
pub(crate) mod storage_events;
mod store;
pub(crate) mod synchroniser;
pub(crate) mod theme;
pub(crate) mod upload;
pub(crate) mod wake_lock;

use std::rc::Rc;

use client_core::platform::{CHUNK_RECORDS, Platform, SHARE_CHARS, StoreError};

/// This browser.
///
/// # Errors
/// When it lets the app store nothing.
pub(crate) fn browser() -> Result<Platform, StoreError> {
    Ok(Platform {
        store: Rc::new(store::BrowserStore::open()?),
        server: Rc::new(server::SameOriginServer),
        clock: Rc::new(clock::BrowserClock),
        random: Rc::new(random::BrowserRandom),
        connectivity: Rc::new(connectivity::BrowserConnectivity),
        share_chars: SHARE_CHARS,
        chunk_records: CHUNK_RECORDS,
    })
}
