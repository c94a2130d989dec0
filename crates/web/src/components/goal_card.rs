//! One goal as a card: how far it is, its steps, what contributed, and what can be done with it.

use client_core::Reach;
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string, td_string, tu_string};
use shared_model::{Goal, GoalStatus, Milestone, RecordId, Timestamp};

use super::entry_row::EntryRow;
use super::notices::use_notices;
use crate::goals::{Counted, Standing};
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::logbook::first_whole_day;
use crate::pages::goals::OnCards;
use crate::platform::dom;
use crate::platform::intl::{self, DateStyle};
use crate::text::when::days_until;
use crate::words;

/// One goal. It follows its record.
#[component]
pub(crate) fn GoalCard(goal: Goal, on_cards: OnCards) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let is_copy = goal.id.is_copy();
    let id = StoredValue::new(goal.id.clone());
    let goal = journal.follow_record(goal);
    let status = Memo::new(move |_| goal.with(|goal| goal.status));
    let is_completed = move || status.get() == GoalStatus::Completed;
    let is_celebrated = move || {
        id.with_value(|id| {
            on_cards
                .celebrated
                .with(|celebrated| celebrated.as_ref() == Some(id))
        })
    };
    let change = move |change: &dyn Fn(&mut Goal, Timestamp)| {
        let Some(mut goal) = id.with_value(|id| journal.get::<Goal>(id)) else {
            return;
        };
        let before = goal.status;
        change(&mut goal, journal.now());
        let after = goal.status;
        match journal.save(goal) {
            Ok(()) if before == after => {}
            Ok(()) => {
                // The card goes to another list, and what was pressed goes with the one that was here.
                dom::focus_soon_by_id(id.with_value(heading_id));
                let is_reached = after == GoalStatus::Completed;
                on_cards.celebrated.set(is_reached.then(|| id.get_value()));
                notices.say(match (before, after) {
                    (_, GoalStatus::Completed) => tu_string!(i18n, goals.was_completed),
                    (_, GoalStatus::Paused) => tu_string!(i18n, goals.was_paused),
                    (GoalStatus::Completed, _) => tu_string!(i18n, goals.was_reopened),
                    _ => tu_string!(i18n, goals.was_resumed),
                });
            }
            Err(error) => notices.say(words::change_error(i18n.get_locale_untracked(), &error)),
        }
    };
    let standing = Memo::new(move |_| {
        on_cards
            .standings
            .with(|standings| id.with_value(|id| standings.get(id).cloned()))
            .unwrap_or_default()
    });
    let is_reached = move || standing.with(|standing| standing.percent() == Some(100));
    let percent = move || {
        let own = goal.with(Goal::percent);
        match (is_completed(), standing.with(|standing| standing.percent())) {
            (false, Some(counted)) => counted,
            _ => own,
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
    let toggle = Callback::new(move |(id, completed): (RecordId, bool)| {
        change(&|goal, now| goal.set_milestone(&id, completed, now));
    });
    view! {
        <li class="card goal" class:is-completed=is_completed class:is-celebrated=is_celebrated>
            <header class="goal-head">
                <div>
                    <h3 id=id.with_value(heading_id) tabindex="-1">
                        {title}
                    </h3>
                    {is_copy
                        .then(|| {
                            view! { <p class="goal-due">{move || t_string!(i18n, copy.from_another_device)}</p> }
                        })}
                    <p class="goal-due">{move || goal.with(|goal| due(i18n.get_locale(), goal, journal))}</p>
                    {move || rejection().map(|text| view! { <p class="rejection">{text}</p> })}
                </div>
                <p class="goal-percent">
                    {move || t_string!(i18n, goals.progress, percent = percent())}
                </p>
            </header>
            <div
                class="bar"
                role="progressbar"
                aria-label=move || t_string!(i18n, goals.progress_of, goal = title())
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || percent().to_string()
            >
                <div class="bar-done" style:width=move || format!("{}%", percent())></div>
            </div>
            {move || {
                standing
                    .with(Standing::target)
                    .map(|target| {
                        view! {
                            <p class="goal-reached">
                                {words::reached(i18n.get_locale(), target.kind, target.reached, target.amount)}
                            </p>
                            {(target.percent() == 100 && status.get() == GoalStatus::Active)
                                .then(|| view! { <p class="goal-reached-all">{t_string!(i18n, goals.reached.all)}</p> })}
                        }
                    })
            }}
            {move || {
                goal.with(|goal| goal.description.clone()).map(|text| view! { <p class="goal-text">{text}</p> })
            }}
            <Milestones goal toggle />
            <WhatCounted standing on_cards />
            <div class="goal-actions">
                <button
                    type="button"
                    class="button quiet"
                    aria-label=move || t_string!(i18n, goals.edit_named, goal = title())
                    on:click=move |_| on_cards.on_edit.run(goal.get_untracked())
                >
                    {move || t_string!(i18n, goals.edit)}
                </button>
                {move || match status.get() {
                    GoalStatus::Active => {
                        view! {
                            <button
                                type="button"
                                class="button quiet"
                                aria-label=move || t_string!(i18n, goals.pause_named, goal = title())
                                on:click=move |_| change(&|goal, _| goal.pause())
                            >
                                {move || t_string!(i18n, goals.pause)}
                            </button>
                            <button
                                type="button"
                                class="button"
                                class:primary=is_reached
                                class:quiet=move || !is_reached()
                                aria-label=move || t_string!(i18n, goals.complete_named, goal = title())
                                on:click=move |_| change(&Goal::complete)
                            >
                                {move || t_string!(i18n, goals.complete)}
                            </button>
                        }
                            .into_any()
                    }
                    GoalStatus::Completed => {
                        view! {
                            <button
                                type="button"
                                class="button quiet"
                                aria-label=move || t_string!(i18n, goals.reopen_named, goal = title())
                                on:click=move |_| change(&|goal, _| goal.reopen())
                            >
                                {move || t_string!(i18n, goals.reopen)}
                            </button>
                        }
                            .into_any()
                    }
                    GoalStatus::Paused | GoalStatus::Cancelled => {
                        view! {
                            <button
                                type="button"
                                class="button quiet"
                                aria-label=move || t_string!(i18n, goals.resume_named, goal = title())
                                on:click=move |_| change(&|goal, _| goal.reopen())
                            >
                                {move || t_string!(i18n, goals.resume)}
                            </button>
                        }
                            .into_any()
                    }
                }}
            </div>
        </li>
    }
}

/// The id of the heading of a goal's card.
fn heading_id(goal: &RecordId) -> String {
    format!("goal-{goal}")
}

/// When it is due, was due, or was reached.
fn due(locale: Locale, goal: &Goal, journal: JournalContext) -> Option<String> {
    if goal.status == GoalStatus::Completed {
        return Some(match goal.completed_at {
            Some(at) => {
                let day = journal.day_of(at);
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

/// What contributed, the newest first, behind a line that says how much it is.
#[component]
fn WhatCounted(standing: Memo<Standing>, on_cards: OnCards) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let is_open = RwSignal::new(false);
    let count = Memo::new(move |_| standing.with(|standing| standing.count));
    let has_target = Memo::new(move |_| standing.with(|standing| standing.target().is_some()));
    let row = move |counted: Counted| {
        match counted.entry {
        Some(entry) => view! {
            <li>
                <p class="entry-day">{move || words::day(i18n.get_locale(), counted.day, today.get())}</p>
                <EntryRow entry on_open=on_cards.on_open />
            </li>
        }
        .into_any(),
        None => view! {
            <li>
                <p class="entry-day">{move || words::day(i18n.get_locale(), counted.day, today.get())}</p>
                <p class="goal-session">
                    <span>{move || t_string!(i18n, goals.session)}</span>
                    <span class="amount">{move || words::duration(i18n.get_locale(), counted.seconds)}</span>
                </p>
            </li>
        }
        .into_any(),
    }
    };
    let more = move || {
        let shown = standing.with(|standing| standing.newest.len());
        let more = count.get() - shown;
        (more > 0).then(|| words::counted!(i18n.get_locale(), more, goals.counted_more))
    };
    let since = move || match journal.reach() {
        Reach::Since(since) => {
            let day = words::day_within(i18n.get_locale(), first_whole_day(since), today.get());
            Some(t_string!(i18n, goals.counted_since, day = day))
        }
        Reach::Nothing | Reach::Beginning => None,
    };
    view! {
        <Show when=move || has_target.get() && count.get() == 0>
            <p class="goal-due">{move || t_string!(i18n, goals.counted_none)}</p>
        </Show>
        <Show when=move || { count.get() > 0 }>
            <details class="goal-counted" on:toggle:target=move |event| is_open.set(event.target().open())>
                <summary>{move || words::counted!(i18n.get_locale(), count.get(), goals.counted)}</summary>
                <Show when=move || is_open.get()>
                    <ul class="entries">
                        <For
                            each=move || standing.with(|standing| standing.newest.clone())
                            key=|counted| counted.key.clone()
                            children=row
                        />
                    </ul>
                    <p class="goal-due">{more}</p>
                    <p class="goal-due">{since}</p>
                </Show>
            </details>
        </Show>
    }
}
