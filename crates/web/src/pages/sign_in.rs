//! The page that a sign-in link opens. Looking at the link changes nothing, because mail scanners look too; only the
//! button signs in.

use client_core::{AnonymousData, AnonymousSummary, ApiError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, tu_string};
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_location, use_navigate};
use shared_model::protocol::{ErrorCode, MagicLink};

use crate::components::icon::{Drawing, Icon};
use crate::components::notices::use_notices;
use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// How far signing in has come.
#[derive(Clone)]
enum Progress {
    Looking,
    NoToken,
    Ready(MagicLink),
    Busy(MagicLink),
    Failed(ApiError),
}

/// What the page offers for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// There is nothing here that could go into the account.
    SignIn,
    /// The journal here goes along, because this browser asked for the link.
    SignInWithJournal,
    /// The journal here may be somebody else's.
    Ask,
}

impl Offer {
    fn of(link: &MagicLink, summary: AnonymousSummary) -> Self {
        match (summary.is_empty(), link.requested_here) {
            (true, _) => Self::SignIn,
            (false, true) => Self::SignInWithJournal,
            (false, false) => Self::Ask,
        }
    }

    /// What becomes of the journal here when the offer is taken; nothing when that has to be asked.
    fn taken(self, link: &MagicLink) -> Option<AnonymousData> {
        match (self, link.requested_here) {
            (Self::Ask, _) => None,
            (_, true) => Some(AnonymousData::Add),
            (_, false) => Some(AnonymousData::KeepHere),
        }
    }
}

