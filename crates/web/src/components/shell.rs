//! What surrounds every page: the name, the navigation, the state of the backup.

use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;

use super::backup_indicator::BackupIndicator;
use super::dismiss::DismissButton;
use super::forgotten_timer::ForgottenTimer;
use super::icon::{Drawing, Icon};
use super::new_version::NewVersion;
use super::notices::NoticeRegion;
use super::timer_bar::TimerBar;
use super::welcome::ExampleBanner;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// A sidebar on a desk; on a phone a bar above and tabs below.
#[component]
pub(crate) fn Shell(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#content">
            {move || t_string!(i18n, app.skip)}
        </a>
        <div class="shell">
            <header>
                <A href="/" attr:class="brand">
                    {move || t_string!(i18n, app.name)}
                </A>
            </header>
            <nav class="navigation" aria-label=move || t_string!(i18n, app.navigation)>
                <div class="tabs">
                    <A href="/" exact=true>
                        <Drawing icon=Icon::Timer />
                        <span>{move || t_string!(i18n, nav.today)}</span>
                    </A>
                    <A href="/logbook">
                        <Drawing icon=Icon::Book />
                        <span>{move || t_string!(i18n, nav.logbook)}</span>
                    </A>
                    <A href="/repertoire">
                        <Drawing icon=Icon::Note />
                        <span>{move || t_string!(i18n, nav.repertoire)}</span>
                    </A>
                    <A href="/goals">
                        <Drawing icon=Icon::Flag />
                        <span>{move || t_string!(i18n, nav.goals)}</span>
                    </A>
                    <A href="/reports">
                        <Drawing icon=Icon::Chart />
                        <span>{move || t_string!(i18n, nav.reports)}</span>
                    </A>
                </div>
                <A href="/account" attr:class="account-tab">
                    <Drawing icon=Icon::Person />
                    <span>{move || t_string!(i18n, nav.account)}</span>
                </A>
            </nav>
            <TimerBar />
            <BackupIndicator />
            <main class="content" id="content" tabindex="-1">
                <ExampleBanner />
                <Refusal />
                <WrongClock />
                {children()}
            </main>
            <div class="notices">
                <NewVersion />
                <NoticeRegion />
            </div>
        </div>
        <ForgottenTimer />
    }
}

/// Says that the browser refused to store something, wherever that happened.
#[component]
fn Refusal() -> impl IntoView {
    let i18n = use_i18n();
    let refused = use_journal().refused();
    view! {
        <div role="alert">
            {move || {
                refused
                    .get()
                    .map(|refusal| {
                        view! {
                            <div class="banner">
                                <p>{move || words::refused(i18n.get_locale(), refusal)}</p>
                                <DismissButton
                                    label=move || t_string!(i18n, action.dismiss)
                                    on_press=Callback::new(move |()| refused.set(None))
                                />
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// Says that the device's clock is off: what is written has its times from there.
#[component]
fn WrongClock() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    view! {
        <div role="status">
            {move || {
                journal
                    .clock_off()
                    .map(|clock_off| {
                        view! {
                            <div class="banner calm">
                                <p>{move || words::wrong_clock(i18n.get_locale(), clock_off)}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
