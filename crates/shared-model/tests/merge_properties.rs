//! What holds of every merge, whatever was edited.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use shared_model::limits::Caps;
use shared_model::merge::{Origin, merge};
use shared_model::{
    Body, Goal, GoalStatus, LogbookEntry, LogbookEntryType, Milestone, Mood, PieceRef, Record,
    Timestamp,
};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000).expect("in range")
}

/// Few different words, so that both sides often write the same.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["slow", "fast", "left hand", "bar 3", "again"])
        .prop_map(str::to_owned)
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 0..4).prop_map(|mut words| {
        let mut seen = Vec::new();
        words.retain(|word| {
            !seen.contains(word) && {
                seen.push(word.clone());
                true
            }
        });
        words
    })
}

fn piece() -> impl Strategy<Value = PieceRef> {
    (0..4_u8, word(), option::of(1..200_i64)).prop_map(|(id, title, tempo)| PieceRef {
        id: format!("p{id}").as_str().into(),
        title,
        composer: None,
        measures: None,
        tempo,
    })
}

fn entry() -> impl Strategy<Value = LogbookEntry> {
    let mood = option::of(prop::sample::select(vec![Mood::Neutral, Mood::Excited]));
    (
        vec(piece(), 0..4),
        words(),
        words(),
        vec(word(), 0..6),
        mood,
        0..3_i64,
        0..3_i64,
    )
        .prop_map(
            |(pieces, techniques, tags, lines, mood, duration, updated)| LogbookEntry {
                id: "e".into(),
                timestamp: at(duration),
                duration,
                entry_type: LogbookEntryType::Practice,
                instrument: String::new(),
                pieces,
                techniques,
                goal_ids: Vec::new(),
                notes: Some(lines.join("\n")).filter(|notes| !notes.is_empty()),
                mood,
                tags,
                session_id: None,
                utc_offset_minutes: 0,
                created_at: at(0),
                updated_at: at(updated),
            },
        )
}

fn body() -> impl Strategy<Value = Body<LogbookEntry>> {
    prop_oneof![
        5 => entry().prop_map(Body::Live),
        1 => (0..3_i64).prop_map(|secs| Body::Deleted { at: at(secs) }),
    ]
}

/// A valid record, of which two together may be more than the server takes.
fn large() -> impl Strategy<Value = LogbookEntry> {
    let tag = (0..200_u32).prop_map(|tag| format!("tag {tag}"));
    (entry(), vec(tag, 30..80), 0..20_000_usize).prop_map(|(entry, mut tags, chars)| {
        tags.sort();
        tags.dedup();
        let line = tags.first().cloned().unwrap_or_default();
        LogbookEntry {
            tags,
            notes: Some(line.repeat(chars / line.len())),
            ..entry
        }
    })
}

fn milestone() -> impl Strategy<Value = Milestone> {
    (0..4_u8, word(), any::<bool>()).prop_map(|(id, title, completed)| Milestone {
        id: format!("m{id}").as_str().into(),
        title,
        completed,
        completed_at: completed.then(|| at(1)),
    })
}

/// A goal whose progress is that of its milestones, if it has any, as the app makes them.
fn goal() -> impl Strategy<Value = Goal> {
    (vec(milestone(), 0..4), word(), 0..3_i64, 0..3_i64).prop_map(
        |(mut milestones, title, progress, updated)| {
            milestones.sort_by(|one, other| one.id.cmp(&other.id));
            milestones.dedup_by(|one, other| one.id == other.id);
            let mut goal = Goal {
                id: "g".into(),
                title,
                description: None,
                target_date: None,
                progress: 0,
                milestones,
                status: GoalStatus::Active,
                completed_at: None,
                target: None,
                created_at: at(0),
                updated_at: at(updated),
            };
            let progress = goal.milestone_progress().unwrap_or(progress * 50);
            goal.set_progress(progress, at(updated));
            goal
        },
    )
}

