//! Reports: every second of practice counts once, on the day where it was played.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared_model::{
    ActivityType, CivilDate, LogbookEntry, LogbookEntryType, Period, Piece, PieceRef, PieceStatus,
    PracticeLog, PracticeSession, RecordId, Repertoire, Report, SessionType, Sitting, Timestamp,
    Unit, WeekStart, day_reports, practised_days, seconds_by_day, seconds_within, sittings, streak,
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a test's time is well formed")
}

fn date(text: &str) -> CivilDate {
    text.parse().expect("a test's date is well formed")
}

fn period(first: &str, last: &str) -> Period {
    Period::new(date(first), date(last))
}

fn ever() -> Period {
    period("0001-01-01", "9999-12-31")
}

fn entry(id: &str, timestamp: Timestamp, utc_offset_minutes: i64, seconds: i64) -> LogbookEntry {
    LogbookEntry {
        id: id.into(),
        timestamp,
        duration: seconds,
        entry_type: LogbookEntryType::Practice,
        instrument: "Piano".into(),
        pieces: Vec::new(),
        techniques: Vec::new(),
        goal_ids: Vec::new(),
        notes: None,
        mood: None,
        tags: Vec::new(),
        session_id: None,
        utc_offset_minutes,
        created_at: timestamp,
        updated_at: timestamp,
    }
}

fn session(id: &str, started_at: Timestamp, seconds: i64) -> PracticeSession {
    PracticeSession {
        id: id.into(),
        instrument: "Cello".into(),
        sheet_music_id: None,
        sheet_music_title: None,
        session_type: SessionType::FreePractice,
        started_at,
        completed_at: Some(started_at.plus_secs(seconds)),
        paused_duration: 0,
        accuracy: None,
        notes_attempted: 0,
        notes_correct: 0,
        utc_offset_minutes: 0,
        created_at: started_at,
        updated_at: started_at,
    }
}

fn log(id: &str, session: &str, seconds: i64, activity_type: ActivityType) -> PracticeLog {
    PracticeLog {
        id: id.into(),
        session_id: session.into(),
        activity_type,
        started_at: None,
        duration_seconds: seconds,
        piece_id: None,
        piece_title: None,
        tempo_practiced: None,
        target_tempo: None,
        focus_areas: Vec::new(),
        self_rating: None,
        notes: None,
        created_at: at("2026-11-01T10:00:00Z"),
        updated_at: at("2026-11-01T10:00:00Z"),
    }
}

fn played(id: &str, tempo: Option<i64>) -> PieceRef {
    PieceRef {
        id: id.into(),
        title: format!("{id}, as it was called"),
        composer: None,
        measures: None,
        tempo,
    }
}

fn piece(id: &str, title: &str, merged_into: Option<&str>) -> Piece {
    Piece {
        id: id.into(),
        title: title.into(),
        composer: None,
        status: PieceStatus::Learning,
        notes: None,
        merged_into: merged_into.map(RecordId::from),
        created_at: at("2026-11-01T10:00:00Z"),
        updated_at: at("2026-11-01T10:00:00Z"),
    }
}

