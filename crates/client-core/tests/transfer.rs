//! A journal goes out as a file and comes in again: nothing is lost, nothing is doubled, and all of it can be undone.

use std::collections::BTreeMap;
use std::rc::Rc;

use client_core::platform::{Clock, Platform};
use client_core::test_support::{NoServer, TestDevice, entry};
use client_core::timer::{self, Activity, Timer};
use client_core::transfer::{
    AccountContents, Contents, Import, Place, Plan, Prefer, Refusal, Undo, Unreadable, export_csv,
    export_everything, export_json, read,
};
use client_core::{AnyRecord, Client, Journal, JournalRecord};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use shared_model::limits::Caps;
use shared_model::protocol::{Account, AccountSession, SignIn, SignInMethod, SignInOutcome};
use shared_model::{
    ActivityType, Goal, GoalStatus, GoalTarget, GoalTargetKind, LogbookEntry, LogbookEntryType,
    Milestone, Mood, Piece, PieceRef, PieceStatus, PracticeLog, PracticeSession, Preferences,
    Record, RecordId, SessionType, Theme, Timestamp,
};

/// A device of its own, with an empty journal.
fn device(seed: u64) -> (TestDevice, Client) {
    let device = TestDevice::new(seed, Rc::new(NoServer));
    let client = Client::open(device.platform.clone()).expect("opens");
    (device, client)
}

fn plan(text: &str, journal: &Journal) -> Plan {
    Plan::new(&contents(text, journal), journal)
}

fn contents(text: &str, journal: &Journal) -> Contents {
    let contents = read(text, journal).expect("a journal");
    assert_eq!(contents.unreadable, [], "{text}");
    contents
}

fn import(text: &str, journal: &Journal, prefer: Prefer) -> Import {
    let mut import = Import::new(plan(text, journal), prefer);
    while import.left() > 0 {
        import.advance(journal, 3).expect("fits");
    }
    import
}

fn undo(import: Import, journal: &Journal) -> Undo {
    let mut undo = import.into_undo();
    while undo.left() > 0 {
        undo.advance(journal, 3).expect("fits");
    }
    undo
}

/// All records, in a certain order.
fn records(journal: &Journal) -> BTreeMap<String, AnyRecord> {
    fn add<R: JournalRecord>(all: &mut BTreeMap<String, AnyRecord>, journal: &Journal)
    where
        AnyRecord: From<R>,
    {
        for record in journal.list::<R>() {
            let name = format!("{} {}", R::COLLECTION.table(), record.id());
            all.insert(name, record.into());
        }
    }
    let mut all = BTreeMap::new();
    add::<Piece>(&mut all, journal);
    add::<PracticeSession>(&mut all, journal);
    add::<PracticeLog>(&mut all, journal);
    add::<LogbookEntry>(&mut all, journal);
    add::<Goal>(&mut all, journal);
    all
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).expect("in range")
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_000_i64).prop_map(at)
}

fn id() -> impl Strategy<Value = RecordId> {
    "[A-Za-z0-9_-]{1,12}".prop_map(RecordId)
}

/// What breaks files: quotes, separators, line breaks, formulas, apostrophes, brackets, emoji, and what no keyboard has.
fn text(max: usize) -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "\"", "\"\"", ",", ";", "; ", "\t", "\n", "\r\n", "\r", "=1+1", "+", "-", "@", "'", "''=",
        "[", "]", "[\"a\"]", "{", "\\", "🎻", "é", "\u{0}", "\u{feff}", "\u{202f}", " ", "<b>",
    ])
    .prop_map(str::to_owned);
    let part =
        prop_oneof![2 => hostile, 1 => "[a-z]{1,4}", 1 => any::<char>().prop_map(String::from)];
    vec(part, 1..max).prop_map(|parts| parts.concat())
}

fn word() -> impl Strategy<Value = String> {
    text(4).prop_filter("says something", |text| !text.trim().is_empty())
}

fn piece_ref() -> impl Strategy<Value = PieceRef> {
    (
        id(),
        word(),
        option::of(text(3)),
        option::of(text(3)),
        option::of(1..400_i64),
    )
        .prop_map(|(id, title, composer, measures, tempo)| PieceRef {
            id,
            title,
            composer,
            measures,
            tempo,
        })
}

