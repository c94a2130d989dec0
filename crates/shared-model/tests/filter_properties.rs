//! Looking for entries: whatever an entry says finds it, and asking for more finds no more.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use shared_model::{
    CivilDate, EntryFilter, LogbookEntry, LogbookEntryType, Mood, PieceRef, RecordId, Repertoire,
    SearchTexts, Timestamp,
};

/// Texts of the letters, signs and blanks in which folding could go wrong, and of any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-dF#♯♭ßéÉİΣσς月\u{301}\u{fb01} ,.\n-]{0,12}", ".{0,12}",]
}

fn kind() -> impl Strategy<Value = LogbookEntryType> {
    prop::sample::select(vec![LogbookEntryType::Practice, LogbookEntryType::Lesson])
}

fn mood() -> impl Strategy<Value = Mood> {
    prop::sample::select(vec![Mood::Neutral, Mood::Excited])
}

fn piece() -> impl Strategy<Value = PieceRef> {
    ("[ab]", text(), option::of(text())).prop_map(|(id, title, composer)| PieceRef {
        id: RecordId(id),
        title,
        composer,
        measures: None,
        tempo: None,
    })
}

fn entry() -> impl Strategy<Value = LogbookEntry> {
    let lists = (vec(piece(), 0..3), vec(text(), 0..3), vec(text(), 0..3));
    let texts = (text(), option::of(text()));
    (kind(), option::of(mood()), lists, texts).prop_map(|(entry_type, mood, lists, texts)| {
        let at = Timestamp::from_clock(1_773_144_000_000);
        LogbookEntry {
            id: "e".into(),
            timestamp: at,
            duration: 0,
            entry_type,
            instrument: texts.0,
            pieces: lists.0,
            techniques: lists.1,
            goal_ids: Vec::new(),
            notes: texts.1,
            mood,
            tags: lists.2,
            session_id: None,
            utc_offset_minutes: 0,
            created_at: at,
            updated_at: at,
        }
    })
}

fn day() -> impl Strategy<Value = CivilDate> {
    (8..=12_u32).prop_map(|day| CivilDate::from_ymd_opt(2026, 3, day).expect("a day in March"))
}

/// What somebody asks for; about an entry, so that it is found often enough.
fn filter(entry: &LogbookEntry) -> impl Strategy<Value = EntryFilter> + use<> {
    let tags = entry.tags.clone().into_iter();
    let tags: Vec<String> = tags.chain(["other".to_owned()]).collect();
    let instruments = vec![entry.instrument.clone(), "other".to_owned()];
    let words = all_texts(entry).join(" ");
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let words = [words, vec!["other".to_owned(), String::new()]].concat();
    (
        prop::sample::select(words),
        (option::of(day()), option::of(day())),
        (option::of(kind()), option::of(mood())),
        option::of(prop::sample::select(instruments)),
        option::of(prop::sample::select(tags)),
        option::of("[abc]".prop_map(RecordId)),
    )
        .prop_map(
            |(text, (from, to), (entry_type, mood), instrument, tag, piece)| EntryFilter {
                text,
                from,
                to,
                entry_type,
                instrument,
                mood,
                tag,
                piece,
            },
        )
}

fn all_texts(entry: &LogbookEntry) -> Vec<&str> {
    let pieces = entry.pieces.iter();
    let pieces = pieces.flat_map(|piece| [Some(&piece.title), piece.composer.as_ref()]);
    let lists = entry.techniques.iter().chain(&entry.tags);
    let texts = pieces.flatten().chain(lists).chain(&entry.notes);
    texts
        .chain([&entry.instrument])
        .map(String::as_str)
        .collect()
}

fn finds(filter: &EntryFilter, entry: &LogbookEntry) -> bool {
    let repertoire = Repertoire::default();
    let texts = SearchTexts::default().of([entry].into_iter(), &repertoire);
    let day = entry.day(0);
    filter
        .prepared(&repertoire)
        .matches(entry, day, || texts.get(&entry.id))
}

/// Both of what is asked for, as far as the form can ask for both.
fn both(one: &EntryFilter, other: &EntryFilter) -> EntryFilter {
    let other = other.clone();
    EntryFilter {
        text: format!("{} {}", one.text, other.text),
        from: one.from.or(other.from),
        to: one.to.or(other.to),
        entry_type: one.entry_type.or(other.entry_type),
        instrument: one.instrument.clone().or(other.instrument),
        mood: one.mood.or(other.mood),
        tag: one.tag.clone().or(other.tag),
        piece: one.piece.clone().or(other.piece),
    }
}

proptest! {
    #[test]
    fn each_word_of_what_an_entry_says_finds_it(entry in entry()) {
        for word in all_texts(&entry).into_iter().flat_map(str::split_whitespace) {
            let filter = EntryFilter { text: word.to_owned(), ..EntryFilter::default() };
            prop_assert!(finds(&filter, &entry), "{word:?}");
        }
        for text in all_texts(&entry) {
            let filter = EntryFilter { text: text.to_owned(), ..EntryFilter::default() };
            prop_assert!(finds(&filter, &entry), "{text:?}");
        }
    }

    #[test]
    fn asking_for_more_never_finds_more(
        (entry, one, other) in entry().prop_flat_map(|entry| {
            let filters = (filter(&entry), filter(&entry));
            filters.prop_map(move |(one, other)| (entry.clone(), one, other))
        }),
    ) {
        if finds(&both(&one, &other), &entry) {
            prop_assert!(finds(&one, &entry), "{one:?} and {other:?}");
        }
    }
}
