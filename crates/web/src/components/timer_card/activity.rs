//! What is practised: its kind, its piece, and the pieces practised last.

use client_core::timer::Activity;
use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::ActivityType;
use shared_model::limits::TITLE_CHARS;

use super::super::choice::Choice;
use super::super::field::Suggestions;
use super::Control;
use crate::i18n::use_i18n;
use crate::practice::Phase;
use crate::words;

/// Says it, before the start or while the timer runs.
#[component]
pub(super) fn ActivityFields(control: Control) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Choice
            name="activity"
            legend=move || t_string!(i18n, activity.legend)
            options=activities()
            value=Signal::derive(move || control.activity.with(|activity| activity.activity_type))
            on_choose=Callback::new(move |activity_type| {
                control
                    .choose(Activity {
                        activity_type,
                        piece: None,
                    });
            })
        />
        <RecentPieces control />
        <PieceField control />
    }
}

fn activities() -> Vec<(ActivityType, TextProp)> {
    let i18n = use_i18n();
    let option = |activity| {
        (
            activity,
            TextProp::from(move || words::activity(i18n.get_locale(), activity)),
        )
    };
    [
        ActivityType::Repertoire,
        ActivityType::Scales,
        ActivityType::Technique,
        ActivityType::Etudes,
        ActivityType::SightReading,
        ActivityType::Other,
    ]
    .map(option)
    .into()
}

/// The piece that is practised. What is typed counts when it is confirmed, by Enter, the button, or leaving the field.
#[component]
fn PieceField(control: Control) -> impl IntoView {
    let i18n = use_i18n();
    let journal = control.journal;
    let typed = RwSignal::new(None::<String>);
    let title = move || {
        control.activity.with(|activity| {
            let piece = activity.piece.as_ref();
            piece.map_or_else(String::new, |piece| {
                journal
                    .repertoire()
                    .with(|repertoire| repertoire.title(piece).to_owned())
            })
        })
    };
    let confirm = move || {
        if let Some(title) = typed
            .get_untracked()
            .filter(|title| !title.trim().is_empty())
        {
            control.name_piece(&title);
        }
        typed.set(None);
    };
    view! {
        <form
            class="field"
            on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                confirm();
            }
        >
            <label for="timer-piece">{move || t_string!(i18n, timer.piece)}</label>
            <div class="with-button">
                <input
                    id="timer-piece"
                    type="text"
                    list="timer-repertoire"
                    maxlength=TITLE_CHARS
                    autocomplete="off"
                    aria-describedby="timer-piece-note"
                    prop:value=move || typed.get().unwrap_or_else(title)
                    on:input:target=move |event| typed.set(Some(event.target().value()))
                    on:change=move |_| confirm()
                />
                <button type="submit" class="button">
                    {move || t_string!(i18n, timer.set_piece)}
                </button>
            </div>
            <p class="field-note" id="timer-piece-note">
                {move || match control.practice.phase() {
                    Phase::Idle => t_string!(i18n, timer.piece_hint_idle),
                    Phase::Running | Phase::Paused => t_string!(i18n, timer.piece_hint),
                }}
            </p>
            <Suggestions
                id="timer-repertoire"
                texts=Signal::derive(move || journal.repertoire().with(|repertoire| repertoire.titles()))
            />
        </form>
    }
}

/// The pieces practised last, each one tap away, as what they were practised.
#[component]
fn RecentPieces(control: Control) -> impl IntoView {
    let i18n = use_i18n();
    let pieces = move || control.recent.with(|recent| recent.pieces.clone());
    let chip = move |activity: Activity| {
        let title = activity.piece.as_ref().map(|piece| piece.title.clone());
        let chosen = activity.clone();
        let is_current = move || control.activity.with(|current| *current == activity);
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if is_current() { "true" } else { "false" }
                on:click=move |_| control.choose(chosen.clone())
            >
                {title}
            </button>
        }
    };
    let key = |activity: &Activity| {
        let piece = activity.piece.as_ref();
        let piece = piece.map(|piece| (piece.id.clone(), piece.title.clone()));
        (activity.activity_type as u8, piece)
    };
    view! {
        <Show when=move || control.recent.with(|recent| !recent.pieces.is_empty())>
            <div class="choice" role="group" aria-label=move || t_string!(i18n, timer.recent)>
                <div class="chips">
                    <For each=pieces key=key children=chip />
                </div>
            </div>
        </Show>
    }
}
