//! What counts as practice: the entries, and the finished sessions that no entry refers to (design.md section 4). Every
//! sum of the screens, reports, goals and streaks is one of these sittings.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::id::RecordId;
use crate::records::{ActivityType, LogbookEntry, PracticeLog, PracticeSession};
use crate::time::{CivilDate, Timestamp, local_day};

/// One sitting, as it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting<'a> {
    /// The local day it counts for, where it was played.
    pub day: CivilDate,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it was, in seconds.
    pub seconds: i64,
    /// What was played; empty where nobody said.
    pub instrument: &'a str,
    /// What was written about it.
    pub entry: Option<&'a LogbookEntry>,
    /// What the timer noted of it, in the order in which it was played.
    pub logs: Vec<&'a PracticeLog>,
}

/// A part of a sitting that was spent on one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecePart<'a> {
    /// The piece of the repertoire.
    pub id: &'a RecordId,
    /// Its title when it was played.
    pub title: &'a str,
    /// How long, in seconds.
    pub seconds: i64,
    /// The highest tempo that was noted, in beats per minute.
    pub tempo: Option<i64>,
}

/// A part of a sitting that was spent on one kind of practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityPart {
    /// What was practised; nothing where the timer did not run.
    pub activity: Option<ActivityType>,
    /// How long, in seconds.
    pub seconds: i64,
}

/// The sittings that these records tell of, the earliest first. A session that several entries refer to lends its logs to
/// the first of them. One that no entry refers to and in which nothing was played, as when a timer is started by mistake, is
/// no sitting; an entry always is one, because of an entry only the time is required.
pub fn sittings<'a>(
    entries: &'a [LogbookEntry],
    sessions: &'a [PracticeSession],
    logs: &'a [PracticeLog],
    rollover_hour: i64,
) -> Vec<Sitting<'a>> {
    let told: HashSet<&RecordId> = entries
        .iter()
        .filter_map(|entry| entry.session_id.as_ref())
        .collect();
    let mut logs_by_session: HashMap<&RecordId, Vec<&PracticeLog>> = HashMap::new();
    for log in logs {
        logs_by_session
            .entry(&log.session_id)
            .or_default()
            .push(log);
    }
    for logs in logs_by_session.values_mut() {
        logs.sort_by_key(|log| (log.started_at.unwrap_or(log.created_at), &log.id));
    }
    let untold = sessions
        .iter()
        .filter(|session| !told.contains(&session.id))
        .filter_map(|session| Some((session, session.played_secs()?)))
        .filter(|(_, seconds)| *seconds > 0);
    let mut sittings: Vec<Sitting<'a>> = untold
        .map(|(session, seconds)| Sitting {
            day: local_day(
                session.started_at,
                session.utc_offset_minutes,
                rollover_hour,
            ),
            started_at: session.started_at,
            seconds,
            instrument: &session.instrument,
            entry: None,
            logs: logs_by_session.remove(&session.id).unwrap_or_default(),
        })
        .collect();
    sittings.extend(entries.iter().map(|entry| {
        let logs = entry
            .session_id
            .as_ref()
            .and_then(|session| logs_by_session.remove(session));
        Sitting {
            day: entry.day(rollover_hour),
            started_at: entry.timestamp,
            seconds: entry.duration,
            instrument: &entry.instrument,
            entry: Some(entry),
            logs: logs.unwrap_or_default(),
        }
    }));
    sittings.sort_by_key(|sitting| sitting.started_at);
    sittings
}

/// The days that count as practised: those with a sitting, however long it was. Who writes down that they practised and not
/// how long has practised. Streaks and the days of reports are these days.
pub fn practised_days(sittings: &[Sitting<'_>]) -> BTreeSet<CivilDate> {
    sittings.iter().map(|sitting| sitting.day).collect()
}

impl<'a> Sitting<'a> {
    /// The pieces of this sitting, each once. The seconds are those of the logs that name a piece; where none does, the whole
    /// sitting in equal parts. A sitting that was edited to another length than the timer counted shrinks or grows as
    /// a whole.
    pub fn pieces(&self) -> Vec<PiecePart<'a>> {
        let mut parts: Vec<PiecePart<'a>> = Vec::new();
        let mut add = |id, title, seconds, tempo: Option<i64>| match parts
            .iter_mut()
            .find(|part| part.id == id)
        {
            Some(part) => {
                part.seconds += seconds;
                part.tempo = part.tempo.max(tempo);
            }
            None => parts.push(PiecePart {
                id,
                title,
                seconds,
                tempo,
            }),
        };
        let log_secs = self.log_secs();
        for (log, seconds) in self.logs.iter().zip(log_secs) {
            if let Some(id) = &log.piece_id {
                let title = log.piece_title.as_deref().unwrap_or_default();
                add(id, title, seconds, log.tempo_practiced);
            }
        }
        let is_told_by_logs = self.logs.iter().any(|log| log.piece_id.is_some());
        let written = self.entry.map_or(&[][..], |entry| entry.pieces.as_slice());
        let shares = match is_told_by_logs {
            true => vec![0; written.len()],
            false => shared_out(self.seconds, &vec![1; written.len()]),
        };
        for (piece, seconds) in written.iter().zip(shares) {
            add(&piece.id, &piece.title, seconds, piece.tempo);
        }
        parts
    }

    /// What was practised, each kind once. The seconds add up to those of the sitting.
    pub fn activities(&self) -> Vec<ActivityPart> {
        if self.log_secs().iter().all(|seconds| *seconds == 0) {
            return vec![ActivityPart {
                activity: None,
                seconds: self.seconds,
            }];
        }
        let mut parts: Vec<ActivityPart> = Vec::new();
        for (log, seconds) in self.logs.iter().zip(self.log_secs()) {
            let activity = Some(log.activity_type);
            match parts.iter_mut().find(|part| part.activity == activity) {
                Some(part) => part.seconds += seconds,
                None => parts.push(ActivityPart { activity, seconds }),
            }
        }
        parts
    }

    /// How much of the sitting's seconds each log stands for.
    fn log_secs(&self) -> Vec<i64> {
        let counted: Vec<i64> = self
            .logs
            .iter()
            .map(|log| log.duration_seconds.max(0))
            .collect();
        shared_out(self.seconds, &counted)
    }
}

