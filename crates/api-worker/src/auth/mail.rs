//! The sign-in mail, in each language. This is the one place of the server with texts that are read outside the app.

use shared_model::Language;

use super::email::Email;
use super::link::LINK_SECS;
use super::secret::Secret;
use crate::platform::Mail;

/// What the mail says, as lines around the link.
struct Texts {
    subject: &'static str,
    greeting: &'static str,
    /// What the link is for; the link follows.
    before: &'static str,
    /// How long it works, before and after the number of minutes, and that it can be ignored.
    after: [&'static str; 2],
}

/// The mail with a link. The token is in the link's fragment, which a browser does not send: it reaches no server's log.
pub(super) fn sign_in_mail(
    language: Language,
    email: &Email,
    origin: &str,
    token: &Secret,
) -> Mail {
    let texts = texts(language);
    let Texts {
        greeting, before, ..
    } = texts;
    let [works, ignore] = texts.after;
    let minutes = LINK_SECS / 60;
    let link = format!("{origin}/sign-in#{}", token.expose());
    Mail {
        to: email.as_str().to_owned(),
        subject: texts.subject.to_owned(),
        text: format!("{greeting}\n\n{before}\n\n{link}\n\n{works}{minutes}{ignore}\n"),
    }
}

const fn texts(language: Language) -> Texts {
    match language {
        Language::English => Texts {
            subject: "Sign in to Mirubato",
            greeting: "Hello,",
            before: "Open this link to sign in to your practice journal:",
            after: [
                "It works once, for ",
                " minutes. If you did not ask for it, ignore this mail: nothing happens.",
            ],
        },
        Language::German => Texts {
            subject: "Bei Mirubato anmelden",
            greeting: "Hallo,",
            before: "mit diesem Link meldest du dich bei deinem Übetagebuch an:",
            after: [
                "Er gilt einmal und ",
                " Minuten lang. Wenn du ihn nicht angefordert hast, ignoriere diese Mail: Es passiert nichts.",
            ],
        },
        Language::Spanish => Texts {
            subject: "Iniciar sesión en Mirubato",
            greeting: "Hola:",
            before: "Abre este enlace para entrar en tu diario de práctica:",
            after: [
                "Funciona una sola vez y durante ",
                " minutos. Si no lo has pedido, ignora este correo: no pasará nada.",
            ],
        },
        Language::French => Texts {
            subject: "Connexion à Mirubato",
            greeting: "Bonjour,",
            before: "Ouvrez ce lien pour vous connecter à votre journal de travail musical :",
            after: [
                "Il fonctionne une seule fois, pendant ",
                " minutes. Si vous ne l’avez pas demandé, ignorez ce message : il ne se passera rien.",
            ],
        },
        Language::SimplifiedChinese => Texts {
            subject: "登录 Mirubato",
            greeting: "您好！",
            before: "打开以下链接，即可登录您的练习日志：",
            after: [
                "此链接仅可使用一次，",
                " 分钟内有效。如果不是您本人申请的，请忽略此邮件，不会有任何影响。",
            ],
        },
        Language::TraditionalChinese => Texts {
            subject: "登入 Mirubato",
            greeting: "您好！",
            before: "開啟以下連結，即可登入您的練習日誌：",
            after: [
                "此連結僅能使用一次，",
                " 分鐘內有效。如果不是您本人申請的，請忽略此郵件，不會有任何影響。",
            ],
        },
    }
}
