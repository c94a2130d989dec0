//! A piece as it is being typed.

use shared_model::{Piece, PieceStatus, RecordId, Timestamp};

use crate::text::list::non_empty;

/// What the piece form holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PieceDraft {
    /// As typed.
    pub(crate) title: String,
    /// As typed.
    pub(crate) composer: String,
    /// Chosen.
    pub(crate) status: PieceStatus,
    /// As typed.
    pub(crate) notes: String,
}

impl PieceDraft {
    /// The form of a piece.
    pub(crate) fn of(piece: &Piece) -> Self {
        Self {
            title: piece.title.clone(),
            composer: piece.composer.clone().unwrap_or_default(),
            status: piece.status,
            notes: piece.notes.clone().unwrap_or_default(),
        }
    }

    /// The piece that `original` becomes.
    pub(crate) fn apply_to(&self, original: &Piece) -> Piece {
        Piece {
            title: self.title.trim().to_owned(),
            composer: non_empty(&self.composer),
            status: self.status,
            notes: non_empty(&self.notes),
            ..original.clone()
        }
    }
}

/// A piece with nothing in it.
pub(crate) fn blank_piece(id: RecordId, now: Timestamp) -> Piece {
    Piece {
        id,
        title: String::new(),
        composer: None,
        status: PieceStatus::default(),
        notes: None,
        merged_into: None,
        created_at: now,
        updated_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minuet() -> Piece {
        let at = Timestamp::from_millis(0).expect("in range");
        Piece {
            title: "Minuet".into(),
            composer: Some("Petzold".into()),
            merged_into: Some("other".into()),
            ..blank_piece("p".into(), at)
        }
    }

    #[test]
    fn opening_and_saving_a_form_changes_nothing() {
        assert_eq!(PieceDraft::of(&minuet()).apply_to(&minuet()), minuet());
    }

    #[test]
    fn a_text_that_is_emptied_is_absent() {
        let draft = PieceDraft {
            title: "Menuett ".into(),
            composer: " ".into(),
            notes: "Slowly.".into(),
            ..PieceDraft::of(&minuet())
        };
        let edited = draft.apply_to(&minuet());
        assert_eq!(edited.title, "Menuett");
        assert_eq!(
            (edited.composer, edited.notes.as_deref()),
            (None, Some("Slowly."))
        );
    }
}