/// Shares whole seconds out in proportion. The shares add up to `total`, unless all weights are nothing.
fn shared_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut before = 0;
    let mut given = 0;
    let share = |weight: &i64| {
        before += i128::from(*weight);
        // It lies between 0 and `total`.
        let until = i64::try_from(i128::from(total) * before / sum).unwrap_or(total);
        let share = until - given;
        given = until;
        share
    };
    weights.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{LogbookEntryType, PieceRef, SessionType};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn entry(id: &str, duration: i64, session_id: Option<&str>) -> LogbookEntry {
        LogbookEntry {
            id: id.into(),
            timestamp: at("2024-03-10T10:00:00Z"),
            duration,
            entry_type: LogbookEntryType::Practice,
            instrument: "Piano".into(),
            pieces: Vec::new(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: session_id.map(RecordId::from),
            utc_offset_minutes: 0,
            created_at: at("2024-03-10T10:00:00Z"),
            updated_at: at("2024-03-10T10:00:00Z"),
        }
    }

    fn session(id: &str, minutes: i64) -> PracticeSession {
        let started_at = at("2024-03-09T10:00:00Z");
        PracticeSession {
            id: id.into(),
            instrument: "Guitar".into(),
            sheet_music_id: None,
            sheet_music_title: None,
            session_type: SessionType::FreePractice,
            started_at,
            completed_at: Some(started_at.plus_secs(minutes * 60)),
            paused_duration: 0,
            accuracy: None,
            notes_attempted: 0,
            notes_correct: 0,
            utc_offset_minutes: 0,
            created_at: started_at,
            updated_at: started_at,
        }
    }

    fn log(
        id: &str,
        session: &str,
        activity: ActivityType,
        secs: i64,
        piece: Option<&str>,
    ) -> PracticeLog {
        PracticeLog {
            id: id.into(),
            session_id: session.into(),
            activity_type: activity,
            started_at: None,
            duration_seconds: secs,
            piece_id: piece.map(RecordId::from),
            piece_title: piece.map(str::to_owned),
            tempo_practiced: Some(secs.min(200)),
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: None,
            created_at: at("2024-03-10T10:00:00Z"),
            updated_at: at("2024-03-10T10:00:00Z"),
        }
    }

    fn piece(id: &str) -> PieceRef {
        PieceRef {
            id: id.into(),
            title: id.to_owned(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    #[test]
    fn a_session_counts_once_whether_or_not_an_entry_tells_of_it() {
        let entries = [entry("e", 2_000, Some("told"))];
        let mut running = session("running", 5);
        running.completed_at = None;
        let sessions = [session("told", 60), session("untold", 50), running];
        let sittings = sittings(&entries, &sessions, &[], 0);
        let seconds: Vec<i64> = sittings.iter().map(|sitting| sitting.seconds).collect();
        assert_eq!(seconds, [3_000, 2_000]);
        assert_eq!(sittings[0].instrument, "Guitar");
    }

    #[test]
    fn the_parts_of_an_edited_sitting_add_up_to_it() {
        let mut written = entry("e", 100, Some("s"));
        written.pieces = vec![piece("a"), piece("c")];
        let entries = [written];
        let logs = [
            log("1", "s", ActivityType::Repertoire, 200, Some("a")),
            log("2", "s", ActivityType::Scales, 70, None),
            log("3", "s", ActivityType::Repertoire, 31, Some("b")),
        ];
        let sessions = [session("s", 6)];
        let sittings = sittings(&entries, &sessions, &logs, 0);
        let parts: Vec<_> = sittings[0]
            .pieces()
            .iter()
            .map(|part| (part.id.as_str().to_owned(), part.seconds, part.tempo))
            .collect();
        assert_eq!(
            parts,
            [
                ("a".to_owned(), 66, Some(200)),
                ("b".to_owned(), 11, Some(31)),
                ("c".to_owned(), 0, None)
            ]
        );
        let activities = sittings[0].activities();
        assert_eq!(activities.iter().map(|part| part.seconds).sum::<i64>(), 100);
        assert_eq!(activities[0].activity, Some(ActivityType::Repertoire));
    }

    #[test]
    fn without_a_timer_the_pieces_share_the_time() {
        let mut written = entry("e", 100, None);
        written.pieces = vec![piece("a"), piece("b"), piece("a"), piece("c")];
        let entries = [written];
        let sittings = sittings(&entries, &[], &[], 0);
        let seconds: Vec<i64> = sittings[0]
            .pieces()
            .iter()
            .map(|part| part.seconds)
            .collect();
        assert_eq!(seconds, [50, 25, 25]);
        assert_eq!(
            sittings[0].activities(),
            [ActivityPart {
                activity: None,
                seconds: 100
            }]
        );
    }
}
