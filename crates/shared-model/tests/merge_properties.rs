//! What holds of every merge, whatever was edited.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use shared_model::limits::Caps;
use shared_model::merge::{Origin, merge};
use shared_model::{Body, LogbookEntry, LogbookEntryType, Mood, PieceRef, Record, Timestamp};

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn merging_again_changes_nothing(base in option::of(body()), local in body(), remote in body()) {
        let once = merge(base.as_ref(), &local, &remote, Origin::Edit).body;
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
        let merged = merge(Some(&Body::Live(base.clone())), &Body::Live(local.clone()), &Body::Live(remote.clone()), Origin::Edit);
        let merged = merged.body.live().cloned().expect("live");
        let lines = |entry: &LogbookEntry| -> Vec<String> {
            entry.notes.as_deref().map(|notes| notes.split('\n').map(str::to_owned).collect()).unwrap_or_default()
        };
        let (in_base, in_merged) = (lines(&base), lines(&merged));
        for line in lines(&local).iter().chain(&lines(&remote)) {
            prop_assert!(in_base.contains(line) || in_merged.contains(line), "{line:?} of {local:?} and {remote:?} is not in {merged:?}");
        }
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