fn any_entry() -> impl Strategy<Value = LogbookEntry> {
    let kind = prop::sample::select(vec![LogbookEntryType::Practice, LogbookEntryType::Lesson]);
    let mood = option::of(prop::sample::select(vec![Mood::Neutral, Mood::Excited]));
    let lists = (
        vec(piece_ref(), 0..3),
        vec(word(), 0..3),
        vec(word(), 0..3),
        vec(id(), 0..3),
    );
    let texts = (text(4), option::of(text(8)));
    let numbers = (instant(), 0..86_400_i64, -1080..1080_i64, instant());
    (id(), kind, mood, lists, texts, numbers, option::of(id())).prop_map(
        |(id, entry_type, mood, lists, texts, numbers, session_id)| LogbookEntry {
            id,
            timestamp: numbers.0,
            duration: numbers.1,
            entry_type,
            instrument: texts.0,
            pieces: lists.0,
            techniques: lists.1,
            goal_ids: lists.3,
            notes: texts.1,
            mood,
            tags: lists.2,
            session_id,
            utc_offset_minutes: numbers.2,
            created_at: numbers.3,
            updated_at: numbers.3,
        },
    )
}

/// One of each other kind, with every field that it can have.
fn one_of_each(word: &str, secs: i64) -> [AnyRecord; 4] {
    let (id, made) = (RecordId::from("one"), at(secs * 1_000));
    let piece = Piece {
        id: id.clone(),
        title: word.to_owned(),
        composer: Some(word.to_owned()),
        status: PieceStatus::Polished,
        notes: Some(word.to_owned()),
        merged_into: Some("other".into()),
        created_at: made,
        updated_at: made,
    };
    let session = PracticeSession {
        id: id.clone(),
        instrument: word.to_owned(),
        sheet_music_id: Some(word.to_owned()),
        sheet_music_title: Some(word.to_owned()),
        session_type: SessionType::Assessment,
        started_at: made,
        completed_at: Some(made.plus_secs(60)),
        paused_duration: 5,
        accuracy: Some(99.5),
        notes_attempted: 10,
        notes_correct: 9,
        utc_offset_minutes: -300,
        created_at: made,
        updated_at: made,
    };
    let log = PracticeLog {
        id: id.clone(),
        session_id: id.clone(),
        activity_type: ActivityType::Scales,
        started_at: Some(made),
        duration_seconds: 60,
        piece_id: Some(id.clone()),
        piece_title: Some(word.to_owned()),
        tempo_practiced: Some(60),
        target_tempo: Some(80),
        focus_areas: vec![word.to_owned()],
        self_rating: Some(7),
        notes: Some(word.to_owned()),
        created_at: made,
        updated_at: made,
    };
    let goal = Goal {
        id,
        title: word.to_owned(),
        description: Some(word.to_owned()),
        target_date: Some("2024-06-30".parse().expect("a date")),
        progress: 50,
        milestones: vec![Milestone {
            id: "m".into(),
            title: word.to_owned(),
            completed: true,
            completed_at: Some(made),
        }],
        status: GoalStatus::Paused,
        completed_at: None,
        target: Some(GoalTarget {
            kind: GoalTargetKind::Tempo,
            amount: 120,
            piece_id: Some("one".into()),
        }),
        created_at: made,
        updated_at: made,
    };
    [piece.into(), session.into(), log.into(), goal.into()]
}

fn save(journal: &Journal, record: AnyRecord) {
    match record {
        AnyRecord::Piece(piece) => journal.save(piece),
        AnyRecord::Session(session) => journal.save(session),
        AnyRecord::Log(log) => journal.save(log),
        AnyRecord::Entry(entry) => journal.save(entry),
        AnyRecord::Goal(goal) => journal.save(goal),
    }
    .expect("saves");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_journal_comes_back_from_its_file_as_it_was(
        entries in vec(any_entry(), 0..5),
        word in word(),
        secs in 0..2_000_000_000_i64,
    ) {
        let (_, from) = device(1);
        for record in one_of_each(&word, secs) {
            save(from.journal(), record);
        }
        for entry in entries.into_iter().filter(|entry| entry.validate(Caps::Server).is_ok()) {
            save(from.journal(), entry.into());
        }
        let file = export_json(from.journal());
        let (_, to) = device(2);
        import(&file, to.journal(), Prefer::Newer);
        prop_assert_eq!(records(to.journal()), records(from.journal()));
        prop_assert_eq!(plan(&file, to.journal()).writes(Prefer::File), 0);
    }

    #[test]
    fn failure_26_entries_come_back_from_a_table_whatever_is_in_their_texts(
        entries in vec(any_entry(), 1..5),
    ) {
        let (_, from) = device(1);
        for entry in entries.into_iter().filter(|entry| entry.validate(Caps::Server).is_ok()) {
            save(from.journal(), entry.into());
        }
        let file = export_csv(from.journal());
        let (_, to) = device(2);
        import(&file, to.journal(), Prefer::Newer);
        prop_assert_eq!(records(to.journal()), records(from.journal()));
        prop_assert_eq!(plan(&file, to.journal()).writes(Prefer::File), 0);
    }

    #[test]
    fn no_text_is_more_than_refused(text in text(40)) {
        let (_, client) = device(1);
        for text in [text.clone(), format!("date,notes\n{text}"), format!("{{\"logbook\":[{text}]}}")] {
            if let Ok(contents) = read(&text, client.journal()) {
                Plan::new(&contents, client.journal());
            }
        }
    }
}

