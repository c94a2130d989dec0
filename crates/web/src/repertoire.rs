//! What the repertoire's screens show of it: the list, searched, filtered and sorted; what waits to be played; the months of
//! one piece. Pure.

use std::collections::BTreeMap;

use chrono::Months;
use shared_model::{
    CivilDate, Piece, PieceStatus, RecordId, Repertoire, Sitting, Timestamp, folded, rests_too_long,
};

/// How many months are shown of a piece.
const MONTHS: usize = 12;

/// The order in which the statuses are shown.
pub(crate) const STATUSES: [PieceStatus; 4] = [
    PieceStatus::Learning,
    PieceStatus::Polished,
    PieceStatus::Planned,
    PieceStatus::Dropped,
];

/// One piece of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    /// The piece.
    pub(crate) id: RecordId,
    /// As it is called today.
    pub(crate) title: String,
    /// Who wrote it.
    pub(crate) composer: Option<String>,
    /// Where it stands.
    pub(crate) status: PieceStatus,
    /// How long it was played, in seconds.
    pub(crate) seconds: i64,
    /// When it was played.
    pub(crate) last: LastPlayed,
    /// Title and composer, as they are searched.
    searched: String,
}

/// When a piece was played last. The later comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum LastPlayed {
    /// Never since it was added.
    Added(CivilDate),
    /// Not since the records go that are here; what was before is elsewhere.
    NotSince(CivilDate),
    /// On a day.
    On(CivilDate),
}

impl LastPlayed {
    /// Since when the piece has not been played, for certain.
    fn day(self) -> CivilDate {
        match self {
            Self::Added(day) | Self::NotSince(day) | Self::On(day) => day,
        }
    }
}

/// The pieces with what was played of them. `day_of` is the local day of an instant; the records of the journal are here
/// from the day `since` on, or from the beginning.
pub(crate) fn rows(
    repertoire: &Repertoire,
    sittings: &[Sitting<'_>],
    day_of: impl Fn(Timestamp) -> CivilDate,
    since: Option<CivilDate>,
) -> Vec<Row> {
    let played = repertoire.played(sittings);
    let row = |piece: &Piece| {
        let added = day_of(piece.created_at);
        let played = played.get(&piece.id);
        Row {
            id: piece.id.clone(),
            title: piece.title.clone(),
            composer: piece.composer.clone(),
            status: piece.status,
            seconds: played.map_or(0, |played| played.seconds),
            last: match (played, since) {
                (Some(played), _) => LastPlayed::On(played.last),
                (None, Some(since)) if added < since => LastPlayed::NotSince(since),
                (None, _) => LastPlayed::Added(added),
            },
            searched: searched(&piece.title, piece.composer.as_deref()),
        }
    };
    repertoire.pieces().map(row).collect()
}

/// In which order the pieces are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sorting {
    /// What was played last comes first.
    LastPlayed,
    /// By the alphabet.
    Title,
    /// What was played most comes first.
    TimePlayed,
}

/// The pieces of a status, or of all, that a search finds: every word of it is somewhere in the title or the composer.
pub(crate) fn shown(
    rows: &[Row],
    status: Option<PieceStatus>,
    search: &str,
    sorting: Sorting,
) -> Vec<Row> {
    let search = folded(search);
    let is_found = |row: &&Row| {
        status.is_none_or(|status| row.status == status) && finds(&search, &row.searched)
    };
    let mut shown: Vec<Row> = rows.iter().filter(is_found).cloned().collect();
    shown.sort_by(|a, b| {
        let by_title = || (&a.searched, &a.id).cmp(&(&b.searched, &b.id));
        match sorting {
            Sorting::LastPlayed => b.last.cmp(&a.last),
            Sorting::Title => std::cmp::Ordering::Equal,
            Sorting::TimePlayed => b.seconds.cmp(&a.seconds),
        }
        .then_with(by_title)
    });
    shown
}

/// The pieces that have waited too long to be played, the longest first.
pub(crate) fn not_lately(rows: &[Row], today: CivilDate) -> Vec<Row> {
    let waits = |row: &&Row| rests_too_long(row.status, row.last.day(), today);
    let mut waiting: Vec<Row> = rows.iter().filter(waits).cloned().collect();
    waiting.sort_by(|a, b| {
        (a.last.day(), &a.searched, &a.id).cmp(&(b.last.day(), &b.searched, &b.id))
    });
    waiting
}

/// The months of a piece up to the last one in which it was played, the newest first, those without practice between them
/// too.
pub(crate) fn months(seconds: &BTreeMap<CivilDate, i64>) -> Vec<(CivilDate, i64)> {
    let (Some((first, _)), Some((last, _))) = (seconds.first_key_value(), seconds.last_key_value())
    else {
        return Vec::new();
    };
    let before = |month: &CivilDate| month.checked_sub_months(Months::new(1));
    std::iter::successors(Some(*last), before)
        .take_while(|month| first <= month)
        .take(MONTHS)
        .map(|month| (month, seconds.get(&month).copied().unwrap_or_default()))
        .collect()
}

/// Which of the months has the most, the newest of several.
pub(crate) fn fullest(months: &[(CivilDate, i64)]) -> Option<(CivilDate, i64)> {
    months
        .iter()
        .copied()
        .max_by_key(|(month, seconds)| (*seconds, *month))
}

