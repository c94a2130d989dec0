//! What the fields of a form can be completed to: what the musician has used before, and what many use. Pure.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use shared_model::{LogbookEntry, PieceStatus, RecordId, Repertoire, folded};

use crate::logbook::Day;
use crate::logbook::tags::counted;
use crate::text::matching::{Suggestion, matching};

/// The texts that entries name, what is used most first; then the presets that were not used yet.
pub(crate) fn texts<'a, I>(
    days: &'a [Day],
    named: impl Fn(&'a LogbookEntry) -> I,
    presets: Vec<String>,
) -> Vec<Suggestion<String>>
where
    I: IntoIterator<Item = &'a String>,
{
    let entries = days.iter().flat_map(|day| &day.entries);
    let mut own = counted(entries.flat_map(named));
    own.sort_by_key(|(_, count)| Reverse(*count));
    let used: HashSet<String> = own.iter().map(|(text, _)| folded(text)).collect();
    let presets = presets
        .into_iter()
        .filter(|preset| !used.contains(&folded(preset)));
    own.into_iter()
        .map(|(text, _)| text)
        .chain(presets)
        .map(Suggestion::text)
        .collect()
}

/// The pieces of the repertoire: those played last first, then the others by title, and what was dropped last.
pub(crate) fn pieces(days: &[Day], repertoire: &Repertoire) -> Vec<Suggestion<RecordId>> {
    let played = days
        .iter()
        .flat_map(|day| &day.entries)
        .flat_map(|entry| &entry.pieces);
    let mut seen = HashSet::new();
    let mut recent: HashMap<&RecordId, usize> = HashMap::new();
    for piece in played.filter(|piece| seen.insert(&piece.id)) {
        if let Some(current) = repertoire.current(&piece.id) {
            let place = recent.len();
            recent.entry(&current.id).or_insert(place);
        }
    }
    let mut pieces: Vec<_> = repertoire.pieces().collect();
    pieces.sort_by_cached_key(|piece| {
        let place = recent.get(&piece.id).copied().unwrap_or(usize::MAX);
        let is_dropped = piece.status == PieceStatus::Dropped;
        (is_dropped, place, folded(&piece.title))
    });
    pieces
        .into_iter()
        .map(|piece| {
            Suggestion::new(
                piece.title.clone(),
                piece.composer.clone(),
                piece.id.clone(),
            )
        })
        .collect()
}

/// The pieces that are offered for what is typed: those that have it, and those of a similar title. A slip of the finger
/// is no second piece.
pub(crate) fn offered(
    pieces: &[Suggestion<RecordId>],
    repertoire: &Repertoire,
    typed: &str,
    limit: usize,
) -> Vec<Suggestion<RecordId>> {
    let mut found = matching(pieces, typed, limit);
    for similar in repertoire.similar(typed, "") {
        let is_found = found.iter().any(|piece| piece.value == similar.id);
        let meant = pieces.iter().find(|piece| piece.value == similar.id);
        found.extend(meant.filter(|_| !is_found).cloned());
    }
    found
}

#[cfg(test)]
mod tests {
    use shared_model::{Piece, PieceRef, Timestamp};

    use super::*;
    use crate::forms::entry_draft::blank_entry;
    use crate::logbook::days;

    fn at(hour: usize) -> Timestamp {
        Timestamp::parse(&format!("2024-03-10T{hour:02}:00:00Z")).expect("a time of day")
    }

    fn entry(hour: usize, tags: &[&str], pieces: &[&str]) -> LogbookEntry {
        let piece = |id: &&str| PieceRef {
            id: (*id).into(),
            title: "as it was called then".into(),
            composer: None,
            measures: None,
            tempo: None,
        };
        LogbookEntry {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            pieces: pieces.iter().map(piece).collect(),
            ..blank_entry(
                format!("e{hour}").as_str().into(),
                String::new(),
                at(hour),
                0,
            )
        }
    }

    fn piece(id: &str, title: &str, status: PieceStatus, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: title.into(),
            composer: None,
            status,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at(0),
            updated_at: at(0),
        }
    }

    #[test]
    fn own_texts_come_by_how_often_they_were_used_and_before_the_presets() {
        let days = days(
            vec![
                entry(1, &["exam", "Etude"], &[]),
                entry(2, &["etude", "récital"], &[]),
                entry(3, &["lesson", " "], &[]),
            ],
            0,
        );
        let presets = vec!["Recital".to_owned(), "warm-up".to_owned()];
        let titles: Vec<_> = texts(&days, |entry| &entry.tags, presets)
            .into_iter()
            .map(|suggestion| suggestion.title)
            .collect();
        assert_eq!(titles, ["etude", "exam", "lesson", "récital", "warm-up"]);
    }

    #[test]
    fn pieces_come_as_they_were_played_last_and_each_once_whatever_it_was_merged_from() {
        let days = days(
            vec![
                entry(1, &[], &["old"]),
                entry(2, &[], &["a", "gone"]),
                entry(3, &[], &["dropped"]),
            ],
            0,
        );
        let repertoire = Repertoire::new(vec![
            piece("a", "Zorongo", PieceStatus::Learning, None),
            piece("b", "Minuet", PieceStatus::Planned, None),
            piece("c", "Étude", PieceStatus::Polished, None),
            piece("new", "Nocturne", PieceStatus::Learning, None),
            piece("old", "nocturne", PieceStatus::Learning, Some("new")),
            piece("dropped", "Tarantella", PieceStatus::Dropped, None),
        ]);
        let titles: Vec<_> = pieces(&days, &repertoire)
            .into_iter()
            .map(|suggestion| suggestion.title)
            .collect();
        assert_eq!(
            titles,
            ["Zorongo", "Nocturne", "Étude", "Minuet", "Tarantella"]
        );
    }

    #[test]
    fn a_piece_of_a_similar_title_is_offered_once_unless_it_is_left_out() {
        let repertoire = Repertoire::new(vec![
            piece("a", "Clair de lune", PieceStatus::Learning, None),
            piece("b", "Minuet", PieceStatus::Learning, None),
        ]);
        let known = pieces(&[], &repertoire);
        let offered = |pieces: &[Suggestion<RecordId>], typed: &str| -> Vec<String> {
            let offered = offered(pieces, &repertoire, typed, 12).into_iter();
            offered.map(|suggestion| suggestion.title).collect()
        };
        for typed in ["clair de Lune - Debussy", "Claire de lune", "lune"] {
            assert_eq!(offered(&known, typed), ["Clair de lune"], "{typed}");
        }
        assert_eq!(offered(&known[1..], "Claire de lune"), [""; 0]);
        assert_eq!(offered(&known, "Arabesque"), [""; 0]);
    }
}
