//! The Mirubato server: a GraphQL API over journals that are kept in D1.
//!
//! A request comes in through [`api`], is answered by the schema's resolvers, and these call the use cases: [`auth`], which
//! makes a [`auth::Viewer`], and [`journal`] and [`account`], which ask for one. Once an hour a cron calls [`retention`]. All
//! SQL goes through the one method of [`database::Database`]. What is deployed is `cloudflare`, the platform behind the
//! traits; `sqlite` and `testing` are what tests put there.
//!
//! Nothing here panics: a panic in a Worker takes the requests that are under way down with it.
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod account;
pub mod api;
pub mod auth;
mod cookies;
pub mod database;
mod error;
pub mod journal;
pub mod log;
mod origin;
pub mod platform;
mod request_id;
pub mod resend;
pub mod retention;
mod schema;
mod tables;

#[cfg(target_arch = "wasm32")]
pub mod cloudflare;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::ApiError;
pub use request_id::RequestId;
pub use schema::schema_sdl;
