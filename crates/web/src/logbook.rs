//! What the screens show of the journal: entries by day, minutes played. Pure.

pub(crate) mod address;
pub(crate) mod options;
pub(crate) mod selection;
pub(crate) mod shown;
pub(crate) mod tags;
pub(crate) mod window;

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::Days;
use client_core::Reach;
use client_core::timer::Activity;
use shared_model::{
    ActivityType, CivilDate, LogbookEntry, PracticeLog, Repertoire, Timestamp, limits, local_day,
};

/// One day of the logbook, newest entry first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Day {
    /// The local day where it was played.
    pub(crate) date: CivilDate,
    /// Seconds in all.
    pub(crate) seconds: i64,
    /// What was written.
    pub(crate) entries: Vec<LogbookEntry>,
}

/// The entries by local day, newest first. A day begins at `rollover_hour`.
pub(crate) fn days(mut entries: Vec<LogbookEntry>, rollover_hour: i64) -> Vec<Day> {
    entries.sort_by_cached_key(|entry| {
        Reverse((entry.day(rollover_hour), entry.timestamp, entry.id.clone()))
    });
    let mut days: Vec<Day> = Vec::new();
    for entry in entries {
        let date = entry.day(rollover_hour);
        match days.last_mut().filter(|day| day.date == date) {
            Some(day) => {
                day.seconds += entry.duration;
                day.entries.push(entry);
            }
            None => days.push(Day {
                date,
                seconds: entry.duration,
                entries: vec![entry],
            }),
        }
    }
    days
}

/// The first local day that lies after an instant as a whole, wherever on Earth it was played and at whichever hour days
/// begin. Entries of an earlier day may be older than the instant.
pub(crate) fn first_whole_day(since: Timestamp) -> CivilDate {
    let farthest_east = limits::UTC_OFFSET_MINUTES;
    let day = local_day(since, farthest_east, 0);
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// How many of the newest days have all of their entries here, as far as is known: of a journal that is still on its way,
/// nothing is.
pub(crate) fn whole_days(days: &[Day], reach: Reach) -> usize {
    match reach {
        Reach::Nothing | Reach::Beginning => days.len(),
        Reach::Since(since) => {
            let first = first_whole_day(since);
            days.partition_point(|day| day.date >= first)
        }
    }
}

/// What was practised last: by the timer, and the pieces of what was written by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Recent {
    /// The last of all.
    pub(crate) last: Option<Activity>,
    /// The last ones that were pieces, newest first, each piece once.
    pub(crate) pieces: Vec<Activity>,
}

impl Recent {
    /// Of these entries and logs, with so many pieces at most.
    pub(crate) fn of(
        days: &[Day],
        logs: &[PracticeLog],
        repertoire: &Repertoire,
        count: usize,
    ) -> Self {
        let timed = logs.iter().map(|log| {
            let piece = log.piece_id.as_ref().zip(log.piece_title.as_deref());
            (
                log.started_at.unwrap_or(log.created_at),
                log.activity_type,
                piece,
            )
        });
        let written = days
            .iter()
            .flat_map(|day| &day.entries)
            .filter(|entry| entry.session_id.is_none())
            .flat_map(|entry| {
                entry.pieces.iter().map(|piece| {
                    let named = (&piece.id, piece.title.as_str());
                    (entry.timestamp, ActivityType::Repertoire, Some(named))
                })
            });
        let mut played: Vec<_> = timed.chain(written).collect();
        played.sort_by_key(|(at, ..)| Reverse(*at));
        let mut activities = played
            .into_iter()
            .map(|(_, activity_type, piece)| Activity {
                activity_type,
                piece: piece.map(|(id, title)| repertoire.played_again(id, title)),
            })
            .peekable();
        let last = activities.peek().cloned();
        let mut seen = HashSet::new();
        let pieces = activities
            .filter(|activity| {
                let piece = activity.piece.as_ref();
                piece.is_some_and(|piece| seen.insert(piece.id.clone()))
            })
            .take(count)
            .collect();
        Self { last, pieces }
    }

    /// With the pieces of the session that goes on after those that were known before it, so that none of them moves
    /// under the finger.
    pub(crate) fn and_now(mut self, session: impl IntoIterator<Item = Activity>) -> Self {
        for activity in session {
            let is_new = activity.piece.as_ref().is_some_and(|piece| {
                let known = self.pieces.iter().filter_map(|known| known.piece.as_ref());
                known.map(|known| &known.id).all(|id| *id != piece.id)
            });
            if is_new {
                self.pieces.push(activity);
            }
        }
        self
    }
}

