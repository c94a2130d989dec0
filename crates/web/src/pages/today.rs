//! Today: the timer, what was played, the last entries.

use client_core::Reach;
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};
use leptos_router::components::A;

use crate::components::entry_editor::{Editing, EntryEditor, Left};
use crate::components::entry_row::EntryRow;
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::components::practice_figures::{DaysInARow, PlayedToday};
use crate::components::timer_card::TimerCard;
use crate::components::welcome::Welcome;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::Day;
use crate::platform::intl::{self, DateStyle};
use crate::practice::use_practice;
use crate::words;

/// How many entries are shown.
const LAST: usize = 5;

/// The page at `/`.
#[component]
pub(crate) fn TodayPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let practice = use_practice();
    let today = journal.today();
    let editing = RwSignal::new(None::<Editing>);
    let last = Memo::new(move |_| {
        journal.days().with(|days| {
            // The newest entry of a day is the one that names it.
            let of_day = |day: &Day| {
                let names = std::iter::once(Some(day.date)).chain(std::iter::repeat(None));
                names.zip(day.entries.clone()).collect::<Vec<_>>()
            };
            days.iter()
                .take(LAST)
                .flat_map(of_day)
                .take(LAST)
                .collect::<Vec<_>>()
        })
    });
    let leave = Callback::new(move |left: Left| {
        if let (Left::Done, Some(Editing::Session(_, review))) = (left, editing.get_untracked()) {
            practice.end(&review.timer);
        }
        editing.set(None);
    });
    view! {
        <header class="page-head">
            <div>
                <p class="eyebrow">
                    {move || intl::date(i18n.get_locale().as_str(), today.get(), DateStyle::Day)}
                </p>
                <PageTitle text=move || t_string!(i18n, today.title) />
            </div>
        </header>
        <Welcome />
        <div class="today">
            <TimerCard on_finish=Callback::new(move |review| editing.set(Some(review))) />
            <div class="today-side">
                <PlayedToday />
                <DaysInARow />
                <section class="last" aria-labelledby="last-entries">
                    <header class="section-head">
                        <h2 id="last-entries">{move || t_string!(i18n, today.last)}</h2>
                        <button
                            type="button"
                            class="button quiet flush"
                            on:click=move |_| editing.set(Some(Editing::New(journal.blank_entry())))
                        >
                            <Drawing icon=Icon::Plus />
                            {move || t_string!(i18n, today.write)}
                        </button>
                    </header>
                    <Show
                        when=move || last.with(|last| !last.is_empty())
                        fallback=move || {
                            let text = move || match journal.reach() {
                                Reach::Nothing => t_string!(i18n, earlier.arriving),
                                _ => t_string!(i18n, today.empty),
                            };
                            view! { <p class="empty">{text}</p> }
                        }
                    >
                        <ul class="entries">
                            <For
                                each=move || last.get()
                                key=|(day, entry)| (*day, entry.id.clone())
                                let((day, entry))
                            >
                                <li>
                                    {day
                                        .map(|day| {
                                            view! {
                                                <p class="entry-day">
                                                    {move || words::day(i18n.get_locale(), day, today.get())}
                                                </p>
                                            }
                                        })}
                                    <EntryRow
                                        entry
                                        on_open=Callback::new(move |entry| editing.set(Some(Editing::Existing(entry))))
                                    />
                                </li>
                            </For>
                        </ul>
                        <p>
                            <A href="/logbook" attr:class="button quiet flush">
                                {move || t_string!(i18n, today.all)}
                            </A>
                        </p>
                    </Show>
                </section>
            </div>
        </div>
        {move || editing.get().map(|editing| view! { <EntryEditor editing on_leave=leave /> })}
    }
}
