//! The practice timer: start with one tap, switch while it runs, finish into a review.

mod activity;
mod stretches;
mod tempo;

use client_core::timer::{Activity, Timer};
use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::{ActivityType, LogbookEntry, PieceRef};

use self::activity::ActivityFields;
use self::stretches::Stretches;
use self::tempo::TempoField;
use super::confirm::Confirm;
use super::entry_editor::{Editing, Review};
use super::icon::{Drawing, Icon};
use super::keep_awake::KeepAwakeSwitch;
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::logbook::Recent;
use crate::practice::{Phase, Practice, use_practice};
use crate::text::duration::clock;
use crate::text::list::same;
use crate::words;

/// How many pieces are offered for one tap.
const RECENT: usize = 3;

/// The timer. `on_finish` opens the review.
#[component]
pub(crate) fn TimerCard(on_finish: Callback<Editing>) -> impl IntoView {
    let i18n = use_i18n();
    let control = Control::new();
    let practice = control.practice;
    let asking = RwSignal::new(false);

    let is_running = Memo::new(move |_| practice.phase() == Phase::Running);
    let state = move || match practice.phase() {
        Phase::Idle => t_string!(i18n, timer.ready).to_owned(),
        Phase::Running => practice.described(i18n.get_locale(), &control.activity.get()),
        Phase::Paused => t_string!(i18n, timer.paused).to_owned(),
    };
    let is_idle = Memo::new(move |_| practice.phase() == Phase::Idle);
    view! {
        <section class="card timer" aria-label=move || t_string!(i18n, timer.title) data-running=move || is_running.get().to_string()>
            <p class="timer-state">{state}</p>
            <p class="timer-clock" role="timer">
                {move || clock(practice.played_secs())}
            </p>
            <div class="timer-actions">
                // One button, so that the focus stays where it is pressed again and again.
                <button
                    type="button"
                    class="button large"
                    class:primary=move || !is_running.get()
                    on:click=move |_| control.turn()
                >
                    <Drawing icon=Signal::derive(move || if is_running.get() { Icon::Pause } else { Icon::Play }) />
                    {move || match practice.phase() {
                        Phase::Idle => t_string!(i18n, timer.start),
                        Phase::Running => t_string!(i18n, timer.pause),
                        Phase::Paused => t_string!(i18n, timer.resume),
                    }}
                </button>
                <Show when=move || !is_idle.get()>
                    <button
                        type="button"
                        class="button large"
                        class:primary=is_running
                        on:click=move |_| control.finish(on_finish)
                    >
                        <Drawing icon=Icon::Check />
                        {move || t_string!(i18n, timer.finish)}
                    </button>
                </Show>
            </div>
            <ActivityFields control />
            <Show when=move || !is_idle.get()>
                <TempoField />
            </Show>
            <Stretches />
            <KeepAwakeSwitch />
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
                    let played = words::duration(i18n.get_locale(), practice.played_secs());
                    t_string!(i18n, timer.discard_text, duration = played)
                }
                yes=move || t_string!(i18n, timer.discard_yes)
                no=move || t_string!(i18n, timer.discard_no)
                on_yes=Callback::new(move |()| {
                    asking.set(false);
                    practice.discard();
                })
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// What the buttons do.
#[derive(Clone, Copy)]
pub(super) struct Control {
    journal: JournalContext,
    practice: Practice,
    /// What is one tap away.
    recent: Memo<Recent>,
    /// What somebody chose before the start. From then on the timer knows.
    planned: RwSignal<Option<Activity>>,
    /// What is practised, or will be after the start: what is planned, or else what was practised last.
    activity: Memo<Activity>,
}

impl Control {
    /// Of the journal around a component.
    pub(super) fn new() -> Self {
        let journal = use_journal();
        let practice = use_practice();
        let before = Memo::new(move |_| {
            journal.days().with(|days| {
                journal.logs().with(|logs| {
                    journal
                        .repertoire()
                        .with(|repertoire| Recent::of(days, logs, repertoire, RECENT))
                })
            })
        });
        let recent = Memo::new(move |_| {
            let now = journal.now();
            let session = journal
                .timer()
                .with(|timer| timer.as_ref().map(|timer| timer.stretches(now)));
            let session = session.unwrap_or_default().into_iter();
            before
                .get()
                .and_now(session.map(|stretch| stretch.activity))
        });
        let planned = practice.planned();
        let activity = Memo::new(move |_| {
            practice
                .activity()
                .or_else(|| planned.get())
                .or_else(|| recent.with(|recent| recent.last.clone()))
                .unwrap_or(Activity {
                    activity_type: ActivityType::Repertoire,
                    piece: None,
                })
        });
        Self {
            journal,
            practice,
            recent,
            planned,
            activity,
        }
    }

    /// Starts with what is planned, or else with what was practised last.
    fn start(self) {
        self.practice.start(self.activity.get_untracked());
        self.planned.set(None);
    }

    /// Starts, pauses, or goes on.
    pub(super) fn turn(self) {
        match self.is_idle() {
            true => self.start(),
            false => self.practice.turn(),
        }
    }

    fn is_idle(self) -> bool {
        self.journal.timer().with_untracked(Option::is_none)
    }

    /// Goes on with something else, now or when the timer starts.
    fn choose(self, activity: Activity) {
        match self.is_idle() {
            true => self.planned.set(Some(activity)),
            false => self
                .practice
                .change(|timer, now| timer.switch(activity, now)),
        }
    }

    /// Says which piece it is by its title. A new piece is the same one when it is named again later
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
        self.set_piece(earlier.unwrap_or_else(|| self.journal.piece_called(title)));
    }

    /// Says which piece it is, now or when the timer starts.
    fn set_piece(self, piece: PieceRef) {
        match self.is_idle() {
            true => self.planned.set(Some(Activity {
                piece: Some(piece),
                ..self.activity.get_untracked()
            })),
            false => self
                .practice
                .change(|timer, now| timer.name_piece(piece, now)),
        }
    }

    /// Pauses, so that no time passes while the session is looked over, and opens the review. The timer stays until
    /// the session is saved.
    fn finish(self, on_finish: Callback<Editing>) {
        let journal = self.journal;
        self.practice.change(Timer::pause);
        let Some(timer) = journal.timer().get_untracked() else {
            return;
        };
        let now = journal.now();
        let finished = timer.finish(now, journal.utc_offset_minutes(timer.started_at()));
        let instrument = journal.usual_instrument();
        let entry = finished.entry(&instrument, now);
        let entry = match journal.get::<LogbookEntry>(&entry.id) {
            Some(saved) => finished.entry_again(saved),
            None => entry,
        };
        let review = Box::new(Review {
            session: finished.session(&instrument, now),
            logs: finished.logs(now),
            timer,
        });
        on_finish.run(Editing::Session(entry, review));
    }
}