/// What mirubato.com exports, with entries that have no ids.
const NAMELESS: &str = r#"{"logbook": [
    {"timestamp": "2024-01-15T10:30:00Z", "duration": 30, "notes": "Scales.", "pieces": [{"title": "Etude"}]},
    {"timestamp": "2024-01-15T10:30:00Z", "duration": 30, "notes": "Scales.", "pieces": [{"title": "Etude"}]},
    {"timestamp": "2024-01-16T10:30:00Z", "duration": 45, "notes": "Arpeggios."}
]}"#;

#[test]
fn failure_17_two_equal_rows_stay_two_and_the_same_file_doubles_nothing() {
    for file in [
        NAMELESS,
        "Date,Time,Duration (min),Pieces,Notes\n2024-01-15,10:30,30,Etude,Scales.\n2024-01-15,10:30,30,Etude,Scales.\n",
        "notes;pieces;minutes;when\nScales.;Etude;30;2024-01-15T10:30\nScales.;Etude;30;2024-01-15T10:30\n",
    ] {
        let [(_, phone), (_, laptop)] = [device(1), device(2)];
        for client in [&phone, &laptop] {
            import(file, client.journal(), Prefer::Newer);
            let scales = client
                .journal()
                .list::<LogbookEntry>()
                .into_iter()
                .filter(|entry| entry.notes.as_deref() == Some("Scales."));
            assert_eq!(scales.count(), 2, "{file}");
            let again = plan(file, client.journal());
            assert_eq!((again.writes(Prefer::File), again.added().count()), (0, 0));
        }
        assert_eq!(
            records(phone.journal()),
            records(laptop.journal()),
            "{file}"
        );
    }
}

#[test]
fn failure_18_a_piece_that_is_only_named_is_the_repertoires_of_that_name() {
    let (_, client) = device(1);
    let journal = client.journal();
    let [AnyRecord::Piece(piece), ..] = one_of_each("etude", 0) else {
        unreachable!("a piece comes first")
    };
    let known = Piece {
        composer: None,
        merged_into: None,
        ..piece
    };
    journal.save(known.clone()).expect("saves");
    import(NAMELESS, journal, Prefer::Newer);
    let mut added = journal.list::<Piece>();
    added.retain(|piece| piece.id != known.id);
    let [added] = &added[..] else {
        panic!("one piece was added: {added:?}")
    };
    assert_eq!(added.merged_into.as_ref(), Some(&known.id));
    let entries = journal.list::<LogbookEntry>();
    let mut played = entries.iter().flat_map(|entry| &entry.pieces);
    assert!(played.all(|piece| piece.id == added.id));
}

#[test]
fn a_record_that_differs_is_the_newer_one_unless_somebody_says_otherwise() {
    let (device, client) = device(1);
    let journal = client.journal();
    journal.save(entry("same")).expect("saves");
    journal.save(entry("differs")).expect("saves");
    let file = export_json(journal);
    device.clock.0.set(device.clock.0.get() + 1_000);
    let mine = LogbookEntry {
        notes: Some("Mine.".to_owned()),
        ..entry("differs")
    };
    journal.save(mine).expect("saves");
    let notes = || {
        journal
            .get::<LogbookEntry>(&"differs".into())
            .expect("there")
            .notes
    };

    let compared = plan(&file, journal);
    assert_eq!((compared.same(), compared.changed()), (1, 1));
    let writes =
        [Prefer::Newer, Prefer::File, Prefer::Journal].map(|prefer| compared.writes(prefer));
    assert_eq!(writes, [0, 1, 0]);

    let imported = import(&file, journal, Prefer::File);
    assert_eq!(notes(), entry("differs").notes);
    undo(imported, journal);
    assert_eq!(notes().as_deref(), Some("Mine."));

    let newer = export_json(journal);
    let (_, other) = self::device(2);
    import(&file, other.journal(), Prefer::Newer);
    import(&newer, other.journal(), Prefer::Newer);
    let notes = other
        .journal()
        .get::<LogbookEntry>(&"differs".into())
        .expect("there")
        .notes;
    assert_eq!(notes.as_deref(), Some("Mine."));
}