/// Which days count is decided once: the streak of the Today screen and the days of a report are the same.
#[test]
fn a_day_counts_as_practised_when_anything_was_written_down_or_played_on_it() {
    let start = at("2026-11-01T10:00:00Z");
    let written = |seconds, notes: &str| LogbookEntry {
        notes: Some(notes.into()),
        ..entry("e", start, 0, seconds)
    };
    let of_session = |seconds| LogbookEntry {
        session_id: Some("s".into()),
        ..entry("e", start, 0, seconds)
    };
    let cases = [
        ("nothing", None, None, false),
        ("an entry", Some(written(60, "")), None, true),
        (
            "only the time of one",
            Some(entry("e", start, 0, 0)),
            None,
            true,
        ),
        ("a note", Some(written(0, "Listened to it.")), None, true),
        ("a session", None, Some(60), true),
        ("a timer by mistake", None, Some(0), false),
        ("one that is told of", Some(of_session(0)), Some(0), true),
    ];
    for (name, entry, session_secs, counts) in cases {
        let entries: Vec<LogbookEntry> = entry.into_iter().collect();
        let sessions = session_secs.map(|seconds| session("s", start, seconds));
        let sessions: Vec<PracticeSession> = sessions.into_iter().collect();
        let sittings = sittings(&entries, &sessions, &[], 0);
        let days = practised_days(&sittings);
        assert_eq!(days.contains(&date("2026-11-01")), counts, "{name}");
        let row = streak(&days, date("2026-11-01"), 0);
        assert_eq!(row.days, usize::from(counts), "{name}");
        let report = Report::of(&sittings, ever(), &Repertoire::default());
        assert!(report.days.keys().eq(&days), "{name}");
        assert!(seconds_by_day(&sittings).keys().eq(&days), "{name}");
    }
}

fn of_entries(entries: &[LogbookEntry], rollover_hour: i64) -> Report {
    Report::of(
        &sittings(entries, &[], &[], rollover_hour),
        ever(),
        &Repertoire::default(),
    )
}

#[test]
fn failure_19_a_report_counts_the_day_where_it_was_played() {
    const KIRITIMATI: i64 = 14 * 60;
    const PAGO_PAGO: i64 = -11 * 60;
    // (when, offset in minutes, hour at which a day begins, day)
    let cases = [
        // Half past eleven in the evening, at both ends of the world.
        ("2026-11-29T09:30:00Z", KIRITIMATI, 0, "2026-11-29"),
        ("2026-11-30T10:30:00Z", PAGO_PAGO, 0, "2026-11-29"),
        // Half an hour after midnight, and the same for somebody who is not in bed yet.
        ("2026-11-29T10:30:00Z", KIRITIMATI, 0, "2026-11-30"),
        ("2026-11-29T10:30:00Z", KIRITIMATI, 3, "2026-11-29"),
        ("2026-11-30T11:30:00Z", PAGO_PAGO, 0, "2026-11-30"),
        ("2026-11-30T11:30:00Z", PAGO_PAGO, 3, "2026-11-29"),
        // Berlin on the day of 23 hours: before and after half past two, which there is not; and in the evening.
        ("2026-03-29T00:59:59Z", 60, 0, "2026-03-29"),
        ("2026-03-29T01:00:00Z", 120, 0, "2026-03-29"),
        ("2026-03-29T01:30:00Z", 120, 4, "2026-03-28"),
        ("2026-03-28T22:30:00Z", 60, 0, "2026-03-28"),
        ("2026-03-29T21:30:00Z", 120, 0, "2026-03-29"),
        // Berlin on the day of 25 hours: half past two comes twice.
        ("2026-10-25T00:30:00Z", 120, 0, "2026-10-25"),
        ("2026-10-25T01:30:00Z", 60, 0, "2026-10-25"),
        ("2026-10-25T00:30:00Z", 120, 3, "2026-10-24"),
        ("2026-10-25T01:30:00Z", 60, 3, "2026-10-24"),
        ("2026-10-24T21:30:00Z", 120, 0, "2026-10-24"),
        ("2026-10-25T22:30:00Z", 60, 0, "2026-10-25"),
    ];
    for (timestamp, offset, rollover_hour, day) in cases {
        let report = of_entries(&[entry("e", at(timestamp), offset, 600)], rollover_hour);
        let days: Vec<_> = report.days.into_iter().collect();
        assert_eq!(
            days,
            [(date(day), 600)],
            "{timestamp} {offset} {rollover_hour}"
        );
    }
}

