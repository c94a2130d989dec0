//! What can go wrong, as the API tells it: a stable code and a sentence that a person can act on.

use std::error::Error;

use shared_model::protocol::ErrorCode;

use crate::database::DatabaseError;
use crate::platform::{MailError, NoRandomness};

/// A request that was not done. The text of each is for the person; what caused it is only for the log.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody is signed in, or no longer.
    #[error("Sign in to do this.")]
    Unauthenticated,
    /// The account that the request was meant for was deleted.
    #[error("This account was deleted. What is on this device is still here.")]
    AccountDeleted,
    /// Somebody else is signed in than the request was meant for.
    #[error("Another account is signed in in this browser now. Sign in again to go on with yours.")]
    WrongAccount,
    /// The client's record model is not the server's.
    #[error("This page is of another version than the server. Reload it; what you wrote stays.")]
    UpgradeRequired,
    /// The user has paused the account's copy.
    #[error("The account's copy of the journal is paused. Switch it on to back up again.")]
    CloudStoragePaused,
    /// The server does not know the cursor.
    #[error("The server does not know where this device stopped reading. Read everything again.")]
    Resync,
    /// The request has more records or bytes than one may have.
    #[error("This is more than one request may carry. Send it in smaller parts.")]
    TooLarge,
    /// An argument has another form than it should; the text says which, and what it should be.
    #[error("{0}")]
    BadInput(&'static str),
    /// The request came from a page of another site; the text says which site is the journal's own.
    #[error(
        "This request came from a page of another address than the journal's. Open {0} and try again there."
    )]
    CrossSite(String),
    /// The magic link was used already, is too old, or was never given out.
    #[error("This link was used already or is older than 10 minutes. Ask for a new one.")]
    LinkInvalid,
    /// The mail could not be sent.
    #[error("The mail could not be sent. Check the address, or try again in a few minutes.")]
    MailNotSent(#[source] MailError),
    /// The database did not answer as it should.
    #[error("The server could not do this right now. Try again in a moment.")]
    Database(#[from] DatabaseError),
    /// The platform gave no randomness.
    #[error("The server could not do this right now. Try again in a moment.")]
    NoRandomness(#[from] NoRandomness),
    /// The platform failed, or the Worker is not set up as it should be.
    #[error("The server could not do this right now. Try again in a moment.")]
    Platform(#[source] Box<dyn Error + Send + Sync>),
}

impl ApiError {
    /// Its stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unauthenticated => ErrorCode::Unauthenticated,
            Self::AccountDeleted => ErrorCode::AccountDeleted,
            Self::WrongAccount => ErrorCode::WrongAccount,
            Self::UpgradeRequired => ErrorCode::UpgradeRequired,
            Self::CloudStoragePaused => ErrorCode::CloudStoragePaused,
            Self::Resync => ErrorCode::Resync,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::BadInput(_) => ErrorCode::BadInput,
            Self::CrossSite(_) => ErrorCode::CrossSite,
            Self::LinkInvalid => ErrorCode::LinkInvalid,
            Self::MailNotSent(_) => ErrorCode::MailNotSent,
            Self::Database(_) | Self::NoRandomness(_) | Self::Platform(_) => ErrorCode::Unavailable,
        }
    }
}
