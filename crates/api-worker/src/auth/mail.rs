//! The mails: what each of them says, in the language of whoever reads it.

mod layout;
mod texts;

use shared_model::{Language, SignInCode};

use self::layout::{Part, html, plain};
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
