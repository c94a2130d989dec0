//! The practice timer: what is being practised since when, told from instants alone.
//!
//! Nothing here ticks. The time that was played is the difference of instants, so a hidden tab, a sleeping phone and a
//! reload lose nothing. Times that lie before what is already known (a clock that was set back) count as nothing.

mod store;

use std::fmt;

use serde::{Deserialize, Serialize};
use shared_model::limits::DURATION_SECS;
use shared_model::{
    ActivityType, LogbookEntry, LogbookEntryType, PieceRef, PracticeLog, PracticeSession, RecordId,
    SessionType, Timestamp,
};

pub use store::{read, write};

/// What is being practised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// The kind of practice.
    #[serde(default)]
    pub activity_type: ActivityType,
    /// The piece, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<PieceRef>,
}

/// A span of time spent on one activity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Segment {
    activity: Activity,
    from: Timestamp,
    to: Timestamp,
}

/// Time spent on one activity, pauses left out. Each becomes a practice log.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// What was practised.
    pub activity: Activity,
    /// When it began.
    pub started_at: Timestamp,
    /// How long, in seconds.
    pub seconds: i64,
}

/// A timed session that has not been saved yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timer {
    session_id: RecordId,
    started_at: Timestamp,
    activity: Activity,
    /// The start of the running segment; absent while paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    running_since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    segments: Vec<Segment>,
}

impl Timer {
    /// Starts practising.
    pub fn start(session_id: RecordId, activity: Activity, now: Timestamp) -> Self {
        Self {
            session_id,
            started_at: now,
            activity,
            running_since: Some(now),
            segments: Vec::new(),
        }
    }

    /// What is practised now, or will be when the pause ends.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Whether time is counted at the moment.
    pub fn is_running(&self) -> bool {
        self.running_since.is_some()
    }

    /// Stops counting until [`Timer::resume`].
    pub fn pause(&mut self, now: Timestamp) {
        if let Some(from) = self.running_since.take() {
            self.segments.push(Segment {
                activity: self.activity.clone(),
                from,
                to: now.max(from),
            });
        }
    }

    /// Counts again.
    pub fn resume(&mut self, now: Timestamp) {
        self.running_since.get_or_insert(now);
    }

    /// Goes on with something else. A stretch ends here and, unless paused, the next begins.
    pub fn switch(&mut self, activity: Activity, now: Timestamp) {
        if activity == self.activity {
            return;
        }
        let was_running = self.is_running();
        self.pause(now);
        self.activity = activity;
        if was_running {
            self.resume(now);
        }
    }

    /// Says which piece is being practised. When no piece was named yet, the name goes to the stretch that is going on,
    /// because that is what was played; otherwise it is a switch.
    pub fn name_piece(&mut self, piece: PieceRef, now: Timestamp) {
        let named = Activity {
            piece: Some(piece),
            ..self.activity.clone()
        };
        if self.activity.piece.is_some() {
            return self.switch(named, now);
        }
        let unnamed = std::mem::replace(&mut self.activity, named);
        for segment in self
            .segments
            .iter_mut()
            .rev()
            .take_while(|segment| segment.activity == unnamed)
        {
            segment.activity = self.activity.clone();
        }
    }

    /// How long was played so far, in seconds.
    pub fn played_secs(&self, now: Timestamp) -> i64 {
        self.played_millis(now) / 1000
    }

    /// How long the activity of this moment has been practised without a switch, in seconds.
    pub fn current_secs(&self, now: Timestamp) -> i64 {
        self.stretches(now)
            .last()
            .filter(|last| last.activity == self.activity)
            .map_or(0, |last| last.seconds)
    }

    /// What was practised, one after the other. The seconds add up to [`Timer::played_secs`] exactly: each boundary is
    /// rounded once, not each stretch. Stretches of less than a second are left out.
    pub fn stretches(&self, now: Timestamp) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut millis = 0;
        for segment in self.segments_until(now) {
            let before = millis / 1000;
            millis += segment.to.millis() - segment.from.millis();
            let seconds = millis / 1000 - before;
            match stretches
                .last_mut()
                .filter(|last| last.activity == segment.activity)
            {
                Some(last) => last.seconds += seconds,
                None => stretches.push(Stretch {
                    activity: segment.activity,
                    started_at: segment.from,
                    seconds,
                }),
            }
        }
        stretches.retain(|stretch| stretch.seconds > 0);
        stretches
    }

    /// The records of a session that ends at `now`.
    pub fn finish(&self, now: Timestamp, utc_offset_minutes: i64) -> FinishedSession {
        FinishedSession {
            session_id: self.session_id.clone(),
            started_at: self.started_at,
            ended_at: self
                .segments_until(now)
                .last()
                .map_or(self.started_at, |last| last.to),
            played_secs: self.played_secs(now),
            stretches: self.stretches(now),
            utc_offset_minutes,
        }
    }

    fn played_millis(&self, now: Timestamp) -> i64 {
        self.segments_until(now)
            .map(|segment| segment.to.millis() - segment.from.millis())
            .sum()
    }

    fn segments_until(&self, now: Timestamp) -> impl Iterator<Item = Segment> {
        let running = self.running_since.map(|from| Segment {
            activity: self.activity.clone(),
            from,
            to: now.max(from),
        });
        self.segments.iter().cloned().chain(running)
    }
}