#[test]
fn undoing_an_import_leaves_what_was_there_and_what_was_edited_since() {
    let (device, client) = device(1);
    let journal = client.journal();
    journal.save(entry("before")).expect("saves");
    let before = device.store.values();
    let imported = import(NAMELESS, journal, Prefer::Newer);
    let total = imported.written();
    assert_eq!(total, 4, "three entries and a piece");
    let edited = journal
        .list::<LogbookEntry>()
        .into_iter()
        .find(|entry| entry.notes.as_deref() == Some("Arpeggios."))
        .expect("imported");
    let edit = LogbookEntry {
        notes: Some("Arpeggios, by heart.".to_owned()),
        ..edited.clone()
    };
    journal.edit(&edited, edit).expect("saves");
    let undone = undo(imported, journal);
    assert_eq!((undone.total(), undone.left_alone()), (total, 1));
    let mut after = device.store.values();
    after.retain(|key, _| !key.ends_with(edited.id.as_str()));
    assert_eq!(after, before, "as if it had never been");
    assert!(journal.trash().is_empty());
}

#[test]
fn a_changed_record_keeps_what_only_other_programs_know_of_it() {
    let (device, client) = device(1);
    let journal = client.journal();
    let key = "mirubato_logbook_entries:e";
    let unknown = |names: [&str; 2]| {
        let text = device.store.values().remove(key).expect("it is there");
        let stored: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        names.map(|name| stored[name].as_str().map(str::to_owned))
    };
    let file = |notes: &str, more: &str| {
        format!(
            r#"{{"mirubato": 1, "entries": [{{"id": "e", "timestamp": "2024-01-15T10:30:00Z",
            "createdAt": "2024-01-15T10:30:00Z", "updatedAt": "2024-01-15T10:30:00Z",
            "notes": "{notes}", {more}}}]}}"#
        )
    };
    import(
        &file("first", r#""kept": "a", "other": "b""#),
        journal,
        Prefer::File,
    );
    let before = unknown(["kept", "other"]);
    assert_eq!(before, [Some("a".into()), Some("b".into())]);
    let done = import(&file("second", r#""other": "c""#), journal, Prefer::File);
    let after = unknown(["kept", "other"]);
    assert_eq!(after, [Some("a".into()), Some("c".into())]);
    undo(done, journal);
    assert_eq!(unknown(["kept", "other"]), before);
    let entry = journal.get::<LogbookEntry>(&"e".into()).expect("exists");
    assert_eq!(entry.notes.as_deref(), Some("first"));
}

#[test]
fn preferences_go_along_and_what_was_chosen_here_stays() {
    let (_, from) = device(1);
    let chosen = from.auth().change_preferences(|preferences| {
        preferences.theme = Theme::Dark;
        preferences.daily_goal_minutes = 45;
    });
    chosen.expect("fits");
    let file = export_json(from.journal());
    let (_, to) = device(2);
    let (journal, auth) = (to.journal(), to.auth());
    let chosen = auth.change_preferences(|preferences| preferences.daily_goal_minutes = 20);
    chosen.expect("fits");
    let before = auth.preferences();
    assert!(plan(&file, journal).has_preferences());
    assert_eq!(plan(&file, journal).writes(Prefer::Newer), 1);
    let done = import(&file, journal, Prefer::Newer);
    let both = Preferences {
        theme: Theme::Dark,
        daily_goal_minutes: 20,
        ..Preferences::default()
    };
    assert_eq!(auth.preferences(), both);
    assert_eq!(plan(&file, journal).writes(Prefer::File), 0);
    assert_eq!(undo(done, journal).left_alone(), 0);
    assert_eq!(auth.preferences(), before);

    // What was chosen after the import is not undone with it.
    let done = import(&file, journal, Prefer::Newer);
    let chosen = auth.change_preferences(|preferences| preferences.theme = Theme::Light);
    chosen.expect("fits");
    assert_eq!(undo(done, journal).left_alone(), 1);
    assert_eq!(auth.preferences().theme, Theme::Light);

    let broken = r#"{"mirubato": 1, "preferences": {"restDays": 9}}"#;
    let contents = read(broken, journal).expect("a journal");
    assert_eq!((contents.preferences, contents.unreadable.len()), (None, 1));
}

#[test]
fn a_session_that_is_not_finished_goes_on_elsewhere_unless_it_has_been_finished_since() {
    let [(phone, from), (laptop, to)] = [device(1), device(2)];
    let timer = Timer::start("session".into(), Activity::default(), from.journal().now());
    let user = from.auth().user().id;
    let started = Some(timer.clone());
    timer::change(&phone.platform, &user, |timer| *timer = started).expect("fits");
    let file = export_json(from.journal());
    assert_eq!(
        plan(&file, from.journal()).writes(Prefer::File),
        0,
        "it goes on here"
    );

    let user = to.auth().user().id;
    let here = || timer::read(&laptop.platform, &user).expect("reads");
    let imported = import(&file, to.journal(), Prefer::Newer);
    assert_eq!(here(), Some(timer));
    undo(imported, to.journal());
    assert_eq!(here(), None);

    let [_, AnyRecord::Session(session), ..] = one_of_each("x", 0) else {
        unreachable!("a session comes second")
    };
    let finished = PracticeSession {
        id: "session".into(),
        ..session
    };
    to.journal().save(finished).expect("saves");
    assert!(!plan(&file, to.journal()).has_timer());
}

#[test]
fn a_storage_that_gets_full_says_how_far_it_came_and_the_undo_knows_too() {
    let (device, client) = device(1);
    let journal = client.journal();
    let rows: Vec<String> = (0..60)
        .map(|row| format!("2024-01-15T10:30,{row},{}", "x".repeat(100)))
        .collect();
    let file = format!("when,minutes,notes\n{}\n", rows.join("\n"));
    let before = device.store.values();
    device
        .store
        .quota_chars
        .set(device.store.used_chars() + 5_000);
    let mut import = Import::new(plan(&file, journal), Prefer::Newer);
    let mut refused = None;
    while import.left() > 0 && refused.is_none() {
        refused = import.advance(journal, 8).err();
    }
    assert!(refused.is_some());
    let written = import.written();
    assert!((1..60).contains(&written), "{written}");
    assert_eq!(journal.count::<LogbookEntry>(), written);
    undo(import, journal);
    assert_eq!(device.store.values(), before);
}

#[test]
fn more_than_the_browser_holds_is_known_before_anything_is_written() {
    let (_, client) = device(1);
    let rows: Vec<String> = (0..1_200)
        .map(|row| format!("2024-01-15T10:30,{row},{}", "x".repeat(4_800)))
        .collect();
    let file = format!("when,minutes,notes\n{}\n", rows.join("\n"));
    assert!(plan(&file, client.journal()).lacks_room());
    assert!(!plan(NAMELESS, client.journal()).lacks_room());
}

#[test]
fn the_keys_and_values_that_were_exported_before_are_read() {
    let (device, client) = device(1);
    device.clock.0.set(1_800_000_000_000);
    let file = r#"{
        "mirubato_logbook_entries:a": {"id": "a", "userId": "u", "timestamp": "2024-01-15T10:30:00Z",
            "duration": 1800, "createdAt": "2024-01-15T11:02:00Z", "writeId": "9f86d081884c7d65",
            "isSynced": false, "tabs": "qkzd1", "weather": "rain"},
        "mirubato_goals:g": {"id": "g", "userId": "u", "deletedAt": "2024-01-15T10:30:00Z", "isSynced": true},
        "mirubato_timer:u": {"sessionId": "s", "startedAt": "2024-01-15T10:30:00Z", "activity": {}}
    }"#;
    import(file, client.journal(), Prefer::Newer);
    let [entry] = &client.journal().list::<LogbookEntry>()[..] else {
        panic!("one entry")
    };
    assert_eq!((entry.duration, entry.utc_offset_minutes), (1_800, 0));
    assert_eq!(entry.updated_at, entry.created_at);
    let again = export_json(client.journal());
    assert!(again.contains("\"weather\":\"rain\""), "{again}");
    assert!(again.contains("\"sessionId\":\"s\""), "{again}");
    assert!(
        !again.contains("isSynced") && !again.contains("writeId"),
        "{again}"
    );
}

#[test]
fn a_table_is_read_by_the_names_of_its_columns() {
    let (_, client) = device(1);
    let journal = client.journal();
    let file = "\u{feff}Notes\tDate\tTime\tDuration (min)\tWeather\tMood\tType\n\
        \"Two\nlines, \"\"quoted\"\"\"\t1/31/2024\t9:05:00 PM\t45\train\texcited\tlesson\n";
    let read = contents(file, journal);
    assert_eq!(read.ignored, ["Weather"]);
    import(file, journal, Prefer::Newer);
    let [entry] = &journal.list::<LogbookEntry>()[..] else {
        panic!("one entry")
    };
    assert_eq!(entry.notes.as_deref(), Some("Two\nlines, \"quoted\""));
    assert_eq!(entry.timestamp.to_string(), "2024-01-31T20:05:00Z");
    assert_eq!((entry.duration, entry.utc_offset_minutes), (2_700, 60));
    assert_eq!(
        (entry.mood, entry.entry_type),
        (Some(Mood::Excited), LogbookEntryType::Lesson)
    );
}

#[test]
fn composers_are_those_of_each_piece_or_one_of_all() {
    let (_, client) = device(1);
    let journal = client.journal();
    let played = |pieces: &str| {
        let file = format!("Date;Piece;Composer\n2024-01-31;{pieces}\n");
        let read = read(&file, journal).expect("a table");
        assert_eq!(read.ignored, Vec::<String>::new());
        let entry = read
            .records
            .iter()
            .find_map(|incoming| match &incoming.record {
                AnyRecord::Entry(entry) => Some(entry.clone()),
                _ => None,
            });
        let pieces = entry.map_or_else(Vec::new, |entry| entry.pieces);
        let called = pieces
            .into_iter()
            .map(|piece| (piece.title, piece.composer.unwrap_or_default()));
        (called.collect::<Vec<_>>(), read.unreadable)
    };
    let called = |pieces: &[(&str, &str)]| {
        let called = pieces
            .iter()
            .map(|(title, by)| (title.to_string(), by.to_string()));
        (called.collect::<Vec<_>>(), Vec::new())
    };
    assert_eq!(played("Etude;Chopin"), called(&[("Etude", "Chopin")]));
    assert_eq!(
        played("\"Etude; Elegie\";\"Chopin; Fauré\""),
        called(&[("Etude", "Chopin"), ("Elegie", "Fauré")])
    );
    assert_eq!(
        played("\"Etude; Waltz\";Chopin"),
        called(&[("Etude", "Chopin"), ("Waltz", "Chopin")])
    );
    assert_eq!(played("Etude;"), called(&[("Etude", "")]));
    assert_eq!(
        played("Ave Maria;\"Bach; Gounod\""),
        called(&[("Ave Maria", "Bach; Gounod")])
    );
    assert_eq!(played(";Bach"), called(&[]));
    assert_eq!(
        played("\"Etude; Elegie\";\"; Fauré\""),
        called(&[("Etude", ""), ("Elegie", "Fauré")])
    );
    assert_eq!(
        played("\"Etude; Elegie; Waltz\";\"Chopin; Fauré\""),
        (
            Vec::new(),
            vec![(Place::Line(2), Unreadable::Field("composer".to_owned()))]
        )
    );
}

#[test]
fn a_piece_that_is_named_without_a_composer_is_the_only_one_of_its_title() {
    let (_, client) = device(1);
    let journal = client.journal();
    let [AnyRecord::Piece(piece), ..] = one_of_each("etude", 0) else {
        unreachable!("a piece comes first")
    };
    let known = |id: &str, title: &str, composer: &str| Piece {
        id: RecordId(id.to_owned()),
        title: title.to_owned(),
        composer: Some(composer.to_owned()),
        merged_into: None,
        ..piece.clone()
    };
    for piece in [
        known("etude", "Etude", "Chopin"),
        known("waltz-1", "Waltz", "Chopin"),
        known("waltz-2", "Waltz", "Brahms"),
        known("prelude", "Prelude", "Bach"),
    ] {
        journal.save(piece).expect("saves");
    }
    let file = "Date,Piece,Composer\n2024-01-31,etude,\n2024-02-01,Waltz,\n2024-02-02,Prelude,\n2024-02-03,Prelude,Chopin\n";
    import(file, journal, Prefer::Newer);
    let merged = |title: &str| {
        let mentioned = journal.list::<Piece>().into_iter();
        let mut mentioned =
            mentioned.filter(|piece| piece.title == title && piece.composer.is_none());
        mentioned.next().expect("the file mentions it").merged_into
    };
    assert_eq!(merged("etude"), Some(RecordId("etude".to_owned())));
    // Which of the two it is, only the musician knows.
    assert_eq!(merged("Waltz"), None);
    assert_eq!(merged("Prelude"), None);
}

#[test]
fn what_was_deleted_where_a_file_is_from_is_counted_and_does_not_come_back() {
    let (_, client) = device(1);
    let file = r#"{"mirubato": 1, "exportedAt": "2024-03-01T00:00:00Z", "entries": [
        {"id": "gone", "timestamp": 0, "deletedAt": "2024-01-15T10:30:00Z"}]}"#;
    let read = contents(file, client.journal());
    assert_eq!((read.deleted, read.records.len()), (1, 0));
}

