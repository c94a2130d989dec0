//! What a deployment has to be told.

use anyhow::{Context, Result, bail};

use super::address::Address;

/// How mail leaves the Worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mail {
    /// Resend's HTTP API, with a key.
    Resend,
    /// Cloudflare's email binding.
    Binding,
}

impl Mail {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Binding => "binding",
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text.trim() {
            "resend" => Ok(Self::Resend),
            "binding" => Ok(Self::Binding),
            other => bail!("mail goes out by `resend` or `binding`, not `{other}`"),
        }
    }
}

/// Who may make an account, as the Worker reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Registration {
    /// Anybody.
    Open,
    /// Nobody who has none.
    Closed,
    /// The owners of these addresses, and of all that end like `@example.org`.
    List(Vec<String>),
}

impl Registration {
    /// The text that the Worker is given.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Open => "open".to_owned(),
            Self::Closed => "closed".to_owned(),
            Self::List(items) => items.join(", "),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text.trim() {
            "open" => return Ok(Self::Open),
            "closed" => return Ok(Self::Closed),
            _ => {}
        }
        let items: Vec<String> = text
            .split(',')
            .map(|item| item.trim().to_lowercase())
            .collect();
        let good = |item: &String| match item.strip_prefix('@') {
            Some(domain) => is_address(&format!("somebody@{domain}")),
            None => is_address(item),
        };
        if let Some(wrong) = items.iter().find(|item| !good(item)) {
            bail!("`{wrong}` is neither `open` nor `closed`, nor an address or @domain of a list");
        }
        Ok(Self::List(items))
    }
}

/// What was said so far, by flags or by the file of an earlier deployment, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) origin: Option<String>,
    pub(super) mail_from: Option<String>,
    pub(super) mail: Option<String>,
    pub(super) registration: Option<String>,
    pub(super) account: Option<String>,
}

impl Given {
    /// What is not said here is as it was before.
    pub(super) fn or(self, before: Self) -> Self {
        Self {
            origin: self.origin.or(before.origin),
            mail_from: self.mail_from.or(before.mail_from),
            mail: self.mail.or(before.mail),
            registration: self.registration.or(before.registration),
            account: self.account.or(before.account),
        }
    }
}

/// Something that only a person knows.
pub(super) struct Question {
    /// The flag that answers it too.
    pub(super) flag: &'static str,
    pub(super) text: &'static str,
}

const ORIGIN: Question = Question {
    flag: "--origin",
    text: "Address of the app: https://NAME.SUBDOMAIN.workers.dev (the dashboard shows your subdomain under Workers & Pages), \
           or https:// and a domain that your account has",
};
const MAIL: Question = Question {
    flag: "--mail",
    text: "How mail goes out: `resend` (free plan) or `binding` (Cloudflare's own; to anybody on the paid plan only)",
};
const MAIL_FROM: Question = Question {
    flag: "--mail-from",
    text: "Sender of the mails, on a domain that may send there, as in Mirubato <journal@example.org>",
};
const REGISTRATION: Question = Question {
    flag: "--registration",
    text: "Who may make an account: `open` (anybody), `closed` (nobody new), or addresses and @domains with commas between them",
};

/// Everything but the secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) address: Address,
    pub(super) mail_from: String,
    pub(super) mail: Mail,
    pub(super) registration: Registration,
}

impl Answers {
    /// Takes what was given, and asks for the rest.
    pub(super) fn gather(
        given: &Given,
        ask: &mut dyn FnMut(&Question) -> Result<String>,
    ) -> Result<Self> {
        let address = answer(&ORIGIN, given.origin.as_deref(), ask, Address::parse)?;
        let mail = answer(&MAIL, given.mail.as_deref(), ask, Mail::parse)?;
        let mail_from = answer(&MAIL_FROM, given.mail_from.as_deref(), ask, sender)?;
        let registration = answer(
            &REGISTRATION,
            given.registration.as_deref(),
            ask,
            Registration::parse,
        )?;
        Ok(Self {
            address,
            mail_from,
            mail,
            registration,
        })
    }
}

