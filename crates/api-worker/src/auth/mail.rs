//! The mails: what each of them says, in the language of whoever reads it.

mod layout;
mod texts;

use shared_model::protocol::AddressChange;
use shared_model::{Language, SignInCode};

use self::layout::{Part, html, plain};
use self::texts::RefusedChangeTexts;
use super::address_change::CHANGE_HOURS;
use super::ask::LINK_SECS;
use super::email::Email;
use super::secret::Secret;
use crate::platform::Mail;

/// The mail with a link and a code. The token is in the link's fragment, which a browser does not send: it reaches no
/// server's log.
pub(super) fn sign_in_mail(
    id: String,
    language: Language,
    email: &Email,
    origin: &str,
    token: &Secret,
    code: &SignInCode,
) -> Mail {
    let texts = texts::sign_in(language);
    let [works, ignore] = texts.validity;
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.link.to_owned()),
        Part::Link {
            label: texts.button,
            address: format!("{origin}/sign-in#{}", token.expose()),
        },
        Part::Text(texts.code.to_owned()),
        Part::Code(code.in_groups()),
        Part::Text(format!("{works}{}{ignore}", LINK_SECS / 60)),
    ];
    mail(id, language, email.as_str(), texts.subject, &parts)
}

/// The mail to an address that has no account and may not make one, which tells nobody else so.
pub(super) fn closed_mail(id: String, language: Language, email: &Email, origin: &str) -> Mail {
    let texts = texts::closed(language);
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.asked.to_owned()),
        Part::Link {
            label: origin,
            address: format!("{origin}/"),
        },
        Part::Text(texts.no_account.to_owned()),
        Part::Text(texts.ignore.to_owned()),
    ];
    mail(id, language, email.as_str(), texts.subject, &parts)
}

/// The mail to the address of an account that was deleted.
pub(crate) fn deleted_mail(id: String, language: Language, address: &str, origin: &str) -> Mail {
    let texts = texts::deleted(language);
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.deleted.to_owned()),
        Part::Link {
            label: origin,
            address: format!("{origin}/"),
        },
        Part::Text(texts.devices.to_owned()),
        Part::Text(texts.not_you.to_owned()),
    ];
    mail(id, language, address, texts.subject, &parts)
}

/// The mail with a link that confirms a change of address, to one of the two.
pub(super) fn address_mail(
    id: String,
    language: Language,
    address: &str,
    change: &AddressChange,
    origin: &str,
    token: &Secret,
) -> Mail {
    let texts = texts::address(language);
    let [works, not_you] = texts.validity;
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.asked.to_owned()),
        Part::Text(from_to(change)),
        Part::Text(texts.link.to_owned()),
        Part::Link {
            label: texts.button,
            address: format!("{origin}/account/address#{}", token.expose()),
        },
        Part::Text(format!("{works}{CHANGE_HOURS}{not_you}")),
    ];
    mail(id, language, address, texts.subject, &parts)
}

/// The mail to an address that cannot become that of an account, because it has one, which tells nobody else so.
pub(super) fn taken_mail(id: String, language: Language, address: &str, origin: &str) -> Mail {
    refused_change_mail(id, language, address, origin, &texts::taken(language))
}

/// The mail to an address that cannot become that of an account, because the server is not for it.
pub(super) fn not_admitted_mail(
    id: String,
    language: Language,
    address: &str,
    origin: &str,
) -> Mail {
    let texts = texts::not_admitted(language);
    refused_change_mail(id, language, address, origin, &texts)
}

fn refused_change_mail(
    id: String,
    language: Language,
    address: &str,
    origin: &str,
    texts: &RefusedChangeTexts,
) -> Mail {
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.asked.to_owned()),
        Part::Link {
            label: origin,
            address: format!("{origin}/"),
        },
        Part::Text(texts.why.to_owned()),
        Part::Text(texts.ignore.to_owned()),
    ];
    mail(id, language, address, texts.subject, &parts)
}

/// The mail to an address that was an account's until now.
pub(super) fn changed_mail(
    id: String,
    language: Language,
    change: &AddressChange,
    origin: &str,
) -> Mail {
    let texts = texts::changed(language);
    let parts = [
        Part::Text(texts.greeting.to_owned()),
        Part::Text(texts.changed.to_owned()),
        Part::Text(from_to(change)),
        Part::Link {
            label: origin,
            address: format!("{origin}/"),
        },
        Part::Text(texts.devices.to_owned()),
        Part::Text(texts.not_you.to_owned()),
    ];
    mail(id, language, &change.from, texts.subject, &parts)
}

fn from_to(change: &AddressChange) -> String {
    format!("{} → {}", change.from, change.to)
}

