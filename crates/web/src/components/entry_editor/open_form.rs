//! The form while it is open: what it was opened with, what it holds, and what is kept of that until it is saved.

use client_core::{SaveError, StoreError};
use leptos::prelude::*;
use leptos_i18n::I18nContext;
use shared_model::{LogbookEntry, RecordId, Timestamp};

use super::editing::Editing;
use super::fields::Fields;
use super::save::{NotSaved, save};
use crate::forms::entry_draft::{EntryDraft, Time, offset_where_written};
use crate::forms::kept_draft::{self, KeptDraft, Restored, Then};
use crate::i18n::{Locale, use_i18n};
use crate::journal::JournalContext;
use crate::text::when;
use crate::words;

/// Where what the form holds has come from, when the musician has not just typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nowhere else.
    Here,
    /// From a form that was left without a word.
    Restored,
    /// From another entry.
    Copied,
}

/// An open form.
#[derive(Clone, Copy)]
pub(super) struct OpenForm {
    journal: JournalContext,
    i18n: I18nContext<Locale>,
    pub(super) editing: RwSignal<Editing>,
    /// What it held before anything was typed.
    untouched: RwSignal<EntryDraft>,
    pub(super) fields: Fields,
    pub(super) origin: RwSignal<Origin>,
    /// Whether the browser has no room to keep what is typed until it is saved.
    pub(super) is_unkept: RwSignal<bool>,
    /// Where a new entry that was left was found, and what it was then.
    found: StoredValue<Option<(RecordId, EntryDraft)>>,
    /// Nothing is kept any more of a form that was saved or discarded.
    is_settled: StoredValue<bool>,
}

impl OpenForm {
    /// Opens it, where it was left if it was.
    pub(super) fn open(journal: JournalContext, editing: Editing) -> Self {
        let restored = journal.restored_draft(editing.purpose(), editing.entry());
        let (editing, typed, origin, moved_from) = match restored {
            Some(Restored {
                original,
                typed,
                moved_from,
            }) => {
                let editing = editing.with_entry(original);
                (editing, Some(typed), Origin::Restored, moved_from)
            }
            None => (editing, None, Origin::Here, None),
        };
        if let Some(from) = &moved_from {
            // Where the browser does not store that, it is there twice, and found again once more.
            let _ = journal
                .change_drafts(|drafts| kept_draft::move_to(drafts, from, &editing.entry().id));
        }
        let untouched = EntryDraft::of(editing.entry());
        let form = Self {
            journal,
            i18n: use_i18n(),
            found: StoredValue::new(moved_from.zip(typed.clone())),
            fields: Fields::of(typed.unwrap_or_else(|| untouched.clone())),
            editing: RwSignal::new(editing),
            untouched: RwSignal::new(untouched),
            origin: RwSignal::new(origin),
            is_unkept: RwSignal::new(false),
            is_settled: StoredValue::new(false),
        };
        // It is written with every change, before the browser does anything else: a tab may close at any time.
        Effect::new(move |_| form.keep());
        Effect::new(move |is_open: Option<()>| {
            journal.follow_drafts();
            if is_open.is_some() {
                untrack(|| form.hear_other_tabs());
            }
        });
        form
    }

    /// Does what another tab's change of what is kept asks for.
    fn hear_other_tabs(self) {
        if self.is_settled.get_value() {
            return;
        }
        let typed = self.fields.draft();
        let found = self.found.get_value();
        let found = found.and_then(|(id, found)| (found == typed).then_some(id));
        let (purpose, id) = self
            .editing
            .with(|editing| (editing.purpose(), editing.entry().id.clone()));
        let drafts = self.journal.drafts();
        match kept_draft::after_others(&drafts, purpose, &id, found.as_ref()) {
            Then::GoOn => {}
            Then::KeepAgain => self.keep(),
            Then::GiveBack => self.begin_anew(id),
        }
    }

