//! Which entries of a journal somebody looks for, by what they say and by what they are. Pure.

use std::collections::HashMap;

use crate::fold::folded;
use crate::id::RecordId;
use crate::records::{LogbookEntry, LogbookEntryType, Mood};
use crate::repertoire::Repertoire;
use crate::time::CivilDate;

/// What somebody looks for. Everything that is asked for must hold; what is not asked for may be as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryFilter {
    /// Words that the entry says, or parts of words, in any order.
    pub text: String,
    /// The first local day.
    pub from: Option<CivilDate>,
    /// The last local day.
    pub to: Option<CivilDate>,
    /// What kind of playing.
    pub entry_type: Option<LogbookEntryType>,
    /// The instrument, in any case.
    pub instrument: Option<String>,
    /// How it felt.
    pub mood: Option<Mood>,
    /// A label, in any case.
    pub tag: Option<String>,
    /// A piece, under any of its names.
    pub piece: Option<RecordId>,
}

impl EntryFilter {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filter, ready to look at many entries.
    pub fn prepared<'a>(&'a self, repertoire: &'a Repertoire) -> PreparedFilter<'a> {
        PreparedFilter {
            filter: self,
            repertoire,
            words: folded(&self.text)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            instrument: self.instrument.as_deref().map(caseless),
            tag: self.tag.as_deref().map(caseless),
            piece: self.piece.as_ref().map(|piece| today(repertoire, piece)),
        }
    }
}

/// A filter of which what is the same for every entry has been done.
#[derive(Debug)]
pub struct PreparedFilter<'a> {
    filter: &'a EntryFilter,
    repertoire: &'a Repertoire,
    words: Vec<String>,
    instrument: Option<String>,
    tag: Option<String>,
    piece: Option<&'a RecordId>,
}

impl PreparedFilter<'_> {
    /// Whether it asks for words. Then it needs the texts of the entries.
    pub fn asks_for_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether an entry of this local day is looked for. `text` is what it says, folded; it is asked for last, and only for
    /// its words.
    pub fn matches<'t>(
        &self,
        entry: &LogbookEntry,
        day: CivilDate,
        text: impl FnOnce() -> &'t str,
    ) -> bool {
        let filter = self.filter;
        filter.from.is_none_or(|from| from <= day)
            && filter.to.is_none_or(|to| day <= to)
            && filter
                .entry_type
                .is_none_or(|kind| kind == entry.entry_type)
            && filter.mood.is_none_or(|mood| Some(mood) == entry.mood)
            && is_asked_for(self.instrument.as_ref(), [&entry.instrument])
            && is_asked_for(self.tag.as_ref(), &entry.tags)
            && self.is_of_piece(entry)
            && self.says(text)
    }

    fn is_of_piece(&self, entry: &LogbookEntry) -> bool {
        self.piece.is_none_or(|asked| {
            let mut pieces = entry.pieces.iter();
            pieces.any(|piece| today(self.repertoire, &piece.id) == asked)
        })
    }

    fn says<'t>(&self, text: impl FnOnce() -> &'t str) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = text();
        self.words.iter().all(|word| text.contains(word))
    }
}

/// The name that a piece goes by today, after whatever it was merged into.
fn today<'a>(repertoire: &'a Repertoire, id: &'a RecordId) -> &'a RecordId {
    repertoire.current(id).map_or(id, |piece| &piece.id)
}

fn caseless(text: &str) -> String {
    text.trim().to_lowercase()
}

fn is_asked_for<'a>(asked: Option<&String>, texts: impl IntoIterator<Item = &'a String>) -> bool {
    asked.is_none_or(|asked| texts.into_iter().any(|text| caseless(text) == *asked))
}

/// What entries say, folded, so that a search only has to look. What was folded once is not folded again until the entry,
/// or the name of one of its pieces, changes.
#[derive(Clone, Debug, Default)]
pub struct SearchTexts(HashMap<RecordId, SearchText>);

#[derive(Clone, Debug)]
struct SearchText {
    said: String,
    folded: String,
}

impl SearchTexts {
    /// The texts of these entries and of no others, made from those there were before.
    #[must_use]
    pub fn of<'a>(
        mut self,
        entries: impl Iterator<Item = &'a LogbookEntry>,
        repertoire: &Repertoire,
    ) -> Self {
        let text = |entry: &LogbookEntry| {
            let said = said_in(entry, repertoire);
            let known = self.0.remove(&entry.id).filter(|known| known.said == said);
            let text = known.unwrap_or_else(|| SearchText {
                folded: folded(&said),
                said,
            });
            (entry.id.clone(), text)
        };
        Self(entries.map(text).collect())
    }

    /// What an entry says, folded; nothing for one that is not among them.
    pub fn get(&self, id: &RecordId) -> &str {
        self.0.get(id).map_or("", |text| &text.folded)
    }
}

