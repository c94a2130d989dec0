//! Where the account is signed in, the way to end that from here, and who has signed in lately.

use client_core::{ApiError, BackupState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{Locale as _, t_string, td_string, tu_string};
use shared_model::protocol::{AccountSession, SignIn, SignInMethod, SignInOutcome};

use crate::components::notices::use_notices;
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::platform::dom;
use crate::platform::intl;
use crate::words;

/// The heading, which takes the focus when the button that had it has gone with its device.
const TITLE: &str = "account-devices";

/// What the account tells.
#[derive(Clone)]
struct Told {
    sessions: Vec<AccountSession>,
    sign_ins: Vec<SignIn>,
}

/// How far asking it has come.
#[derive(Clone)]
enum Asked {
    Waiting,
    Answered(Told),
    Failed(ApiError),
}

/// The devices on which the account is signed in, and its log.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let asked = RwSignal::new(Asked::Waiting);
    let user_id = Memo::new(move |_| journal.user().id);
    let ask = move || {
        asked.set(Asked::Waiting);
        let auth = journal.auth();
        let whose = user_id.get_untracked();
        spawn_local(async move {
            let answer = async {
                Ok::<_, ApiError>(Told {
                    sessions: auth.sessions().await?,
                    sign_ins: auth.sign_ins().await?,
                })
            };
            let answer = answer.await.map_or_else(Asked::Failed, Asked::Answered);
            // Somebody else may be signed in by now.
            if user_id.try_get_untracked() == Some(whose) {
                asked.try_set(answer);
            }
        });
    };
    Effect::new(move |_| {
        user_id.track();
        ask();
    });
    let is_online = Memo::new(move |_| !matches!(journal.backup(), BackupState::Offline { .. }));
    Effect::new(move |_| {
        if is_online.get() && matches!(asked.get_untracked(), Asked::Failed(_)) {
            ask();
        }
    });
    view! {
        <section class="card" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || t_string!(i18n, devices.title)}</h2>
            {move || match asked.get() {
                Asked::Waiting => view! { <p role="status">{move || t_string!(i18n, devices.asking)}</p> }.into_any(),
                Asked::Failed(error) => {
                    view! {
                        <p role="alert">{move || words::api_error(i18n.get_locale(), &error)}</p>
                        <div class="actions">
                            <button type="button" class="button" on:click=move |_| ask()>
                                {move || t_string!(i18n, devices.retry)}
                            </button>
                        </div>
                    }
                        .into_any()
                }
                Asked::Answered(Told { sessions, sign_ins }) => {
                    view! {
                        <Sessions told=sessions />
                        <Log sign_ins />
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// The list, and the way to end all but this one.
#[component]
fn Sessions(told: Vec<AccountSession>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let sessions = RwSignal::new(told);
    let is_busy = RwSignal::new(false);
    let has_others =
        Memo::new(move |_| sessions.with(|all| all.iter().any(|session| !session.is_current)));
    // Nothing stands for all others, a session for itself.
    let revoke = Callback::new(move |only: Option<AccountSession>| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let auth = journal.auth();
        spawn_local(async move {
            let left = match &only {
                Some(session) => auth.revoke_session(&session.id).await,
                None => auth.revoke_other_sessions().await,
            };
            let locale = i18n.get_locale_untracked();
            match left {
                Ok(left) => {
                    sessions.try_set(left);
                    dom::focus_soon_by_id(TITLE);
                    notices.say(match only {
                        Some(session) => {
                            let device = device(locale, &session.device);
                            tu_string!(i18n, devices.signed_out, device = device)
                        }
                        None => tu_string!(i18n, devices.signed_out_others).to_owned(),
                    });
                }
                Err(error) => notices.say(words::api_error(locale, &error)),
            }
            is_busy.try_set(false);
        });
    });
    view! {
        <ul class="records">
            <For each=move || sessions.get() key=|session| session.id.clone() let:session>
                <Session session is_busy revoke />
            </For>
        </ul>
        <Show when=move || has_others.get()>
            <p class="field-note">{move || t_string!(i18n, devices.text)}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || is_busy.get().then_some("true")
                    on:click=move |_| revoke.run(None)
                >
                    {move || t_string!(i18n, devices.sign_out_others)}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Session(
    session: AccountSession,
    is_busy: RwSignal<bool>,
    revoke: Callback<Option<AccountSession>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let AccountSession {
        device: name,
        last_used_at,
        is_current,
        ..
    } = session.clone();
    let name = Memo::new(move |_| device(i18n.get_locale(), &name));
    let today = journal.today();
    let day = move || {
        let day = journal.day_of(last_used_at);
        words::day_within(i18n.get_locale(), day, today.get())
    };
    let button = (!is_current).then(|| {
        view! {
            <button
                type="button"
                class="button"
                aria-label=move || t_string!(i18n, devices.sign_out_named, device = name.get(), day = day())
                aria-disabled=move || is_busy.get().then_some("true")
                on:click=move |_| revoke.run(Some(session.clone()))
            >
                {move || t_string!(i18n, devices.sign_out)}
            </button>
        }
    });
    view! {
        <li>
            <div>
                <p class="record-name">{name}</p>
                <p class="record-details">
                    {move || match is_current {
                        true => t_string!(i18n, devices.this_device).to_owned(),
                        false => t_string!(i18n, devices.last_used, day = day()),
                    }}
                </p>
            </div>
            {button}
        </li>
    }
}

/// Who has signed in, and who has tried.
#[component]
fn Log(sign_ins: Vec<SignIn>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let line = move |line: SignIn| {
        let when = move || {
            let locale = i18n.get_locale();
            let time = intl::time(
                locale.as_str(),
                line.at,
                journal.utc_offset_minutes(line.at),
            );
            let day = words::day(locale, journal.day_of(line.at), today.get());
            t_string!(i18n, devices.log_line, day = day, time = time)
        };
        let what = move || {
            let device = device(i18n.get_locale(), &line.device);
            match (line.outcome, line.method) {
                (SignInOutcome::AddressChanged, _) => {
                    t_string!(i18n, devices.address_changed, device = device)
                }
                (SignInOutcome::Refused, _) => t_string!(i18n, devices.refused, device = device),
                (SignInOutcome::SignedIn, SignInMethod::Link) => {
                    t_string!(i18n, devices.by_link, device = device)
                }
                (SignInOutcome::SignedIn, SignInMethod::Code) => {
                    t_string!(i18n, devices.by_code, device = device)
                }
            }
        };
        view! {
            <li>
                <div>
                    <p class="record-name">{when}</p>
                    <p class="record-details">{what}</p>
                </div>
            </li>
        }
    };
    view! {
        <details>
            <summary>{move || t_string!(i18n, devices.log)}</summary>
            <p class="field-note">{move || t_string!(i18n, devices.log_text)}</p>
            <ul class="records">{sign_ins.into_iter().map(line).collect_view()}</ul>
        </details>
    }
}

fn device(locale: Locale, name: &str) -> String {
    match name {
        "" => td_string!(locale, devices.unknown).to_owned(),
        name => name.to_owned(),
    }
}
