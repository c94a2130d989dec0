//! Bringing in a file, and undoing that, whichever screen is shown.

use std::sync::Arc;

use client_core::SaveError;
use client_core::transfer::{Contents, Import, Plan, Prefer, Refusal, Undo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::I18nContext;
use web_sys::File;

use crate::components::notices::{Notices, use_notices};
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::platform::dom;
use crate::platform::reload::UnderWay;
use crate::platform::upload::{self, Unread};
use crate::words::transfer as sentences;

/// How far an import has come.
#[derive(Clone, PartialEq)]
pub(crate) enum Stage {
    /// No file has been chosen.
    Idle,
    /// The file is being read.
    Reading,
    /// The file is not read.
    Refused(Refused),
    /// The file is compared with the journal.
    Preview(Preview),
    /// Records are being written.
    Importing(Progress),
    /// The import is over, and can be undone.
    Imported(Outcome),
    /// The import is being undone.
    Undoing(Progress),
    /// It is undone.
    Undone(Undone),
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is too large.
    TooLarge,
    /// The browser does not give it.
    Browser,
    /// It is no journal.
    File(Refusal),
}

/// A file that was read.
#[derive(Clone)]
pub(crate) struct Preview {
    /// What it is called.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) contents: Arc<Contents>,
}

impl PartialEq for Preview {
    /// Every reading is one of its own: comparing two would take as long as reading them.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.contents, &other.contents)
    }
}

/// How many records are through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// So many.
    pub(crate) done: usize,
    /// Of so many.
    pub(crate) total: usize,
}

impl Progress {
    fn of(total: usize, left: usize) -> Self {
        let done = total - left;
        Self { done, total }
    }

    fn is_under_way(self) -> bool {
        self.done < self.total
    }
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// How many records were written.
    pub(crate) written: usize,
    /// How many were not.
    pub(crate) left: usize,
    /// What stopped it, unless it came to its end or somebody stopped it.
    pub(crate) error: Option<SaveError>,
}

/// What undoing an import came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Undone {
    /// How many records were edited or deleted since, and are as they were.
    pub(crate) left_alone: usize,
    /// What stopped it. It can be tried again.
    pub(crate) error: Option<SaveError>,
}

/// The import of this tab. It ends with the journal that it is for. When its screen is left it goes on, and a message says
/// what came of it; whoever comes back finds the way to undo it.
#[derive(Clone, Copy)]
pub(crate) struct Transfers {
    journal: JournalContext,
    notices: Notices,
    i18n: I18nContext<Locale>,
    stage: RwSignal<Stage>,
    undo: StoredValue<Option<Undo>>,
    stops: StoredValue<bool>,
    /// In how many places of the page it is shown.
    shown: StoredValue<usize>,
}

impl Transfers {
    /// For everything below this component. Nothing is imported yet.
    pub(crate) fn provide() {
        let this = Self {
            journal: use_journal(),
            notices: use_notices(),
            i18n: use_i18n(),
            stage: RwSignal::new(Stage::Idle),
            undo: StoredValue::new(None),
            stops: StoredValue::new(false),
            shown: StoredValue::new(0),
        };
        // What is known of an import is about the journal that it was for.
        Effect::new(move |before: Option<usize>| {
            let epoch = this.journal.epoch().get();
            if before.is_some_and(|before| before != epoch) {
                this.undo.set_value(None);
                this.stage.set(Stage::Idle);
            }
            epoch
        });
        provide_context(this);
    }

    /// Shows it for as long as the component around is there. What nobody has decided on is forgotten with its screen.
    pub(crate) fn show(self) {
        self.shown.update_value(|shown| *shown += 1);
        on_cleanup(move || {
            self.shown
                .try_update_value(|shown| *shown = shown.saturating_sub(1));
            let is_forgotten = self.stage.try_with_untracked(|stage| match stage {
                Stage::Preview(_) | Stage::Refused(_) => true,
                // An undo that was stopped can be tried again.
                Stage::Undone(undone) => undone.error.is_none(),
                _ => false,
            });
            if is_forgotten == Some(true) {
                self.stage.set(Stage::Idle);
            }
        });
    }

    /// Says what came of it, where its own screen does not.
    fn announce(self, said: impl FnOnce(Locale) -> String) {
        if self.shown.get_value() == 0 {
            self.notices.say(said(self.i18n.get_locale_untracked()));
        }
    }

    /// What is shown.
    pub(crate) fn stage(self) -> RwSignal<Stage> {
        self.stage
    }

