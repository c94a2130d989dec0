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

/// What the mail says to the address of an account that was deleted.
pub(super) struct DeletedTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// That the account is gone; where it was follows.
    pub(super) deleted: &'static str,
    /// What there still is of the journal.
    pub(super) devices: &'static str,
    /// What to do if it was somebody else.
    pub(super) not_you: &'static str,
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

pub(super) const fn deleted(language: Language) -> DeletedTexts {
    match language {
        Language::English => DeletedTexts {
            subject: "Your Mirubato account was deleted",
            greeting: "Hello,",
            deleted: "the account with this address was deleted here, with its copy of the journal and everything else that it held:",
            devices: "What is in the browsers of your devices is still there. Each of them offers to keep it, to export it, or to delete it too.",
            not_you: "If it was not you, somebody else has had access to your mail or to one of your devices: change the password of your mail.",
        },
        Language::German => DeletedTexts {
            subject: "Dein Mirubato-Konto wurde gelöscht",
            greeting: "Hallo,",
            deleted: "das Konto mit dieser Adresse wurde hier gelöscht, mit seiner Kopie des Tagebuchs und allem, was es sonst enthielt:",
            devices: "Was in den Browsern deiner Geräte ist, ist noch da. Jedes von ihnen bietet an, es zu behalten, zu exportieren oder auch dort zu löschen.",
            not_you: "Wenn du es nicht warst, hatte jemand anderes Zugang zu deinen Mails oder zu einem deiner Geräte: Ändere das Passwort deines Postfachs.",
        },
        Language::Spanish => DeletedTexts {
            subject: "Se ha eliminado tu cuenta de Mirubato",
            greeting: "Hola:",
            deleted: "La cuenta con esta dirección se ha eliminado aquí, con su copia del diario y todo lo demás que contenía:",
            devices: "Lo que hay en los navegadores de tus dispositivos sigue ahí. Cada uno ofrece conservarlo, exportarlo o eliminarlo también.",
            not_you: "Si no has sido tú, otra persona ha tenido acceso a tu correo o a uno de tus dispositivos: cambia la contraseña de tu correo.",
        },
        Language::French => DeletedTexts {
            subject: "Votre compte Mirubato a été supprimé",
            greeting: "Bonjour,",
            deleted: "Le compte associé à cette adresse a été supprimé ici, avec sa copie du journal et tout ce qu’il contenait :",
            devices: "Ce qui est dans les navigateurs de vos appareils y est toujours. Chacun propose de le garder, de l’exporter ou de le supprimer aussi.",
            not_you: "Si ce n’était pas vous, quelqu’un d’autre a eu accès à vos messages ou à l’un de vos appareils : changez le mot de passe de votre messagerie.",
        },
        Language::SimplifiedChinese => DeletedTexts {
            subject: "您的 Mirubato 账号已删除",
            greeting: "您好！",
            deleted: "使用此邮箱的账号已在这里删除，账号里的日志副本和其他所有内容也一并删除了：",
            devices: "您各台设备浏览器里的内容还在。每台设备都可以选择保留、导出或一并删除。",
            not_you: "如果不是您本人操作，说明有人能够进入您的邮箱或使用您的某台设备：请更改邮箱密码。",
        },
        Language::TraditionalChinese => DeletedTexts {
            subject: "您的 Mirubato 帳號已刪除",
            greeting: "您好！",
            deleted: "使用此信箱的帳號已在這裡刪除，帳號裡的日誌複本和其他所有內容也一併刪除了：",
            devices: "您各台裝置瀏覽器裡的內容還在。每台裝置都可以選擇保留、匯出或一併刪除。",
            not_you: "如果不是您本人操作，表示有人能進入您的信箱或使用您的某台裝置：請變更信箱密碼。",
        },
    }
}
