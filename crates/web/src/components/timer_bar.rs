//! The session that goes on, on every screen but the one that shows the timer itself.

use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::practice::{Phase, use_practice};
use crate::text::duration::clock;

/// Above the tabs on a phone, below the navigation on a desk.
#[component]
pub(crate) fn TimerBar() -> impl IntoView {
    let i18n = use_i18n();
    let practice = use_practice();
    let path = use_location().pathname;
    let is_shown =
        Memo::new(move |_| practice.phase() != Phase::Idle && path.with(|path| path != "/"));
    let is_running = move || practice.phase() == Phase::Running;
    let described = move || {
        let activity = practice.activity().unwrap_or_default();
        practice.described(i18n.get_locale(), &activity)
    };
    view! {
        <Show when=move || is_shown.get()>
            <aside
                class="timer-bar"
                aria-label=move || t_string!(i18n, timer.title)
                data-running=move || is_running().to_string()
            >
                <p class="timer-bar-clock" role="timer">
                    {move || clock(practice.played_secs())}
                </p>
                <A href="/" attr:class="timer-bar-link">
                    <span class="timer-bar-state">
                        {move || match is_running() {
                            true => t_string!(i18n, timer.running),
                            false => t_string!(i18n, timer.paused),
                        }}
                    </span>
                    <span class="timer-bar-activity">{described}</span>
                </A>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label=move || match is_running() {
                        true => t_string!(i18n, timer.pause),
                        false => t_string!(i18n, timer.resume),
                    }
                    on:click=move |_| practice.turn()
                >
                    <Drawing icon=Signal::derive(move || if is_running() { Icon::Pause } else { Icon::Play }) />
                </button>
            </aside>
        </Show>
    }
}
