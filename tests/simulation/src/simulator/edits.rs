//! What musicians write: new records of every kind, and edits of one field. Every text and number is written once only,
//! so that where a value is found later tells who wrote it.

use client_core::{Journal, JournalRecord};
use shared_model::limits::{self, Caps};
use shared_model::records::Record;
use shared_model::{
    ActivityType, Collection, Goal, GoalStatus, GoalTarget, GoalTargetKind, LogbookEntry,
    LogbookEntryType, Milestone, Mood, Piece, PieceRef, PieceStatus, PracticeLog, PracticeSession,
    RecordId, SessionType, Timestamp,
};

use super::chance::Chance;
use super::program::Program;

/// The tags that a server takes.
const TAGS_MAX: usize = Caps::Server.count(limits::TAGS);
/// So many that an entry with those of two people is more than a server takes.
pub(super) const MANY_TAGS: usize = TAGS_MAX / 2 + 5;

/// Where new values come from.
pub(super) struct Pen<'a> {
    pub(super) chance: &'a mut Chance,
    /// Counts what is written in a run.
    pub(super) written: &'a mut i64,
    pub(super) now: Timestamp,
    /// The version of the app that it is written with.
    pub(super) program: Program,
    /// The practice sessions that there are.
    pub(super) sessions: Vec<RecordId>,
}

impl Pen<'_> {
    fn number(&mut self) -> i64 {
        *self.written += 1;
        *self.written
    }

    pub(super) fn text(&mut self, kind: &str) -> String {
        format!("{kind} {}", self.number())
    }

    fn id(&mut self, kind: &str) -> RecordId {
        RecordId(format!("{kind}-{}", self.number()))
    }

    fn any<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.chance.below(values.len())]
    }

    /// Adds a value to a list, or takes one out.
    fn change_list<T>(&mut self, list: &mut Vec<T>, new: impl FnOnce(&mut Self) -> T) {
        if list.is_empty() || !self.chance.once_in(3) {
            let value = new(self);
            list.push(value);
        } else {
            let index = self.chance.below(list.len());
            list.remove(index);
        }
    }
}

/// A kind of record that musicians write.
pub(super) trait Written: JournalRecord + Record {
    /// A new one.
    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self;
    /// Changes one field.
    fn edit(&mut self, pen: &mut Pen<'_>);
    /// Puts right a value that no server takes. What it writes has never been there.
    fn correct(&mut self, pen: &mut Pen<'_>);

    /// Where one types on, if anywhere.
    fn notes(&mut self) -> Option<&mut Option<String>>;
}

/// Adds so many tags that there is no room for as many by somebody else.
pub(super) fn tag_much(entry: &mut LogbookEntry, pen: &mut Pen<'_>) -> bool {
    let has_room = entry.tags.len() + MANY_TAGS <= TAGS_MAX;
    if has_room {
        entry.tags.extend((0..MANY_TAGS).map(|_| pen.text("tag")));
    }
    has_room
}

/// Adds a line to the notes, where there are any.
pub(super) fn type_on<R: Written>(record: &mut R, pen: &mut Pen<'_>) -> bool {
    let line = pen.text("line");
    let at_the_top = pen.chance.once_in(4);
    let Some(notes) = record.notes() else {
        return false;
    };
    *notes = Some(match notes.take() {
        None => line,
        Some(before) if at_the_top => format!("{line}\n{before}"),
        Some(before) => format!("{before}\n{line}"),
    });
    true
}

/// Writes another line in the place of one, or removes it.
fn rewrite_line(notes: &mut Option<String>, pen: &mut Pen<'_>) {
    let mut lines: Vec<String> = notes
        .as_deref()
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        lines.push(pen.text("line"));
    } else {
        let index = pen.chance.below(lines.len());
        if pen.chance.once_in(4) {
            lines.remove(index);
        } else {
            lines[index] = pen.text("line");
        }
    }
    *notes = (!lines.is_empty()).then(|| lines.join("\n"));
}

impl Written for Piece {
    fn correct(&mut self, pen: &mut Pen<'_>) {
        self.title = pen.text("title");
    }

    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self {
        Self {
            id,
            title: pen.text("title"),
            composer: pen.chance.once_in(2).then(|| pen.text("composer")),
            status: PieceStatus::Learning,
            notes: pen.chance.once_in(2).then(|| pen.text("line")),
            merged_into: None,
            created_at: pen.now,
            updated_at: pen.now,
        }
    }

