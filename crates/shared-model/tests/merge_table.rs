//! Every row of the merge table of design.md section 6, by cases.

use shared_model::limits::{self, Caps};
use shared_model::merge::{Merged, Origin, merge};
use shared_model::{
    Body, Goal, GoalStatus, LogbookEntry, LogbookEntryType, Milestone, Mood, PieceRef,
    PracticeSession, Record, SessionType, Timestamp,
};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000).expect("in range")
}

fn entry() -> LogbookEntry {
    LogbookEntry {
        id: "e".into(),
        timestamp: at(0),
        duration: 600,
        entry_type: LogbookEntryType::Practice,
        instrument: "Piano".into(),
        pieces: vec![piece("a"), piece("b")],
        techniques: vec!["Scales".into()],
        goal_ids: Vec::new(),
        notes: Some("one\ntwo\nthree".into()),
        mood: None,
        tags: vec!["x".into(), "y".into()],
        session_id: None,
        utc_offset_minutes: 0,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn piece(id: &str) -> PieceRef {
    PieceRef {
        id: id.into(),
        title: id.to_uppercase(),
        composer: None,
        measures: None,
        tempo: None,
    }
}

fn edited(secs: i64, edit: impl Fn(&mut LogbookEntry)) -> LogbookEntry {
    let mut entry = entry();
    edit(&mut entry);
    entry.updated_at = at(secs);
    entry
}

fn merged(local: LogbookEntry, remote: LogbookEntry) -> LogbookEntry {
    let base = Body::Live(entry());
    let Merged { body, displaced } = merge(
        Some(&base),
        &Body::Live(local),
        &Body::Live(remote),
        Origin::Edit,
    );
    assert_eq!(displaced, None);
    body.live().expect("both sides are live").clone()
}

#[test]
fn only_one_side_changed_gives_that_side() {
    let changed = edited(5, |e| e.mood = Some(Mood::Excited));
    assert_eq!(merged(changed.clone(), entry()), changed);
    assert_eq!(merged(entry(), changed.clone()), changed);
}

#[test]
fn both_changed_to_the_same_value_gives_remote_and_needs_no_push() {
    let local = edited(9, |e| e.duration = 700);
    let remote = edited(5, |e| e.duration = 700);
    assert_eq!(merged(local, remote.clone()), remote);
}

#[test]
fn different_fields_are_both_kept() {
    let local = edited(5, |e| e.mood = Some(Mood::Excited));
    let remote = edited(9, |e| e.duration = 700);
    let result = merged(local, remote);
    assert_eq!(
        (result.mood, result.duration, result.updated_at),
        (Some(Mood::Excited), 700, at(9))
    );
}

#[test]
fn one_value_changed_by_both_is_the_later_sides_and_remotes_when_equal() {
    let with = |secs, duration| edited(secs, move |e| e.duration = duration);
    assert_eq!(merged(with(9, 1), with(5, 2)).duration, 1);
    assert_eq!(merged(with(5, 1), with(9, 2)).duration, 2);
    assert_eq!(merged(with(5, 1), with(5, 2)).duration, 2);
}

#[test]
fn times_and_pauses_of_a_session_stay_together() {
    let base = PracticeSession {
        id: "s".into(),
        instrument: String::new(),
        sheet_music_id: None,
        sheet_music_title: None,
        session_type: SessionType::FreePractice,
        started_at: at(100),
        completed_at: Some(at(200)),
        paused_duration: 10,
        accuracy: None,
        notes_attempted: 0,
        notes_correct: 0,
        utc_offset_minutes: 0,
        created_at: at(0),
        updated_at: at(0),
    };
    // Taken apart, the later start and the earlier end would make a session that ends before it starts.
    let local = PracticeSession {
        started_at: at(190),
        completed_at: Some(at(300)),
        updated_at: at(5),
        ..base.clone()
    };
    let remote = PracticeSession {
        completed_at: Some(at(150)),
        updated_at: at(9),
        ..base.clone()
    };
    let (base, local, remote) = (Body::Live(base), Body::Live(local), Body::Live(remote));
    assert_eq!(
        merge(Some(&base), &local, &remote, Origin::Edit)
            .body
            .live()
            .map(|s| (s.started_at, s.completed_at)),
        Some((at(100), Some(at(150))))
    );
}

#[test]
fn progress_status_and_completion_of_a_goal_stay_together() {
    let base = goal(vec![]);
    let mut local = base.clone();
    local.complete(at(7));
    local.updated_at = at(7);
    let remote = Goal {
        status: GoalStatus::Paused,
        progress: 40,
        updated_at: at(6),
        ..base.clone()
    };
    let result = merge(
        Some(&Body::Live(base)),
        &Body::Live(local),
        &Body::Live(remote),
        Origin::Edit,
    );
    let goal = result.body.live().cloned().expect("live");
    assert_eq!(
        (goal.progress, goal.status, goal.completed_at),
        (0, GoalStatus::Completed, Some(at(7)))
    );
}

#[test]
fn notes_are_merged_line_by_line() {
    let local = edited(5, |e| e.notes = Some("ONE\ntwo\nthree\nmine".into()));
    let remote = edited(9, |e| e.notes = Some("one\ntwo\nthree\nyours".into()));
    assert_eq!(
        merged(local, remote).notes.as_deref(),
        Some("ONE\ntwo\nthree\nyours\nmine")
    );
}

#[test]
fn tags_keep_both_sides_additions_and_removals() {
    let local = edited(5, |e| e.tags = vec!["y".into(), "local".into()]);
    let remote = edited(9, |e| {
        e.tags = vec!["remote".into(), "y".into(), "x".into()];
    });
    assert_eq!(merged(local, remote).tags, ["remote", "y", "local"]);
}

#[test]
fn pieces_are_merged_by_id_and_then_by_field() {
    let local = edited(5, |e| {
        e.pieces[0].tempo = Some(90);
        e.pieces.push(piece("mine"));
    });
    let remote = edited(9, |e| {
        e.pieces[0].measures = Some("1-8".into());
        e.pieces.remove(1);
        e.pieces.push(piece("yours"));
    });
    let pieces = merged(local, remote).pieces;
    assert_eq!(
        pieces.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(),
        ["a", "yours", "mine"]
    );
    assert_eq!(
        (pieces[0].tempo, pieces[0].measures.as_deref()),
        (Some(90), Some("1-8"))
    );
}

#[test]
fn a_piece_played_twice_stays_twice() {
    let local = edited(5, |e| {
        e.pieces.push(PieceRef {
            tempo: Some(60),
            ..piece("a")
        });
    });
    let remote = edited(9, |e| e.pieces[1].tempo = Some(70));
    let pieces = merged(local, remote).pieces;
    assert_eq!(
        pieces
            .iter()
            .map(|p| (p.id.as_str(), p.tempo))
            .collect::<Vec<_>>(),
        [("a", None), ("b", Some(70)), ("a", Some(60))]
    );
}

#[test]
fn milestones_toggled_on_both_sides_are_both_toggled_and_set_the_progress() {
    let step = |id: &str| Milestone {
        id: id.into(),
        title: id.into(),
        completed: false,
        completed_at: None,
    };
    let base = goal(vec![step("a"), step("b")]);
    let (mut local, mut remote) = (base.clone(), base.clone());
    local.set_milestone(&"a".into(), true, at(5));
    remote.set_milestone(&"b".into(), true, at(6));
    let result = merge(
        Some(&Body::Live(base)),
        &Body::Live(local),
        &Body::Live(remote),
        Origin::Edit,
    );
    let goal = result.body.live().expect("live");
    assert!(goal.milestones.iter().all(|milestone| milestone.completed));
    assert_eq!((goal.progress, goal.status), (100, GoalStatus::Completed));
}

#[test]
fn failure_7_deleted_on_one_side_and_unchanged_on_the_other_is_deleted() {
    let base = Body::Live(entry());
    let gone = Body::Deleted { at: at(3) };
    assert_eq!(merge(Some(&base), &gone, &base, Origin::Edit).body, gone);
    assert_eq!(merge(Some(&base), &base, &gone, Origin::Edit).body, gone);
}

#[test]
fn an_edit_that_had_not_seen_the_deletion_stays() {
    let base = Body::Live(entry());
    let gone = Body::Deleted { at: at(9) };
    let edit = Body::Live(edited(5, |e| e.duration = 1));
    assert_eq!(merge(Some(&base), &edit, &gone, Origin::Edit).body, edit);
    assert_eq!(merge(Some(&base), &gone, &edit, Origin::Edit).body, edit);
}

#[test]
fn what_is_only_given_back_to_the_server_gives_way_to_a_deletion() {
    let gone = Body::Deleted { at: at(9) };
    assert_eq!(
        merge(None, &Body::Live(entry()), &gone, Origin::Recovery).body,
        gone
    );
}

#[test]
fn a_deletion_that_the_server_has_forgotten_is_given_back_as_a_deletion() {
    let gone = Body::Deleted { at: at(9) };
    assert_eq!(
        merge(None, &gone, &Body::Live(entry()), Origin::Recovery).body,
        gone
    );
}

#[test]
fn deleted_on_both_sides_is_deleted() {
    let base = Body::Live(entry());
    let (local, remote) = (Body::Deleted { at: at(9) }, Body::Deleted { at: at(3) });
    assert_eq!(
        merge(Some(&base), &local, &remote, Origin::Edit).body,
        remote
    );
}

#[test]
fn the_same_id_made_twice_counts_as_changed_on_both_sides() {
    let local = edited(9, |e| {
        e.duration = 1;
        e.tags = vec!["mine".into()];
        e.notes = Some("mine".into());
    });
    let remote = edited(5, |e| {
        e.duration = 2;
        e.tags = vec!["yours".into()];
        e.notes = Some("yours".into());
    });
    let result = merge(None, &Body::Live(local), &Body::Live(remote), Origin::Edit);
    let result = result.body.live().cloned().expect("live");
    assert_eq!(
        (result.duration, result.notes.as_deref()),
        (1, Some("yours\nmine"))
    );
    assert_eq!(result.tags, ["yours", "mine"]);
}

#[test]
fn what_would_be_too_long_together_is_kept_apart() {
    let half = limits::NOTES_CHARS * 4 - 10;
    let local = edited(5, |e| e.notes = Some("m".repeat(half)));
    let remote = edited(9, |e| e.notes = Some("y".repeat(half)));
    let base = Body::Live(entry());
    let result = merge(
        Some(&base),
        &Body::Live(local.clone()),
        &Body::Live(remote.clone()),
        Origin::Edit,
    );
    assert_eq!(
        result,
        Merged {
            body: Body::Live(remote),
            displaced: Some(local)
        }
    );
}

#[test]
fn the_fields_that_are_named_are_those_that_are_written() {
    let full = edited(5, |e| {
        e.mood = Some(Mood::Neutral);
        e.entry_type = LogbookEntryType::Lesson;
        e.goal_ids = vec!["g".into()];
        e.session_id = Some("s".into());
        e.utc_offset_minutes = 60;
    });
    full.validate(Caps::Form).expect("valid");
    let written = serde_json::to_value(&full).expect("serializes");
    let mut names: Vec<_> = written
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let mut known = LogbookEntry::FIELDS.to_vec();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
}

fn goal(milestones: Vec<Milestone>) -> Goal {
    Goal {
        id: "g".into(),
        title: "Goal".into(),
        description: None,
        target_date: None,
        progress: 0,
        milestones,
        status: GoalStatus::Active,
        completed_at: None,
        target: None,
        created_at: at(0),
        updated_at: at(0),
    }
}