#[test]
fn failure_19_a_streak_goes_on_over_midnight_daylight_saving_and_a_journey() {
    let evenings = [
        // Berlin, over the day of 23 hours.
        ("2026-03-28T22:30:00Z", 60),
        ("2026-03-29T21:30:00Z", 120),
        // The evening after in Honolulu, two dates later in UTC.
        ("2026-03-31T09:30:00Z", -600),
    ];
    let entries: Vec<_> = evenings
        .iter()
        .map(|(timestamp, offset)| entry(timestamp, at(timestamp), *offset, 600))
        .collect();
    let days: BTreeSet<_> = of_entries(&entries, 0).days.into_keys().collect();
    assert_eq!(streak(&days, date("2026-03-30"), 0).days, 3);
}

#[test]
fn failure_20_the_seconds_of_a_report_are_seconds() {
    let entries = [
        entry("a", at("2026-11-01T10:00:00Z"), 0, 45 * 60),
        entry("b", at("2026-11-01T18:00:00Z"), 0, 30),
        entry("c", at("2026-11-03T10:00:00Z"), 0, 60 * 60),
    ];
    let report = of_entries(&entries, 0);
    assert_eq!(report.seconds, 6_330);
    assert_eq!(report.average_seconds(), 3_165);
    assert_eq!(report.days[&date("2026-11-01")], 2_730);
    assert_eq!((report.sittings, report.days.len()), (3, 2));
}

#[test]
fn failure_18_a_merged_piece_is_one_piece_and_has_its_title_of_today() {
    let mut first = entry("a", at("2026-11-01T10:00:00Z"), 0, 600);
    first.pieces = vec![played("old", Some(60)), played("elsewhere", None)];
    let mut second = entry("b", at("2026-11-02T10:00:00Z"), 0, 900);
    second.pieces = vec![played("new", Some(72))];
    let mut third = entry("c", at("2026-11-02T18:00:00Z"), 0, 60);
    third.pieces = vec![played("old", Some(66))];
    let entries = [first, second, third];
    let sittings = sittings(&entries, &[], &[], 0);
    let repertoire = Repertoire::new(vec![
        piece("new", "Clair de lune", None),
        piece("old", "Clair", Some("new")),
    ]);
    let report = Report::of(&sittings, ever(), &repertoire);
    let pieces: Vec<_> = report
        .pieces
        .iter()
        .map(|piece| (piece.title.as_str(), piece.seconds))
        .collect();
    assert_eq!(
        pieces,
        [
            ("Clair de lune", 1_260),
            ("elsewhere, as it was called", 300)
        ]
    );
    let tempos: Vec<_> = report.pieces[0]
        .tempo
        .iter()
        .map(|point| (point.day, point.bpm))
        .collect();
    assert_eq!(tempos, [(date("2026-11-01"), 60), (date("2026-11-02"), 72)]);
    let days = day_reports(&sittings, ever(), &repertoire);
    assert_eq!(days[1].pieces, ["Clair de lune"]);
}

#[test]
fn what_nobody_named_has_a_share_too() {
    let mut lesson = entry("a", at("2026-11-01T10:00:00Z"), 0, 600);
    lesson.entry_type = LogbookEntryType::Lesson;
    lesson.instrument = " piano ".into();
    let entries = [lesson, entry("b", at("2026-11-01T10:00:00Z"), 0, 700)];
    let sessions = [session("s", at("2026-11-02T10:00:00Z"), 100)];
    let logs = [
        log("1", "s", 30, ActivityType::Scales),
        log("2", "s", 70, ActivityType::Etudes),
    ];
    let report = Report::of(
        &sittings(&entries, &sessions, &logs, 0),
        ever(),
        &Repertoire::default(),
    );
    let instruments: Vec<_> = report
        .instruments
        .iter()
        .map(|share| (share.of.as_str(), share.seconds))
        .collect();
    assert_eq!(instruments, [("Piano", 1_300), ("Cello", 100)]);
    let activities: Vec<_> = report
        .activities
        .iter()
        .map(|share| (share.of, share.seconds))
        .collect();
    assert_eq!(
        activities,
        [
            (None, 1_300),
            (Some(ActivityType::Etudes), 70),
            (Some(ActivityType::Scales), 30)
        ]
    );
    let kinds: Vec<_> = report.kinds.iter().map(|share| share.of).collect();
    let all = [
        Some(LogbookEntryType::Practice),
        Some(LogbookEntryType::Lesson),
        None,
    ];
    assert_eq!(kinds, all);
    assert_eq!(report.no_piece_seconds, 1_400);
}

