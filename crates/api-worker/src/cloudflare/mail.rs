//! Which way mail goes out.

use std::sync::Arc;

use worker::Env;

use super::email::EmailBinding;
use super::http::WorkerHttp;
use crate::platform::{Mailer, NoMailer};
use crate::resend::{self, Resend};

/// Resend where there is a key for it, or else Cloudflare's email binding. Where neither is there, or nobody says which address
/// mails come from, no mail can be sent, and everything else works.
pub(super) fn mailer(env: &Env) -> Arc<dyn Mailer> {
    let Ok(from) = env.var("MAIL_FROM") else {
        return Arc::new(NoMailer("MAIL_FROM is not set"));
    };
    let from = from.to_string();
    let Ok(api_key) = env.secret("RESEND_API_KEY") else {
        return match env.send_email("EMAIL") {
            Ok(binding) => Arc::new(EmailBinding { binding, from }),
            Err(_) => Arc::new(NoMailer(
                "there is neither the secret RESEND_API_KEY nor the binding EMAIL",
            )),
        };
    };
    let url = match env.var("RESEND_URL") {
        Ok(url) => url.to_string().trim_end_matches('/').to_owned(),
        Err(_) => resend::URL.to_owned(),
    };
    Arc::new(Resend {
        http: WorkerHttp,
        url,
        api_key: api_key.to_string(),
        from,
    })
}
