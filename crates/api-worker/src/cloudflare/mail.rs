//! Which way mail goes out.

use std::sync::Arc;

use worker::{Env, Result};

use super::email::EmailBinding;
use super::http::WorkerHttp;
use crate::platform::Mailer;
use crate::resend::{self, Resend};

/// Resend where there is a key for it, or else Cloudflare's email binding.
///
/// # Errors
/// When neither is there, or nobody says which address mails come from.
pub(super) fn mailer(env: &Env) -> Result<Arc<dyn Mailer>> {
    let from = env.var("MAIL_FROM")?.to_string();
    let Ok(api_key) = env.secret("RESEND_API_KEY") else {
        let binding = env.send_email("EMAIL")?;
        return Ok(Arc::new(EmailBinding { binding, from }));
    };
    let url = match env.var("RESEND_URL") {
        Ok(url) => url.to_string().trim_end_matches('/').to_owned(),
        Err(_) => resend::URL.to_owned(),
    };
    Ok(Arc::new(Resend {
        http: WorkerHttp,
        url,
        api_key: api_key.to_string(),
        from,
    }))
}