fn goal_body() -> impl Strategy<Value = Body<Goal>> {
    prop_oneof![
        5 => goal().prop_map(Body::Live),
        1 => (0..3_i64).prop_map(|secs| Body::Deleted { at: at(secs) }),
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    prop::sample::select(vec![Origin::Edit, Origin::Recovery])
}

/// What two edits of an entry that exists add up to.
fn merged(base: &LogbookEntry, local: &LogbookEntry, remote: &LogbookEntry) -> LogbookEntry {
    let [base, local, remote] = [base, local, remote].map(|entry| Body::Live(entry.clone()));
    let merged = merge(Some(&base), &local, &remote, Origin::Edit);
    merged.body.live().cloned().expect("live")
}

fn lines(entry: &LogbookEntry) -> Vec<&str> {
    entry
        .notes
        .iter()
        .flat_map(|notes| notes.split('\n'))
        .collect()
}

/// How often the notes of an entry have a line.
fn count(entry: &LogbookEntry, line: &str) -> usize {
    lines(entry)
        .into_iter()
        .filter(|other| *other == line)
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn merging_again_changes_nothing(
        base in option::of(body()), local in body(), remote in body(), origin in origin(),
    ) {
        let once = merge(base.as_ref(), &local, &remote, origin).body;
        // After a merge, remote is the base of what is local.
        let again = merge(Some(&remote), &once, &remote, Origin::Edit);
        prop_assert_eq!(&again.body, &once);
        // And the device that pushed remote gets the result as it is.
        let there = merge(Some(&remote), &remote, &once, Origin::Edit);
        prop_assert_eq!(&there.body, &once);
    }

    #[test]
    fn the_merge_of_valid_records_is_valid(base in option::of(body()), local in body(), remote in body()) {
        if let Body::Live(record) = merge(base.as_ref(), &local, &remote, Origin::Edit).body {
            prop_assert_eq!(record.validate(Caps::Server), Ok(()));
        }
    }

    #[test]
    fn the_merge_of_records_that_are_almost_too_large_is_valid_and_loses_neither(
        ours in large(), theirs in large(),
    ) {
        let (local, remote) = (Body::Live(ours.clone()), Body::Live(theirs.clone()));
        let merged = merge(None, &local, &remote, Origin::Edit);
        let kept = merged.body.live().cloned().expect("live");
        prop_assert_eq!(kept.validate(Caps::Server), Ok(()));
        if let Some(displaced) = merged.displaced {
            prop_assert!([&ours, &theirs].contains(&&displaced) && displaced != kept);
        } else {
            prop_assert!(ours.tags.iter().chain(&theirs.tags).all(|tag| kept.tags.contains(tag)));
        }
    }

    #[test]
    fn no_line_that_either_side_wrote_is_lost(base in entry(), local in entry(), remote in entry()) {
        let merged = merged(&base, &local, &remote);
        for line in lines(&local).into_iter().chain(lines(&remote)) {
            prop_assert!(
                count(&base, line) > 0 || count(&merged, line) > 0,
                "{line:?} of {local:?} and {remote:?} is not in {merged:?}"
            );
        }
    }

    #[test]
    fn a_line_that_both_sides_still_have_stays(base in entry(), local in entry(), remote in entry()) {
        let merged = merged(&base, &local, &remote);
        for line in lines(&base) {
            // Of a line that is there more than once, the two may have removed different ones.
            if [&base, &local, &remote].into_iter().all(|entry| count(entry, line) == 1) {
                prop_assert!(count(&merged, line) > 0, "{line:?} is lost in {merged:?}");
            }
        }
    }

    #[test]
    fn a_line_that_only_one_side_wrote_is_there_as_often_as_it_wrote_it(
        base in entry(), local in entry(), remote in entry(),
    ) {
        let merged = merged(&base, &local, &remote);
        for (ours, theirs) in [(&local, &remote), (&remote, &local)] {
            for line in lines(ours) {
                if count(&base, line) == 0 && count(theirs, line) == 0 {
                    prop_assert_eq!(count(&merged, line), count(ours, line), "{:?} in {:?}", line, merged);
                }
            }
        }
    }

    #[test]
    fn what_only_one_side_changed_is_that_sides(base in entry(), local in entry(), remote in entry()) {
        let merged = merged(&base, &local, &remote);
        for (ours, theirs) in [(&local, &remote), (&remote, &local)] {
            if theirs.duration == base.duration {
                prop_assert_eq!(merged.duration, ours.duration);
            }
            if theirs.mood == base.mood {
                prop_assert_eq!(merged.mood, ours.mood);
            }
            if theirs.notes == base.notes {
                prop_assert_eq!(&merged.notes, &ours.notes);
            }
        }
    }

    #[test]
    fn a_set_has_what_was_added_and_not_what_was_removed(base in entry(), local in entry(), remote in entry()) {
        let merged = merged(&base, &local, &remote);
        for tag in base.tags.iter().chain(&local.tags).chain(&remote.tags) {
            let [was, ours, theirs] = [&base, &local, &remote].map(|entry| entry.tags.contains(tag));
            let is_expected = if was { ours && theirs } else { ours || theirs };
            prop_assert_eq!(merged.tags.contains(tag), is_expected, "{:?} in {:?}", tag, merged.tags);
        }
    }

    #[test]
    fn of_a_deletion_and_an_edit_that_do_not_know_each_other_the_edit_stays_and_what_is_given_back_does_not(
        base in option::of(entry()), edited in entry(), deleted_at in 0..3_i64,
    ) {
        let base = base.map(Body::Live);
        let (edited, deleted) = (Body::Live(edited), Body::Deleted { at: at(deleted_at) });
        prop_assume!(base.as_ref() != Some(&edited));
        let merge = |local, remote, origin| merge(base.as_ref(), local, remote, origin).body;
        prop_assert_eq!(&merge(&edited, &deleted, Origin::Edit), &edited);
        prop_assert_eq!(&merge(&deleted, &edited, Origin::Edit), &edited);
        prop_assert_eq!(&merge(&edited, &deleted, Origin::Recovery), &deleted);
        prop_assert_eq!(&merge(&deleted, &edited, Origin::Recovery), &deleted);
    }

    #[test]
    fn a_merged_goal_is_valid_and_counted_from_its_milestones_where_both_sides_were(
        base in option::of(goal_body()), local in goal_body(), remote in goal_body(), origin in origin(),
    ) {
        if let Body::Live(goal) = merge(base.as_ref(), &local, &remote, origin).body {
            prop_assert_eq!(goal.validate(Caps::Server), Ok(()));
            let is_counted = |side: &Body<Goal>| {
                side.live().is_none_or(|goal| goal.milestone_progress() == Some(goal.progress))
            };
            // A goal without milestones has the progress that somebody set.
            if is_counted(&local) && is_counted(&remote) {
                prop_assert_eq!(goal.milestone_progress().unwrap_or(goal.progress), goal.progress, "{:?}", goal);
            }
        }
    }

    #[test]
    fn merging_a_goal_again_changes_nothing(
        base in option::of(goal_body()), local in goal_body(), remote in goal_body(), origin in origin(),
    ) {
        let once = merge(base.as_ref(), &local, &remote, origin).body;
        prop_assert_eq!(&merge(Some(&remote), &once, &remote, Origin::Edit).body, &once);
        prop_assert_eq!(&merge(Some(&remote), &remote, &once, Origin::Edit).body, &once);
    }

    #[test]
    fn every_single_value_was_written_by_somebody(base in entry(), local in entry(), remote in entry()) {
        let merged = merge(Some(&Body::Live(base)), &Body::Live(local.clone()), &Body::Live(remote.clone()), Origin::Edit);
        let merged = merged.body.live().cloned().expect("live");
        prop_assert!([local.duration, remote.duration].contains(&merged.duration));
        prop_assert!([local.mood, remote.mood].contains(&merged.mood));
    }

    #[test]
    fn both_devices_come_to_the_same(base in entry(), ours in entry(), theirs in entry()) {
        // Whoever pushes first, a set has the same members in the end.
        let (base, ours, theirs) = (Body::Live(base), Body::Live(ours), Body::Live(theirs));
        let sorted_tags = |body: Body<LogbookEntry>| {
            let mut tags = body.live().expect("live").tags.clone();
            tags.sort();
            tags
        };
        let one = merge(Some(&base), &ours, &theirs, Origin::Edit).body;
        let other = merge(Some(&base), &theirs, &ours, Origin::Edit).body;
        prop_assert_eq!(sorted_tags(one), sorted_tags(other));
    }
}