#[test]
fn a_day_and_a_time_are_read_from_one_column_whatever_it_is_called() {
    let (_, client) = device(1);
    let times = |file: &str| -> Vec<String> {
        let contents = contents(file, client.journal());
        let entries = contents.records.iter().map(|incoming| &incoming.record);
        let times = entries.map(|record| match record {
            AnyRecord::Entry(entry) => entry.timestamp.to_string(),
            _ => panic!("entries only"),
        });
        times.collect()
    };
    for (file, expected) in [
        (
            "date,minutes\n2024-01-15T10:30:00Z,30\n",
            "2024-01-15T10:30:00Z",
        ),
        (
            "date,minutes\n2024-01-15 10:30,30\n",
            "2024-01-15T09:30:00Z",
        ),
        ("timestamp,minutes\n2024-01-15,30\n", "2024-01-15T11:00:00Z"),
        (
            "when,minutes\n31/1/2024 9:05 PM,30\n",
            "2024-01-31T20:05:00Z",
        ),
        (
            "when,time,minutes\n2024-01-15,10:30,30\n",
            "2024-01-15T09:30:00Z",
        ),
        (
            "when,time,minutes\n2024-01-15 00:00:00,10:30,30\n",
            "2024-01-15T09:30:00Z",
        ),
        (
            "date,time,minutes\n2024-01-15T00:00:00,10:30,30\n",
            "2024-01-15T09:30:00Z",
        ),
        ("when,minutes\n1705314600000,30\n", "2024-01-15T10:30:00Z"),
        (
            "sep=;\r\ndate;minutes\r\n2024-01-15;30\r\n",
            "2024-01-15T11:00:00Z",
        ),
        (
            "sep=|\ndate|minutes\n2024-01-15|30\n",
            "2024-01-15T11:00:00Z",
        ),
    ] {
        assert_eq!(times(file), [expected], "{file}");
    }
    for column in ["when", "date"] {
        let file = format!("{column},time,minutes\n2024-01-15 00:00:00,morning,30\n");
        let contents = read(&file, client.journal()).expect("a table");
        assert_eq!(contents.unreadable.len(), 1, "{file}");
    }
    // Lines are counted as an editor counts them.
    let file = "sep=;\ndate;minutes\n20240115;30\n";
    let contents = read(file, client.journal()).expect("a table");
    let field = Unreadable::Field("timestamp".to_owned());
    assert_eq!(contents.unreadable, [(Place::Line(3), field)]);
}

