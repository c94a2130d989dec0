//! Account: signing in and out, the backup, what lives where, the theme.

use client_core::{ApiError, BackupFailure, BackupState};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, tu_string};
use shared_model::protocol::ErrorCode;

use crate::components::backup_indicator::{icon, tone};
use crate::components::choice::Choice;
use crate::components::confirm::Confirm;
use crate::components::field::TextField;
use crate::components::icon::Drawing;
use crate::components::notices::use_notices;
use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::platform::theme::Theme;
use crate::words;

/// The page at `/account`.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let is_anonymous = Memo::new(move |_| journal.user().is_anonymous);
    let signs_in = Memo::new(move |_| {
        is_anonymous.get() || matches!(journal.backup(), BackupState::SignInAgain { .. })
    });
    let damaged = move || {
        let damaged = journal.damaged();
        (damaged > 0).then(|| words::counted!(i18n.get_locale(), damaged, account.damaged))
    };
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, account.title) />
        </header>
        <div class="columns">
            <Show when=move || !is_anonymous.get()>
                <SignedIn />
            </Show>
            <Show when=move || signs_in.get()>
                <SignInForm />
            </Show>
            <BackupSection />
            <section class="card" aria-labelledby="account-where">
                <h2 id="account-where">{move || t_string!(i18n, account.where_title)}</h2>
                <p>{move || t_string!(i18n, account.where_browser)}</p>
                <p>
                    {move || match is_anonymous.get() {
                        true => t_string!(i18n, account.where_no_account),
                        false => t_string!(i18n, account.where_account),
                    }}
                </p>
                {move || damaged().map(|text| view! { <p class="warning">{text}</p> })}
                <Show when=move || journal.waits_for_room()>
                    <p class="warning">{move || t_string!(i18n, account.waits_for_room)}</p>
                </Show>
            </section>
            <section class="card" aria-labelledby="account-appearance">
                <h2 id="account-appearance">{move || t_string!(i18n, account.appearance)}</h2>
                <ThemeField />
            </section>
        </div>
    }
}

/// How far asking for a link has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Typing,
    Sending,
    Sent,
}

/// Asks for a sign-in link by mail.
#[component]
fn SignInForm() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let email = RwSignal::new(journal.known_email());
    let asking = RwSignal::new(Asking::Typing);
    let failure = RwSignal::new(None::<ApiError>);
    let misspelt = RwSignal::new(false);
    let send = move || {
        let address = email.get_untracked().trim().to_owned();
        failure.set(None);
        misspelt.set(!looks_like_email(&address));
        if misspelt.get_untracked() {
            return dom::focus_soon_by_id("sign-in-email");
        }
        asking.set(Asking::Sending);
        let auth = journal.auth();
        spawn_local(async move {
            match auth.request_magic_link(&address).await {
                Ok(()) => {
                    asking.try_set(Asking::Sent);
                }
                Err(error) => {
                    let is_misspelt = error.code() == Some(ErrorCode::BadInput);
                    misspelt.try_set(is_misspelt);
                    failure.try_set(Some(error).filter(|_| !is_misspelt));
                    asking.try_set(Asking::Typing);
                }
            }
        });
    };
    let form = move || {
        view! {
            <p>{move || t_string!(i18n, account.sign_in_text)}</p>
            <form
                novalidate
                on:submit=move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    send();
                }
            >
                <TextField
                    id="sign-in-email"
                    kind="email"
                    autocomplete="email"
                    required=true
                    label=move || t_string!(i18n, account.email)
                    value=email
                    error=Signal::derive(move || misspelt.get().then(|| t_string!(i18n, error.bad_email)))
                />
                <button
                    type="submit"
                    class="button primary"
                    disabled=move || asking.get() == Asking::Sending
                >
                    {move || match asking.get() {
                        Asking::Sending => t_string!(i18n, account.sending),
                        _ => t_string!(i18n, account.send),
                    }}
                </button>
            </form>
        }
    };
    let sent = move || {
        view! {
            <div class="sent" role="status">
                <h3>{move || t_string!(i18n, account.sent_title)}</h3>
                <p>{move || t_string!(i18n, account.sent_text, email = email.get().trim().to_owned())}</p>
            </div>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| send()>
                    {move || t_string!(i18n, account.resend)}
                </button>
                <button type="button" class="button quiet" on:click=move |_| asking.set(Asking::Typing)>
                    {move || t_string!(i18n, account.other_address)}
                </button>
            </div>
        }
    };
    view! {
        <section class="card highlight" aria-labelledby="account-sign-in">
            <h2 id="account-sign-in">{move || t_string!(i18n, account.sign_in_title)}</h2>
            <Show when=move || asking.get() == Asking::Sent fallback=form>
                {sent()}
            </Show>
            <p class="form-error" role="alert">
                {move || failure.get().map(|error| words::api_error(i18n.get_locale(), &error))}
            </p>
        </section>
    }
}

/// Whether an address is worth trying. The server and the mail know better.
fn looks_like_email(address: &str) -> bool {
    let has_no_blank = !address.contains(char::is_whitespace);
    address
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && has_no_blank)
}

