//! The question about a timer that nobody has touched for long.

use client_core::timer::{Forgotten, Timer};
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos_i18n::{t_string, tu_string};

use super::field::{TextField, problem_at};
use super::modal::Modal;
use super::notices::use_notices;
use crate::forms::FieldProblem;
use crate::forms::practising::stopped_at;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::practice::use_practice;
use crate::text::when;
use crate::words;

/// Asks in every tab, on whichever screen, until it is answered in one of them.
#[component]
pub(crate) fn ForgottenTimer() -> impl IntoView {
    let practice = use_practice();
    view! {
        {move || practice.forgotten().map(|forgotten| view! { <Question forgotten /> })}
    }
}

/// Still practising, or stopped at some time? Escape answers the former, which changes nothing that was counted.
#[component]
fn Question(forgotten: Forgotten) -> impl IntoView {
    let Forgotten {
        last_touch,
        guessed_stop,
    } = forgotten;
    let i18n = use_i18n();
    let journal = use_journal();
    let practice = use_practice();
    let notices = use_notices();
    let today = journal.today();
    let told = move |at| {
        words::instant(
            i18n.get_locale(),
            at,
            journal.utc_offset_minutes(at),
            journal.rollover_hour(),
            today.get(),
        )
    };
    let typed = RwSignal::new(when::to_input(
        guessed_stop,
        journal.utc_offset_minutes(guessed_stop),
    ));
    let problem = RwSignal::new(None::<FieldProblem>);
    let element = NodeRef::<Form>::new();
    let go_on = move || practice.change(Timer::touch);
    let stop = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(began) = journal
            .timer()
            .with_untracked(|timer| timer.as_ref().map(Timer::started_at))
        else {
            return;
        };
        let session = began..=journal.now();
        let offset_at = |at| journal.utc_offset_minutes(at);
        match typed.with_untracked(|typed| stopped_at(typed, guessed_stop, &session, offset_at)) {
            Ok(at) => {
                let time = untrack(|| told(at));
                notices.say(tu_string!(i18n, timer.stopped, when = time));
                practice.change(|timer, _| timer.stop_at(at));
            }
            Err(wrong) => {
                problem.set(Some(wrong));
                dom::focus_first_problem(element.get_untracked());
            }
        }
    };
    view! {
        <Modal id="timer-forgotten" class="confirm" role="alertdialog" on_leave=Callback::new(move |()| go_on())>
            <form class="confirm-form" novalidate node_ref=element on:submit=stop>
                <h2 id="timer-forgotten-title">{move || t_string!(i18n, timer.forgotten_title)}</h2>
                <p id="timer-forgotten-text">
                    {move || t_string!(i18n, timer.forgotten_text, when = told(last_touch))}
                </p>
                <TextField
                    id="timer-stopped-at"
                    kind="datetime-local"
                    required=true
                    label=move || t_string!(i18n, timer.stopped_at)
                    hint=move || t_string!(i18n, timer.stopped_at_hint)
                    value=typed
                    error=problem_at(problem, "stoppedAt", move || i18n.get_locale())
                />
                <div class="confirm-actions">
                    <button type="button" class="button" on:click=move |_| go_on()>
                        {move || t_string!(i18n, timer.forgotten_no)}
                    </button>
                    <button type="submit" class="button primary">
                        {move || t_string!(i18n, timer.forgotten_yes)}
                    </button>
                </div>
            </form>
        </Modal>
    }
}