/// The clock of a device in Berlin, in 2024.
struct Berlin;

impl Clock for Berlin {
    fn now(&self) -> Timestamp {
        at(1_735_000_000_000)
    }

    fn utc_offset_minutes(&self, at: Timestamp) -> i64 {
        let summer = 1_711_846_800_000..1_729_990_800_000;
        if summer.contains(&at.millis()) {
            120
        } else {
            60
        }
    }
}

#[test]
fn failure_19_a_table_s_times_are_those_of_the_clocks_of_their_days() {
    let (device, _) = device(1);
    let platform = Platform {
        clock: Rc::new(Berlin),
        ..device.platform
    };
    let client = Client::open(platform).expect("opens");
    let file = "when,minutes\n2024-03-31 01:30,1\n2024-03-31 03:30,1\n2024-10-27 01:30,1\n\
        2024-10-27 02:30,1\n2024-10-27 03:30,1\n2024-07-01,1\n2024-12-01,1\n";
    let contents = contents(file, client.journal());
    let read: Vec<(String, i64)> = contents
        .records
        .iter()
        .map(|incoming| match &incoming.record {
            AnyRecord::Entry(entry) => (entry.timestamp.to_string(), entry.utc_offset_minutes),
            _ => panic!("entries only"),
        })
        .collect();
    let expected = [
        ("2024-03-31T00:30:00Z", 60),
        ("2024-03-31T01:30:00Z", 120),
        ("2024-10-26T23:30:00Z", 120),
        ("2024-10-27T01:30:00Z", 60),
        ("2024-10-27T02:30:00Z", 60),
        ("2024-07-01T10:00:00Z", 120),
        ("2024-12-01T11:00:00Z", 60),
    ];
    assert_eq!(read, expected.map(|(at, offset)| (at.to_owned(), offset)));
}