/// Who is signed in, and the way out.
#[component]
fn SignedIn() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    // How many changes would be lost, while the question is open.
    let asking = RwSignal::new(None::<usize>);
    let busy = RwSignal::new(false);
    let sign_out = Callback::new(move |()| {
        asking.set(None);
        busy.set(true);
        let auth = journal.auth();
        spawn_local(async move {
            let outcome = auth.logout().await;
            let locale = i18n.get_locale_untracked();
            notices.say(match &outcome {
                Ok(()) => tu_string!(i18n, account.signed_out),
                Err(error) => words::api_error(locale, error),
            });
            busy.try_set(false);
        });
    });
    let back_up = move |_| {
        asking.set(None);
        journal.request_sync();
    };
    view! {
        <section class="card" aria-labelledby="account-who">
            <h2 id="account-who">{move || t_string!(i18n, account.signed_in_as)}</h2>
            <p class="address">{move || journal.user().email}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    disabled=busy
                    on:click=move |_| asking.set(Some(journal.unsynced_count()))
                >
                    {move || t_string!(i18n, account.sign_out)}
                </button>
            </div>
        </section>
        {move || {
            asking
                .get()
                .map(|unsynced| {
                    let text = move || match unsynced {
                        0 => t_string!(i18n, account.sign_out_text).to_owned(),
                        _ => words::counted!(i18n.get_locale(), unsynced, account.sign_out_unsaved),
                    };
                    let yes = move || match unsynced {
                        0 => t_string!(i18n, account.sign_out),
                        _ => t_string!(i18n, account.sign_out_anyway),
                    };
                    view! {
                        <Confirm
                            id="sign-out"
                            title=move || t_string!(i18n, account.sign_out_title)
                            text
                            yes
                            no=move || t_string!(i18n, action.cancel)
                            on_yes=sign_out
                            on_no=Callback::new(move |()| asking.set(None))
                        >
                            {(unsynced > 0)
                                .then(|| {
                                    view! {
                                        <button type="button" class="button primary" on:click=back_up>
                                            {move || t_string!(i18n, account.sign_out_backup)}
                                        </button>
                                    }
                                })}
                        </Confirm>
                    }
                })
        }}
    }
}

/// The state of the backup, what it means, and what can be done.
#[component]
fn BackupSection() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let button = move || match journal.backup() {
        BackupState::OnThisDeviceOnly | BackupState::Paused | BackupState::SignInAgain { .. } => {
            None
        }
        BackupState::Failed {
            reason: BackupFailure::UpgradeRequired,
            ..
        } => Some((t_string!(i18n, backup.reload), Do::Reload)),
        BackupState::Failed { .. } => Some((t_string!(i18n, backup.retry), Do::Sync)),
        BackupState::BackedUp | BackupState::Waiting { .. } | BackupState::Offline { .. } => {
            Some((t_string!(i18n, backup.now), Do::Sync))
        }
        BackupState::Fetching { .. } | BackupState::BackingUp { .. } => {
            Some((t_string!(i18n, backup.now), Do::Wait))
        }
    };
    let is_wait = move || button().is_some_and(|(_, what)| what == Do::Wait);
    let press = move |_| match button() {
        Some((_, Do::Sync)) => journal.request_sync(),
        Some((_, Do::Reload)) => dom::reload(),
        Some((_, Do::Wait)) | None => {}
    };
    view! {
        <section class="card" aria-labelledby="account-backup">
            <h2 id="account-backup">{move || t_string!(i18n, account.backup_title)}</h2>
            <p class="backup-state" data-tone=move || tone(journal.backup())>
                <Drawing icon=Signal::derive(move || icon(journal.backup())) />
                <span>{move || words::backup(i18n.get_locale(), journal.backup())}</span>
            </p>
            <p>{move || words::backup_explained(i18n.get_locale(), journal.backup())}</p>
            <Show when=move || button().is_some()>
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        disabled=is_wait
                        on:click=press
                    >
                        {move || button().map(|(label, _)| label)}
                    </button>
                </div>
            </Show>
        </section>
    }
}

/// What the backup's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Do {
    Sync,
    Reload,
    Wait,
}

#[component]
fn ThemeField() -> impl IntoView {
    let i18n = use_i18n();
    let theme = RwSignal::new(Theme::stored());
    let options: Vec<(Theme, TextProp)> = vec![
        (
            Theme::System,
            (move || t_string!(i18n, account.theme_system)).into(),
        ),
        (
            Theme::Light,
            (move || t_string!(i18n, account.theme_light)).into(),
        ),
        (
            Theme::Dark,
            (move || t_string!(i18n, account.theme_dark)).into(),
        ),
    ];
    let choose = Callback::new(move |chosen: Theme| {
        chosen.choose();
        theme.set(chosen);
    });
    view! {
        <Choice name="theme" legend=move || t_string!(i18n, account.theme) options value=theme on_choose=choose />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_address_is_not_sent() {
        assert!(looks_like_email("anna@example.org"));
        for typed in ["", "anna", "@example.org", "anna@", "an na@example.org"] {
            assert!(!looks_like_email(typed), "{typed}");
        }
    }
}
