//! What importing a file would do to the journal.

use std::collections::HashMap;

use serde_json::{Map, Value};
use shared_model::{Piece, PracticeSession, Preferences, RecordId};

use super::{Contents, Incoming};
use crate::journal::{AnyRecord, Journal, with_record};
use crate::timer::Timer;

/// A record that the file and the journal both have, and of which they say different things.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The file's.
    pub(super) file: Incoming,
    /// The journal's.
    pub(super) here: AnyRecord,
}

impl Changed {
    /// Whether the file's is taken.
    fn takes_file(&self, prefer: Prefer) -> bool {
        match prefer {
            Prefer::Newer => {
                self.file.says_when_edited && self.file.record.updated_at() > self.here.updated_at()
            }
            Prefer::File => true,
            Prefer::Journal => false,
        }
    }
}

/// Which of two versions of a record stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prefer {
    /// The one that was edited later. The journal's, where the file does not say when.
    #[default]
    Newer,
    /// The file's.
    File,
    /// The journal's.
    Journal,
}

/// A file's records compared with the journal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    new: Vec<Incoming>,
    timer: Option<Timer>,
    preferences: Option<NewPreferences>,
    changed: Vec<Changed>,
    same: usize,
    beyond: usize,
    lacks_room: bool,
}

/// Preferences of which the file has some that nobody has chosen here.
#[derive(Clone, Debug, PartialEq)]
struct NewPreferences {
    here: Preferences,
    with_file: Preferences,
}

/// What importing does with one record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Add(AnyRecord, Map<String, Value>),
    Change {
        to: AnyRecord,
        unknown: Map<String, Value>,
        from: Box<AnyRecord>,
    },
    Prefer {
        to: Box<Preferences>,
        from: Box<Preferences>,
    },
    Time(Timer),
}

impl Plan {
    /// Compares.
    pub fn new(contents: &Contents, journal: &Journal) -> Self {
        let mut plan = Self::default();
        let reach = journal.reach();
        let mut new_chars = 0;
        let mut titles = None;
        for incoming in &contents.records {
            let (collection, id) = (incoming.record.collection(), incoming.record.id());
            match journal.get_any(collection, id) {
                Some(_) if incoming.is_mentioned => {}
                Some(here) if here.says_the_same_as(&incoming.record) => plan.same += 1,
                Some(here) => plan.changed.push(Changed {
                    file: incoming.clone(),
                    here,
                }),
                None if !reach.covers(incoming.record.instant()) => plan.beyond += 1,
                None => {
                    let mut incoming = incoming.clone();
                    if let (true, AnyRecord::Piece(piece)) =
                        (incoming.is_mentioned, &mut incoming.record)
                    {
                        let titles = titles.get_or_insert_with(|| Titles::of(journal, contents));
                        piece.merged_into = titles.piece_called_as(piece);
                    }
                    let unknown = &incoming.unknown;
                    new_chars +=
                        with_record!(&incoming.record, record => journal.cost_of(record, unknown));
                    plan.new.push(incoming);
                }
            }
        }
        // A session that was finished since, or another one that goes on here, is not begun again.
        let timer = contents.timer.clone().filter(|_| journal.timer().is_none());
        plan.timer = timer.filter(|timer| {
            let session = journal.get::<PracticeSession>(timer.session_id());
            session.is_none()
        });
        plan.preferences = contents.preferences.as_ref().and_then(|file| {
            let here = journal.preferences();
            let with_file = Preferences::merge(&Preferences::default(), &here, file);
            (with_file != here).then_some(NewPreferences { here, with_file })
        });
        plan.lacks_room = journal.free_chars().is_some_and(|free| new_chars > free);
        plan
    }

    /// The records that the journal does not have.
    pub fn added(&self) -> impl Iterator<Item = &AnyRecord> {
        self.new.iter().map(|incoming| &incoming.record)
    }

    /// Whether a session goes on that was not finished.
    pub fn has_timer(&self) -> bool {
        self.timer.is_some()
    }

    /// Whether the file has preferences that nobody has chosen here. What was chosen here stays.
    pub fn has_preferences(&self) -> bool {
        self.preferences.is_some()
    }

    /// How many records the journal has with other content.
    pub fn changed(&self) -> usize {
        self.changed.len()
    }

    /// How many records the journal has as they are.
    pub fn same(&self) -> usize {
        self.same
    }

    /// How many records belong to the part of the journal that is in the account only. Whether they are new is not known
    /// before that has been fetched, and importing them could double them.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// Whether the browser has not room enough for what is new.
    pub fn lacks_room(&self) -> bool {
        self.lacks_room
    }

    /// How many records an import would write; the preferences and an unfinished session count as one each.
    pub fn writes(&self, prefer: Prefer) -> usize {
        let changes = self.changed.iter();
        let changes = changes.filter(|changed| changed.takes_file(prefer)).count();
        let beside = usize::from(self.has_timer()) + usize::from(self.has_preferences());
        self.new.len() + changes + beside
    }

    /// What is to be done, record by record.
    pub(super) fn into_steps(self, prefer: Prefer) -> Vec<Step> {
        let changes = self.changed.into_iter();
        let changes = changes.filter(|changed| changed.takes_file(prefer));
        let adds = self
            .new
            .into_iter()
            .map(|new| Step::Add(new.record, new.unknown));
        let preferences = self.preferences.map(|new| Step::Prefer {
            to: Box::new(new.with_file),
            from: Box::new(new.here),
        });
        adds.chain(changes.map(|changed| Step::Change {
            to: changed.file.record,
            unknown: changed.file.unknown,
            from: Box::new(changed.here),
        }))
        .chain(preferences)
        .chain(self.timer.map(Step::Time))
        .collect()
    }
}

/// The journal's pieces by what they are called.
struct Titles {
    by_title_and_composer: HashMap<(String, Option<String>), RecordId>,
    /// Nothing where several pieces have the title, here or in the file.
    by_title: HashMap<String, Option<RecordId>>,
}

impl Titles {
    fn of(journal: &Journal, contents: &Contents) -> Self {
        let mut pieces: Vec<Piece> = journal.list();
        pieces.retain(|piece| piece.merged_into.is_none());
        pieces.sort_by(|one, other| other.id.cmp(&one.id));
        let mut titles = Self {
            by_title_and_composer: HashMap::new(),
            by_title: HashMap::new(),
        };
        for piece in pieces {
            let (title, composer) = title_of(&piece);
            let only = titles.by_title.entry(title.clone());
            only.and_modify(|only| *only = None)
                .or_insert_with(|| Some(piece.id.clone()));
            let called = (title, composer);
            titles.by_title_and_composer.insert(called, piece.id);
        }
        for incoming in &contents.records {
            if let AnyRecord::Piece(piece) = &incoming.record
                && piece.composer.is_some()
                && !titles.by_title_and_composer.contains_key(&title_of(piece))
            {
                titles.by_title.insert(title_of(piece).0, None);
            }
        }
        titles
    }

    /// The piece that one which a file only mentions is. Where the file does not say who composed it, it is the only one of
    /// its title.
    fn piece_called_as(&self, mentioned: &Piece) -> Option<RecordId> {
        let called = title_of(mentioned);
        let known = self.by_title_and_composer.get(&called);
        let only = || match called {
            (ref title, None) => self.by_title.get(title)?.as_ref(),
            (_, Some(_)) => None,
        };
        known.or_else(only).cloned()
    }
}

fn title_of(piece: &Piece) -> (String, Option<String>) {
    let lower = |text: &str| text.trim().to_lowercase();
    (lower(&piece.title), piece.composer.as_deref().map(lower))
}
