//! How far the import of a file has come.

use std::sync::Arc;

use client_core::SaveError;
use client_core::transfer::{Contents, Import, Plan, Prefer, Refusal, Undo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::journal::JournalContext;
use crate::platform::dom;
use crate::platform::upload::{self, Unread};

/// What is shown of an import.
#[derive(Clone, PartialEq)]
pub(super) enum Stage {
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
pub(super) enum Refused {
    /// It is too large.
    TooLarge,
    /// The browser does not give it.
    Browser,
    /// It is no journal.
    File(Refusal),
}

/// A file that was read.
#[derive(Clone)]
pub(super) struct Preview {
    /// What it is called.
    pub(super) name: String,
    /// What is in it.
    pub(super) contents: Arc<Contents>,
}

impl PartialEq for Preview {
    /// Every reading is one of its own: comparing two would take as long as reading them.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.contents, &other.contents)
    }
}

/// How many records are through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// So many.
    pub(super) done: usize,
    /// Of so many.
    pub(super) total: usize,
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    /// How many records were written.
    pub(super) written: usize,
    /// How many were not.
    pub(super) left: usize,
    /// What stopped it, unless it came to its end or somebody stopped it.
    pub(super) error: Option<SaveError>,
}

/// What undoing an import came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Undone {
    /// How many records were edited or deleted since, and are as they were.
    pub(super) left_alone: usize,
    /// What stopped it. It can be tried again.
    pub(super) error: Option<SaveError>,
}

/// The import of this page. It ends with the journal that it is for; when the page is left it goes on to its end.
#[derive(Clone, Copy)]
pub(super) struct Transfers {
    journal: JournalContext,
    stage: RwSignal<Stage>,
    undo: StoredValue<Option<Undo>>,
    stops: StoredValue<bool>,
}

impl Transfers {
    /// Nothing is imported yet.
    pub(super) fn new(journal: JournalContext) -> Self {
        Self {
            journal,
            stage: RwSignal::new(Stage::Idle),
            undo: StoredValue::new(None),
            stops: StoredValue::new(false),
        }
    }

    /// What is shown.
    pub(super) fn stage(self) -> RwSignal<Stage> {
        self.stage
    }

    /// Whether the last import can still be undone.
    pub(super) fn can_undo(self) -> bool {
        let is_over = self.stage.with(|stage| match stage {
            Stage::Imported(outcome) => outcome.written > 0,
            Stage::Undone(undone) => undone.error.is_some(),
            _ => false,
        });
        is_over && self.undo.with_value(Option::is_some)
    }

    /// Whether another file may be chosen.
    pub(super) fn is_busy(self) -> bool {
        self.stage.with(|stage| {
            matches!(
                stage,
                Stage::Reading | Stage::Importing(_) | Stage::Undoing(_)
            )
        })
    }

    /// Reads a file and compares it with the journal.
    pub(super) fn read(self, file: File) {
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
            self.stage.try_set(match read {
                Ok(contents) => Stage::Preview(Preview {
                    name: file.name(),
                    contents: Arc::new(contents),
                }),
                Err(refused) => Stage::Refused(refused),
            });
        });
    }

    /// Leaves the preview; an import that has begun stops where it is.
    pub(super) fn leave(self) {
        if self
            .stage
            .with_untracked(|stage| matches!(stage, Stage::Preview(_)))
        {
            self.stage.set(Stage::Idle);
        }
        self.stops.set_value(true);
    }

    /// Imports what was compared.
    pub(super) fn import(self, plan: Plan, prefer: Prefer) {
        let mut import = Import::new(plan, prefer);
        let total = import.total();
        let epoch = self.journal.epoch().get_untracked();
        self.stops.set_value(false);
        self.stage
            .set(Stage::Importing(Progress { done: 0, total }));
        spawn_local(async move {
            let mut error = None;
            let is_stopped = || self.stops.try_get_value().unwrap_or_default();
            while import.left() > 0 && error.is_none() && !is_stopped() {
                dom::pause().await;
                if self.journal.epoch().get_untracked() != epoch {
                    return;
                }
                error = self.journal.go_on_importing(&mut import).err();
                let done = total - import.left();
                self.stage
                    .try_set(Stage::Importing(Progress { done, total }));
            }
            let outcome = Outcome {
                written: import.written(),
                left: import.left() + usize::from(error.is_some()),
                error,
            };
            self.undo.try_set_value(Some(import.into_undo()));
            self.stage.try_set(Stage::Imported(outcome));
        });
    }

    /// Undoes the last import.
    pub(super) fn undo(self) {
        let Some(mut undo) = self.undo.try_update_value(Option::take).flatten() else {
            return;
        };
        let (total, epoch) = (undo.total(), self.journal.epoch().get_untracked());
        self.stage.set(Stage::Undoing(Progress {
            done: total - undo.left(),
            total,
        }));
        spawn_local(async move {
            let mut error = None;
            while undo.left() > 0 && error.is_none() {
                dom::pause().await;
                if self.journal.epoch().get_untracked() != epoch {
                    return;
                }
                error = self.journal.go_on_undoing(&mut undo).err();
                let done = total - undo.left();
                self.stage.try_set(Stage::Undoing(Progress { done, total }));
            }
            let undone = Undone {
                left_alone: undo.left_alone(),
                error,
            };
            self.undo
                .try_set_value(undone.error.is_some().then_some(undo));
            self.stage.try_set(Stage::Undone(undone));
        });
    }
}
