//! What is chosen rather than typed: the kind of playing, the instrument, the mood, the goals.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::{Goal, GoalStatus, LogbookEntryType, Mood, RecordId};

use crate::completion;
use crate::components::combobox::Combobox;
use crate::components::field::Field;
use crate::components::list_field::OFFERED;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::presets;
use crate::text::matching::matching;
use crate::words;

/// The kind of playing.
#[component]
pub(super) fn EntryTypeField(value: RwSignal<LogbookEntryType>) -> impl IntoView {
    const TYPES: [LogbookEntryType; 5] = [
        LogbookEntryType::Practice,
        LogbookEntryType::Lesson,
        LogbookEntryType::Rehearsal,
        LogbookEntryType::Performance,
        LogbookEntryType::Technique,
    ];
    let i18n = use_i18n();
    let options = TYPES
        .into_iter()
        .enumerate()
        .map(move |(index, entry_type)| {
            view! {
                <option value=index selected=move || value.get() == entry_type>
                    {move || words::entry_type(i18n.get_locale(), entry_type)}
                </option>
            }
        });
    view! {
        <Field id="entry-type" label=move || t_string!(i18n, entry.kind)>
            <select
                id="entry-type"
                on:change:target=move |event| {
                    let chosen = usize::try_from(event.target().selected_index()).ok();
                    if let Some(entry_type) = chosen.and_then(|index| TYPES.get(index)) {
                        value.set(*entry_type);
                    }
                }
            >
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// The instrument: one's own, one of those that many play, or whatever else is typed.
#[component]
pub(super) fn InstrumentField(
    value: RwSignal<String>,
    error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let known = Memo::new(move |_| {
        let presets = presets::instruments(i18n.get_locale());
        journal
            .days()
            .with(|days| completion::texts(days, |entry| [&entry.instrument], presets))
    });
    let offers =
        Callback::new(move |text: String| known.with(|known| matching(known, &text, 2 * OFFERED)));
    view! {
        <Field id="entry-instrument" label=move || t_string!(i18n, entry.instrument) error>
            <Combobox
                id="entry-instrument"
                typed=value
                offers
                on_choose=Callback::new(move |name| value.set(name))
                error
            />
        </Field>
    }
}

/// The moods to choose from.
pub(super) fn moods() -> Vec<(Mood, TextProp)> {
    let i18n = use_i18n();
    let option = |mood| {
        (
            mood,
            TextProp::from(move || words::mood(i18n.get_locale(), mood)),
        )
    };
    [
        Mood::Frustrated,
        Mood::Neutral,
        Mood::Satisfied,
        Mood::Excited,
    ]
    .map(option)
    .into()
}

/// The goals to choose from: those being worked on, and those that are chosen already.
fn offered_goals(mut goals: Vec<Goal>, chosen: &[RecordId]) -> Vec<Goal> {
    goals.retain(|goal| goal.status == GoalStatus::Active || chosen.contains(&goal.id));
    goals.sort_by_cached_key(|goal| goal.title.to_lowercase());
    goals
}

/// The goals that the entry counts towards.
#[component]
pub(super) fn GoalsField(chosen: RwSignal<Vec<RecordId>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let chosen_before = chosen.get_untracked();
    let goals = Memo::new(move |_| offered_goals(journal.goals(), &chosen_before));
    let check = move |goal: Goal| {
        let id = StoredValue::new(goal.id);
        let is_chosen = move || chosen.with(|chosen| id.with_value(|id| chosen.contains(id)));
        let toggle = move |_| {
            chosen.update(|chosen| {
                let id = id.get_value();
                match chosen.iter().position(|known| *known == id) {
                    Some(index) => drop(chosen.remove(index)),
                    None => chosen.push(id),
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                <span>{goal.title}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice" hidden=move || goals.with(Vec::is_empty)>
            <legend>{move || t_string!(i18n, entry.goals)}</legend>
            <For each=move || goals.get() key=|goal| goal.id.clone() children=check />
        </fieldset>
    }
}
