//! The tempo of the stretch that goes on.

use leptos::prelude::*;
use leptos_i18n::t_string;

use super::super::field::{Field, problem_at};
use crate::forms::FieldProblem;
use crate::forms::practising::tempo;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::practice::use_practice;

/// What is said below the field, by its id.
const NOTE: &str = "timer-tempo-note";

/// Notes it as it is typed: whoever has both hands at the instrument again confirms nothing.
#[component]
pub(super) fn TempoField() -> impl IntoView {
    let i18n = use_i18n();
    let timer = use_journal().timer();
    let practice = use_practice();
    let problem = RwSignal::new(None::<FieldProblem>);
    // What is in the field while somebody types, and as long as it is no tempo.
    let typed = RwSignal::new(None::<String>);
    let noted = move || {
        let bpm = timer.with(|timer| timer.as_ref()?.tempo());
        bpm.map_or_else(String::new, |bpm| bpm.to_string())
    };
    let note = move |text: String| {
        match tempo(&text) {
            Ok(bpm) => {
                problem.set(None);
                practice.change(|timer, now| timer.note_tempo(bpm, now));
            }
            Err(wrong) => {
                problem.set(Some(wrong));
                // On a phone the timer's buttons may lie above it.
                dom::show_soon_by_id(NOTE);
            }
        }
        typed.set(Some(text));
    };
    let forget = move || {
        typed.set(None);
        problem.set(None);
    };
    // What was typed was about what was practised then.
    Effect::new(move |before: Option<_>| {
        let activity = practice.activity();
        if before.is_some_and(|before| before != activity) {
            forget();
        }
        activity
    });
    let error = problem_at(problem, "tempo", move || i18n.get_locale());
    view! {
        <Field
            id="timer-tempo"
            label=move || t_string!(i18n, timer.tempo)
            hint=move || t_string!(i18n, timer.tempo_hint)
            error
        >
            <input
                id="timer-tempo"
                class="timer-tempo"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=NOTE
                prop:value=move || typed.get().unwrap_or_else(noted)
                on:input:target=move |event| note(event.target().value())
                on:blur=move |_| {
                    if problem.with_untracked(Option::is_none) {
                        typed.set(None);
                    }
                }
            />
        </Field>
    }
}
