//! What is practised: its kind, its piece, and the pieces practised last.

use client_core::timer::Activity;
use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::limits::TITLE_CHARS;
use shared_model::{ActivityType, RecordId};

use super::super::choice::Choice;
use super::super::combobox::{Adding, Combobox};
use super::super::known_pieces::KnownPieces;
use super::Control;
use crate::i18n::use_i18n;
use crate::practice::Phase;
use crate::text::list::same;
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
/// Before, the list offers the pieces that it may be already.
#[component]
fn PieceField(control: Control) -> impl IntoView {
    let i18n = use_i18n();
    let journal = control.journal;
    let known = KnownPieces::of(journal);
    let title = Memo::new(move |_| {
        control.activity.with(|activity| {
            let piece = activity.piece.as_ref();
            piece.map_or_else(String::new, |piece| {
                journal
                    .repertoire()
                    .with(|repertoire| repertoire.title(piece).to_owned())
            })
        })
    });
    let typed = RwSignal::new(title.get_untracked());
    // The field follows the timer, unless somebody is typing in it.
    Effect::new(move |before: Option<String>| {
        let title = title.get();
        let is_untouched =
            typed.with_untracked(|typed| before.is_none_or(|before| *typed == before));
        if is_untouched {
            typed.set(title.clone());
        }
        title
    });
    let confirm = move || {
        let text = typed.get_untracked();
        let is_new = title.with_untracked(|title| !same(title, &text));
        if is_new && !text.trim().is_empty() {
            control.name_piece(&text);
        }
        typed.set(title.get_untracked());
    };
    let choose = move |id: RecordId| {
        if let Some(piece) = known.named(&id) {
            control.set_piece(piece);
        }
        typed.set(title.get_untracked());
    };
    let adding = Adding {
        label: Callback::new(move |title: String| t_string!(i18n, entry.add_piece, title = title)),
        on_add: Callback::new(move |()| confirm()),
    };
    let offers = Callback::new(move |text: String| known.offered(&text, |_| false));
    view! {
        <form
            class="field"
            on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                confirm();
            }
            on:change=move |_| confirm()
        >
            <label for="timer-piece">{move || t_string!(i18n, timer.piece)}</label>
            <div class="with-button">
                <Combobox
                    id="timer-piece"
                    typed
                    offers
                    on_choose=Callback::new(choose)
                    adding
                    holds_value=true
                    max_chars=TITLE_CHARS
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
            <fieldset class="choice recent">
                <legend>{move || t_string!(i18n, timer.recent)}</legend>
                <div class="chips">
                    <For each=pieces key=key children=chip />
                </div>
            </fieldset>
        </Show>
    }
}