#[test]
fn the_days_that_somebody_else_reads_are_in_order_and_have_the_notes() {
    let mut late = entry("late", at("2026-11-02T18:00:00Z"), 0, 60);
    late.notes = Some(" Slowly.\n".into());
    let mut early = entry("early", at("2026-11-02T08:00:00Z"), 0, 120);
    early.notes = Some("Warm-up.".into());
    let mut silent = entry("silent", at("2026-11-01T08:00:00Z"), 0, 5);
    silent.notes = Some("  ".into());
    let outside = entry("outside", at("2026-10-31T08:00:00Z"), 0, 5);
    let entries = [late, early, silent, outside];
    let days = day_reports(
        &sittings(&entries, &[], &[], 0),
        period("2026-11-01", "2026-11-30"),
        &Repertoire::default(),
    );
    let days: Vec<_> = days
        .iter()
        .map(|day| (day.day, day.seconds, day.notes.join("/")))
        .collect();
    assert_eq!(
        days,
        [
            (date("2026-11-01"), 5, String::new()),
            (date("2026-11-02"), 180, "Warm-up./Slowly.".into())
        ]
    );
}

/// A journal in which some sessions have entries and logs, and some have not.
#[derive(Clone, Debug)]
struct Records {
    entries: Vec<LogbookEntry>,
    sessions: Vec<PracticeSession>,
    logs: Vec<PracticeLog>,
}

impl Records {
    fn sittings(&self) -> Vec<Sitting<'_>> {
        sittings(&self.entries, &self.sessions, &self.logs, 0)
    }
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    (0..400 * 86_400i64).prop_map(|secs| at("2025-11-01T00:00:00Z").plus_secs(secs))
}

fn any_entry() -> impl Strategy<Value = LogbookEntry> {
    let pieces = prop::collection::vec((0..5usize, prop::option::of(40..200i64)), 0..4);
    let session = prop::option::of(0..6usize);
    let instrument = prop::sample::select(vec!["Piano", "piano", "", "Oboe"]);
    (
        any_instant(),
        -720..=840i64,
        0..20_000i64,
        pieces,
        session,
        instrument,
    )
        .prop_map(
            |(timestamp, offset, seconds, pieces, session, instrument)| LogbookEntry {
                pieces: pieces
                    .into_iter()
                    .map(|(piece, tempo)| played(&format!("piece-{piece}"), tempo))
                    .collect(),
                session_id: session.map(|session| RecordId(format!("session-{session}"))),
                instrument: instrument.to_owned(),
                ..entry("", timestamp, offset, seconds)
            },
        )
}

fn any_log() -> impl Strategy<Value = PracticeLog> {
    let activity = prop::sample::select(vec![ActivityType::Scales, ActivityType::Repertoire]);
    (
        0..6usize,
        0..4_000i64,
        activity,
        prop::option::of(0..5usize),
    )
        .prop_map(|(session, seconds, activity, piece)| PracticeLog {
            piece_id: piece.map(|piece| RecordId(format!("piece-{piece}"))),
            ..log("", &format!("session-{session}"), seconds, activity)
        })
}