#[test]
fn what_cannot_be_read_hides_no_record_of_its_id() {
    let (_, client) = device(1);
    let file = r#"{"mirubato": 1, "entries": [
        {"id": "twice", "timestamp": "yesterday"},
        {"id": "twice", "timestamp": "2024-01-15T10:30:00Z"}]}"#;
    let contents = read(file, client.journal()).expect("a journal");
    assert_eq!(contents.records.len(), 1);
    let field = Unreadable::Field("timestamp".to_owned());
    let place = Place::Item {
        list: "entries".to_owned(),
        number: 1,
    };
    assert_eq!(contents.unreadable, [(place, field)]);
}

#[test]
fn a_session_that_nobody_could_save_is_not_taken_in() {
    let (phone, client) = device(1);
    let user = client.auth().user().id;
    let timer = Timer::start("s/1".into(), Activity::default(), client.journal().now());
    timer::change(&phone.platform, &user, |here| *here = Some(timer)).expect("fits");
    let file = export_json(client.journal());
    let contents = read(&file, client.journal()).expect("a journal");
    assert_eq!(contents.timer, None);
    let [(_, Unreadable::Invalid(why))] = &contents.unreadable[..] else {
        panic!("it is refused: {:?}", contents.unreadable)
    };
    assert_eq!(why.field, "sessionId");
}