    fn edit(&mut self, pen: &mut Pen<'_>) {
        match pen.chance.below(4) {
            0 => self.title = pen.text("title"),
            1 => self.composer = Some(pen.text("composer")),
            2 => {
                self.status = pen.any(&[
                    PieceStatus::Planned,
                    PieceStatus::Polished,
                    PieceStatus::Dropped,
                ]);
            }
            _ => rewrite_line(&mut self.notes, pen),
        }
    }

    fn notes(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.notes)
    }
}

impl Written for PracticeSession {
    fn correct(&mut self, pen: &mut Pen<'_>) {
        self.instrument = pen.text("instrument");
    }

    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self {
        Self {
            id,
            instrument: pen.text("instrument"),
            sheet_music_id: None,
            sheet_music_title: None,
            session_type: SessionType::FreePractice,
            started_at: pen.now,
            completed_at: None,
            paused_duration: 0,
            accuracy: None,
            notes_attempted: 0,
            notes_correct: 0,
            utc_offset_minutes: 60,
            created_at: pen.now,
            updated_at: pen.now,
        }
    }

    fn edit(&mut self, pen: &mut Pen<'_>) {
        match pen.chance.below(4) {
            0 => self.instrument = pen.text("instrument"),
            1 => {
                self.paused_duration = pen.number();
                self.completed_at = Some(self.started_at.plus_secs(3_600 + self.paused_duration));
            }
            2 => {
                self.notes_attempted = pen.number();
                self.notes_correct = self.notes_attempted;
                self.accuracy = Some(100.0);
            }
            _ => {
                self.sheet_music_id = Some(pen.text("sheet"));
                self.sheet_music_title = self.sheet_music_id.clone();
            }
        }
    }

    fn notes(&mut self) -> Option<&mut Option<String>> {
        None
    }
}

impl Written for PracticeLog {
    fn correct(&mut self, pen: &mut Pen<'_>) {
        self.duration_seconds = pen.number();
    }

    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self {
        Self {
            id,
            session_id: match pen.chance.pick(&pen.sessions) {
                Some(session) => session.clone(),
                None => pen.id("session"),
            },
            activity_type: ActivityType::Scales,
            started_at: Some(pen.now),
            duration_seconds: pen.number(),
            piece_id: None,
            piece_title: None,
            tempo_practiced: None,
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: Some(pen.text("line")),
            created_at: pen.now,
            updated_at: pen.now,
        }
    }

    fn edit(&mut self, pen: &mut Pen<'_>) {
        match pen.chance.below(6) {
            0 => self.duration_seconds = pen.number(),
            1 => self.tempo_practiced = Some(pen.number()),
            2 => self.self_rating = Some(pen.any(&[1, 5, 10])),
            3 => {
                self.piece_id = Some(pen.id("piece"));
                self.piece_title = Some(pen.text("title"));
            }
            4 => rewrite_line(&mut self.notes, pen),
            _ => pen.change_list(&mut self.focus_areas, |pen| pen.text("focus")),
        }
    }

    fn notes(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.notes)
    }
}

impl Written for LogbookEntry {
    fn correct(&mut self, pen: &mut Pen<'_>) {
        self.duration = pen.number();
    }

    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self {
        Self {
            id,
            timestamp: pen.now,
            duration: pen.number(),
            entry_type: LogbookEntryType::Practice,
            instrument: pen.text("instrument"),
            pieces: Vec::new(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: Some(pen.text("line")),
            // There is none of the older version's here.
            mood: (!pen.program.is_old() && pen.chance.once_in(3)).then_some(Mood::Excited),
            tags: vec![pen.text("tag")],
            session_id: None,
            utc_offset_minutes: 60,
            created_at: pen.now,
            updated_at: pen.now,
        }
    }

    fn edit(&mut self, pen: &mut Pen<'_>) {
        match pen.chance.below(11) {
            0..2 => self.duration = pen.number(),
            2 => self.instrument = pen.text("instrument"),
            3 => {
                let moods = [Mood::Excited, Mood::Frustrated, Mood::Neutral];
                // There is one less in the older version.
                self.mood = Some(pen.any(&moods[usize::from(pen.program.is_old())..]));
            }
            4 => self.timestamp = self.timestamp.plus_secs(pen.number()),
            5 => match self.pieces.first_mut() {
                Some(piece) if pen.chance.once_in(2) => piece.measures = Some(pen.text("bars")),
                _ => pen.change_list(&mut self.pieces, |pen| PieceRef {
                    id: pen.id("piece"),
                    title: pen.text("title"),
                    composer: None,
                    measures: None,
                    tempo: None,
                }),
            },
            6 => rewrite_line(&mut self.notes, pen),
            7 => pen.change_list(&mut self.techniques, |pen| pen.text("technique")),
            _ => pen.change_list(&mut self.tags, |pen| pen.text("tag")),
        }
    }

    fn notes(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.notes)
    }
}

