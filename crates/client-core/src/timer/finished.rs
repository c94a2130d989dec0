//! What a timed session becomes: a session, a log for each stretch, and the entry that is offered for review.

use std::fmt;

use shared_model::limits::DURATION_SECS;
use shared_model::{
    LogbookEntry, LogbookEntryType, PieceRef, PracticeLog, PracticeSession, RecordId, SessionType,
    Timestamp,
};

use super::Stretch;

/// A timed session that has ended and waits to be looked over.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedSession {
    pub(super) session_id: RecordId,
    pub(super) started_at: Timestamp,
    pub(super) ended_at: Timestamp,
    /// How long was played, in seconds.
    pub played_secs: i64,
    /// What was practised, one after the other.
    pub stretches: Vec<Stretch>,
    pub(super) utc_offset_minutes: i64,
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
            tempo_practiced: stretch.tempo,
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
        LogbookEntry {
            id: self.part_id("entry"),
            timestamp: self.started_at,
            duration: self.played_secs.min(DURATION_SECS),
            entry_type: LogbookEntryType::Practice,
            instrument: instrument.to_owned(),
            pieces: self.pieces(),
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

    /// The entry that is offered when the session was saved before and then went on: what was written stays, and the
    /// time and the pieces are those of now.
    pub fn entry_again(&self, saved: LogbookEntry) -> LogbookEntry {
        let mut pieces = saved.pieces;
        for piece in self.pieces() {
            match pieces.iter_mut().find(|known| known.id == piece.id) {
                Some(known) => known.tempo = piece.tempo.or(known.tempo),
                None => pieces.push(piece),
            }
        }
        LogbookEntry {
            duration: self.played_secs.min(DURATION_SECS),
            pieces,
            ..saved
        }
    }

    /// Each piece once, with the tempo that was noted last for it.
    fn pieces(&self) -> Vec<PieceRef> {
        let mut pieces: Vec<PieceRef> = Vec::new();
        for stretch in &self.stretches {
            let Some(piece) = &stretch.activity.piece else {
                continue;
            };
            match pieces.iter_mut().find(|known| known.id == piece.id) {
                Some(known) => known.tempo = stretch.tempo.or(known.tempo),
                None => pieces.push(PieceRef {
                    tempo: stretch.tempo,
                    ..piece.clone()
                }),
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use shared_model::Record as _;
    use shared_model::limits::Caps;

    use super::super::Timer;
    use super::super::tests::{at, piece, playing, scales};
    use super::*;

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
    fn each_log_has_the_tempo_of_its_stretch_and_each_piece_the_one_noted_last() {
        let mut timer = Timer::start("s".into(), playing("a"), at(0));
        timer.note_tempo(Some(60), at(1_000));
        timer.switch(playing("b"), at(10_000));
        timer.switch(playing("a"), at(20_000));
        timer.note_tempo(Some(72), at(25_000));
        timer.switch(scales(), at(30_000));
        let finished = timer.finish(at(40_000), 60);
        let tempos = |logs: Vec<PracticeLog>| {
            logs.into_iter()
                .map(|log| log.tempo_practiced)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            tempos(finished.logs(at(40_000))),
            [Some(60), None, Some(72), None]
        );
        let with_tempo = |title, tempo| PieceRef {
            tempo,
            ..piece(title)
        };
        assert_eq!(
            finished.entry("Piano", at(40_000)).pieces,
            [with_tempo("a", Some(72)), with_tempo("b", None)]
        );
    }

    #[test]
    fn a_piece_keeps_no_tempo_of_another_day() {
        let mut activity = playing("a");
        activity.piece.as_mut().expect("it has one").tempo = Some(90);
        let timer = Timer::start("s".into(), activity, at(0));
        let entry = timer.finish(at(10_000), 60).entry("Piano", at(10_000));
        assert_eq!(entry.pieces, [piece("a")]);
    }

    #[test]
    fn what_was_written_in_a_first_review_stays_in_a_second_one() {
        let mut timer = Timer::start("s".into(), playing("a"), at(0));
        timer.pause(at(10_000));
        let first = timer.finish(at(10_000), 60).entry("Piano", at(10_000));
        let saved = LogbookEntry {
            notes: Some("Slowly.".into()),
            ..first
        };
        timer.resume(at(60_000));
        timer.switch(playing("b"), at(70_000));
        let again = timer.finish(at(80_000), 60).entry_again(saved);
        assert_eq!(
            (again.duration, again.notes.as_deref()),
            (30, Some("Slowly."))
        );
        assert_eq!(again.pieces, [piece("a"), piece("b")]);
    }
}