/// The page at `/sign-in#<token>`.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let navigate = use_navigate();
    let hash = use_location().hash;
    let token = Memo::new(move |_| hash.with(|hash| hash.trim_start_matches('#').to_owned()));
    let progress = RwSignal::new(Progress::Looking);

    let look = move || {
        let token = token.get_untracked();
        if token.is_empty() {
            return progress.set(Progress::NoToken);
        }
        progress.set(Progress::Looking);
        let auth = journal.auth();
        spawn_local(async move {
            let found = auth.magic_link(&token).await;
            progress.try_set(found.map_or_else(Progress::Failed, Progress::Ready));
        });
    };
    // Another link may be opened in the same tab.
    Effect::new(move |_| {
        token.track();
        look();
    });
    let to_today = Callback::new(move |()| {
        navigate(
            "/",
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    });
    let sign_in = Callback::new(move |(link, chosen): (MagicLink, Option<AnonymousData>)| {
        if matches!(progress.get_untracked(), Progress::Busy(_)) {
            return;
        }
        let auth = journal.auth();
        // The journal may have grown since the offer was shown: one that could be somebody else's is asked about then.
        let Some(data) = chosen.or_else(|| Offer::of(&link, auth.anonymous_summary()).taken(&link))
        else {
            return progress.set(Progress::Ready(link));
        };
        let token = token.get_untracked();
        progress.set(Progress::Busy(link.clone()));
        spawn_local(async move {
            match auth.login(&token, data).await {
                Ok(()) => {
                    journal.request_sync();
                    notices.say(tu_string!(i18n, sign_in.welcome, email = link.email));
                    // Whoever has gone elsewhere meanwhile stays there.
                    to_today.try_run(());
                }
                Err(error) => {
                    progress.try_set(Progress::Failed(error));
                }
            }
        });
    });
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, sign_in.title) />
        </header>
        <div class="sign-in">
            {move || match progress.get() {
                Progress::Looking => {
                    view! { <p role="status">{move || t_string!(i18n, sign_in.looking)}</p> }.into_any()
                }
                Progress::NoToken => view! { <NoToken /> }.into_any(),
                Progress::Ready(link) => view! { <Question link busy=false sign_in on_cancel=to_today /> }.into_any(),
                Progress::Busy(link) => view! { <Question link busy=true sign_in on_cancel=to_today /> }.into_any(),
                Progress::Failed(error) => {
                    let way_on = match error.code() {
                        Some(ErrorCode::LinkInvalid) => view! { <NewLink /> }.into_any(),
                        Some(ErrorCode::AccountDeleted) => view! { <ToAccount /> }.into_any(),
                        _ => view! { <Retry on_retry=look /> }.into_any(),
                    };
                    view! {
                        <p role="alert">{move || words::api_error(i18n.get_locale(), &error)}</p>
                        {way_on}
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// Says that there is nothing here to sign in with, and where to get it.
#[component]
fn NoToken() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="blank">
            <Drawing icon=Icon::Person />
            <h2>{move || t_string!(i18n, sign_in.no_token_title)}</h2>
            <p>{move || t_string!(i18n, sign_in.no_token)}</p>
            <A href="/account" attr:class="button primary">
                {move || t_string!(i18n, sign_in.way_on)}
            </A>
        </section>
    }
}

/// Who would be signed in, what would become of the journal here, and the buttons.
#[component]
fn Question(
    link: MagicLink,
    busy: bool,
    sign_in: Callback<(MagicLink, Option<AnonymousData>)>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let summary = use_journal().auth().anonymous_summary();
    let offer = Offer::of(&link, summary);
    let email = link.email.clone();
    let contents = move || words::contents(i18n.get_locale(), summary);
    let choose = move |data| {
        let link = link.clone();
        move |_| sign_in.run((link.clone(), data))
    };
    let cancel = move |_| {
        if !busy {
            on_cancel.run(());
        }
    };
    let answer = match offer {
        Offer::SignIn | Offer::SignInWithJournal => {
            let moves = (offer == Offer::SignInWithJournal).then(|| {
                view! { <p>{move || t_string!(i18n, sign_in.moves, contents = contents())}</p> }
            });
            view! {
                {moves}
                <div class="actions">
                    <button
                        type="button"
                        class="button primary large"
                        aria-disabled=busy.then_some("true")
                        on:click=choose(None)
                    >
                        {move || match busy {
                            true => t_string!(i18n, sign_in.busy),
                            false => t_string!(i18n, sign_in.button),
                        }}
                    </button>
                </div>
            }
            .into_any()
        }
        Offer::Ask => {
            let (asked, added) = (email.clone(), email.clone());
            view! {
                <h2>{move || t_string!(i18n, sign_in.ask_title)}</h2>
                <p>{move || t_string!(i18n, sign_in.ask_text, contents = contents(), email = asked.clone())}</p>
                <div class="actions stacked">
                    <button type="button" class="button" aria-disabled=busy.then_some("true") on:click=choose(Some(AnonymousData::Add))>
                        {move || t_string!(i18n, sign_in.add, contents = contents(), email = added.clone())}
                    </button>
                    <button type="button" class="button" aria-disabled=busy.then_some("true") on:click=choose(Some(AnonymousData::KeepHere))>
                        {move || t_string!(i18n, sign_in.without)}
                    </button>
                    <button type="button" class="button quiet" aria-disabled=busy.then_some("true") on:click=cancel>
                        {move || t_string!(i18n, sign_in.cancel)}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <p>{move || t_string!(i18n, sign_in.signing_in_as)}</p>
        <p class="address">{email}</p>
        {answer}
    }
}

/// The way to another link.
#[component]
fn NewLink() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>
            <A href="/account" attr:class="button">
                {move || t_string!(i18n, sign_in.way_on)}
            </A>
        </p>
    }
}

/// The way to the screen where something has to be decided first.
#[component]
fn ToAccount() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>
            <A href="/account" attr:class="button">
                {move || t_string!(i18n, sign_in.to_account)}
            </A>
        </p>
    }
}

/// Once more.
#[component]
fn Retry(on_retry: impl Fn() + 'static) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>
            <button type="button" class="button" on:click=move |_| on_retry()>
                {move || t_string!(i18n, sign_in.retry)}
            </button>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_link_takes_no_journal_along_without_a_question() {
        let link = |requested_here| MagicLink {
            email: "anna@example.org".into(),
            requested_here,
        };
        let something = AnonymousSummary {
            entries: 1,
            ..AnonymousSummary::default()
        };
        let nothing = AnonymousSummary::default();
        assert_eq!(Offer::of(&link(false), something), Offer::Ask);
        assert_eq!(Offer::of(&link(true), something), Offer::SignInWithJournal);
        assert_eq!(Offer::of(&link(false), nothing), Offer::SignIn);
    }

    #[test]
    fn only_the_link_of_this_browser_takes_a_journal_along_by_itself() {
        let link = |requested_here| MagicLink {
            email: "anna@example.org".into(),
            requested_here,
        };
        let taken = |offer: Offer, requested_here| offer.taken(&link(requested_here));
        assert_eq!(
            taken(Offer::SignInWithJournal, true),
            Some(AnonymousData::Add)
        );
        assert_eq!(taken(Offer::SignIn, false), Some(AnonymousData::KeepHere));
        assert_eq!(taken(Offer::Ask, false), None);
    }
}
