//! Signing in by a link or a code from a mail (design.md section 8), and recognising who is signed in.

mod account_sessions;
mod ask;
mod browser;
mod code;
mod device;
mod email;
mod key;
mod link;
mod mail;
mod network;
mod rate_limit;
mod registration;
mod secret;
mod session;
mod settings;
mod sign_in;
mod sign_in_log;

pub use account_sessions::{Revoked, list_sessions, revoke_sessions};
pub(crate) use ask::LINK_SECS;
pub use ask::ask_for_link;
pub use browser::Browser;
pub use device::Device;
pub use email::Email;
pub use key::Key;
pub use link::look_at_link;
pub use network::Network;
pub use rate_limit::Limits;
pub(crate) use rate_limit::WINDOW_SECS;
pub use registration::Registration;
pub use secret::Secret;
pub(crate) use session::Lasting;
pub use session::{SESSION_MAX_SECS, Viewer, end_session, recognise};
pub use settings::{Misconfigured, Settings};
pub use sign_in::{use_code, use_link};
pub(crate) use sign_in_log::LOG_DAYS;
pub use sign_in_log::sign_in_log;
