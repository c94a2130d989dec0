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

/// What the mail with a link to confirm a change of address says, to the old address and to the new one.
pub(super) struct AddressTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// What is to be changed; the two addresses follow.
    pub(super) asked: &'static str,
    /// What the link is for; the link follows.
    pub(super) link: &'static str,
    /// What the link is called where it is a button.
    pub(super) button: &'static str,
    /// How long it works, before and after the number of hours, and what to do if it was somebody else.
    pub(super) validity: [&'static str; 2],
}

/// What the mail says to an address that cannot become that of an account.
pub(super) struct RefusedChangeTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// What somebody wants; where that is follows.
    pub(super) asked: &'static str,
    /// Why that cannot be, and what can be done.
    pub(super) why: &'static str,
    /// What to do about it otherwise: nothing.
    pub(super) ignore: &'static str,
}

/// What the mail says to an address that was an account's until now.
pub(super) struct ChangedTexts {
    pub(super) subject: &'static str,
    pub(super) greeting: &'static str,
    /// That it has changed; the two addresses follow.
    pub(super) changed: &'static str,
    /// Where one is still signed in.
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

pub(super) const fn address(language: Language) -> AddressTexts {
    match language {
        Language::English => AddressTexts {
            subject: "Confirm the new address of your Mirubato account",
            greeting: "Hello,",
            asked: "the address of a Mirubato account is to be changed:",
            link: "Open this link and confirm it. The address changes once both addresses have confirmed:",
            button: "Look at the change",
            validity: [
                "The link works for ",
                " hours. If you did not ask for this, ignore the mail: nothing changes. If the account is yours, sign out everywhere else on its Account screen.",
            ],
        },
        Language::German => AddressTexts {
            subject: "Bestätige die neue Adresse deines Mirubato-Kontos",
            greeting: "Hallo,",
            asked: "die Adresse eines Mirubato-Kontos soll geändert werden:",
            link: "Öffne diesen Link und bestätige es. Die Adresse ändert sich, sobald beide Adressen bestätigt haben:",
            button: "Die Änderung ansehen",
            validity: [
                "Der Link gilt ",
                " Stunden lang. Wenn du das nicht angefordert hast, ignoriere die Mail: Es ändert sich nichts. Wenn das Konto deines ist, melde dich auf seiner Seite „Konto“ überall sonst ab.",
            ],
        },
        Language::Spanish => AddressTexts {
            subject: "Confirma la nueva dirección de tu cuenta de Mirubato",
            greeting: "Hola:",
            asked: "Se ha pedido cambiar la dirección de una cuenta de Mirubato:",
            link: "Abre este enlace y confírmalo. La dirección cambia cuando las dos direcciones lo han confirmado:",
            button: "Ver el cambio",
            validity: [
                "El enlace funciona durante ",
                " horas. Si no lo has pedido, ignora este correo: no cambiará nada. Si la cuenta es tuya, cierra las demás sesiones en su pantalla «Cuenta».",
            ],
        },
        Language::French => AddressTexts {
            subject: "Confirmez la nouvelle adresse de votre compte Mirubato",
            greeting: "Bonjour,",
            asked: "Quelqu’un a demandé à changer l’adresse d’un compte Mirubato :",
            link: "Ouvrez ce lien et confirmez. L’adresse change dès que les deux adresses ont confirmé :",
            button: "Voir le changement",
            validity: [
                "Le lien fonctionne pendant ",
                " heures. Si vous n’avez rien demandé, ignorez ce message : rien ne changera. Si le compte est le vôtre, déconnectez tous les autres appareils dans son écran « Compte ».",
            ],
        },
        Language::SimplifiedChinese => AddressTexts {
            subject: "确认您 Mirubato 账号的新邮箱",
            greeting: "您好！",
            asked: "有人申请更改一个 Mirubato 账号的邮箱：",
            link: "请打开以下链接并确认。两个邮箱都确认后才会更改：",
            button: "查看更改",
            validity: [
                "链接在 ",
                " 小时内有效。如果不是您申请的，请忽略此邮件，不会有任何更改。如果这是您的账号，请在“账号”页面退出其他所有设备。",
            ],
        },
        Language::TraditionalChinese => AddressTexts {
            subject: "確認您 Mirubato 帳號的新信箱",
            greeting: "您好！",
            asked: "有人申請更改一個 Mirubato 帳號的信箱：",
            link: "請開啟以下連結並確認。兩個信箱都確認後才會更改：",
            button: "查看更改",
            validity: [
                "連結在 ",
                " 小時內有效。如果不是您申請的，請忽略此郵件，不會有任何更改。如果這是您的帳號，請在「帳號」頁面登出其他所有裝置。",
            ],
        },
    }
}

pub(super) const fn taken(language: Language) -> RefusedChangeTexts {
    match language {
        Language::English => RefusedChangeTexts {
            subject: "This address has a Mirubato account already",
            greeting: "Hello,",
            asked: "somebody wants to use this address for another account here:",
            why: "It has an account of its own, so it cannot be that of another one. If it was you, take another address, or delete the account of this one first.",
            ignore: "If it was not you, ignore this mail: nothing happens.",
        },
        Language::German => RefusedChangeTexts {
            subject: "Diese Adresse hat schon ein Mirubato-Konto",
            greeting: "Hallo,",
            asked: "jemand möchte diese Adresse für ein anderes Konto hier verwenden:",
            why: "Sie hat ein eigenes Konto und kann deshalb nicht zu einem anderen gehören. Wenn du es warst, nimm eine andere Adresse oder lösche zuerst das Konto von dieser.",
            ignore: "Wenn du es nicht warst, ignoriere diese Mail: Es passiert nichts.",
        },
        Language::Spanish => RefusedChangeTexts {
            subject: "Esta dirección ya tiene una cuenta de Mirubato",
            greeting: "Hola:",
            asked: "Alguien quiere usar esta dirección para otra cuenta aquí:",
            why: "Ya tiene una cuenta propia, así que no puede ser la de otra. Si has sido tú, usa otra dirección o elimina antes la cuenta de esta.",
            ignore: "Si no has sido tú, ignora este correo: no pasará nada.",
        },
        Language::French => RefusedChangeTexts {
            subject: "Cette adresse a déjà un compte Mirubato",
            greeting: "Bonjour,",
            asked: "Quelqu’un souhaite utiliser cette adresse pour un autre compte ici :",
            why: "Elle a son propre compte et ne peut donc pas être celle d’un autre. Si c’était vous, prenez une autre adresse ou supprimez d’abord le compte de celle-ci.",
            ignore: "Si ce n’était pas vous, ignorez ce message : il ne se passera rien.",
        },
        Language::SimplifiedChinese => RefusedChangeTexts {
            subject: "此邮箱已有 Mirubato 账号",
            greeting: "您好！",
            asked: "有人想在这里把此邮箱用于另一个账号：",
            why: "此邮箱已有自己的账号，因此不能用于另一个账号。如果是您本人，请换一个邮箱，或先删除此邮箱的账号。",
            ignore: "如果不是您本人，请忽略此邮件，不会有任何影响。",
        },
        Language::TraditionalChinese => RefusedChangeTexts {
            subject: "此信箱已有 Mirubato 帳號",
            greeting: "您好！",
            asked: "有人想在這裡把此信箱用於另一個帳號：",
            why: "此信箱已有自己的帳號，因此不能用於另一個帳號。如果是您本人，請換一個信箱，或先刪除此信箱的帳號。",
            ignore: "如果不是您本人，請忽略此郵件，不會有任何影響。",
        },
    }
}

pub(super) const fn not_admitted(language: Language) -> RefusedChangeTexts {
    match language {
        Language::English => RefusedChangeTexts {
            subject: "This address cannot have a Mirubato account here",
            greeting: "Hello,",
            asked: "somebody wants to use this address for an account here:",
            why: "This server takes certain addresses only, and this one is not among them. If it was you, take another address, or ask whoever runs this server.",
            ignore: "If it was not you, ignore this mail: nothing happens.",
        },
        Language::German => RefusedChangeTexts {
            subject: "Diese Adresse kann hier kein Mirubato-Konto haben",
            greeting: "Hallo,",
            asked: "jemand möchte diese Adresse für ein Konto hier verwenden:",
            why: "Dieser Server nimmt nur bestimmte Adressen an, und diese gehört nicht dazu. Wenn du es warst, nimm eine andere Adresse oder frage, wer diesen Server betreibt.",
            ignore: "Wenn du es nicht warst, ignoriere diese Mail: Es passiert nichts.",
        },
        Language::Spanish => RefusedChangeTexts {
            subject: "Esta dirección no puede tener aquí una cuenta de Mirubato",
            greeting: "Hola:",
            asked: "Alguien quiere usar esta dirección para una cuenta aquí:",
            why: "Este servidor solo admite determinadas direcciones, y esta no está entre ellas. Si has sido tú, usa otra dirección o pregunta a quien administra este servidor.",
            ignore: "Si no has sido tú, ignora este correo: no pasará nada.",
        },
        Language::French => RefusedChangeTexts {
            subject: "Cette adresse ne peut pas avoir de compte Mirubato ici",
            greeting: "Bonjour,",
            asked: "Quelqu’un souhaite utiliser cette adresse pour un compte ici :",
            why: "Ce serveur n’accepte que certaines adresses, et celle-ci n’en fait pas partie. Si c’était vous, prenez une autre adresse ou adressez-vous à la personne qui gère ce serveur.",
            ignore: "Si ce n’était pas vous, ignorez ce message : il ne se passera rien.",
        },
        Language::SimplifiedChinese => RefusedChangeTexts {
            subject: "此邮箱不能在这里用于 Mirubato 账号",
            greeting: "您好！",
            asked: "有人想在这里把此邮箱用于一个账号：",
            why: "此服务器只接受特定的邮箱，此邮箱不在其中。如果是您本人，请换一个邮箱，或联系此服务器的管理者。",
            ignore: "如果不是您本人，请忽略此邮件，不会有任何影响。",
        },
        Language::TraditionalChinese => RefusedChangeTexts {
            subject: "此信箱不能在這裡用於 Mirubato 帳號",
            greeting: "您好！",
            asked: "有人想在這裡把此信箱用於一個帳號：",
            why: "此伺服器只接受特定的信箱，此信箱不在其中。如果是您本人，請換一個信箱，或聯絡此伺服器的管理者。",
            ignore: "如果不是您本人，請忽略此郵件，不會有任何影響。",
        },
    }
}

pub(super) const fn changed(language: Language) -> ChangedTexts {
    match language {
        Language::English => ChangedTexts {
            subject: "The address of your Mirubato account was changed",
            greeting: "Hello,",
            changed: "your account here has another address now:",
            devices: "From now on only the new address signs in. Every device was signed out, except the browser that confirmed for the new address if it was signed in. What is on them stays there.",
            not_you: "If it was not you, tell whoever runs this server at once.",
        },
        Language::German => ChangedTexts {
            subject: "Die Adresse deines Mirubato-Kontos wurde geändert",
            greeting: "Hallo,",
            changed: "dein Konto hier hat jetzt eine andere Adresse:",
            devices: "Von jetzt an meldet nur die neue Adresse an. Alle Geräte wurden abgemeldet, nur der Browser nicht, in dem für die neue Adresse bestätigt wurde, falls er angemeldet war; was auf ihnen ist, bleibt dort.",
            not_you: "Wenn du es nicht warst, sag es sofort den Betreibern dieses Servers.",
        },
        Language::Spanish => ChangedTexts {
            subject: "La dirección de tu cuenta de Mirubato ha cambiado",
            greeting: "Hola:",
            changed: "Tu cuenta aquí tiene ahora otra dirección:",
            devices: "A partir de ahora solo la nueva dirección inicia sesión. Se han cerrado las sesiones de todos los dispositivos, salvo la del navegador que confirmó por la nueva dirección si la tenía abierta; lo que hay en ellos sigue ahí.",
            not_you: "Si no has sido tú, avisa enseguida a quien administra este servidor.",
        },
        Language::French => ChangedTexts {
            subject: "L’adresse de votre compte Mirubato a été changée",
            greeting: "Bonjour,",
            changed: "Votre compte ici a maintenant une autre adresse :",
            devices: "Désormais, seule la nouvelle adresse permet de se connecter. Tous les appareils ont été déconnectés, sauf le navigateur qui a confirmé pour la nouvelle adresse s’il était connecté ; ce qui s’y trouve y reste.",
            not_you: "Si ce n’était pas vous, prévenez tout de suite la personne qui gère ce serveur.",
        },
        Language::SimplifiedChinese => ChangedTexts {
            subject: "您 Mirubato 账号的邮箱已更改",
            greeting: "您好！",
            changed: "您在这里的账号现在使用另一个邮箱：",
            devices: "从现在起只能用新邮箱登录。除为新邮箱确认且已登录的浏览器外，所有设备均已退出登录；各设备上的内容仍在原处。",
            not_you: "如果不是您本人操作，请立即联系此服务器的管理者。",
        },
        Language::TraditionalChinese => ChangedTexts {
            subject: "您 Mirubato 帳號的信箱已更改",
            greeting: "您好！",
            changed: "您在這裡的帳號現在使用另一個信箱：",
            devices: "從現在起只能用新信箱登入。除為新信箱確認且已登入的瀏覽器外，所有裝置均已登出；各裝置上的內容仍在原處。",
            not_you: "如果不是您本人操作，請立即聯絡此伺服器的管理者。",
        },
    }
}
