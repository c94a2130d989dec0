//! Mail through Resend's HTTP API. What is sent and what an answer means is decided here; the platform only carries it.

use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::json;

use crate::platform::{Mail, MailError, Mailer};

/// Where Resend is.
pub const URL: &str = "https://api.resend.com";

/// A POST request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Its address.
    pub url: String,
    /// Its headers.
    pub headers: [(&'static str, String); 3],
    /// Its body.
    pub body: String,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// No answer came. Whether the request was heard is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

/// The way to another server.
pub trait Http: Send + Sync {
    /// Posts a request. Ends by itself: one that hangs is given up after a while.
    fn post(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>>;
    /// Waits for as long as a server that is busy may need, and as a person may have to wait.
    fn pause(&self) -> BoxFuture<'_, ()>;
}

/// Resend as a mailer.
pub struct Resend<H> {
    /// The way there.
    pub http: H,
    /// Where it is, without a slash at the end: [`URL`], or what stands in for it.
    pub url: String,
    /// The key that it gave to whoever runs this server.
    pub api_key: String,
    /// The address that mails come from.
    pub from: String,
}

impl<H: Http> Mailer for Resend<H> {
    /// Tries a second time what may work then. Resend knows the mail by its id, so that it goes out once.
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(async move {
            let request = self.request(&mail);
            let mut outcome = Outcome::of(self.http.post(request.clone()).await);
            if matches!(outcome, Outcome::Busy(_)) {
                self.http.pause().await;
                outcome = Outcome::of(self.http.post(request).await);
            }
            match outcome {
                Outcome::Sent => Ok(()),
                Outcome::BadRecipient(why) => Err(MailError::Recipient(why.into())),
                Outcome::UsedUp(why) => Err(MailError::UsedUp(why.into())),
                Outcome::Busy(why) | Outcome::Refused(why) => Err(MailError::Service(why.into())),
            }
        })
    }
}

impl<H> Resend<H> {
    fn request(&self, mail: &Mail) -> HttpRequest {
        let body = json!({
            "from": self.from,
            "to": [mail.to],
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
        });
        HttpRequest {
            url: format!("{}/emails", self.url),
            headers: [
                ("authorization", format!("Bearer {}", self.api_key)),
                ("content-type", "application/json".to_owned()),
                ("idempotency-key", mail.id.clone()),
            ],
            body: body.to_string(),
        }
    }
}

/// What became of a request. The texts are for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    /// No mail goes to this address.
    BadRecipient(String),
    /// It may work a moment later.
    Busy(String),
    /// The mails of the day, or of the month, are used up.
    UsedUp(String),
    /// It will not work.
    Refused(String),
}

impl Outcome {
    fn of(answer: Result<HttpAnswer, NoAnswer>) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Refusal {
            name: String,
            message: String,
        }
        let Ok(HttpAnswer { status, body }) = answer else {
            return Self::Busy("Resend did not answer".to_owned());
        };
        if (200..300).contains(&status) {
            return Self::Sent;
        }
        // The message may name the address. The name is one of a few words; what else it could be is not logged.
        let refusal: Refusal = serde_json::from_str(&body).unwrap_or_default();
        let is_word = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        let name = Some(refusal.name.as_str()).filter(|name| is_word(name));
        let name = name.unwrap_or_default();
        let why = format!("Resend answered {status} {name}");
        match status {
            429 if name.ends_with("_quota_exceeded") => Self::UsedUp(why),
            // The first try is still under way.
            409 if name == "concurrent_idempotent_requests" => Self::Busy(why),
            429 | 500.. => Self::Busy(why),
            400 | 422 if refusal.message.contains("`to`") => Self::BadRecipient(why),
            _ => Self::Refused(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use futures_util::FutureExt as _;
    use futures_util::future::ready;
    use serde_json::Value;

    use super::*;

    const ADDRESS: &str = "clara@example.org";

    /// Answers as it was told to, and keeps what it was asked.
    struct Scripted {
        answers: Mutex<VecDeque<Result<HttpAnswer, NoAnswer>>>,
        asked: Mutex<Vec<HttpRequest>>,
    }

    impl Http for Scripted {
        fn post(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpAnswer, NoAnswer>> {
            self.asked.lock().expect("not poisoned").push(request);
            let answer = self.answers.lock().expect("not poisoned").pop_front();
            ready(answer.expect("no request too many")).boxed()
        }

        fn pause(&self) -> BoxFuture<'_, ()> {
            ready(()).boxed()
        }
    }

    fn answer(status: u16, body: &Value) -> Result<HttpAnswer, NoAnswer> {
        let body = body.to_string();
        Ok(HttpAnswer { status, body })
    }

    fn sent() -> Result<HttpAnswer, NoAnswer> {
        answer(200, &json!({ "id": "49a3999c" }))
    }

    fn refusal(status: u16, name: &str, message: &str) -> Result<HttpAnswer, NoAnswer> {
        answer(
            status,
            &json!({ "statusCode": status, "name": name, "message": message }),
        )
    }

    /// What becomes of a mail, and what Resend was asked.
    fn send(
        answers: impl IntoIterator<Item = Result<HttpAnswer, NoAnswer>>,
    ) -> (Result<(), MailError>, Vec<HttpRequest>) {
        let resend = Resend {
            http: Scripted {
                answers: Mutex::new(answers.into_iter().collect()),
                asked: Mutex::default(),
            },
            url: URL.to_owned(),
            api_key: "re_key".to_owned(),
            from: "Mirubato <journal@mirubato.example>".to_owned(),
        };
        let mail = Mail {
            id: "0123456789abcdef".to_owned(),
            to: ADDRESS.to_owned(),
            subject: "Sign in".to_owned(),
            text: "Hello".to_owned(),
            html: "<p>Hello</p>".to_owned(),
        };
        let result = pollster::block_on(resend.send(mail));
        let unused = resend.http.answers.into_inner().expect("not poisoned");
        assert!(unused.is_empty(), "too few requests");
        (
            result,
            resend.http.asked.into_inner().expect("not poisoned"),
        )
    }

    #[test]
    fn a_mail_is_one_request_with_a_key_and_a_name() {
        let (result, asked) = send([sent()]);
        assert!(result.is_ok());
        let [request] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        assert_eq!(request.url, "https://api.resend.com/emails");
        let headers = [
            ("authorization", "Bearer re_key".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", "0123456789abcdef".to_owned()),
        ];
        assert_eq!(request.headers, headers);
        let body: Value = serde_json::from_str(&request.body).expect("JSON");
        let expected = json!({
            "from": "Mirubato <journal@mirubato.example>", "to": [ADDRESS], "subject": "Sign in",
            "text": "Hello", "html": "<p>Hello</p>",
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn what_may_work_later_is_tried_once_more_under_the_same_name() {
        for first in [
            Err(NoAnswer),
            refusal(429, "rate_limit_exceeded", "Too many requests."),
            refusal(
                500,
                "internal_server_error",
                "An unexpected error occurred.",
            ),
            Ok(HttpAnswer {
                status: 502,
                body: "<html>Bad gateway</html>".to_owned(),
            }),
            refusal(409, "concurrent_idempotent_requests", "In progress."),
        ] {
            let (result, asked) = send([first.clone(), sent()]);
            assert!(result.is_ok(), "{first:?}");
            assert_eq!(asked[0], asked[1]);
            let (result, _) = send([first.clone(), first.clone()]);
            assert!(matches!(result, Err(MailError::Service(_))), "{first:?}");
        }
    }

    #[test]
    fn what_will_not_work_is_not_tried_again() {
        for refused in [
            refusal(401, "missing_api_key", "Missing API key."),
            refusal(403, "invalid_api_key", "API key is invalid."),
            refusal(
                403,
                "validation_error",
                "You can only send testing emails to your own email address.",
            ),
            refusal(422, "invalid_from_address", "Invalid `from` field."),
            // Whom the answer sends elsewhere is not followed there: the key is for Resend alone.
            answer(302, &json!({})),
            answer(307, &json!({})),
        ] {
            let (result, _) = send([refused.clone()]);
            assert!(matches!(result, Err(MailError::Service(_))), "{refused:?}");
        }
    }

    #[test]
    fn mails_that_are_used_up_are_told_apart_and_not_tried_again() {
        for name in ["daily_quota_exceeded", "monthly_quota_exceeded"] {
            let (result, _) = send([refusal(429, name, "You have reached your quota.")]);
            assert!(matches!(result, Err(MailError::UsedUp(_))), "{name}");
        }
    }

    #[test]
    fn an_address_that_takes_no_mail_is_told_apart_and_not_logged() {
        let message = format!("Invalid `to` field: {ADDRESS}.");
        for status in [400, 422] {
            let (result, _) = send([refusal(status, "validation_error", &message)]);
            let Err(MailError::Recipient(why)) = result else {
                panic!("{result:?}")
            };
            assert_eq!(
                why.to_string(),
                format!("Resend answered {status} validation_error")
            );
        }
        let (result, _) = send([refusal(400, ADDRESS, ADDRESS)]);
        let Err(MailError::Service(why)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(why.to_string(), "Resend answered 400 ");
    }
}
