//! What can go wrong, as the API tells it: a stable code and a sentence that a person can act on.

use std::error::Error;

use shared_model::protocol::ErrorCode;

use crate::auth::Misconfigured;
use crate::database::DatabaseError;
use crate::platform::{MailError, NoRandomness};

const DAY_SECS: i64 = 86_400;

/// A request that was not done. The text of each is for the person; what caused it is only for the log.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody is signed in, or no longer.
    #[error("Sign in to do this.")]
    Unauthenticated,
    /// The account that the request was meant for was never here: this server was restored from a backup that is older than
    /// the account.
    #[error("{}", account_unknown(*is_other))]
    AccountUnknown {
        /// Whether somebody is signed in, who cannot be meant.
        is_other: bool,
    },
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
    /// A link that would confirm a change of address was used already, is too old, or was never given out.
    #[error(
        "This link does not work any more. Ask for the change of address again on the Account screen."
    )]
    AddressLinkInvalid,
    /// The code is not the one of this browser's last mail, or too many were wrong, or it is too old.
    #[error("{}", code_invalid(*tries_left))]
    CodeInvalid {
        /// How many codes may still be tried.
        tries_left: i64,
    },
    /// Somebody has asked for too many mails or has tried too often.
    #[error("{}", rate_limited(*retry_after_secs))]
    RateLimited {
        /// In how many seconds it may be tried again.
        retry_after_secs: i64,
    },
    /// The mail could not be sent.
    #[error("{}", mail_not_sent(.0))]
    MailNotSent(#[source] MailError),
    /// Whoever runs the server has to do something before anybody can sign in.
    #[error("Signing in is not set up on this server. Tell whoever runs it.")]
    Misconfigured(#[from] Misconfigured),
    /// The database did not answer as it should.
    #[error("{}", unavailable(.0))]
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
            Self::Unauthenticated | Self::AccountUnknown { is_other: false } => {
                ErrorCode::Unauthenticated
            }
            Self::AccountDeleted => ErrorCode::AccountDeleted,
            Self::WrongAccount | Self::AccountUnknown { is_other: true } => ErrorCode::WrongAccount,
            Self::UpgradeRequired => ErrorCode::UpgradeRequired,
            Self::CloudStoragePaused => ErrorCode::CloudStoragePaused,
            Self::Resync => ErrorCode::Resync,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::BadInput(_) => ErrorCode::BadInput,
            Self::CrossSite(_) => ErrorCode::CrossSite,
            Self::LinkInvalid | Self::AddressLinkInvalid => ErrorCode::LinkInvalid,
            Self::CodeInvalid { .. } => ErrorCode::CodeInvalid,
            Self::RateLimited { .. } => ErrorCode::RateLimited,
            Self::MailNotSent(_) => ErrorCode::MailNotSent,
            Self::Misconfigured(_)
            | Self::Database(_)
            | Self::NoRandomness(_)
            | Self::Platform(_) => ErrorCode::Unavailable,
        }
    }

    /// Whether the server can do nothing more today.
    pub(crate) fn is_used_up(&self) -> bool {
        matches!(self, Self::Database(DatabaseError::UsedUp(_)))
    }

    /// A number that a program needs to say the same in its own words, by its name in `extensions`.
    pub fn detail(&self) -> Option<(&'static str, i64)> {
        match self {
            Self::AccountUnknown { .. } => Some(("accountIsUnknown", 1)),
            Self::CodeInvalid { tries_left } => Some(("triesLeft", *tries_left)),
            Self::RateLimited { retry_after_secs } => Some(("retryAfterSecs", *retry_after_secs)),
            // Of a day's mails, at the latest; of a month's, it is said again tomorrow.
            Self::MailNotSent(MailError::UsedUp(_)) => Some(("retryAfterSecs", DAY_SECS)),
            _ => None,
        }
    }
}

/// To the person it is as if the account were there.
fn account_unknown(is_other: bool) -> String {
    match is_other {
        true => ApiError::WrongAccount,
        false => ApiError::Unauthenticated,
    }
    .to_string()
}

fn code_invalid(tries_left: i64) -> String {
    match tries_left {
        0 => "This code does not work any more. Ask for a new mail.".to_owned(),
        1 => "This is not the code of the last mail. You can try once more.".to_owned(),
        _ => format!("This is not the code of the last mail. You can try {tries_left} times more."),
    }
}

fn rate_limited(retry_after_secs: i64) -> String {
    const HOUR_MINUTES: i64 = 60;
    match (retry_after_secs + 59) / 60 {
        1 => "This was tried too often. Try again in a minute.".to_owned(),
        minutes if minutes > 2 * HOUR_MINUTES => {
            let hours = (minutes + HOUR_MINUTES - 1) / HOUR_MINUTES;
            format!("This was tried too often. Try again in {hours} hours.")
        }
        minutes => format!("This was tried too often. Try again in {minutes} minutes."),
    }
}

fn unavailable(error: &DatabaseError) -> &'static str {
    match error {
        DatabaseError::UsedUp(_) => {
            "The server takes no more for today. What you wrote stays on this device, and goes on from there tomorrow."
        }
        DatabaseError::Failed(_) | DatabaseError::Unexpected(_) => {
            "The server could not do this right now. Try again in a moment."
        }
    }
}

fn mail_not_sent(error: &MailError) -> &'static str {
    match error {
        MailError::Recipient(_) => {
            "No mail can be sent to this address. Check it, or use another one."
        }
        MailError::UsedUp(_) => {
            "No more mails can be sent today. Try again tomorrow; if it stays so, tell whoever runs the server."
        }
        MailError::Service(_) => "The mail could not be sent. Try again in a few minutes.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_minutes_or_hours_that_are_long_enough() {
        for (secs, told) in [
            (1, "a minute"),
            (60, "a minute"),
            (61, "2 minutes"),
            (3_600, "60 minutes"),
            (7_200, "120 minutes"),
            (7_201, "3 hours"),
            (86_400, "24 hours"),
        ] {
            let text = rate_limited(secs);
            assert!(text.ends_with(&format!("in {told}.")), "{secs}: {text}");
        }
    }

    #[test]
    fn mails_that_are_used_up_come_again_tomorrow() {
        let error = ApiError::MailNotSent(MailError::UsedUp("used up".into()));
        assert!(error.to_string().contains("tomorrow"));
        assert_eq!(error.detail(), Some(("retryAfterSecs", 86_400)));
        let error = ApiError::MailNotSent(MailError::Service("busy".into()));
        assert_eq!(error.detail(), None);
    }

    #[test]
    fn the_tries_that_are_left_are_told() {
        assert!(code_invalid(0).contains("Ask for a new mail"));
        assert!(code_invalid(1).contains("once more"));
        assert!(code_invalid(4).contains("4 times more"));
    }
}