/// A timed session that has ended and waits to be looked over.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedSession {
    session_id: RecordId,
    started_at: Timestamp,
    ended_at: Timestamp,
    /// How long was played, in seconds.
    pub played_secs: i64,
    /// What was practised, one after the other.
    pub stretches: Vec<Stretch>,
    utc_offset_minutes: i64,
}

impl FinishedSession {
    /// The session. A forgotten pause or timer is cut to what a record may hold, with an end that agrees with it.
    pub fn session(&self, instrument: &str, now: Timestamp) -> PracticeSession {
        let played = self.played_secs.min(DURATION_SECS);
        let paused =
            (self.ended_at.secs_since(self.started_at) - self.played_secs).clamp(0, DURATION_SECS);
        PracticeSession {
            id: self.session_id.clone(),
            instrument: instrument.to_owned(),
            sheet_music_id: None,
            sheet_music_title: None,
            session_type: SessionType::FreePractice,
            started_at: self.started_at,
            completed_at: Some(self.started_at.plus_secs(played + paused)),
            paused_duration: paused,
            accuracy: None,
            notes_attempted: 0,
            notes_correct: 0,
            utc_offset_minutes: self.utc_offset_minutes,
            created_at: now,
            updated_at: now,
        }
    }

    /// The name of a record that the session is told in. It is the same however often the session is finished, so that
    /// saving it again, after only a part of it could be stored, replaces what is there.
    fn part_id(&self, part: impl fmt::Display) -> RecordId {
        RecordId(format!("{}-{part}", self.session_id))
    }

    /// One log for each stretch.
    pub fn logs(&self, now: Timestamp) -> Vec<PracticeLog> {
        let log = |(index, stretch): (usize, &Stretch)| PracticeLog {
            id: self.part_id(index + 1),
            session_id: self.session_id.clone(),
            activity_type: stretch.activity.activity_type,
            started_at: Some(stretch.started_at),
            duration_seconds: stretch.seconds.min(DURATION_SECS),
            piece_id: stretch
                .activity
                .piece
                .as_ref()
                .map(|piece| piece.id.clone()),
            piece_title: stretch
                .activity
                .piece
                .as_ref()
                .map(|piece| piece.title.clone()),
            tempo_practiced: None,
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: None,
            created_at: now,
            updated_at: now,
        };
        self.stretches.iter().enumerate().map(log).collect()
    }

    /// The entry that is offered for review: when, how long, and each piece once.
    pub fn entry(&self, instrument: &str, now: Timestamp) -> LogbookEntry {
        let mut pieces: Vec<PieceRef> = Vec::new();
        for piece in self
            .stretches
            .iter()
            .filter_map(|stretch| stretch.activity.piece.as_ref())
        {
            if pieces.iter().all(|known| known.id != piece.id) {
                pieces.push(piece.clone());
            }
        }
        LogbookEntry {
            id: self.part_id("entry"),
            timestamp: self.started_at,
            duration: self.played_secs.min(DURATION_SECS),
            entry_type: LogbookEntryType::Practice,
            instrument: instrument.to_owned(),
            pieces,
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: Some(self.session_id.clone()),
            utc_offset_minutes: self.utc_offset_minutes,
            created_at: now,
            updated_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use shared_model::Record as _;
    use shared_model::limits::Caps;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis).expect("in range")
    }

    fn scales() -> Activity {
        Activity {
            activity_type: ActivityType::Scales,
            piece: None,
        }
    }

