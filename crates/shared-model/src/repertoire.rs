//! The repertoire: every piece that the journal knows. Entries and logs refer to a piece by its id, so a rename or a merge
//! is one small edit of the piece, and what was played of it stays with it. Pure.

mod history;
mod similar;

use std::collections::HashMap;

use crate::fold::folded;
use crate::id::RecordId;
use crate::played::{PiecePart, Sitting};
use crate::records::{LogbookEntry, Piece, PieceRef, PieceStatus, PracticeLog};
use crate::time::Timestamp;

pub use history::{PieceHistory, Played, TempoPoint, rests_too_long};

/// The pieces by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repertoire(HashMap<RecordId, Known>);

#[derive(Clone, Debug, PartialEq)]
struct Known {
    piece: Piece,
    /// Whether there is a record of it, rather than only a name that entries or logs carry.
    is_recorded: bool,
}

impl Repertoire {
    /// Of these records.
    pub fn new(pieces: Vec<Piece>) -> Self {
        let known = |piece: Piece| {
            let is_recorded = true;
            (piece.id.clone(), Known { piece, is_recorded })
        };
        Self(pieces.into_iter().map(known).collect())
    }

    /// With the pieces that were played and have no record, as in an old import. They are called as they were when they were
    /// played last, and count as added when they were played first.
    #[must_use]
    pub fn with_named(mut self, entries: &[LogbookEntry], logs: &[PracticeLog]) -> Self {
        let in_entries = entries.iter().flat_map(|entry| {
            entry.pieces.iter().map(|piece| Name {
                at: entry.timestamp,
                id: &piece.id,
                title: &piece.title,
                composer: piece.composer.as_deref(),
            })
        });
        let in_logs = logs.iter().filter_map(|log| {
            Some(Name {
                at: log.started_at.unwrap_or(log.created_at),
                id: log.piece_id.as_ref()?,
                title: log.piece_title.as_deref()?,
                composer: None,
            })
        });
        let mut named: HashMap<&RecordId, (Timestamp, Name<'_>)> = HashMap::new();
        for name in in_entries.chain(in_logs) {
            if self.0.contains_key(name.id) {
                continue;
            }
            let (first, last) = named.entry(name.id).or_insert((name.at, name));
            *first = name.at.min(*first);
            *last = name.max(*last);
        }
        for (id, (first, last)) in named {
            let piece = last.piece(first);
            let is_recorded = false;
            self.0.insert(id.clone(), Known { piece, is_recorded });
        }
        self
    }

    /// The piece under this id, or the one it was merged into. Of pieces that two devices merged into each other, it is
    /// the same one on every device.
    pub fn current(&self, id: &RecordId) -> Option<&Piece> {
        let mut piece = &self.0.get(id)?.piece;
        let mut merged = Vec::new();
        while let Some(next) = piece.merged_into.as_ref().and_then(|id| self.0.get(id)) {
            merged.push(piece);
            piece = &next.piece;
            if let Some(start) = merged.iter().position(|seen| seen.id == piece.id) {
                return merged[start..]
                    .iter()
                    .copied()
                    .min_by_key(|piece| &piece.id);
            }
        }
        Some(piece)
    }

    /// The id of the piece that this one is today.
    pub fn current_id<'a>(&'a self, id: &'a RecordId) -> &'a RecordId {
        self.current(id).map_or(id, |piece| &piece.id)
    }

    /// The pieces that there are today, in no particular order: those that were merged into another are that one.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.0
            .values()
            .map(|known| &known.piece)
            .filter(|piece| self.is_current(piece))
    }

    /// Whether there is a record of this piece. One that is only named by entries gets its record when it is edited.
    pub fn is_recorded(&self, id: &RecordId) -> bool {
        self.0.get(id).is_some_and(|known| known.is_recorded)
    }

    /// The pieces that turned out to be this one, in alphabetical order.
    pub fn merged_into(&self, id: &RecordId) -> Vec<&Piece> {
        let pieces = self.0.values().map(|known| &known.piece);
        let is_it = |piece: &&Piece| {
            piece.merged_into.is_some()
                && piece.id != *id
                && self
                    .current(&piece.id)
                    .is_some_and(|current| current.id == *id)
        };
        let mut merged: Vec<&Piece> = pieces.filter(is_it).collect();
        merged.sort_by_cached_key(|piece| (folded(&piece.title), &piece.id));
        merged
    }

    /// What a piece is called today: the record's title if there is one, otherwise the one it was played under.
    pub fn title<'a>(&'a self, piece: &'a PieceRef) -> &'a str {
        self.current(&piece.id)
            .map_or(&piece.title, |current| &current.title)
    }

    /// The piece of this title, if there is one: capitals and blanks around make no difference. It is found by a title that
    /// it had before a merge, too.
    pub fn find(&self, title: &str) -> Option<PieceRef> {
        let plain = |title: &str| title.trim().to_lowercase();
        let title = plain(title);
        let named = self
            .0
            .values()
            .map(|known| &known.piece)
            .filter(|piece| plain(&piece.title) == title)
            .min_by_key(|piece| (!self.is_current(piece), &piece.id))?;
        Some(reference(self.current(&named.id).unwrap_or(named)))
    }

    /// How a piece is named when it is played again, by what it is called today.
    pub fn played_again(&self, id: &RecordId, title: &str) -> PieceRef {
        let unknown = || PieceRef {
            id: id.clone(),
            title: title.to_owned(),
            composer: None,
            measures: None,
            tempo: None,
        };
        self.current(id).map_or_else(unknown, reference)
    }

