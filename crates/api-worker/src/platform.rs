//! What the server needs of the world beside a database: the time, chance, and mail.

use std::error::Error;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use shared_model::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// There is no randomness to be had.
#[derive(Debug, thiserror::Error)]
#[error("no random bytes: {0}")]
pub struct NoRandomness(pub String);

/// Makes bytes that nobody can guess.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// When the platform has none.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), NoRandomness>;
}

/// So many random bytes.
pub(crate) fn random_bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// A mail, which says the same in plain text and in HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// A random name, by which a service knows that it has been given the mail before.
    pub id: String,
    /// The address it goes to.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, readable without images.
    pub html: String,
}

/// The mail could not be handed over. The text is for the log and must not contain the mail or its address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No mail goes to this address.
    #[error("the mail's recipient was refused")]
    Recipient(#[source] Box<dyn Error + Send + Sync>),
    /// No mail goes out before tomorrow.
    #[error("the mails of the day are used up")]
    UsedUp(#[source] Box<dyn Error + Send + Sync>),
    /// No mail goes out now.
    #[error("the mail could not be sent")]
    Service(#[source] Box<dyn Error + Send + Sync>),
}

/// Sends mail.
pub trait Mailer: Send + Sync {
    /// Hands a mail over to be delivered.
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), MailError>>;
}

/// The mailer of a server that has none: everything but mail works there. The text says why, for the log.
#[derive(Clone, Copy, Debug)]
pub struct NoMailer(pub &'static str);

impl Mailer for NoMailer {
    fn send(&self, _mail: Mail) -> BoxFuture<'_, Result<(), MailError>> {
        ready(Err(MailError::Service(self.0.into()))).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_way_for_mail_each_mail_says_why_it_did_not_go_out() {
        let mail = Mail {
            id: "0123456789abcdef".to_owned(),
            to: "clara@example.org".to_owned(),
            subject: "Sign in".to_owned(),
            text: "Hello".to_owned(),
            html: "<p>Hello</p>".to_owned(),
        };
        let sent = pollster::block_on(NoMailer("there is no binding").send(mail));
        let Err(MailError::Service(why)) = sent else {
            panic!("{sent:?}")
        };
        assert_eq!(why.to_string(), "there is no binding");
    }
}
