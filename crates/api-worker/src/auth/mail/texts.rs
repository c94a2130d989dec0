//! What the mails say, in each language. This is the one place of the server with texts that are read outside the app.

use shared_model::Language;

/// What the mail with a link and a code says.
pub(super) struct SignInTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// What the link is for; the link follows.
    pub(super) link: &'static str,
    /// What the link is called where it is a button.
    pub(super) button: &'static str,
    /// What the code is for; the code follows.
    pub(super) code: &'static str,
    /// How long they work, before and after the number of minutes, and that they can be ignored.
    pub(super) validity: [&'static str; 2],
}

/// What the mail says to an address that has no account and may not make one.
pub(super) struct ClosedTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// That somebody asked; where that was follows.
    pub(super) asked: &'static str,
    /// That there is no account, and what can be done.
    pub(super) no_account: &'static str,
    /// What to do about it otherwise: nothing.
    pub(super) ignore: &'static str,
}

pub(super) const fn sign_in(language: Language) -> SignInTexts {
    match language {
        Language::English => SignInTexts {
            subject: "Sign in to Mirubato",
            greeting: "Hello,",
            link: "Open this link to sign in to your practice journal:",
            button: "Sign in",
            code: "Or enter this code where you asked for it:",
            validity: [
                "Each works once, and both for ",
                " minutes. If you did not ask for them, ignore this mail: nothing happens.",
            ],
        },
        Language::German => SignInTexts {
            subject: "Bei Mirubato anmelden",
            greeting: "Hallo,",
            link: "mit diesem Link meldest du dich bei deinem Übetagebuch an:",
            button: "Anmelden",
            code: "Oder gib diesen Code dort ein, wo du ihn angefordert hast:",
            validity: [
                "Beide gelten einmal und ",
                " Minuten lang. Wenn du sie nicht angefordert hast, ignoriere diese Mail: Es passiert nichts.",
            ],
        },
        Language::Spanish => SignInTexts {
            subject: "Iniciar sesión en Mirubato",
            greeting: "Hola:",
            link: "Abre este enlace para entrar en tu diario de práctica:",
            button: "Iniciar sesión",
            code: "O escribe este código donde lo has pedido:",
            validity: [
                "Cada uno funciona una sola vez, y los dos durante ",
                " minutos. Si no los has pedido, ignora este correo: no pasará nada.",
            ],
        },
        Language::French => SignInTexts {
            subject: "Connexion à Mirubato",
            greeting: "Bonjour,",
            link: "Ouvrez ce lien pour vous connecter à votre journal de travail musical :",
            button: "Se connecter",
            code: "Ou saisissez ce code là où vous l’avez demandé :",
            validity: [
                "Chacun fonctionne une seule fois, et les deux pendant ",
                " minutes. Si vous ne les avez pas demandés, ignorez ce message : il ne se passera rien.",
            ],
        },
        Language::SimplifiedChinese => SignInTexts {
            subject: "登录 Mirubato",
            greeting: "您好！",
            link: "打开以下链接，即可登录您的练习日志：",
            button: "登录",
            code: "或者在您申请的地方输入此验证码：",
            validity: [
                "链接和验证码均仅可使用一次，",
                " 分钟内有效。如果不是您本人申请的，请忽略此邮件，不会有任何影响。",
            ],
        },
        Language::TraditionalChinese => SignInTexts {
            subject: "登入 Mirubato",
            greeting: "您好！",
            link: "開啟以下連結，即可登入您的練習日誌：",
            button: "登入",
            code: "或者在您申請的地方輸入此驗證碼：",
            validity: [
                "連結和驗證碼均僅能使用一次，",
                " 分鐘內有效。如果不是您本人申請的，請忽略此郵件，不會有任何影響。",
            ],
        },
    }
}

pub(super) const fn closed(language: Language) -> ClosedTexts {
    match language {
        Language::English => ClosedTexts {
            subject: "No Mirubato account with this address",
            greeting: "Hello,",
            asked: "somebody asked to sign in with this address here:",
            no_account: "There is no account with it, and new accounts are not open to it. If it was you, use the address of your account, or ask whoever runs this server.",
            ignore: "If it was not you, ignore this mail: nothing happens.",
        },
        Language::German => ClosedTexts {
            subject: "Kein Mirubato-Konto mit dieser Adresse",
            greeting: "Hallo,",
            asked: "jemand wollte sich mit dieser Adresse hier anmelden:",
            no_account: "Mit ihr gibt es kein Konto, und neue Konten stehen ihr nicht offen. Wenn du es warst, nimm die Adresse deines Kontos oder frage, wer diesen Server betreibt.",
            ignore: "Wenn du es nicht warst, ignoriere diese Mail: Es passiert nichts.",
        },
        Language::Spanish => ClosedTexts {
            subject: "No hay cuenta de Mirubato con esta dirección",
            greeting: "Hola:",
            asked: "Alguien ha pedido iniciar sesión con esta dirección aquí:",
            no_account: "No hay ninguna cuenta con ella y no se le abren cuentas nuevas. Si has sido tú, usa la dirección de tu cuenta o pregunta a quien administra este servidor.",
            ignore: "Si no has sido tú, ignora este correo: no pasará nada.",
        },
        Language::French => ClosedTexts {
            subject: "Aucun compte Mirubato avec cette adresse",
            greeting: "Bonjour,",
            asked: "Quelqu’un a demandé à se connecter avec cette adresse ici :",
            no_account: "Aucun compte n’existe avec elle, et aucun nouveau compte ne lui est ouvert. Si c’était vous, utilisez l’adresse de votre compte ou adressez-vous à la personne qui gère ce serveur.",
            ignore: "Si ce n’était pas vous, ignorez ce message : il ne se passera rien.",
        },
        Language::SimplifiedChinese => ClosedTexts {
            subject: "此邮箱没有 Mirubato 账号",
            greeting: "您好！",
            asked: "有人申请用此邮箱在这里登录：",
            no_account: "此邮箱没有账号，且目前不能用它注册新账号。如果是您本人，请使用您账号的邮箱，或联系此服务器的管理者。",
            ignore: "如果不是您本人，请忽略此邮件，不会有任何影响。",
        },
        Language::TraditionalChinese => ClosedTexts {
            subject: "此信箱沒有 Mirubato 帳號",
            greeting: "您好！",
            asked: "有人申請用此信箱在這裡登入：",
            no_account: "此信箱沒有帳號，且目前無法用它註冊新帳號。如果是您本人，請使用您帳號的信箱，或聯絡此伺服器的管理者。",
            ignore: "如果不是您本人，請忽略此郵件，不會有任何影響。",
        },
    }
}