/// Who wrote the pieces, in alphabetical order.
pub(crate) fn composers(repertoire: &Repertoire) -> Vec<String> {
    let mut composers: Vec<String> = repertoire
        .pieces()
        .filter_map(|piece| piece.composer.clone())
        .collect();
    composers.sort_by_cached_key(|composer| folded(composer));
    composers.dedup();
    composers
}

/// What a piece may be merged into: what a search finds, or without one everything, similar titles first.
pub(crate) fn merge_targets(repertoire: &Repertoire, piece: &Piece, search: &str) -> Vec<Piece> {
    let search = folded(search);
    let composer = piece.composer.as_deref().unwrap_or_default();
    let similar = repertoire.similar(&piece.title, composer);
    let text_of = |piece: &Piece| searched(&piece.title, piece.composer.as_deref());
    let mut targets: Vec<&Piece> = repertoire
        .pieces()
        .filter(|target| target.id != piece.id && finds(&search, &text_of(target)))
        .collect();
    targets.sort_by_cached_key(|target| {
        let place = similar.iter().position(|similar| similar.id == target.id);
        (place.unwrap_or(similar.len()), text_of(target), &target.id)
    });
    targets.into_iter().cloned().collect()
}

/// A title and a composer as they are searched.
fn searched(title: &str, composer: Option<&str>) -> String {
    folded(&format!("{title} {}", composer.unwrap_or_default()))
}

/// Whether every word of a search is somewhere in a text. Both are folded.
fn finds(search: &str, text: &str) -> bool {
    search.split(' ').all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn row(title: &str, status: PieceStatus, seconds: i64, last: LastPlayed) -> Row {
        Row {
            id: title.into(),
            title: title.into(),
            composer: None,
            status,
            seconds,
            last,
            searched: folded(title),
        }
    }

    fn titles(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.title.as_str()).collect()
    }

    fn example() -> Vec<Row> {
        vec![
            row(
                "Für Elise",
                PieceStatus::Polished,
                600,
                LastPlayed::On(day("2024-01-10")),
            ),
            row(
                "Étude",
                PieceStatus::Learning,
                9_000,
                LastPlayed::On(day("2024-03-20")),
            ),
            row(
                "Arabesque",
                PieceStatus::Learning,
                0,
                LastPlayed::Added(day("2024-02-01")),
            ),
            row(
                "Zorongo",
                PieceStatus::Planned,
                0,
                LastPlayed::Added(day("2024-01-01")),
            ),
        ]
    }

    #[test]
    fn the_list_is_searched_filtered_and_sorted() {
        let rows = example();
        let all = |sorting| shown(&rows, None, "", sorting);
        assert_eq!(
            titles(&all(Sorting::Title)),
            ["Arabesque", "Étude", "Für Elise", "Zorongo"]
        );
        assert_eq!(
            titles(&all(Sorting::LastPlayed)),
            ["Étude", "Für Elise", "Arabesque", "Zorongo"]
        );
        assert_eq!(
            titles(&all(Sorting::TimePlayed)),
            ["Étude", "Für Elise", "Arabesque", "Zorongo"]
        );
        let found = |status, search| shown(&rows, status, search, Sorting::Title);
        assert_eq!(titles(&found(None, "elise FUR")), ["Für Elise"]);
        let learning = found(Some(PieceStatus::Learning), "e");
        assert_eq!(titles(&learning), ["Arabesque", "Étude"]);
        assert!(found(Some(PieceStatus::Dropped), "").is_empty());
    }

    #[test]
    fn what_waits_longest_comes_first() {
        let waiting = |today| not_lately(&example(), day(today));
        assert_eq!(titles(&waiting("2024-02-14")), [""; 0]);
        assert_eq!(titles(&waiting("2024-02-15")), ["Arabesque"]);
        assert_eq!(
            titles(&waiting("2024-04-03")),
            ["Für Elise", "Arabesque", "Étude"]
        );
    }

    #[test]
    fn a_piece_may_have_been_played_before_the_records_that_are_here() {
        let piece = |id: &str, created_at: &str| Piece {
            id: id.into(),
            title: id.into(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: None,
            created_at: at(created_at),
            updated_at: at(created_at),
        };
        let repertoire = Repertoire::new(vec![
            piece("old", "2024-01-01T10:00:00Z"),
            piece("new", "2024-03-05T10:00:00Z"),
        ]);
        let day_of = |at: Timestamp| shared_model::local_day(at, 0, 0);
        let since = Some(day("2024-03-01"));
        let rows = shown(
            &rows(&repertoire, &[], day_of, since),
            None,
            "",
            Sorting::Title,
        );
        assert_eq!(rows[0].last, LastPlayed::Added(day("2024-03-05")));
        assert_eq!(rows[1].last, LastPlayed::NotSince(day("2024-03-01")));
    }

    #[test]
    fn months_without_practice_are_between_those_with() {
        let seconds = BTreeMap::from([
            (day("2023-12-01"), 60),
            (day("2024-02-01"), 90),
            (day("2020-01-01"), 600),
        ]);
        let shown = months(&seconds);
        assert_eq!(shown.len(), MONTHS);
        assert_eq!(
            shown[..3],
            [
                (day("2024-02-01"), 90),
                (day("2024-01-01"), 0),
                (day("2023-12-01"), 60)
            ]
        );
        assert_eq!(fullest(&shown), Some((day("2024-02-01"), 90)));
        let one = BTreeMap::from([(day("2024-02-01"), 90)]);
        assert_eq!(months(&one), [(day("2024-02-01"), 90)]);
        assert_eq!((months(&BTreeMap::new()), fullest(&[])), (vec![], None));
    }
}