/// The instrument of the newest entry that names one: what the musician probably plays now.
pub(crate) fn usual_instrument(days: &[Day]) -> String {
    let entries = days.iter().flat_map(|day| &day.entries);
    entries
        .map(|entry| &entry.instrument)
        .find(|instrument| !instrument.is_empty())
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shared_model::{LogbookEntryType, Piece, PieceRef, PieceStatus, RecordId};

    use super::*;

    pub(super) fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    pub(super) fn entry(
        id: &str,
        timestamp: &str,
        utc_offset_minutes: i64,
        duration: i64,
    ) -> LogbookEntry {
        LogbookEntry {
            id: id.into(),
            timestamp: at(timestamp),
            duration,
            entry_type: LogbookEntryType::Practice,
            instrument: String::new(),
            pieces: Vec::new(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: None,
            utc_offset_minutes,
            created_at: at(timestamp),
            updated_at: at(timestamp),
        }
    }

    #[test]
    fn failure_19_entries_are_grouped_by_the_day_where_they_were_played() {
        let days = days(
            vec![
                entry("evening", "2024-03-10T23:30:00Z", -300, 60),
                entry("tokyo", "2024-03-10T23:30:00Z", 540, 100),
                entry("morning", "2024-03-10T15:00:00Z", -300, 30),
            ],
            0,
        );
        let summary: Vec<_> = days
            .iter()
            .map(|day| (day.date, day.seconds, day.entries.len()))
            .collect();
        assert_eq!(
            summary,
            [(date("2024-03-11"), 100, 1), (date("2024-03-10"), 90, 2)]
        );
        assert_eq!(days[1].entries[0].id, "evening".into());
    }

    #[test]
    fn a_day_of_which_a_part_may_be_elsewhere_is_not_whole() {
        let since = at("2024-03-10T12:00:00Z");
        assert_eq!(first_whole_day(since), date("2024-03-12"));
        // Where it is 18 hours later, this is played on the 11th and before the instant.
        let elsewhere = entry("a", "2024-03-10T11:59:59Z", 1_080, 0);
        assert_eq!(elsewhere.day(0), date("2024-03-11"));
        let days = days(
            vec![
                entry("b", "2024-03-13T10:00:00Z", 0, 0),
                entry("c", "2024-03-12T10:00:00Z", 0, 0),
                entry("d", "2024-03-11T10:00:00Z", 0, 0),
                entry("e", "2020-01-01T10:00:00Z", 0, 0),
            ],
            0,
        );
        let whole = [Reach::Nothing, Reach::Since(since), Reach::Beginning];
        assert_eq!(whole.map(|reach| whole_days(&days, reach)), [4, 2, 4]);
    }

    fn piece(id: &str, title: &str, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: title.into(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        }
    }

    fn piece_ref(id: &str, title: &str) -> PieceRef {
        PieceRef {
            id: id.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    fn log(started_at: &str, activity_type: ActivityType, piece: Option<&str>) -> PracticeLog {
        PracticeLog {
            id: started_at.into(),
            session_id: "s".into(),
            activity_type,
            started_at: Some(at(started_at)),
            duration_seconds: 60,
            piece_id: piece.map(RecordId::from),
            piece_title: piece.map(str::to_owned),
            tempo_practiced: Some(80),
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: None,
            created_at: at("2024-03-20T00:00:00Z"),
            updated_at: at("2024-03-20T00:00:00Z"),
        }
    }

    #[test]
    fn what_was_practised_last_is_offered_again_each_piece_once_and_as_what_it_was_practised() {
        let mut written = entry("written", "2024-03-11T10:00:00Z", 0, 60);
        written.pieces = vec![
            PieceRef {
                tempo: Some(66),
                ..piece_ref("c", "Gone from the repertoire")
            },
            piece_ref("b", "old title"),
        ];
        let mut timed = entry("timed", "2024-03-13T10:00:00Z", 0, 60);
        timed.session_id = Some("s".into());
        timed.pieces = vec![piece_ref("z", "Told by its log")];
        let logs = [
            log("2024-03-12T10:00:00Z", ActivityType::Etudes, Some("a")),
            log("2024-03-09T10:00:00Z", ActivityType::Repertoire, Some("d")),
            log("2024-03-12T11:00:00Z", ActivityType::Scales, None),
        ];
        let repertoire = Repertoire::new(vec![
            piece("a", "Clair de lune", None),
            piece("b", "clair de Lune - Debussy", Some("a")),
        ]);
        let recent = Recent::of(&days(vec![written, timed], 0), &logs, &repertoire, 3);
        let activity = |activity_type, piece| Activity {
            activity_type,
            piece,
        };
        assert_eq!(recent.last, Some(activity(ActivityType::Scales, None)));
        let expected = [
            (ActivityType::Etudes, piece_ref("a", "Clair de lune")),
            (
                ActivityType::Repertoire,
                piece_ref("c", "Gone from the repertoire"),
            ),
            (ActivityType::Repertoire, piece_ref("d", "d")),
        ];
        assert_eq!(
            recent.pieces,
            expected.map(|(kind, piece)| activity(kind, Some(piece)))
        );
        assert_eq!(Recent::of(&[], &[], &repertoire, 3), Recent::default());

        let playing = |id| activity(ActivityType::Repertoire, Some(piece_ref(id, id)));
        let scales = activity(ActivityType::Scales, None);
        let now = recent.and_now([playing("e"), scales, playing("a"), playing("e")]);
        let ids = now
            .pieces
            .iter()
            .filter_map(|activity| activity.piece.as_ref());
        let ids: Vec<_> = ids.map(|piece| piece.id.0.as_str()).collect();
        assert_eq!(ids, ["a", "c", "d", "e"]);
    }
}
