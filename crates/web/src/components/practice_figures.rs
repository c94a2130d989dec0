//! What was practised today, and how many days in a row.

use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::practised_days;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::first_whole_day;
use crate::streaks::KnownStreak;
use crate::words;

/// The time that was played today, against the daily goal if there is one.
#[component]
pub(crate) fn PlayedToday() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let played = Memo::new(move |_| {
        let today = today.get();
        journal.with_sittings(|sittings| {
            let played = sittings.iter().filter(|sitting| sitting.day == today);
            played.fold((0, 0), |(seconds, entries), sitting| {
                let entry = usize::from(sitting.entry.is_some());
                (seconds + sitting.seconds, entries + entry)
            })
        })
    });
    let seconds = move || played.get().0;
    let goal_secs = Memo::new(move |_| journal.preferences().daily_goal_minutes * 60);
    let percent = move || (seconds() * 100 / goal_secs.get().max(1)).clamp(0, 100);
    let against_goal = move || {
        let locale = i18n.get_locale();
        let left = goal_secs.get() - seconds();
        if left <= 0 {
            return t_string!(i18n, today.goal_reached).to_owned();
        }
        let goal = words::duration(locale, goal_secs.get());
        // A minute that has begun is still to be played.
        let left = words::duration(locale, (left + 59) / 60 * 60);
        t_string!(i18n, today.goal_left, left = left, goal = goal)
    };
    view! {
        <section class="figure" aria-labelledby="played-today">
            <h2 id="played-today">{move || t_string!(i18n, today.played)}</h2>
            <p class="figure-value">{move || words::duration(i18n.get_locale(), seconds())}</p>
            <p class="figure-note">{move || words::counted!(i18n.get_locale(), played.get().1, today.entries)}</p>
            <Show when=move || { goal_secs.get() > 0 }>
                <div class="figure-goal" class:is-completed=move || percent() == 100>
                    <div
                        class="bar"
                        role="progressbar"
                        aria-label=move || t_string!(i18n, today.goal)
                        aria-valuemin="0"
                        aria-valuemax="100"
                        aria-valuenow=move || percent().to_string()
                        aria-valuetext=against_goal
                    >
                        <div class="bar-done" style:width=move || format!("{}%", percent())></div>
                    </div>
                    <p class="figure-note">{against_goal}</p>
                </div>
            </Show>
        </section>
    }
}

/// The streak; nothing for somebody who has none to keep.
#[component]
pub(crate) fn DaysInARow() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let practised = Memo::new(move |_| journal.with_sittings(practised_days));
    let known = Memo::new(move |_| {
        let rest_days = usize::try_from(journal.preferences().rest_days).unwrap_or(0);
        let begins = journal.reach().since().map(first_whole_day);
        KnownStreak::of(practised.get(), today.get(), rest_days, begins)
    });
    let streak = move || known.get().streak;
    let days = move || {
        let days = words::counted!(i18n.get_locale(), streak().days, today.days);
        match known.get().is_at_least {
            true => t_string!(i18n, streak.at_least, days = days),
            false => days,
        }
    };
    let note = move || match streak().has_today {
        true => t_string!(i18n, today.streak_goes_on),
        false => t_string!(i18n, today.streak_waits),
    };
    view! {
        <Show when=move || { streak().days > 0 }>
            <section class="figure" aria-labelledby="streak">
                <h2 id="streak">{move || t_string!(i18n, today.streak)}</h2>
                <p class="figure-value">{days}</p>
                <p class="figure-note">{note}</p>
            </section>
        </Show>
    }
}