impl Written for Goal {
    fn correct(&mut self, pen: &mut Pen<'_>) {
        self.title = pen.text("title");
    }

    fn new(id: RecordId, pen: &mut Pen<'_>) -> Self {
        let milestones = if is_said_by_hand(&id) { 0 } else { 2 };
        let milestones = (0..milestones).map(|_| milestone(pen)).collect();
        Self {
            id,
            title: pen.text("title"),
            description: Some(pen.text("line")),
            target_date: None,
            progress: 0,
            milestones,
            status: GoalStatus::Active,
            completed_at: None,
            target: None,
            created_at: pen.now,
            updated_at: pen.now,
        }
    }

    fn edit(&mut self, pen: &mut Pen<'_>) {
        match pen.chance.below(5) {
            0 => self.title = pen.text("title"),
            1 if !is_said_by_hand(&self.id) => {
                self.target = Some(GoalTarget {
                    kind: GoalTargetKind::Minutes,
                    amount: pen.number(),
                    piece_id: None,
                });
            }
            2 => rewrite_line(&mut self.description, pen),
            _ if is_said_by_hand(&self.id) => say_how_far(self, pen),
            3 => match self.milestones.last_mut() {
                Some(milestone) => milestone.title = pen.text("milestone"),
                None => {
                    self.milestones.push(milestone(pen));
                    self.set_progress(0, pen.now);
                }
            },
            _ => {
                pen.change_list(&mut self.milestones, milestone);
                if let Some(progress) = self.milestone_progress() {
                    self.set_progress(progress, pen.now);
                }
            }
        }
    }

    fn notes(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.description)
    }
}

/// Whether somebody says by hand how far a goal is. Of the others their milestones say it, and nothing else.
fn is_said_by_hand(id: &RecordId) -> bool {
    id.as_str()
        .bytes()
        .last()
        .is_some_and(|digit| digit % 2 == 0)
}

/// Says by hand how far a goal is, or where it stands.
fn say_how_far(goal: &mut Goal, pen: &mut Pen<'_>) {
    match pen.chance.below(4) {
        0 => goal.complete(pen.now),
        1 => goal.pause(),
        2 => goal.reopen(),
        _ => {
            let progress = pen.number() % 100;
            goal.set_progress(progress, pen.now);
        }
    }
}

fn milestone(pen: &mut Pen<'_>) -> Milestone {
    Milestone {
        id: pen.id("milestone"),
        title: pen.text("milestone"),
        completed: false,
        completed_at: None,
    }
}

/// Marks one of a goal's milestones as done, or as not done. Of a goal that has none somebody says how far it is.
pub(super) fn toggle(goal: &mut Goal, pen: &mut Pen<'_>) -> bool {
    if is_said_by_hand(&goal.id) {
        say_how_far(goal, pen);
        return true;
    }
    let Some(milestone) = pen.chance.pick(&goal.milestones).cloned() else {
        return false;
    };
    goal.set_milestone(&milestone.id, !milestone.completed, pen.now);
    true
}

/// Does something with the type of record that a collection holds.
pub(super) trait ForKind {
    type Output;
    fn call<R: Written>(self) -> Self::Output;
}

/// Calls `work` with the type of record that `collection` holds.
pub(super) fn for_kind<W: ForKind>(collection: Collection, work: W) -> W::Output {
    match collection {
        Collection::Pieces => work.call::<Piece>(),
        Collection::PracticeSessions => work.call::<PracticeSession>(),
        Collection::PracticeLogs => work.call::<PracticeLog>(),
        Collection::LogbookEntries => work.call::<LogbookEntry>(),
        Collection::Goals => work.call::<Goal>(),
    }
}

/// The records of a kind that a journal shows, always in the same order.
pub(super) fn listed<R: Written>(journal: &Journal) -> Vec<R> {
    let mut records = journal.list::<R>();
    records.sort_by(|one, other| one.id().cmp(other.id()));
    records
}
