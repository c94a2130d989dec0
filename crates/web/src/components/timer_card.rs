//! The practice timer: start with one tap, switch while it runs, finish into a review.

use client_core::timer::{Activity, Timer};
use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::limits::TITLE_CHARS;
use shared_model::{ActivityType, PieceRef, Timestamp};

use super::choice::Choice;
use super::confirm::Confirm;
use super::entry_editor::{Editing, Review};
use super::field::Suggestions;
use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::logbook;
use crate::text::duration::clock;
use crate::text::list::same;
use crate::words;

/// How many pieces are offered for one tap.
const RECENT: usize = 3;

/// The timer. `on_finish` opens the review.
#[component]
pub(crate) fn TimerCard(on_finish: Callback<Editing>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let timer = journal.timer();
    // What is chosen before the start; from then on the timer knows.
    let planned = RwSignal::new(Activity {
        activity_type: ActivityType::Repertoire,
        piece: None,
    });
    let activity = Memo::new(move |_| {
        timer
            .with(|timer| timer.as_ref().map(|timer| timer.activity().clone()))
            .unwrap_or_else(|| planned.get())
    });
    let control = Control { journal, planned };
    let asking = RwSignal::new(false);

    let is_idle = Memo::new(move |_| timer.with(Option::is_none));
    let is_running =
        Memo::new(move |_| timer.with(|timer| timer.as_ref().is_some_and(Timer::is_running)));
    let played = Memo::new(move |_| {
        timer.with(|timer| {
            timer
                .as_ref()
                .map_or(0, |timer| timer.played_secs(control.present(timer)))
        })
    });
    let state = move || match (is_idle.get(), is_running.get()) {
        (true, _) => t_string!(i18n, timer.ready).to_owned(),
        (false, true) => described(journal, i18n.get_locale(), &activity.get()),
        (false, false) => t_string!(i18n, timer.paused).to_owned(),
    };
    Effect::new(move |_| {
        let title = match is_idle.get() {
            true => t_string!(i18n, app.title, page = t_string!(i18n, today.title)),
            false => t_string!(i18n, timer.tab_title, clock = clock(played.get())),
        };
        document().set_title(&title);
    });
    view! {
        <section class="timer" aria-label=move || t_string!(i18n, timer.title) data-running=move || is_running.get().to_string()>
            <p class="timer-state">{state}</p>
            <p class="timer-clock" role="timer">
                {move || clock(played.get())}
            </p>
            <div class="timer-actions">
                <Show
                    when=move || is_idle.get()
                    fallback=move || {
                        view! {
                            <Show
                                when=move || is_running.get()
                                fallback=move || {
                                    view! {
                                        <button
                                            type="button"
                                            class="button primary large"
                                            on:click=move |_| control.change(Timer::resume)
                                        >
                                            <Drawing icon=Icon::Play />
                                            {move || t_string!(i18n, timer.resume)}
                                        </button>
                                    }
                                }
                            >
                                <button
                                    type="button"
                                    class="button large"
                                    on:click=move |_| control.change(Timer::pause)
                                >
                                    <Drawing icon=Icon::Pause />
                                    {move || t_string!(i18n, timer.pause)}
                                </button>
                            </Show>
                            <button
                                type="button"
                                class="button large"
                                class:primary=is_running
                                on:click=move |_| control.finish(on_finish)
                            >
                                <Drawing icon=Icon::Check />
                                {move || t_string!(i18n, timer.finish)}
                            </button>
                        }
                    }
                >
                    <button type="button" class="button primary large" on:click=move |_| control.start()>
                        <Drawing icon=Icon::Play />
                        {move || t_string!(i18n, timer.start)}
                    </button>
                </Show>
            </div>
            <Choice
                name="activity"
                legend=move || t_string!(i18n, activity.legend)
                options=activities()
                value=Signal::derive(move || activity.with(|activity| activity.activity_type))
                on_choose=Callback::new(move |kind| control.choose(Activity { activity_type: kind, piece: None }))
            />
            <PieceField control activity />
            <RecentPieces control activity />
            <Stretches />
            <Show when=move || !is_idle.get()>
                <button type="button" class="button quiet" on:click=move |_| asking.set(true)>
                    {move || t_string!(i18n, timer.discard)}
                </button>
            </Show>
        </section>
        <Show when=move || asking.get()>
            <Confirm
                id="timer-discard"
                title=move || t_string!(i18n, timer.discard_title)
                text=move || {
                    t_string!(i18n, timer.discard_text, duration = words::duration(i18n.get_locale(), played.get()))
                }
                yes=move || t_string!(i18n, timer.discard_yes)
                no=move || t_string!(i18n, timer.discard_no)
                on_yes=Callback::new(move |()| {
                    asking.set(false);
                    journal.set_timer(None);
                })
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// What the buttons do.
#[derive(Clone, Copy)]
struct Control {
    journal: JournalContext,
    planned: RwSignal<Activity>,
}

impl Control {
    /// The instant that a timer is read at. It is followed only while time passes.
    fn present(self, timer: &Timer) -> Timestamp {
        if timer.is_running() {
            self.journal.ticking_now()
        } else {
            self.journal.now()
        }
    }

    fn start(self) {
        let timer = Timer::start(
            self.journal.new_id(),
            self.planned.get_untracked(),
            self.journal.now(),
        );
        self.journal.set_timer(Some(timer));
    }

    fn change(self, change: impl FnOnce(&mut Timer, Timestamp)) {
        if let Some(mut timer) = self.journal.timer().get_untracked() {
            change(&mut timer, self.journal.now());
            self.journal.set_timer(Some(timer));
        }
    }

    /// Goes on with something else, now or when the timer starts.
    fn choose(self, activity: Activity) {
        match self.journal.timer().with_untracked(Option::is_some) {
            true => self.change(|timer, now| timer.switch(activity, now)),
            false => self.planned.set(activity),
        }
    }

    /// Says which piece it is, now or when the timer starts. A new piece is the same one when it is named again later
    /// in the session.
    fn name_piece(self, title: &str) {
        let now = self.journal.now();
        let earlier = self.journal.timer().with_untracked(|timer| {
            let stretches = timer
                .as_ref()
                .map(|timer| timer.stretches(now))
                .unwrap_or_default();
            stretches
                .into_iter()
                .filter_map(|stretch| stretch.activity.piece)
                .find(|piece| same(&piece.title, title))
        });
        let piece = earlier.unwrap_or_else(|| self.journal.piece_called(title));
        match self.journal.timer().with_untracked(Option::is_some) {
            true => self.change(|timer, now| timer.name_piece(piece, now)),
            false => self.planned.update(|planned| planned.piece = Some(piece)),
        }
    }

    /// Pauses, so that no time passes while the session is looked over, and opens the review. The timer stays until
    /// the session is saved.
    fn finish(self, on_finish: Callback<Editing>) {
        self.change(Timer::pause);
        let Some(timer) = self.journal.timer().get_untracked() else {
            return;
        };
        let now = self.journal.now();
        let finished = timer.finish(now, self.journal.utc_offset_minutes(now));
        let instrument = self.journal.usual_instrument();
        let review = Box::new(Review {
            session: finished.session(&instrument, now),
            logs: finished.logs(now),
        });
        on_finish.run(Editing::Session(finished.entry(&instrument, now), review));
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

/// An activity in words, with its piece.
fn described(journal: JournalContext, locale: crate::i18n::Locale, activity: &Activity) -> String {
    let kind = words::activity(locale, activity.activity_type);
    match &activity.piece {
        Some(piece) => journal
            .repertoire()
            .with(|repertoire| format!("{kind} · {}", repertoire.title(piece))),
        None => kind.to_owned(),
    }
}

/// The piece that is practised. What is typed counts when it is confirmed, by Enter, the button, or leaving the field.
#[component]
fn PieceField(control: Control, activity: Memo<Activity>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = control.journal;
    let typed = RwSignal::new(None::<String>);
    let title = move || {
        let piece = activity.with(|activity| activity.piece.clone());
        piece
            .map(|piece| {
                journal
                    .repertoire()
                    .with(|repertoire| repertoire.title(&piece).to_owned())
            })
            .unwrap_or_default()
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
                {move || match journal.timer().with(Option::is_some) {
                    true => t_string!(i18n, timer.piece_hint),
                    false => t_string!(i18n, timer.piece_hint_idle),
                }}
            </p>
            <Suggestions
                id="timer-repertoire"
                texts=Signal::derive(move || journal.repertoire().with(|repertoire| repertoire.titles()))
            />
        </form>
    }
}

/// The pieces played last, each one tap away.
#[component]
fn RecentPieces(control: Control, activity: Memo<Activity>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = control.journal;
    let recent = Memo::new(move |_| {
        journal
            .days()
            .with(|days| logbook::recent_pieces(days, RECENT))
    });
    let chip = move |piece: PieceRef| {
        let named = piece.clone();
        let id = piece.id.clone();
        let is_current = move || {
            activity.with(|activity| activity.piece.as_ref().is_some_and(|piece| piece.id == id))
        };
        let chosen = Activity {
            activity_type: ActivityType::Repertoire,
            piece: Some(piece),
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if is_current() { "true" } else { "false" }
                on:click=move |_| control.choose(chosen.clone())
            >
                {move || journal.repertoire().with(|repertoire| repertoire.title(&named).to_owned())}
            </button>
        }
    };
    view! {
        <Show when=move || recent.with(|recent| !recent.is_empty())>
            <div class="choice" role="group" aria-label=move || t_string!(i18n, timer.recent)>
                <div class="chips">
                    <For each=move || recent.get() key=|piece| piece.id.clone() children=chip />
                </div>
            </div>
        </Show>
    }
}

/// What was practised in this session so far, once there is more than one thing.
#[component]
fn Stretches() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let stretches = Memo::new(move |_| {
        let now = journal.ticking_now();
        journal.timer().with(|timer| {
            timer
                .as_ref()
                .map(|timer| timer.stretches(now))
                .unwrap_or_default()
        })
    });
    let rows = move || {
        let row = |stretch: client_core::timer::Stretch| {
            let name = described(journal, i18n.get_locale(), &stretch.activity);
            view! {
                <li>
                    <span>{name}</span>
                    <span class="amount">{clock(stretch.seconds)}</span>
                </li>
            }
        };
        stretches.get().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || stretches.with(|stretches| 1 < stretches.len())>
            <section class="stretches" aria-label=move || t_string!(i18n, timer.stretches)>
                <ul>{rows}</ul>
            </section>
        </Show>
    }
}
