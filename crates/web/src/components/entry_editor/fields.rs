//! The form's fields.

use leptos::prelude::*;
use shared_model::{LogbookEntryType, Mood, RecordId};

use crate::forms::entry_draft::{EntryDraft, PieceDraft};
use crate::journal::JournalContext;
use crate::text::list::same;

/// What the form holds, each part of it to be followed by itself.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) when: RwSignal<String>,
    pub(super) duration: RwSignal<String>,
    pub(super) entry_type: RwSignal<LogbookEntryType>,
    pub(super) instrument: RwSignal<String>,
    pub(super) pieces: RwSignal<Vec<PieceDraft>>,
    pub(super) piece: RwSignal<String>,
    pub(super) techniques: RwSignal<Vec<String>>,
    pub(super) technique: RwSignal<String>,
    pub(super) goal_ids: RwSignal<Vec<RecordId>>,
    pub(super) notes: RwSignal<String>,
    pub(super) mood: RwSignal<Option<Mood>>,
    pub(super) tags: RwSignal<Vec<String>>,
    pub(super) tag: RwSignal<String>,
}

impl Fields {
    /// Fields that hold this.
    pub(super) fn of(draft: EntryDraft) -> Self {
        Self {
            when: RwSignal::new(draft.when),
            duration: RwSignal::new(draft.duration),
            entry_type: RwSignal::new(draft.entry_type),
            instrument: RwSignal::new(draft.instrument),
            pieces: RwSignal::new(draft.pieces),
            piece: RwSignal::new(draft.piece),
            techniques: RwSignal::new(draft.techniques),
            technique: RwSignal::new(draft.technique),
            goal_ids: RwSignal::new(draft.goal_ids),
            notes: RwSignal::new(draft.notes),
            mood: RwSignal::new(draft.mood),
            tags: RwSignal::new(draft.tags),
            tag: RwSignal::new(draft.tag),
        }
    }

    /// Makes the fields hold this.
    pub(super) fn set(self, draft: EntryDraft) {
        self.when.set(draft.when);
        self.duration.set(draft.duration);
        self.entry_type.set(draft.entry_type);
        self.instrument.set(draft.instrument);
        self.pieces.set(draft.pieces);
        self.piece.set(draft.piece);
        self.techniques.set(draft.techniques);
        self.technique.set(draft.technique);
        self.goal_ids.set(draft.goal_ids);
        self.notes.set(draft.notes);
        self.mood.set(draft.mood);
        self.tags.set(draft.tags);
        self.tag.set(draft.tag);
    }

    /// What the fields hold, followed.
    pub(super) fn draft(self) -> EntryDraft {
        EntryDraft {
            when: self.when.get(),
            duration: self.duration.get(),
            entry_type: self.entry_type.get(),
            instrument: self.instrument.get(),
            pieces: self.pieces.get(),
            piece: self.piece.get(),
            techniques: self.techniques.get(),
            technique: self.technique.get(),
            goal_ids: self.goal_ids.get(),
            notes: self.notes.get(),
            mood: self.mood.get(),
            tags: self.tags.get(),
            tag: self.tag.get(),
        }
    }

    /// Turns what is typed in the pieces field into pieces: those of the repertoire by their title, others with a name
    /// of their own.
    pub(super) fn add_typed_piece(self, journal: JournalContext) {
        let typed = self.piece.get_untracked();
        let title = typed.trim();
        let is_there = |piece: &PieceDraft| same(&piece.piece.title, title);
        let is_new = !title.is_empty()
            && !self
                .pieces
                .with_untracked(|pieces| pieces.iter().any(is_there));
        if is_new {
            self.add_piece(PieceDraft::of(journal.piece_called(title)));
        }
        if !typed.is_empty() {
            self.piece.set(String::new());
        }
    }

    /// Adds a piece, unless it is there.
    pub(super) fn add_piece(self, added: PieceDraft) {
        self.piece.set(String::new());
        self.pieces.update(|pieces| {
            if pieces.iter().all(|known| known.piece.id != added.piece.id) {
                pieces.push(added);
            }
        });
    }
}
