//! Cloudflare's email binding behind the [`Mailer`] trait.

use futures_util::future::BoxFuture;
use worker::send::SendFuture;
use worker::{Error, SendEmail, SendEmailBuilder};

use crate::platform::{Mail, MailError, Mailer};

/// The binding and the address that mails come from. It is not asked a second time as Resend is: it does not know a mail
/// again, so that one could go out twice.
pub(super) struct EmailBinding {
    pub(super) binding: SendEmail,
    pub(super) from: String,
}

impl Mailer for EmailBinding {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(SendFuture::new(async move {
            let message = SendEmailBuilder::new(&self.from, &mail.to, &mail.subject);
            message.set_text(&mail.text);
            message.set_html(&mail.html);
            self.binding
                .send_with_builder(&message)
                .await
                .map_err(|error| mail_error(&error.into()))?;
            Ok(())
        }))
    }
}

/// What kind of failure it is. The binding's own text may name the address, and this goes to the log.
fn mail_error(error: &Error) -> MailError {
    match error {
        Error::EmailRecipientSuppressed(_) => {
            MailError::Recipient("the recipient is suppressed".into())
        }
        Error::EmailRecipientNotAllowed(_) => {
            MailError::Recipient("the recipient is not allowed".into())
        }
        _ => MailError::Service("the email binding refused it".into()),
    }
}
