//! Goals: what is to be reached, and how far it is.

use std::cmp::Reverse;
use std::collections::HashMap;

use client_core::Reach;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::{Goal, GoalStatus, LogbookEntry, RecordId};

use crate::components::earlier::Arriving;
use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::goal_card::GoalCard;
use crate::components::goal_editor::GoalEditor;
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::forms::goal_draft::blank_goal;
use crate::goals::{Standing, standings};
use crate::i18n::use_i18n;
use crate::journal::use_journal;

/// What the cards of the page share.
#[derive(Clone, Copy)]
pub(crate) struct OnCards {
    /// How far each goal is, by its id.
    pub(crate) standings: Memo<HashMap<RecordId, Standing>>,
    /// The goal that was just completed, which is celebrated.
    pub(crate) celebrated: RwSignal<Option<RecordId>>,
    /// Opens a goal.
    pub(crate) on_edit: Callback<Goal>,
    /// Opens what contributed.
    pub(crate) on_open: Callback<LogbookEntry>,
}

/// The page at `/goals`.
#[component]
pub(crate) fn GoalsPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let editing = RwSignal::new(None::<(Goal, bool)>);
    let goals = Memo::new(move |_| sorted(journal.goals()));
    let is_empty =
        Memo::new(move |_| journal.reach() != Reach::Nothing && goals.with(Vec::is_empty));
    let reading = RwSignal::new(None::<LogbookEntry>);
    let on_cards = OnCards {
        standings: Memo::new(move |_| {
            let day_of = |at| journal.day_of(at);
            goals.with(|goals| {
                journal.repertoire().with(|repertoire| {
                    journal
                        .with_sittings(|sittings| standings(goals, sittings, repertoire, &day_of))
                })
            })
        }),
        celebrated: RwSignal::new(None),
        on_edit: Callback::new(move |goal| editing.set(Some((goal, false)))),
        on_open: Callback::new(move |entry| reading.set(Some(entry))),
    };
    let of = move |statuses: &'static [GoalStatus]| {
        Signal::derive(move || {
            goals.with(|goals| {
                goals
                    .iter()
                    .filter(|goal| statuses.contains(&goal.status))
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, goals.title) />
            <button
                type="button"
                class="button primary"
                on:click=move |_| editing.set(Some((blank_goal(journal.new_id(), journal.now()), true)))
            >
                <Drawing icon=Icon::Plus />
                {move || t_string!(i18n, goals.new)}
            </button>
        </header>
        <Arriving />
        <Show when=move || is_empty.get()>
            <section class="blank">
                <Drawing icon=Icon::Flag />
                <h2>{move || t_string!(i18n, goals.empty_title)}</h2>
                <p>{move || t_string!(i18n, goals.empty)}</p>
            </section>
        </Show>
        <GoalList id="goals-active" title=move || t_string!(i18n, goals.active) goals=of(&[GoalStatus::Active]) on_cards />
        <GoalList
            id="goals-resting"
            title=move || t_string!(i18n, goals.resting)
            goals=of(&[GoalStatus::Paused, GoalStatus::Cancelled])
            on_cards
        />
        <GoalList
            id="goals-completed"
            title=move || t_string!(i18n, goals.completed)
            goals=of(&[GoalStatus::Completed])
            on_cards
        />
        {move || {
            editing
                .get()
                .map(|(goal, is_new)| {
                    view! { <GoalEditor goal is_new on_close=Callback::new(move |()| editing.set(None)) /> }
                })
        }}
        {move || {
            reading
                .get()
                .map(|entry| {
                    view! {
                        <EntryEditor
                            editing=Editing::Existing(entry)
                            on_leave=Callback::new(move |_| reading.set(None))
                        />
                    }
                })
        }}
    }
}

/// What is due first comes first, then what was made last; completed ones by when they were completed.
fn sorted(mut goals: Vec<Goal>) -> Vec<Goal> {
    goals.sort_by_cached_key(|goal| {
        let open = goal.status != GoalStatus::Completed;
        let due = goal.target_date.filter(|_| open);
        (
            due.is_none(),
            due,
            Reverse(goal.completed_at),
            Reverse(goal.created_at),
            goal.id.clone(),
        )
    });
    goals
}

/// Goals under a heading; nothing when there are none.
#[component]
fn GoalList(
    id: &'static str,
    #[prop(into)] title: TextProp,
    goals: Signal<Vec<Goal>>,
    on_cards: OnCards,
) -> impl IntoView {
    view! {
        <section class="goals" aria-labelledby=id hidden=move || goals.with(Vec::is_empty)>
            <h2 id=id>{move || title.get()}</h2>
            <ul class="cards">
                <For each=move || goals.get() key=|goal| goal.id.clone() let:goal>
                    <GoalCard goal on_cards />
                </For>
            </ul>
        </section>
    }
}