    /// Goes on with an entry of this moment with nothing in it.
    fn begin_anew(self, id: RecordId) {
        let entry = LogbookEntry {
            id,
            ..self.journal.blank_entry()
        };
        let blank = EntryDraft::of(&entry);
        self.found.set_value(None);
        self.origin.set(Origin::Here);
        self.editing.set(Editing::New(entry));
        self.untouched.set(blank.clone());
        self.fields.set(blank);
    }

    /// Whether something is typed that is not saved.
    pub(super) fn is_touched(self) -> bool {
        untrack(|| self.fields.draft() != self.untouched.get())
    }

    /// When it was, as far as it is typed; followed.
    pub(super) fn time(self) -> Option<Time> {
        let draft = self.fields.draft();
        self.editing
            .with(|editing| draft.time(editing.entry(), |at| self.journal.utc_offset_minutes(at)))
    }

    /// The offset from UTC at an instant where it was, in minutes east; followed.
    pub(super) fn utc_offset_minutes(self, at: Timestamp) -> i64 {
        let offset_at = |at| self.journal.utc_offset_minutes(at);
        self.editing
            .with(|editing| offset_where_written(editing.entry(), offset_at)(at))
    }

    /// Says that it began at this instant.
    pub(super) fn set_start(self, start: Timestamp) {
        let offset = untrack(|| self.utc_offset_minutes(start));
        self.fields.when.set(when::to_input(start, offset));
    }

    /// How long it was, as far as it is typed; followed.
    pub(super) fn seconds(self) -> Option<i64> {
        let draft = self.fields.draft();
        let units = words::duration_units(self.i18n.get_locale());
        self.editing
            .with(|editing| draft.seconds(editing.entry(), &units))
    }

    /// Keeps what is typed until it is saved. Whether there is room for that or not, typing goes on.
    fn keep(self) {
        let typed = self.fields.draft();
        let is_touched = self.untouched.with(|untouched| typed != *untouched);
        let draft = self.editing.with(|editing| KeptDraft {
            purpose: editing.purpose(),
            original: editing.entry().clone(),
            typed,
        });
        if self.is_settled.get_value() {
            return;
        }
        let kept = self.journal.change_drafts(|drafts| match is_touched {
            true => kept_draft::keep(drafts, draft),
            false => drop(drafts.0.remove(&draft.original.id)),
        });
        self.is_unkept.set(kept.is_err());
    }

    fn forget(self) {
        let id = self
            .editing
            .with_untracked(|editing| editing.entry().id.clone());
        // What cannot be removed now is known to be saved when it is found.
        let _ = self
            .journal
            .change_drafts(|drafts| drop(drafts.0.remove(&id)));
    }

    /// Leaves nothing behind of what was typed.
    pub(super) fn settle(self) {
        self.is_settled.set_value(true);
        self.forget();
    }

    /// Saves it. In a full store what was kept of it gives its room to the entry itself.
    pub(super) fn save(self) -> Result<(), NotSaved> {
        self.fields.add_typed_piece(self.journal);
        let (editing, draft) = untrack(|| (self.editing.get(), self.fields.draft()));
        let units = words::duration_units(self.i18n.get_locale_untracked());
        let save = || save(self.journal, &editing, &draft, &units);
        let saved = match save() {
            Err(NotSaved::Refused(SaveError::Store(StoreError::Full))) => {
                self.forget();
                save().inspect_err(|_| untrack(|| self.keep()))
            }
            saved => saved,
        };
        saved.inspect(|()| self.settle())
    }

    /// Goes back to what the form held before anything was typed.
    pub(super) fn start_over(self) {
        self.origin.set(Origin::Here);
        self.fields.set(self.untouched.get_untracked());
    }

    /// Goes on with a new entry of this moment that holds the same but for how it went. What was typed into this one and
    /// not saved is kept, and found again when it is opened.
    pub(super) fn duplicate(self) {
        let entry = self.journal.blank_entry();
        let when = EntryDraft::of(&entry).when;
        let copy = untrack(|| self.fields.draft()).played_again(when);
        self.editing.set(Editing::New(entry));
        self.untouched.set(copy.clone());
        self.fields.set(copy);
        self.origin.set(Origin::Copied);
    }
}
