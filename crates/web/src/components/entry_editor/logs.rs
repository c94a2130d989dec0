//! What a timed session consisted of.

use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::PracticeLog;

use crate::i18n::use_i18n;
use crate::words;

/// What was practised in the session.
#[component]
pub(super) fn Logs(logs: Vec<PracticeLog>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = logs.into_iter().map(|log| {
        let name = move || {
            words::activity_and_piece(i18n.get_locale(), log.activity_type, log.piece_title.as_deref())
        };
        view! {
            <li>
                <span>{name}</span>
                <span class="amount">
                    {move || log.tempo_practiced.map(|bpm| words::tempo(i18n.get_locale(), bpm))}
                </span>
                <span class="amount">{move || words::duration(i18n.get_locale(), log.duration_seconds)}</span>
            </li>
        }
    });
    view! {
        <section class="stretches" aria-label=move || t_string!(i18n, entry.review_logs)>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
}