fn mail(id: String, language: Language, address: &str, subject: &str, parts: &[Part<'_>]) -> Mail {
    Mail {
        id,
        to: address.to_owned(),
        subject: subject.to_owned(),
        text: plain(parts),
        html: html(language, subject, parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://mirubato.example";

    fn email() -> Email {
        Email::parse("clara@example.org").expect("a good address")
    }

    fn sign_in(language: Language) -> (Mail, String) {
        let token = Secret::parse(&"A".repeat(43)).expect("a good token");
        let link = format!("{ORIGIN}/sign-in#{}", token.expose());
        let code = SignInCode::from_random(12_345_678);
        let mail = sign_in_mail("id".to_owned(), language, &email(), ORIGIN, &token, &code);
        (mail, link)
    }

    #[test]
    fn every_language_says_link_code_and_true_validity_in_text_and_html() {
        for language in Language::ALL {
            let (mail, link) = sign_in(language);
            assert_eq!(mail.text.lines().filter(|line| *line == link).count(), 1);
            assert_eq!(
                mail.text
                    .lines()
                    .filter(|line| *line == "1234 5678")
                    .count(),
                1
            );
            assert!(mail.html.contains(&format!("href=\"{link}\"")));
            for text in [&mail.text, &mail.html] {
                assert!(text.contains("1234 5678"), "{language:?}");
                assert!(text.contains("10"), "{language:?}");
            }
            assert!(
                mail.html
                    .contains(&format!("<html lang=\"{}\">", language.tag()))
            );
        }
    }

    #[test]
    fn html_needs_no_image_style_sheet_or_script() {
        for language in Language::ALL {
            let closed = closed_mail("id".to_owned(), language, &email(), ORIGIN);
            let deleted = deleted_mail("id".to_owned(), language, email().as_str(), ORIGIN);
            for html in [sign_in(language).0.html, closed.html, deleted.html] {
                for tag in ["<img", "<link", "<script", "<style", "url("] {
                    assert!(!html.contains(tag), "{tag} in {html}");
                }
            }
        }
    }

    #[test]
    fn a_closed_server_mails_no_way_in() {
        for language in Language::ALL {
            let mail = closed_mail("id".to_owned(), language, &email(), ORIGIN);
            assert_eq!(mail.to, "clara@example.org");
            assert!(!mail.text.contains("sign-in#"), "{}", mail.text);
            assert!(mail.text.contains(ORIGIN));
            assert_ne!(mail.subject, sign_in(language).0.subject);
        }
    }

    #[test]
    fn the_mail_about_a_deleted_account_says_where_it_was_in_every_language() {
        let mut subjects = Vec::new();
        for language in Language::ALL {
            let mail = deleted_mail("id".to_owned(), language, "clara@example.org", ORIGIN);
            assert_eq!(mail.to, "clara@example.org");
            assert!(mail.text.contains(ORIGIN));
            assert!(!mail.text.contains('#'), "{}", mail.text);
            subjects.push(mail.subject);
        }
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), Language::ALL.len());
    }

    #[test]
    fn every_language_says_which_address_becomes_which_and_for_how_long_that_can_be_confirmed() {
        let token = Secret::parse(&"A".repeat(43)).expect("a good token");
        let link = format!("{ORIGIN}/account/address#{}", token.expose());
        let change = AddressChange {
            from: "clara@example.org".into(),
            to: "wieck@example.org".into(),
            step: shared_model::protocol::AddressChangeStep::Asked,
        };
        for language in Language::ALL {
            let asks = address_mail("id".into(), language, &change.to, &change, ORIGIN, &token);
            assert_eq!(asks.to, change.to);
            assert!(asks.text.lines().any(|line| line == link), "{language:?}");
            assert!(asks.text.contains("24"), "{language:?}");
            let changed = changed_mail("id".into(), language, &change, ORIGIN);
            assert_eq!(changed.to, change.from);
            for mail in [asks, changed] {
                assert!(
                    mail.text.contains("clara@example.org → wieck@example.org"),
                    "{language:?}"
                );
            }
            for refused in [taken_mail, not_admitted_mail] {
                let mail = refused("id".into(), language, &change.to, ORIGIN);
                assert!(!mail.text.contains('#') && !mail.text.contains(&change.from));
            }
        }
    }

    #[test]
    fn an_english_mail_reads_like_this() {
        let (mail, link) = sign_in(Language::English);
        assert_eq!(mail.subject, "Sign in to Mirubato");
        assert_eq!(
            mail.text,
            format!(
                "Hello,\n\nOpen this link to sign in to your practice journal:\n\n{link}\n\n\
                Or enter this code where you asked for it:\n\n1234 5678\n\n\
                Each works once, and both for 10 minutes. If you did not ask for them, ignore this mail: nothing happens.\n"
            )
        );
    }
}
