//! Goals: what is to be reached, and how far it is.

use std::cmp::Reverse;

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string, tu_string};
use shared_model::{Goal, GoalStatus, Milestone, RecordId, Timestamp, local_day};

use crate::components::goal_editor::GoalEditor;
use crate::components::icon::{Drawing, Icon};
use crate::components::notices::use_notices;
use crate::components::page_title::PageTitle;
use crate::forms::goal_draft::blank_goal;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::platform::intl::{self, DateStyle};
use crate::text::when::days_until;
use crate::words;

/// The page at `/goals`.
#[component]
pub(crate) fn GoalsPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let editing = RwSignal::new(None::<(Goal, bool)>);
    let goals = Memo::new(move |_| sorted(journal.goals()));
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
        <Show when=move || goals.with(Vec::is_empty)>
            <section class="blank">
                <Drawing icon=Icon::Flag />
                <h2>{move || t_string!(i18n, goals.empty_title)}</h2>
                <p>{move || t_string!(i18n, goals.empty)}</p>
            </section>
        </Show>
        <GoalList id="goals-active" title=move || t_string!(i18n, goals.active) goals=of(&[GoalStatus::Active]) editing />
        <GoalList
            id="goals-resting"
            title=move || t_string!(i18n, goals.resting)
            goals=of(&[GoalStatus::Paused, GoalStatus::Cancelled])
            editing
        />
        <GoalList
            id="goals-completed"
            title=move || t_string!(i18n, goals.completed)
            goals=of(&[GoalStatus::Completed])
            editing
        />
        {move || {
            editing
                .get()
                .map(|(goal, is_new)| {
                    view! { <GoalEditor goal is_new on_close=Callback::new(move |()| editing.set(None)) /> }
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
    editing: RwSignal<Option<(Goal, bool)>>,
) -> impl IntoView {
    view! {
        <section class="goals" aria-labelledby=id hidden=move || goals.with(Vec::is_empty)>
            <h2 id=id>{move || title.get()}</h2>
            <ul class="cards">
                <For each=move || goals.get() key=|goal| goal.id.clone() let:goal>
                    <GoalCard goal editing />
                </For>
            </ul>
        </section>
    }
}

/// One goal. It follows its record.
#[component]
fn GoalCard(goal: Goal, editing: RwSignal<Option<(Goal, bool)>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let is_copy = goal.id.is_copy();
    let id = StoredValue::new(goal.id.clone());
    let goal = journal.follow_record(goal);
    let change = move |change: &dyn Fn(&mut Goal, Timestamp)| {
        let Some(mut goal) = id.with_value(|id| journal.get::<Goal>(id)) else {
            return;
        };
        let before = goal.status;
        change(&mut goal, journal.now());
        let after = goal.status;
        match journal.save(goal) {
            Ok(()) if before != after && after == GoalStatus::Completed => {
                notices.say(tu_string!(i18n, goals.was_completed));
            }
            Ok(()) if before != after => notices.say(tu_string!(i18n, goals.was_reopened)),
            Ok(()) => {}
            Err(error) => notices.say(words::change_error(i18n.get_locale_untracked(), &error)),
        }
    };
    let title = move || match goal.with(|goal| goal.title.trim().to_owned()) {
        title if title.is_empty() => t_string!(i18n, goals.untitled).to_owned(),
        title => title,
    };
    let rejection = move || {
        let invalid = id.with_value(|id| journal.rejection::<Goal>(id))?;
        let reason = words::rejection(i18n.get_locale(), &invalid);
        Some(t_string!(i18n, rejected.on_record, reason = reason))
    };
    let is_completed = move || goal.with(|goal| goal.status == GoalStatus::Completed);
    let toggle = Callback::new(move |(id, completed): (RecordId, bool)| {
        change(&|goal, now| goal.set_milestone(&id, completed, now));
    });
    view! {
        <li class="card goal" class:is-completed=is_completed>
            <header class="goal-head">
                <div>
                    <h3>{title}</h3>
                    {is_copy
                        .then(|| {
                            view! { <p class="goal-due">{move || t_string!(i18n, copy.from_another_device)}</p> }
                        })}
                    <p class="goal-due">{move || goal.with(|goal| due(i18n.get_locale(), goal, journal))}</p>
                    {move || rejection().map(|text| view! { <p class="rejection">{text}</p> })}
                </div>
                <p class="goal-percent">
                    {move || t_string!(i18n, goals.progress, percent = goal.with(|goal| goal.progress))}
                </p>
            </header>
            <div
                class="bar"
                role="progressbar"
                aria-label=move || t_string!(i18n, goals.progress_of, goal = title())
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || goal.with(|goal| goal.progress.to_string())
            >
                <div class="bar-done" style:width=move || goal.with(|goal| format!("{}%", goal.progress))></div>
            </div>
            {move || {
                goal.with(|goal| goal.description.clone()).map(|text| view! { <p class="goal-text">{text}</p> })
            }}
            <Milestones goal toggle />
            <div class="goal-actions">
                <button
                    type="button"
                    class="button quiet"
                    aria-label=move || t_string!(i18n, goals.edit_named, goal = title())
                    on:click=move |_| editing.set(Some((goal.get_untracked(), false)))
                >
                    {move || t_string!(i18n, goals.edit)}
                </button>
                <Show
                    when=is_completed
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="button quiet"
                                aria-label=move || t_string!(i18n, goals.complete_named, goal = title())
                                on:click=move |_| change(&Goal::complete)
                            >
                                {move || t_string!(i18n, goals.complete)}
                            </button>
                        }
                    }
                >
                    <button
                        type="button"
                        class="button quiet"
                        aria-label=move || t_string!(i18n, goals.reopen_named, goal = title())
                        on:click=move |_| change(&|goal, _| goal.reopen())
                    >
                        {move || t_string!(i18n, goals.reopen)}
                    </button>
                </Show>
            </div>
        </li>
    }
}

/// When it is due, was due, or was reached.
fn due(locale: Locale, goal: &Goal, journal: JournalContext) -> Option<String> {
    use leptos_i18n::td_string;
    if goal.status == GoalStatus::Completed {
        return Some(match goal.completed_at {
            Some(at) => {
                let day = local_day(at, journal.utc_offset_minutes(at), journal.rollover_hour());
                td_string!(
                    locale,
                    goals.completed_on,
                    date = intl::date(locale.as_str(), day, DateStyle::Short)
                )
            }
            None => td_string!(locale, goals.completed_sometime).to_owned(),
        });
    }
    let due = goal.target_date?;
    let date = intl::date(locale.as_str(), due, DateStyle::Short);
    Some(match days_until(due, journal.today().get()) {
        ..0 => td_string!(locale, goals.overdue, date = date),
        _ => td_string!(locale, goals.due, date = date),
    })
}

/// The steps, to be ticked.
#[component]
fn Milestones(goal: Memo<Goal>, toggle: Callback<(RecordId, bool)>) -> impl IntoView {
    let row = move |Milestone { id, title, .. }: Milestone| {
        let id = StoredValue::new(id);
        let is_done = move || {
            goal.with(|goal| {
                id.with_value(|id| {
                    goal.milestones
                        .iter()
                        .any(|known| known.id == *id && known.completed)
                })
            })
        };
        view! {
            <li>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=is_done
                        on:change:target=move |event| toggle.run((id.get_value(), event.target().checked()))
                    />
                    <span>{title}</span>
                </label>
            </li>
        }
    };
    view! {
        <Show when=move || goal.with(|goal| !goal.milestones.is_empty())>
            <ul class="milestones">
                <For
                    each=move || goal.with(|goal| goal.milestones.clone())
                    key=|milestone| (milestone.id.clone(), milestone.title.clone())
                    children=row
                />
            </ul>
        </Show>
    }
}
