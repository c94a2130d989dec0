//! The timer as signals, and what the screens do with it.

use client_core::timer::{self, Activity, Forgotten, Timer};
use leptos::prelude::*;
use shared_model::{ActivityType, PieceRef, Timestamp};

use crate::i18n::Locale;
use crate::journal::{JournalContext, use_journal};
use crate::words;

/// Whether somebody is practising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// No session goes on.
    Idle,
    /// Time is counted.
    Running,
    /// A session goes on, and no time is counted.
    Paused,
}

/// The session that goes on, if one does. Reading follows.
#[derive(Clone, Copy)]
pub(crate) struct Practice {
    journal: JournalContext,
    phase: Memo<Phase>,
    activity: Memo<Option<Activity>>,
    /// What was chosen for the next session.
    planned: RwSignal<Option<Activity>>,
    played_secs: Memo<i64>,
    forgotten: Memo<Option<Forgotten>>,
}

impl Practice {
    /// For everything below this component.
    pub(crate) fn provide() {
        let journal = use_journal();
        let timer = journal.timer();
        let planned = RwSignal::new(None);
        // Another journal has other pieces.
        Effect::new(move |_| {
            journal.epoch().track();
            planned.set(None);
        });
        let phase = Memo::new(move |_| {
            timer.with(|timer| match timer.as_ref().map(Timer::is_running) {
                None => Phase::Idle,
                Some(true) => Phase::Running,
                Some(false) => Phase::Paused,
            })
        });
        // The present is followed only while time is counted.
        let present = move || match phase.get() {
            Phase::Running => journal.ticking_now(),
            Phase::Idle | Phase::Paused => journal.now(),
        };
        provide_context(Self {
            journal,
            phase,
            activity: Memo::new(move |_| {
                timer.with(|timer| timer.as_ref().map(|timer| timer.activity().clone()))
            }),
            planned,
            played_secs: Memo::new(move |_| {
                let played = |timer: &Timer| timer.played_secs(present());
                timer.with(|timer| timer.as_ref().map_or(0, played))
            }),
            forgotten: Memo::new(move |_| timer.with(|timer| timer.as_ref()?.forgotten(present()))),
        });
    }

    /// Whether somebody is practising.
    pub(crate) fn phase(self) -> Phase {
        self.phase.get()
    }

    /// What the session has come to.
    pub(crate) fn activity(self) -> Option<Activity> {
        self.activity.get()
    }

    /// What was chosen for the next session, if anything was.
    pub(crate) fn planned(self) -> RwSignal<Option<Activity>> {
        self.planned
    }

    /// How long was played so far, in seconds.
    pub(crate) fn played_secs(self) -> i64 {
        self.played_secs.get()
    }

    /// Whether the timer was probably forgotten, and when.
    pub(crate) fn forgotten(self) -> Option<Forgotten> {
        self.forgotten.get()
    }

    /// An activity in words, with the title that its piece has today.
    pub(crate) fn described(self, locale: Locale, activity: &Activity) -> String {
        self.journal.repertoire().with(|repertoire| {
            let title = activity.piece.as_ref().map(|piece| repertoire.title(piece));
            words::activity_and_piece(locale, activity.activity_type, title)
        })
    }

    /// Starts a session with this activity, unless one goes on.
    pub(crate) fn start(self, activity: Activity) {
        let id = self.journal.new_id();
        self.journal
            .change_timer(|timer, now| timer::start(timer, id, activity, now));
    }

    /// Practises a piece from now on, in the session that goes on or in a new one.
    pub(crate) fn practise(self, piece: PieceRef) {
        let id = self.journal.new_id();
        let activity = Activity {
            activity_type: ActivityType::Repertoire,
            piece: Some(piece),
        };
        self.journal.change_timer(|timer, now| {
            let timer = timer.get_or_insert_with(|| Timer::start(id, activity.clone(), now));
            timer.switch(activity, now);
            timer.resume(now);
        });
        self.planned.set(None);
    }

    /// Does something with the session that goes on.
    pub(crate) fn change(self, change: impl FnOnce(&mut Timer, Timestamp)) {
        self.journal.change_timer(|timer, now| {
            if let Some(timer) = timer {
                change(timer, now);
            }
        });
    }

    /// Counts, if it does not, or does not, if it does.
    pub(crate) fn turn(self) {
        match self.phase.get_untracked() {
            Phase::Idle => {}
            Phase::Running => self.change(Timer::pause),
            Phase::Paused => self.change(Timer::resume),
        }
    }

    /// Throws the session away that is shown.
    pub(crate) fn discard(self) {
        let shown = self.journal.timer().get_untracked();
        if let Some(shown) = shown {
            self.journal
                .change_timer(|timer, _| timer::discard(timer, shown.session_id()));
        }
    }

    /// Ends the session that is saved as it was `reviewed`.
    pub(crate) fn end(self, reviewed: &Timer) {
        self.journal
            .change_timer(|timer, _| timer::end(timer, reviewed));
    }
}

/// The session that goes on around a component.
pub(crate) fn use_practice() -> Practice {
    expect_context()
}
