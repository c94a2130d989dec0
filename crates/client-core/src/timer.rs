//! The practice timer: what is being practised since when, told from instants alone.
//!
//! Nothing here ticks. The time that was played is the difference of instants, so a hidden tab, a sleeping phone and a
//! reload lose nothing. Times that lie before what is already known (a clock that was set back) count as nothing.

mod finished;
mod store;

use serde::{Deserialize, Serialize};
use shared_model::{ActivityType, PieceRef, RecordId, Timestamp};

pub use finished::FinishedSession;
pub use store::{change, read};

/// After how long without a touch a running timer counts as forgotten, in seconds.
const FORGOTTEN_SECS: i64 = 3 * 60 * 60;

/// How long after the last touch somebody who forgot the timer has probably stopped, in seconds. It is less than
/// [`FORGOTTEN_SECS`], so the guess is never later than the moment in which it is made.
const GUESSED_SECS: i64 = 60 * 60;

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
    /// The same in all segments of a stretch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tempo: Option<i64>,
    from: Timestamp,
    to: Timestamp,
}

/// Time spent on one activity, pauses left out. Each becomes a practice log.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// What was practised.
    pub activity: Activity,
    /// The tempo that was noted last, in beats per minute: where practising has come to, and a slip of the finger can
    /// be put right, as it could not if the highest one counted.
    pub tempo: Option<i64>,
    /// When it began.
    pub started_at: Timestamp,
    /// How long, in seconds.
    pub seconds: i64,
}

/// A timer that runs on, probably without anybody practising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// When somebody last did anything with it.
    pub last_touch: Timestamp,
    /// When they have probably stopped.
    pub guessed_stop: Timestamp,
}

/// A timed session that has not been saved yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timer {
    session_id: RecordId,
    started_at: Timestamp,
    activity: Activity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tempo: Option<i64>,
    /// The start of the running segment; absent while paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    running_since: Option<Timestamp>,
    /// The last touch that began no segment, if the running one has seen any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    touched_at: Option<Timestamp>,
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
            tempo: None,
            running_since: Some(now),
            touched_at: None,
            segments: Vec::new(),
        }
    }

    /// The session that it times.
    pub fn session_id(&self) -> &RecordId {
        &self.session_id
    }

    /// When the session began.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// What is practised now, or will be when the pause ends.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// The tempo of the stretch that goes on, in beats per minute.
    pub fn tempo(&self) -> Option<i64> {
        self.tempo
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
                tempo: self.tempo,
                from,
                to: now.max(from),
            });
            self.touched_at = None;
        }
    }

    /// Counts again.
    pub fn resume(&mut self, now: Timestamp) {
        self.running_since.get_or_insert(now);
    }

    /// Goes on with something else. A stretch ends here and, unless paused, the next begins.
    pub fn switch(&mut self, activity: Activity, now: Timestamp) {
        if activity == self.activity {
            return self.touch(now);
        }
        let was_running = self.is_running();
        self.pause(now);
        let goes_on = self
            .segments
            .last()
            .filter(|last| last.activity == activity);
        self.tempo = goes_on.and_then(|last| last.tempo);
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
        for segment in self.segments_of_the_stretch() {
            segment.activity = named.clone();
        }
        self.activity = named;
        self.touch(now);
    }

    /// Notes the tempo of the stretch that is going on, or that it has none.
    pub fn note_tempo(&mut self, tempo: Option<i64>, now: Timestamp) {
        for segment in self.segments_of_the_stretch() {
            segment.tempo = tempo;
        }
        self.tempo = tempo;
        self.touch(now);
    }

    /// Says that somebody is still practising.
    pub fn touch(&mut self, now: Timestamp) {
        self.touched_at = self.running_since.map(|_| now);
    }

    /// Whether the timer runs and nobody has touched it for long. Only whoever forgot it can say when they stopped:
    /// nothing is cut off until they do, by [`Timer::stop_at`].
    pub fn forgotten(&self, now: Timestamp) -> Option<Forgotten> {
        let since = self.running_since?;
        let last_touch = self.touched_at.map_or(since, |touch| touch.max(since));
        (now.secs_since(last_touch) >= FORGOTTEN_SECS).then(|| Forgotten {
            last_touch,
            guessed_stop: last_touch.plus_secs(GUESSED_SECS),
        })
    }

    /// Pauses as if it had been done at `at`, which is past: what was counted later counts no more, and what was
    /// practised then is what is practised when the pause ends.
    pub fn stop_at(&mut self, at: Timestamp) {
        self.pause(at);
        self.segments.retain_mut(|segment| {
            segment.to = segment.to.min(at);
            segment.from < segment.to
        });
        if let Some(last) = self.segments.last() {
            self.activity = last.activity.clone();
            self.tempo = last.tempo;
        }
    }

    /// The ended segments of the stretch that is going on.
    fn segments_of_the_stretch(&mut self) -> impl Iterator<Item = &mut Segment> {
        let activity = &self.activity;
        self.segments
            .iter_mut()
            .rev()
            .take_while(move |segment| segment.activity == *activity)
    }

    /// How long was played so far, in seconds.
    pub fn played_secs(&self, now: Timestamp) -> i64 {
        self.played_millis(now) / 1000
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
                Some(last) => {
                    last.seconds += seconds;
                    last.tempo = segment.tempo.or(last.tempo);
                }
                None => stretches.push(Stretch {
                    activity: segment.activity,
                    tempo: segment.tempo,
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
        let end = self.segments_until(now).last();
        FinishedSession {
            session_id: self.session_id.clone(),
            started_at: self.started_at,
            ended_at: end.map_or(self.started_at, |last| last.to),
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
            tempo: self.tempo,
            from,
            to: now.max(from),
        });
        self.segments.iter().cloned().chain(running)
    }
}