/// Everything that a musician may remember of an entry: what they wrote, and what its pieces are called, today and then.
fn said_in(entry: &LogbookEntry, repertoire: &Repertoire) -> String {
    let mut said = String::new();
    let mut add = |text: &str| {
        said.push_str(text);
        said.push('\n');
    };
    add(&entry.instrument);
    for piece in &entry.pieces {
        add(&piece.title);
        add(piece.composer.as_deref().unwrap_or_default());
        if let Some(today) = repertoire.current(&piece.id) {
            add(&today.title);
            add(today.composer.as_deref().unwrap_or_default());
        }
    }
    entry
        .techniques
        .iter()
        .chain(&entry.tags)
        .for_each(|text| add(text));
    add(entry.notes.as_deref().unwrap_or_default());
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Piece, PieceRef, PieceStatus};
    use crate::time::Timestamp;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn entry(id: &str) -> LogbookEntry {
        LogbookEntry {
            id: id.into(),
            timestamp: at("2024-03-10T23:30:00Z"),
            duration: 60,
            entry_type: LogbookEntryType::Lesson,
            instrument: "Cembalo".into(),
            pieces: vec![PieceRef {
                id: "b".into(),
                title: "clair de Lune - Debussy".into(),
                composer: None,
                measures: None,
                tempo: None,
            }],
            techniques: vec!["Übergänge".into()],
            goal_ids: Vec::new(),
            notes: Some("The left hand alone,\nthen both.".into()),
            mood: Some(Mood::Satisfied),
            tags: vec!["Prüfung".into(), "exam".into()],
            session_id: None,
            utc_offset_minutes: 60,
            created_at: at("2024-03-10T10:00:00Z"),
            updated_at: at("2024-03-10T10:00:00Z"),
        }
    }

    fn piece(id: &str, title: &str, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: title.into(),
            composer: Some("Claude Débussy".into()),
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        }
    }

    /// One piece, and another that turned out to be it.
    fn repertoire() -> Repertoire {
        Repertoire::new(vec![
            piece("a", "Suite bergamasque, III", None),
            piece("b", "clair de Lune - Debussy", Some("a")),
        ])
    }

    fn finds(filter: &EntryFilter, entry: &LogbookEntry) -> bool {
        let repertoire = repertoire();
        let texts = SearchTexts::default().of([entry].into_iter(), &repertoire);
        let day = entry.day(0);
        filter
            .prepared(&repertoire)
            .matches(entry, day, || texts.get(&entry.id))
    }

    fn finds_text(text: &str) -> bool {
        let filter = EntryFilter {
            text: text.into(),
            ..EntryFilter::default()
        };
        finds(&filter, &entry("e"))
    }

    #[test]
    fn a_search_finds_every_word_in_whatever_the_entry_says() {
        for text in [
            "",
            "  ",
            "left hand",
            "HAND, left!",
            "ubergange",
            "Übergänge",
            "prufung",
            "exam both",
            "cembalo",
            "suite BERGAM",
            "debussy clair",
            "claude",
        ] {
            assert!(finds_text(text), "{text:?}");
        }
        for text in ["right hand", "left foot", "lefthand", "satie"] {
            assert!(!finds_text(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_asked_for_must_all_hold() {
        let all = EntryFilter {
            text: "hand".into(),
            from: Some(date("2024-03-11")),
            to: Some(date("2024-03-11")),
            entry_type: Some(LogbookEntryType::Lesson),
            instrument: Some(" cembalo".into()),
            mood: Some(Mood::Satisfied),
            tag: Some("EXAM".into()),
            piece: Some("a".into()),
        };
        assert!(finds(&all, &entry("e")));
        assert!(EntryFilter::default().is_empty() && !all.is_empty());
        type Other = fn(&mut EntryFilter);
        let others: [Other; 8] = [
            |filter| filter.text = "foot".into(),
            |filter| filter.from = Some(date("2024-03-12")),
            |filter| filter.to = Some(date("2024-03-10")),
            |filter| filter.entry_type = Some(LogbookEntryType::Practice),
            |filter| filter.instrument = Some("Piano".into()),
            |filter| filter.mood = Some(Mood::Excited),
            |filter| filter.tag = Some("exams".into()),
            |filter| filter.piece = Some("c".into()),
        ];
        for (number, change) in others.into_iter().enumerate() {
            let mut other = all.clone();
            change(&mut other);
            assert!(!finds(&other, &entry("e")), "{number}");
        }
    }

    #[test]
    fn failure_18_a_merged_piece_is_found_under_each_of_its_names() {
        for id in ["a", "b"] {
            let filter = EntryFilter {
                piece: Some(id.into()),
                ..EntryFilter::default()
            };
            assert!(finds(&filter, &entry("e")), "{id}");
        }
    }

    #[test]
    fn texts_follow_the_entries_and_the_names_of_pieces() {
        let mut one = entry("one");
        let texts = SearchTexts::default().of([&one, &entry("two")].into_iter(), &repertoire());
        assert!(texts.get(&"two".into()).contains("bergamasque"));
        one.notes = Some("Slowly".into());
        let renamed = Repertoire::new(vec![piece("b", "Mondschein", None)]);
        let texts = texts.of([&one].into_iter(), &renamed);
        assert!(texts.get(&one.id).contains("slowly"));
        assert!(texts.get(&one.id).contains("mondschein"));
        assert!(!texts.get(&one.id).contains("bergamasque"));
        assert_eq!(texts.get(&"two".into()), "");
    }
}