#[test]
fn lines_that_cannot_be_read_are_told_and_the_others_are_read() {
    let (_, client) = device(1);
    let file = "when,minutes,notes\n\
        2024-01-15T10:30,30,Good.\n\
        yesterday,30,No time.\n\
        2024-01-16T10:30,long,No duration.\n\
        2024-01-17T10:30,30,Too,many\n\
        ,30,Nothing\n\
        \n\
        2024-01-18T10:30,30,Good.\n\
        2024-01-19T10:30,30,\"Not closed.\n\
        2024-01-20T10:30,30,Swallowed.\n";
    let contents = read(file, client.journal()).expect("a table");
    assert_eq!(contents.records.len(), 2);
    let mut told: Vec<(u64, String)> = contents
        .unreadable
        .iter()
        .map(|(place, why)| match place {
            Place::Line(line) => (*line, format!("{why:?}")),
            Place::Item { .. } => panic!("a table has lines"),
        })
        .collect();
    told.sort();
    let missing = r#"Invalid(Invalid { field: "timestamp", reason: Missing })"#;
    let expected = [
        (3, r#"Field("timestamp")"#),
        (4, r#"Field("duration")"#),
        (5, "TooManyCells"),
        (6, missing),
        (9, "UnclosedQuote"),
    ]
    .map(|(line, why)| (line, why.to_owned()));
    assert_eq!(told, expected);
}

#[test]
fn ids_that_cannot_be_kept_stand_for_the_same_record_everywhere() {
    let (_, client) = device(1);
    let file = r#"{"mirubato": 1,
        "goals": [{"id": "my goal/1", "title": "Play"}],
        "entries": [{"id": "a b", "timestamp": 0, "goalIds": ["my goal/1"]},
                    {"id": "a b", "timestamp": 60000}]}"#;
    let contents = read(file, client.journal()).expect("a journal");
    let [AnyRecord::Entry(entry), AnyRecord::Goal(goal)] =
        [0, 1].map(|index| &contents.records[index].record)
    else {
        panic!("an entry and a goal")
    };
    assert_eq!(entry.goal_ids, std::slice::from_ref(&goal.id));
    assert!(entry.id.is_well_formed() && goal.id.is_well_formed());
    let [(place, Unreadable::Invalid(twice))] = &contents.unreadable[..] else {
        panic!(
            "one of two records of the same id: {:?}",
            contents.unreadable
        )
    };
    assert_eq!(twice.field, "id");
    assert!(matches!(place, Place::Item { list, number: 2 } if list == "entries"));
}

#[test]
fn what_is_no_journal_is_refused() {
    let (_, client) = device(1);
    for (text, refusal) in [
        ("", Refusal::Empty),
        (" \n", Refusal::Empty),
        ("\u{feff}", Refusal::Empty),
        ("{\n\"logbook\": [", Refusal::BrokenJson { line: 2 }),
        ("{}", Refusal::NotAJournal),
        ("[1, 2]", Refusal::NotAJournal),
        (
            "{\"name\": \"package\", \"version\": \"1\"}",
            Refusal::NotAJournal,
        ),
        ("{\"mirubato\": 999, \"entries\": []}", Refusal::Newer),
        ("{\"mirubato\": \"yes\"}", Refusal::NotAJournal),
        (
            "<!doctype html><html><body>date</body></html>",
            Refusal::NotAJournal,
        ),
        ("\u{fffd}PNG\r\n\u{1a}\n\u{0}\u{0}", Refusal::NotAJournal),
        ("name,email\nAnna,anna@example.org\n", Refusal::NotAJournal),
        (
            "id,timestamp\nexample-entry-01,2026-03-01T10:00:00Z\n",
            Refusal::Example,
        ),
    ] {
        assert_eq!(read(text, client.journal()), Err(refusal), "{text:?}");
    }
}

#[test]
fn a_file_with_the_account_comes_in_as_one_without_it() {
    let at = Timestamp::from_millis(1_700_000_000_000).expect("in range");
    let account = AccountContents {
        account: Account {
            email: "clara@example.org".into(),
            display_name: None,
            created_at: at,
        },
        sessions: vec![AccountSession {
            id: "0123456789abcdef".into(),
            device: "Firefox, Linux".into(),
            created_at: at,
            last_used_at: at,
            is_current: true,
        }],
        sign_ins: vec![SignIn {
            at,
            method: SignInMethod::Link,
            outcome: SignInOutcome::SignedIn,
            device: "Firefox, Linux".into(),
        }],
    };
    let (_from, here) = device(1);
    here.journal().save(entry("e")).expect("fits");
    let text = export_everything(here.journal(), &account);
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(file["account"]["email"], "clara@example.org");
    assert_eq!(file["account"]["sessions"][0]["device"], "Firefox, Linux");
    assert_eq!(file["account"]["signIns"][0]["outcome"], "SIGNED_IN");

    let (_to, there) = device(2);
    let contents = contents(&text, there.journal());
    assert_eq!(contents.ignored, Vec::<String>::new());
    import(&text, there.journal(), Prefer::Newer);
    assert_eq!(records(there.journal()), records(here.journal()));
    assert!(!export_json(there.journal()).contains("clara@example.org"));
}