/// What was given must be right. What is asked for is asked again until it is.
fn answer<T>(
    question: &Question,
    given: Option<&str>,
    ask: &mut dyn FnMut(&Question) -> Result<String>,
    parse: impl Fn(&str) -> Result<T>,
) -> Result<T> {
    if let Some(text) = given {
        return parse(text).with_context(|| format!("{} is not right", question.flag));
    }
    loop {
        match parse(&ask(question)?) {
            Ok(value) => return Ok(value),
            Err(error) => println!("{error:#}"),
        }
    }
}

/// `address` or `Name <address>`.
fn sender(text: &str) -> Result<String> {
    let text = text.trim();
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    if !is_address(address) || text.contains(char::is_control) {
        bail!("`{text}` is no sender: it is an address, or a name and an address in <>");
    }
    Ok(text.to_owned())
}

/// Good enough to find a slip: what a mail address is in full is decided by who delivers to it.
fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
            && !text.contains(|letter: char| {
                letter.is_whitespace() || letter.is_control() || "<>,\"".contains(letter)
            })
            && !domain.contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Given {
        let some = |text: &str| Some(text.to_owned());
        Given {
            origin: some("https://journal.example.org"),
            mail_from: some("journal@example.org"),
            mail: some("resend"),
            registration: some("Clara@example.org, @school.example"),
            account: None,
        }
    }

    fn nobody(question: &Question) -> Result<String> {
        bail!("{} is asked", question.flag)
    }

    #[test]
    fn what_was_given_is_not_asked() -> Result<()> {
        let answers = Answers::gather(&given(), &mut nobody)?;
        assert_eq!(answers.mail, Mail::Resend);
        assert_eq!(
            answers.registration,
            Registration::List(vec!["clara@example.org".into(), "@school.example".into()])
        );
        Ok(())
    }

    #[test]
    fn what_is_missing_is_asked_until_it_is_right() -> Result<()> {
        let mut typed = ["ftp://x", "https://journal.example.org/"].into_iter();
        let given = Given {
            origin: None,
            ..given()
        };
        let answers = Answers::gather(&given, &mut |question| {
            assert_eq!(question.flag, "--origin");
            Ok(typed.next().context("asked too often")?.to_owned())
        })?;
        assert_eq!(answers.address.origin(), "https://journal.example.org");
        Ok(())
    }

    #[test]
    fn a_wrong_flag_is_named() {
        type Change = fn(&mut Given, String);
        let cases: [(&str, &str, Change); 4] = [
            ("--origin", "http://x.org", |given, text| {
                given.origin = Some(text);
            }),
            ("--mail", "smtp", |given, text| given.mail = Some(text)),
            ("--mail-from", "Mirubato", |given, text| {
                given.mail_from = Some(text);
            }),
            ("--registration", "maybe", |given, text| {
                given.registration = Some(text);
            }),
        ];
        for (flag, text, change) in cases {
            let mut given = given();
            change(&mut given, text.to_owned());
            let error = Answers::gather(&given, &mut nobody).expect_err(flag);
            assert!(format!("{error:#}").starts_with(flag), "{error:#}");
        }
    }

    #[test]
    fn a_flag_goes_before_the_answer_of_the_last_time() {
        let flags = Given {
            registration: Some("open".to_owned()),
            ..Given::default()
        };
        let both = flags.or(given());
        assert_eq!(both.registration.as_deref(), Some("open"));
        assert_eq!(both.mail.as_deref(), Some("resend"));
    }

    #[test]
    fn senders_are_addresses_with_or_without_a_name() {
        for (text, good) in [
            ("journal@example.org", true),
            ("Mirubato <journal@example.org>", true),
            ("Mirubato", false),
            ("journal@example", false),
            ("a@b@example.org", false),
            ("Mirubato <journal@example.org", false),
            ("x\r\nBcc: <journal@example.org>", false),
        ] {
            assert_eq!(sender(text).is_ok(), good, "{text}");
        }
    }
}
