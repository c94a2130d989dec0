//! The pieces of the repertoire, as every field in which a piece is named offers them.

use leptos::prelude::*;
use shared_model::{PieceRef, RecordId, Repertoire};

use super::list_field::OFFERED;
use crate::completion;
use crate::journal::JournalContext;
use crate::text::matching::Suggestion;

/// The pieces that are known. Reading follows.
#[derive(Clone, Copy)]
pub(crate) struct KnownPieces {
    repertoire: Memo<Repertoire>,
    suggestions: Memo<Vec<Suggestion<RecordId>>>,
}

impl KnownPieces {
    /// Of a journal.
    pub(crate) fn of(journal: JournalContext) -> Self {
        let repertoire = journal.repertoire();
        Self {
            repertoire,
            suggestions: Memo::new(move |_| {
                journal
                    .days()
                    .with(|days| repertoire.with(|repertoire| completion::pieces(days, repertoire)))
            }),
        }
    }

    /// What is offered for what is typed, but for what is there already.
    pub(crate) fn offered(
        self,
        typed: &str,
        is_there: impl Fn(&RecordId) -> bool,
    ) -> Vec<Suggestion<RecordId>> {
        self.suggestions.with(|suggestions| {
            let others: Vec<_> = suggestions
                .iter()
                .filter(|piece| !is_there(&piece.value))
                .cloned()
                .collect();
            self.repertoire
                .with(|repertoire| completion::offered(&others, repertoire, typed, OFFERED))
        })
    }

    /// A piece that was offered, as it is named when it is played.
    pub(crate) fn named(self, id: &RecordId) -> Option<PieceRef> {
        self.repertoire.with_untracked(|repertoire| {
            repertoire
                .current(id)
                .map(|piece| repertoire.played_again(id, &piece.title))
        })
    }
}