/// Starts a session, unless one is going on: another tab may have started it.
pub fn start(timer: &mut Option<Timer>, session_id: RecordId, activity: Activity, now: Timestamp) {
    timer.get_or_insert_with(|| Timer::start(session_id, activity, now));
}

/// Ends a session that was saved as it was `reviewed`. One that another tab went on with meanwhile stays: when it is
/// finished again, its records replace those that were saved.
pub fn end(timer: &mut Option<Timer>, reviewed: &Timer) {
    timer.take_if(|timer| timer == reviewed);
}

/// Throws a session away. Another one, which another tab started meanwhile, stays.
pub fn discard(timer: &mut Option<Timer>, session_id: &RecordId) {
    timer.take_if(|timer| timer.session_id == *session_id);
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis).expect("in range")
    }

    pub(super) fn scales() -> Activity {
        Activity {
            activity_type: ActivityType::Scales,
            piece: None,
        }
    }

    pub(super) fn piece(title: &str) -> PieceRef {
        PieceRef {
            id: title.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    pub(super) fn playing(title: &str) -> Activity {
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

    fn tempos(timer: &Timer, now: Timestamp) -> Vec<Option<i64>> {
        timer.stretches(now).iter().map(|s| s.tempo).collect()
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
    fn a_tempo_is_that_of_its_stretch_however_often_it_pauses() {
        let mut timer = Timer::start("s".into(), playing("a"), at(0));
        timer.note_tempo(Some(60), at(1_000));
        timer.pause(at(10_000));
        timer.note_tempo(Some(66), at(11_000));
        timer.resume(at(12_000));
        timer.note_tempo(Some(72), at(13_000));
        timer.switch(scales(), at(20_000));
        assert_eq!(timer.tempo(), None);
        timer.note_tempo(Some(100), at(21_000));
        timer.note_tempo(None, at(22_000));
        assert_eq!(tempos(&timer, at(30_000)), [Some(72), None]);
        // A change of mind during a pause begins no stretch.
        timer.pause(at(30_000));
        timer.switch(playing("a"), at(31_000));
        assert_eq!(timer.tempo(), None);
        timer.switch(scales(), at(32_000));
        timer.note_tempo(Some(96), at(33_000));
        timer.resume(at(34_000));
        assert_eq!(tempos(&timer, at(40_000)), [Some(72), Some(96)]);
    }

    #[test]
    fn a_timer_is_forgotten_after_a_long_time_without_a_touch_and_only_while_it_runs() {
        const HOUR: i64 = 3_600_000;
        let start = || Timer::start("s".into(), playing("a"), at(0));
        let last_touch = |timer: &Timer, now| timer.forgotten(at(now)).map(|told| told.last_touch);
        assert_eq!(last_touch(&start(), 3 * HOUR - 1_000), None);
        assert_eq!(
            start().forgotten(at(3 * HOUR)),
            Some(Forgotten {
                last_touch: at(0),
                guessed_stop: at(HOUR),
            })
        );
        let touches: [fn(&mut Timer, Timestamp); 5] = [
            Timer::touch,
            |timer, now| timer.note_tempo(Some(60), now),
            |timer, now| timer.switch(scales(), now),
            |timer, now| timer.switch(playing("a"), now),
            |timer, now| timer.name_piece(piece("b"), now),
        ];
        for touch in touches {
            let mut timer = start();
            touch(&mut timer, at(HOUR));
            assert_eq!(last_touch(&timer, 4 * HOUR - 1_000), None);
            assert_eq!(last_touch(&timer, 4 * HOUR), Some(at(HOUR)));
        }
        let mut timer = start();
        timer.touch(at(HOUR));
        timer.pause(at(2 * HOUR));
        timer.touch(at(3 * HOUR));
        assert_eq!(last_touch(&timer, 99 * HOUR), None);
        timer.resume(at(99 * HOUR));
        assert_eq!(last_touch(&timer, 102 * HOUR), Some(at(99 * HOUR)));
        // A clock that was set back.
        assert_eq!(last_touch(&timer, HOUR), None);
    }

    #[test]
    fn a_stop_in_the_past_cuts_what_was_counted_later() {
        let mut session = Timer::start("s".into(), playing("a"), at(0));
        session.note_tempo(Some(60), at(1_000));
        session.pause(at(10_000));
        session.resume(at(20_000));
        session.switch(scales(), at(30_000));
        session.note_tempo(Some(100), at(31_000));
        // Stopped at, played then, what is practised then, its tempo.
        let cases = [
            (40_000, 30, scales(), Some(100)),
            (30_000, 20, playing("a"), Some(60)),
            (25_000, 15, playing("a"), Some(60)),
            (15_000, 10, playing("a"), Some(60)),
            (5_000, 5, playing("a"), Some(60)),
        ];
        for (stop, played, activity, tempo) in cases {
            let mut timer = session.clone();
            timer.stop_at(at(stop));
            assert!(!timer.is_running());
            assert_eq!(timer.played_secs(at(99_000)), played, "{stop}");
            assert_eq!(
                (timer.activity(), timer.tempo()),
                (&activity, tempo),
                "{stop}"
            );
            timer.resume(at(100_000));
            assert_eq!(timer.played_secs(at(101_000)), played + 1, "{stop}");
        }
        session.stop_at(at(0));
        assert_eq!(session.stretches(at(99_000)), []);
    }

    #[test]
    fn nothing_is_cut_from_a_forgotten_timer_until_somebody_says_so() {
        // From before midnight until after the clocks were put forward in Berlin.
        let instant = |text| Timestamp::parse(text).expect("a test's time is well formed");
        let mut timer = Timer::start("s".into(), scales(), instant("2024-03-30T22:30:00Z"));
        let now = instant("2024-03-31T07:30:00Z");
        assert!(timer.forgotten(now).is_some());
        assert_eq!(timer.played_secs(now), 9 * 3_600);
        timer.stop_at(instant("2024-03-31T01:15:00Z"));
        let finished = timer.finish(now, 60);
        assert_eq!(finished.played_secs, 2 * 3_600 + 45 * 60);
        let session = finished.session("Piano", now);
        assert_eq!(session.completed_at, Some(instant("2024-03-31T01:15:00Z")));
        assert_eq!(session.paused_duration, 0);
    }

    #[test]
    fn a_session_ends_only_as_it_was_reviewed() {
        let mut timer = None;
        start(&mut timer, "s".into(), scales(), at(0));
        start(&mut timer, "other".into(), playing("a"), at(5_000));
        let mut reviewed = timer.clone().expect("it was started");
        assert_eq!(reviewed.session_id(), &"s".into());
        reviewed.pause(at(10_000));
        end(&mut timer, &reviewed);
        discard(&mut timer, &"other".into());
        assert!(timer.is_some());
        timer = Some(reviewed.clone());
        end(&mut timer, &reviewed);
        assert_eq!(timer, None);
        start(&mut timer, "s".into(), scales(), at(20_000));
        discard(&mut timer, &"s".into());
        assert_eq!(timer, None);
    }

    #[test]
    fn a_timer_that_an_older_version_left_running_goes_on() {
        let stored = r#"{"sessionId": "s", "startedAt": "2024-01-15T10:00:00Z", "activity": {"activityType": "SCALES"},
            "runningSince": "2024-01-15T10:30:00Z", "segments": [{"activity": {"activityType": "SCALES"},
            "from": "2024-01-15T10:00:00Z", "to": "2024-01-15T10:20:00Z"}]}"#;
        let mut timer: Timer = serde_json::from_str(stored).expect("it can be read");
        let now = Timestamp::parse("2024-01-15T10:40:00Z").expect("well formed");
        timer.note_tempo(Some(80), now);
        assert_eq!(timer.played_secs(now), 30 * 60);
        assert_eq!(tempos(&timer, now), [Some(80)]);
    }

    #[test]
    fn a_timer_survives_being_stored() {
        let mut timer = Timer::start("s".into(), scales(), at(0));
        timer.switch(playing("a"), at(10_900));
        timer.note_tempo(Some(80), at(11_000));
        let text = serde_json::to_string(&timer).expect("a timer is JSON");
        assert_eq!(
            serde_json::from_str::<Timer>(&text).expect("and back"),
            timer
        );
    }
}
