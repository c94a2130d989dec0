//! What the logbook's filters offer: what occurs in the journal. Pure.

use std::collections::HashMap;

use shared_model::{RecordId, Repertoire, folded};

use super::Day;
use super::tags::counted;

/// What occurs in the journal, in alphabetical order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// The instruments.
    pub(crate) instruments: Vec<String>,
    /// The tags.
    pub(crate) tags: Vec<String>,
    /// The pieces with what they are called today; those that were merged are one.
    pub(crate) pieces: Vec<(RecordId, String)>,
}

impl Options {
    /// Of these days.
    pub(crate) fn of(days: &[Day], repertoire: &Repertoire) -> Self {
        let entries = || days.iter().flat_map(|day| &day.entries);
        let names =
            |counted: Vec<(String, usize)>| counted.into_iter().map(|(text, _)| text).collect();
        let mut pieces: HashMap<&RecordId, &str> = HashMap::new();
        // The newest name first, for pieces that the repertoire does not know.
        for piece in entries().flat_map(|entry| &entry.pieces) {
            let id = repertoire
                .current(&piece.id)
                .map_or(&piece.id, |today| &today.id);
            pieces.entry(id).or_insert_with(|| repertoire.title(piece));
        }
        let mut pieces: Vec<_> = pieces
            .into_iter()
            .map(|(id, title)| (id.clone(), title.to_owned()))
            .collect();
        pieces.sort_by_cached_key(|(id, title)| (folded(title), id.clone()));
        Self {
            instruments: names(counted(entries().map(|entry| &entry.instrument))),
            tags: names(counted(entries().flat_map(|entry| &entry.tags))),
            pieces,
        }
    }
}

#[cfg(test)]
mod tests {
    use shared_model::{Piece, PieceRef, PieceStatus};

    use super::super::days;
    use super::super::tests::{at, entry};
    use super::*;

    #[test]
    fn each_thing_that_occurs_is_offered_once() {
        let piece_ref = |id: &str, title: &str| PieceRef {
            id: id.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        };
        let piece = |id: &str, title: &str, merged_into: Option<&str>| Piece {
            id: id.into(),
            title: title.into(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        };
        let mut one = entry("a", "2024-03-12T10:00:00Z", 0, 60);
        one.instrument = "piano".into();
        one.tags = vec!["Exam".into(), "duet".into()];
        one.pieces = vec![piece_ref("m", "minuet"), piece_ref("x", "Étude")];
        let mut two = entry("b", "2024-03-11T10:00:00Z", 0, 60);
        two.instrument = "Piano".into();
        two.tags = vec!["exam".into()];
        two.pieces = vec![piece_ref("n", "Menuett")];
        let repertoire = Repertoire::new(vec![
            piece("n", "Minuet in G", None),
            piece("m", "minuet", Some("n")),
            piece("unplayed", "Prelude", None),
        ]);
        let options = Options::of(&days(vec![one, two], 0), &repertoire);
        assert_eq!(options.instruments, ["piano"]);
        assert_eq!(options.tags, ["duet", "Exam"]);
        let pieces: Vec<_> = options
            .pieces
            .iter()
            .map(|(id, title)| (id.as_str(), title.as_str()))
            .collect();
        assert_eq!(pieces, [("x", "Étude"), ("n", "Minuet in G")]);
    }
}
