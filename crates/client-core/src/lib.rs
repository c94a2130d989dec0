//! A Mirubato client without a screen: local store, auth state, sync engine, event bus, data source, files.
//!
//! It sees the device only through the traits of [`platform`], so that the whole of it runs natively in tests. A
//! record's way: a form calls [`Journal::save`], which writes the local store at once; [`AuthContext::sync_to_cloud`]
//! sends it to the account and takes in what other devices sent; [`events::Event`]s tell the screens to read again.

pub mod api;
mod arrays;
pub mod auth;
mod backoff;
pub mod backup;
pub mod client;
pub mod clock_check;
mod counted_store;
pub mod data_source;
pub mod drafts;
pub mod events;
pub mod horizon;
pub mod journal;
pub mod keys;
mod legacy;
mod own_value;
mod ownership;
pub mod platform;
mod preference_store;
mod record_store;
mod reference;
mod stored;
mod sync;
mod tab;
#[cfg(any(test, feature = "test-support"))]
pub mod test_support;
pub mod timer;
pub mod transfer;
pub mod user;

pub use api::{ApiError, Details};
pub use auth::{
    AnonymousData, AnonymousSummary, AuthContext, CheckError, CheckedBackup, Repaired, SignedOut,
};
pub use backoff::Backoff;
pub use backup::{BackupFailure, BackupState};
pub use client::Client;
pub use clock_check::ClockOff;
pub use data_source::{DataSource, data_source};
pub use drafts::Drafts;
pub use events::{Event, EventBus, Subscription};
pub use horizon::Reach;
pub use journal::{
    AnyRecord, Journal, JournalRecord, Older, Rejected, SaveError, StorageUse, Trashed,
};
pub use platform::{
    Clock, Connectivity, LocalBoxFuture, LocalStore, Platform, Random, Server, ServerAnswer,
    ServerFailure, StoreError,
};
pub use reference::Reference;
pub use sync::SyncError;
pub use user::{LocalUser, example_record_id};