    /// The pieces of a sitting, each once, as what they are today.
    pub fn parts<'a>(&'a self, sitting: &Sitting<'a>) -> Vec<PiecePart<'a>> {
        let mut parts: Vec<PiecePart<'a>> = Vec::new();
        for played in sitting.pieces() {
            let (id, title) = self
                .current(played.id)
                .map_or((played.id, played.title), |piece| (&piece.id, &piece.title));
            match parts.iter_mut().find(|part| part.id == id) {
                Some(part) => {
                    part.seconds += played.seconds;
                    part.tempo = part.tempo.max(played.tempo);
                }
                None => parts.push(PiecePart {
                    id,
                    title,
                    ..played
                }),
            }
        }
        parts
    }

    fn is_current(&self, piece: &Piece) -> bool {
        piece.merged_into.is_none()
            || self
                .current(&piece.id)
                .is_some_and(|current| current.id == piece.id)
    }
}

/// What a piece was called when it was played. The order is the one in which names follow each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Name<'a> {
    at: Timestamp,
    title: &'a str,
    composer: Option<&'a str>,
    id: &'a RecordId,
}

impl Name<'_> {
    fn piece(self, added: Timestamp) -> Piece {
        Piece {
            id: self.id.clone(),
            title: self.title.to_owned(),
            composer: self.composer.map(str::to_owned),
            status: PieceStatus::default(),
            notes: None,
            merged_into: None,
            created_at: added,
            updated_at: added,
        }
    }
}

fn reference(piece: &Piece) -> PieceRef {
    PieceRef {
        id: piece.id.clone(),
        title: piece.title.clone(),
        composer: piece.composer.clone(),
        measures: None,
        tempo: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    pub(super) fn piece(id: &str, title: &str, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: title.into(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        }
    }

    pub(super) fn piece_ref(id: &str, title: &str) -> PieceRef {
        PieceRef {
            id: id.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    pub(super) fn entry(id: &str, timestamp: &str, pieces: &[PieceRef]) -> LogbookEntry {
        LogbookEntry {
            id: id.into(),
            timestamp: at(timestamp),
            duration: 600,
            entry_type: crate::records::LogbookEntryType::Practice,
            instrument: String::new(),
            pieces: pieces.to_vec(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: None,
            utc_offset_minutes: 0,
            created_at: at(timestamp),
            updated_at: at(timestamp),
        }
    }

    /// In alphabetical order.
    fn titles(repertoire: &Repertoire) -> Vec<&str> {
        let titles = repertoire.pieces().map(|piece| piece.title.as_str());
        let mut titles: Vec<&str> = titles.collect();
        titles.sort_unstable();
        titles
    }

    fn ids<'a>(pieces: &[&'a Piece]) -> Vec<&'a str> {
        pieces.iter().map(|piece| piece.id.as_str()).collect()
    }

    #[test]
    fn failure_18_a_rename_or_a_merge_keeps_the_history_of_a_piece() {
        let repertoire = Repertoire::new(vec![
            piece("a", "Clair de lune", None),
            piece("b", "clair de Lune - Debussy", Some("a")),
            piece("c", "Klärchen", Some("b")),
        ]);
        assert_eq!(repertoire.title(&piece_ref("b", "old")), "Clair de lune");
        assert_eq!(
            repertoire.title(&piece_ref("gone", "Kept title")),
            "Kept title"
        );
        for typed in [" CLAIR DE LUNE - debussy ", "clair de lune", "klärchen"] {
            let found = repertoire.find(typed).map(|piece| piece.id);
            assert_eq!(found, Some("a".into()), "{typed}");
        }
        assert_eq!(titles(&repertoire), ["Clair de lune"]);
        assert_eq!(ids(&repertoire.merged_into(&"a".into())), ["b", "c"]);
        assert!(repertoire.merged_into(&"b".into()).is_empty());
    }

    #[test]
    fn pieces_that_were_merged_into_each_other_are_one_and_do_not_vanish() {
        let repertoire = Repertoire::new(vec![
            piece("x", "Ring", Some("y")),
            piece("y", "Ring too", Some("z")),
            piece("z", "Ring as well", Some("y")),
            piece("self", "Alone", Some("self")),
        ]);
        for id in ["x", "y", "z"] {
            let current = repertoire.current(&id.into()).map(|piece| &piece.id);
            assert_eq!(current, Some(&"y".into()), "{id}");
        }
        assert_eq!(titles(&repertoire), ["Alone", "Ring too"]);
        assert_eq!(ids(&repertoire.merged_into(&"y".into())), ["x", "z"]);
    }

    #[test]
    fn a_piece_that_was_merged_into_one_that_is_gone_is_itself_again() {
        let repertoire = Repertoire::new(vec![piece("b", "Minuet", Some("gone"))]);
        assert_eq!(titles(&repertoire), ["Minuet"]);
        assert!(repertoire.merged_into(&"gone".into()).is_empty());
    }

    #[test]
    fn a_piece_without_a_record_is_called_as_it_was_last() {
        let entries = [
            entry("2", "2024-03-02T10:00:00Z", &[piece_ref("p", "Gymnopédie")]),
            entry("1", "2024-03-01T10:00:00Z", &[piece_ref("p", "gymnopedie")]),
            entry("3", "2024-03-03T10:00:00Z", &[piece_ref("a", "old")]),
        ];
        let repertoire =
            Repertoire::new(vec![piece("a", "Arabesque", None)]).with_named(&entries, &[]);
        assert_eq!(titles(&repertoire), ["Arabesque", "Gymnopédie"]);
        let named = repertoire.current(&"p".into()).expect("it is known");
        assert_eq!(named.created_at, at("2024-03-01T10:00:00Z"));
        assert!(!repertoire.is_recorded(&"p".into()) && repertoire.is_recorded(&"a".into()));
        assert_eq!(
            repertoire.find("GYMNOPÉDIE").map(|piece| piece.id),
            Some("p".into())
        );
    }
}