fn any_records() -> impl Strategy<Value = Records> {
    (
        prop::collection::vec(any_entry(), 0..20),
        prop::collection::vec((any_instant(), 0..20_000i64), 0..6),
        prop::collection::vec(any_log(), 0..20),
    )
        .prop_map(|(mut entries, sessions, mut logs)| {
            for (number, entry) in entries.iter_mut().enumerate() {
                entry.id = RecordId(format!("entry-{number}"));
            }
            for (number, log) in logs.iter_mut().enumerate() {
                log.id = RecordId(format!("log-{number}"));
            }
            let sessions = sessions
                .into_iter()
                .enumerate()
                .map(|(number, (started_at, seconds))| {
                    session(&format!("session-{number}"), started_at, seconds)
                })
                .collect();
            Records {
                entries,
                sessions,
                logs,
            }
        })
}

fn any_period() -> impl Strategy<Value = Period> {
    (any_instant(), any_instant()).prop_map(|(one, other)| {
        let day = |at| shared_model::local_day(at, 0, 0);
        Period::new(day(one), day(other))
    })
}

proptest! {
    #[test]
    fn every_part_of_a_report_adds_up_to_its_total(records in any_records(), period in any_period()) {
        let report = Report::of(&records.sittings(), period, &Repertoire::default());
        let pieces: i64 = report.pieces.iter().map(|piece| piece.seconds).sum();
        prop_assert_eq!(pieces + report.no_piece_seconds, report.seconds);
        prop_assert!(report.no_piece_seconds >= 0);
        prop_assert_eq!(report.days.values().sum::<i64>(), report.seconds);
        let sum = |shares: Vec<i64>| shares.into_iter().sum::<i64>();
        prop_assert_eq!(sum(report.instruments.iter().map(|s| s.seconds).collect()), report.seconds);
        prop_assert_eq!(sum(report.activities.iter().map(|s| s.seconds).collect()), report.seconds);
        prop_assert_eq!(sum(report.kinds.iter().map(|s| s.seconds).collect()), report.seconds);
        prop_assert!(report.days.keys().all(|day| period.contains(*day)));
        for unit in Unit::ALL {
            let parts = unit.divide(period, WeekStart::Sunday);
            let seconds = parts.iter().map(|part| seconds_within(&report.days, *part));
            prop_assert_eq!(seconds.sum::<i64>(), report.seconds);
        }
    }

    #[test]
    fn every_second_counts_once_whatever_the_period(records in any_records(), period in any_period()) {
        let sittings = records.sittings();
        let whole = Report::of(&sittings, ever(), &Repertoire::default());
        let before = period.first().pred_opt().map(|day| Period::new(ever().first(), day));
        let after = period.last().succ_opt().map(|day| Period::new(day, ever().last()));
        let seconds: i64 = [before, Some(period), after]
            .into_iter()
            .flatten()
            .map(|part| Report::of(&sittings, part, &Repertoire::default()).seconds)
            .sum();
        prop_assert_eq!(seconds, whole.seconds);
        prop_assert_eq!(seconds_by_day(&sittings), whole.days);
    }

    #[test]
    fn the_offset_from_utc_moves_a_sitting_to_its_day_and_changes_nothing_else(
        mut records in any_records(),
        place in any::<prop::sample::Index>(),
        offset in -720..=840i64,
    ) {
        prop_assume!(!records.entries.is_empty());
        let place = place.index(records.entries.len());
        let before = Report::of(&records.sittings(), ever(), &Repertoire::default());
        let from = records.entries[place].day(0);
        records.entries[place].utc_offset_minutes = offset;
        let to = records.entries[place].day(0);
        let seconds = records.entries[place].duration;
        let after = Report::of(&records.sittings(), ever(), &Repertoire::default());
        let on = |report: &Report, day| report.days.get(&day).copied().unwrap_or(0);
        if from != to {
            prop_assert_eq!(on(&after, from), on(&before, from) - seconds);
            prop_assert_eq!(on(&after, to), on(&before, to) + seconds);
        }
        let rest = |report: &Report| {
            let mut report = report.clone();
            report.days.clear();
            for piece in &mut report.pieces {
                piece.tempo.clear();
            }
            report
        };
        prop_assert_eq!(rest(&after), rest(&before));
    }
}
