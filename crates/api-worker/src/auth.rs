//! Signing in by magic link (design.md section 8), and recognising who is signed in.

mod email;
mod link;
mod mail;
mod secret;
mod session;

pub use email::Email;
pub(crate) use link::LINK_SECS;
pub use link::{Browser, ask_for_link, look_at_link, use_link};
pub use secret::Secret;
pub use session::{SESSION_MAX_SECS, Viewer, end_session, recognise};