    /// Whether the last import that wrote something can still be undone: also after another file was looked at and not
    /// imported.
    pub(crate) fn can_undo(self) -> bool {
        let is_free = self.stage.with(|stage| {
            matches!(
                stage,
                Stage::Idle | Stage::Refused(_) | Stage::Imported(_) | Stage::Undone(_)
            )
        });
        is_free && self.undo.with_value(Option::is_some)
    }

    /// Whether another file may be chosen.
    pub(crate) fn is_busy(self) -> bool {
        self.stage.with(|stage| {
            matches!(
                stage,
                Stage::Reading | Stage::Importing(_) | Stage::Undoing(_)
            )
        })
    }

    /// Reads a file and compares it with the journal.
    pub(crate) fn read(self, file: File) {
        if untrack(|| self.is_busy()) {
            return;
        }
        let epoch = self.journal.epoch().get_untracked();
        self.stage.set(Stage::Reading);
        spawn_local(async move {
            let read = upload::read(&file, client_core::transfer::FILE_BYTES).await;
            // The page says that it is reading before it is busy with it.
            dom::pause().await;
            let read = match read {
                Ok(text) => self.journal.read_file(&text).map_err(Refused::File),
                Err(Unread::TooLarge) => Err(Refused::TooLarge),
                Err(Unread::Refused) => Err(Refused::Browser),
            };
            if self.journal.epoch().get_untracked() != epoch {
                return;
            }
            // Whoever has left the screen meanwhile wants to see nothing of the file.
            self.stage.set(match read {
                _ if self.shown.get_value() == 0 => Stage::Idle,
                Ok(contents) => Stage::Preview(Preview {
                    name: file.name(),
                    contents: Arc::new(contents),
                }),
                Err(refused) => Stage::Refused(refused),
            });
        });
    }

    /// Leaves the preview; an import that has begun stops where it is.
    pub(crate) fn leave(self) {
        if self
            .stage
            .with_untracked(|stage| matches!(stage, Stage::Preview(_)))
        {
            self.stage.set(Stage::Idle);
        }
        self.stops.set_value(true);
    }

    /// Imports what was compared.
    pub(crate) fn import(self, plan: Plan, prefer: Prefer) {
        let progress = |import: &Import| Progress::of(import.total(), import.left());
        let mut import = Import::new(plan, prefer);
        self.stage.set(Stage::Importing(progress(&import)));
        spawn_local(async move {
            let _under_way = UnderWay::begin();
            let go_on = JournalContext::go_on_importing;
            let ended = self.go_through(&mut import, go_on, progress, Stage::Importing);
            let Some(ended) = ended.await else {
                return;
            };
            let outcome = Outcome {
                written: import.written(),
                left: import.left() + usize::from(ended.is_err()),
                error: ended.err(),
            };
            if outcome.written > 0 {
                self.undo.set_value(Some(import.into_undo()));
            }
            self.announce(|locale| sentences::outcome(locale, &outcome));
            self.stage.set(Stage::Imported(outcome));
        });
    }

    /// Undoes the last import.
    pub(crate) fn undo(self) {
        let progress = |undo: &Undo| Progress::of(undo.total(), undo.left());
        let Some(mut undo) = self.undo.try_update_value(Option::take).flatten() else {
            return;
        };
        self.stage.set(Stage::Undoing(progress(&undo)));
        spawn_local(async move {
            let _under_way = UnderWay::begin();
            let go_on = JournalContext::go_on_undoing;
            let ended = self.go_through(&mut undo, go_on, progress, Stage::Undoing);
            let Some(ended) = ended.await else {
                return;
            };
            let undone = Undone {
                left_alone: undo.left_alone(),
                error: ended.err(),
            };
            self.undo.set_value(undone.error.is_some().then_some(undo));
            self.announce(|locale| sentences::undone(locale, &undone));
            self.stage.set(Stage::Undone(undone));
        });
    }

    /// Goes on with `work` until all of it is done, something is refused, or somebody stops it; in between the page draws and
    /// hears. There is no answer once another journal is shown.
    async fn go_through<W>(
        self,
        work: &mut W,
        go_on: fn(JournalContext, &mut W) -> Result<(), SaveError>,
        progress: fn(&W) -> Progress,
        stage: fn(Progress) -> Stage,
    ) -> Option<Result<(), SaveError>> {
        let epoch = self.journal.epoch().get_untracked();
        self.stops.set_value(false);
        while progress(work).is_under_way() && !self.stops.get_value() {
            dom::pause().await;
            if self.journal.epoch().get_untracked() != epoch {
                return None;
            }
            if let Err(error) = go_on(self.journal, work) {
                return Some(Err(error));
            }
            self.stage.set(stage(progress(work)));
        }
        Some(Ok(()))
    }
}

/// The imports around a component.
pub(crate) fn use_transfers() -> Transfers {
    expect_context()
}