    fn piece(title: &str) -> PieceRef {
        PieceRef {
            id: title.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    fn playing(title: &str) -> Activity {
        Activity {
            activity_type: ActivityType::Repertoire,
            piece: Some(piece(title)),
        }
    }

    fn summary(timer: &Timer, now: Timestamp) -> Vec<(ActivityType, i64)> {
        timer
            .stretches(now)
            .iter()
            .map(|s| (s.activity.activity_type, s.seconds))
            .collect()
    }

    #[test]
    fn failure_25_time_is_counted_from_instants() {
        let timer = Timer::start("s".into(), scales(), at(0));
        assert_eq!(timer.played_secs(at(3_600_500)), 3_600);
    }

    #[test]
    fn a_pause_counts_for_nothing_and_splits_no_stretch() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.pause(at(10_000));
        timer.pause(at(15_000));
        assert_eq!(timer.played_secs(at(20_000)), 10);
        timer.resume(at(20_000));
        timer.resume(at(25_000));
        assert_eq!(summary(&timer, at(30_000)), [(ActivityType::Scales, 20)]);
    }

    #[test]
    fn each_stretch_becomes_a_log_and_the_logs_add_up_to_the_session() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.switch(playing("a"), at(10_900));
        timer.pause(at(21_800));
        timer.switch(playing("b"), at(25_000));
        timer.resume(at(30_000));
        let finished = timer.finish(at(40_700), 60);
        let session = finished.session("Piano", at(41_000));
        let logs = finished.logs(at(41_000));
        assert_eq!(logs.len(), 3);
        assert_eq!(
            logs.iter().map(|log| log.duration_seconds).sum::<i64>(),
            finished.played_secs
        );
        assert_eq!(session.played_secs(), Some(32));
        assert_eq!(session.paused_duration, 8);
        let entry = finished.entry("Piano", at(41_000));
        assert_eq!(entry.pieces, [piece("a"), piece("b")]);
        assert_eq!((entry.duration, entry.session_id), (32, Some("s".into())));
    }

    #[test]
    fn a_stretch_of_less_than_a_second_is_no_log() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.switch(playing("a"), at(400));
        assert_eq!(summary(&timer, at(5_000)), [(ActivityType::Repertoire, 5)]);
    }

    #[test]
    fn naming_the_piece_names_what_is_going_on_and_a_second_name_is_a_switch() {
        let repertoire = Activity {
            activity_type: ActivityType::Repertoire,
            piece: None,
        };
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.switch(repertoire, at(5_000));
        timer.pause(at(8_000));
        timer.resume(at(9_000));
        timer.name_piece(piece("a"), at(10_000));
        timer.name_piece(piece("b"), at(20_000));
        let titles: Vec<_> = timer
            .stretches(at(25_000))
            .into_iter()
            .map(|s| (s.activity.piece.map(|piece| piece.title), s.seconds))
            .collect();
        assert_eq!(
            titles,
            [(None, 5), (Some("a".into()), 14), (Some("b".into()), 5)]
        );
    }

    #[test]
    fn a_clock_that_is_set_back_takes_nothing_away() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.pause(at(10_000));
        timer.resume(at(20_000));
        assert_eq!(timer.played_secs(at(5_000)), 10);
        timer.pause(at(5_000));
        assert_eq!(timer.played_secs(at(5_000)), 10);
    }

    #[test]
    fn a_forgotten_timer_still_makes_valid_records() {
        let days = |n: i64| n * 86_400_000;
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.pause(at(1_000));
        timer.resume(at(days(3)));
        let finished = timer.finish(at(days(9)), 0);
        let session = finished.session("", at(days(9)));
        assert_eq!(session.validate(Caps::Form), Ok(()));
        assert_eq!(session.played_secs(), Some(DURATION_SECS));
        assert!(
            finished
                .logs(at(0))
                .iter()
                .all(|log| log.validate(Caps::Form).is_ok())
        );
        assert_eq!(finished.entry("", at(0)).validate(Caps::Form), Ok(()));
    }

    #[test]
    fn a_session_that_is_finished_again_replaces_what_was_saved_of_it() {
        let session_id = RecordId::from("0190b5c2-7e5b-7c9a-8b1d-0242ac120002");
        let mut timer = Timer::start(session_id.clone(), scales(), at(0));
        timer.switch(playing("a"), at(10_000));
        timer.pause(at(20_000));
        let ids = |timer: &Timer, now| {
            let finished = timer.finish(now, 60);
            let mut ids = vec![finished.session("", now).id, finished.entry("", now).id];
            ids.extend(finished.logs(now).into_iter().map(|log| log.id));
            ids
        };
        let first = ids(&timer, at(20_000));
        assert_eq!(first[0], session_id);
        assert!(first.iter().all(RecordId::is_well_formed));
        assert_eq!(first.iter().collect::<HashSet<_>>().len(), 4);
        timer.resume(at(60_000));
        assert_eq!(ids(&timer, at(90_000)), first);
        timer.switch(scales(), at(90_000));
        assert_eq!(ids(&timer, at(99_000))[..4], first);
    }

    #[test]
    fn a_timer_survives_being_stored() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.switch(playing("a"), at(10_900));
        let text = serde_json::to_string(&timer).expect("a timer is JSON");
        assert_eq!(
            serde_json::from_str::<Timer>(&text).expect("and back"),
            timer
        );
    }
}
