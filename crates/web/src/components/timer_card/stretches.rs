//! What was practised in this session so far.

use client_core::timer::Stretch;
use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::practice::use_practice;
use crate::text::duration::clock;
use crate::words;

/// The stretches, once there is more than one.
#[component]
pub(super) fn Stretches() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let practice = use_practice();
    let stretches = Memo::new(move |_| {
        let now = journal.ticking_now();
        journal.timer().with(|timer| {
            timer
                .as_ref()
                .map(|timer| timer.stretches(now))
                .unwrap_or_default()
        })
    });
    let row = move |stretch: Stretch| {
        let locale = i18n.get_locale();
        view! {
            <li>
                <span>{practice.described(locale, &stretch.activity)}</span>
                <span class="amount">{stretch.tempo.map(|bpm| words::tempo(locale, bpm))}</span>
                <span class="amount">{clock(stretch.seconds)}</span>
            </li>
        }
    };
    view! {
        <Show when=move || stretches.with(|stretches| 1 < stretches.len())>
            <section class="stretches" aria-label=move || t_string!(i18n, timer.stretches)>
                <ul>{move || stretches.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}
