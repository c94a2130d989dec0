//! Importing, a few records at a time, and undoing all of it.

use std::vec::IntoIter;

use serde_json::{Map, Value};
use shared_model::Preferences;

use super::plan::{Plan, Prefer, Step};
use crate::journal::{AnyRecord, Journal, JournalRecord, SaveError, with_record};
use crate::timer::Timer;

/// An import under way. Whoever shows the journal stays able to act, because it goes on by [`Self::advance`] only.
#[derive(Debug)]
pub struct Import {
    steps: IntoIter<Step>,
    total: usize,
    done: Vec<Done>,
}

/// What was done with one record.
#[derive(Debug)]
enum Done {
    Added(AnyRecord),
    Changed {
        before: Box<AnyRecord>,
        /// What the program did not know of it.
        unknown_before: Map<String, Value>,
        after: AnyRecord,
    },
    Preferred {
        before: Box<Preferences>,
        after: Box<Preferences>,
    },
    Timed(Timer),
}

impl Import {
    /// Of what was planned.
    pub fn new(plan: Plan, prefer: Prefer) -> Self {
        let steps = plan.into_steps(prefer);
        Self {
            total: steps.len(),
            steps: steps.into_iter(),
            done: Vec::new(),
        }
    }

    /// How many records it is about.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many records have been written.
    pub fn written(&self) -> usize {
        self.done.len()
    }

    /// How many records are still to come.
    pub fn left(&self) -> usize {
        self.steps.len()
    }

    /// Imports the next records. What has come into the journal by itself since it was compared is left as it is.
    ///
    /// # Errors
    /// When the browser does not store one, or the journal does not take it. What was written before stays.
    pub fn advance(&mut self, journal: &Journal, records: usize) -> Result<(), SaveError> {
        let steps = self.steps.by_ref().take(records);
        let done = &mut self.done;
        journal.together(|| {
            for step in steps {
                done.extend(take(journal, step)?);
            }
            Ok(())
        })
    }

    /// The way back.
    pub fn into_undo(self) -> Undo {
        Undo {
            total: self.done.len(),
            done: self.done,
            left_alone: 0,
        }
    }
}

fn take(journal: &Journal, step: Step) -> Result<Option<Done>, SaveError> {
    match step {
        Step::Add(record, unknown) => {
            let is_added = with_record!(record.clone(), record => journal.add(record, &unknown))?;
            Ok(is_added.then_some(Done::Added(record)))
        }
        Step::Change { from, .. } if !is_still(journal, &from) => Ok(None),
        Step::Change { to, unknown, from } => {
            let unknown_before = unknown_of(journal, &to);
            // What neither this program nor the file knows of it stays.
            let mut all = unknown_before.clone();
            all.extend(unknown);
            with_record!(to.clone(), record => journal.replace_whole(record, &all))?;
            Ok(Some(Done::Changed {
                before: from,
                unknown_before,
                after: to,
            }))
        }
        Step::Prefer { from, .. } if journal.preferences() != *from => Ok(None),
        Step::Prefer { to, from } => {
            journal.set_preferences(&to)?;
            Ok(Some(Done::Preferred {
                before: from,
                after: to,
            }))
        }
        Step::Time(_) if journal.timer().is_some() => Ok(None),
        Step::Time(timer) => {
            journal.set_timer(Some(timer.clone()))?;
            Ok(Some(Done::Timed(timer)))
        }
    }
}

fn unknown_of(journal: &Journal, record: &AnyRecord) -> Map<String, Value> {
    fn of<R: JournalRecord>(journal: &Journal, record: &R) -> Map<String, Value> {
        journal.unknown_of::<R>(record.id())
    }
    with_record!(record, record => of(journal, record))
}

/// Whether the journal has the record, and as it is here.
fn is_still(journal: &Journal, record: &AnyRecord) -> bool {
    let now = journal.get_any(record.collection(), record.id());
    now.is_some_and(|now| now.says_the_same_as(record))
}

/// An import that is being undone. It goes on by [`Self::advance`] only.
#[derive(Debug)]
pub struct Undo {
    done: Vec<Done>,
    total: usize,
    left_alone: usize,
}

impl Undo {
    /// How many records the import has written.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many of them are still to be undone.
    pub fn left(&self) -> usize {
        self.done.len()
    }

    /// How many have been edited or deleted since, and were left as they are.
    pub fn left_alone(&self) -> usize {
        self.left_alone
    }

    /// Undoes the next records, the last first.
    ///
    /// # Errors
    /// When the browser does not store one. It is the next one again then.
    pub fn advance(&mut self, journal: &Journal, records: usize) -> Result<(), SaveError> {
        journal.together(|| {
            for _ in 0..records {
                let Some(done) = self.done.last() else {
                    break;
                };
                if !put_back(journal, done)? {
                    self.left_alone += 1;
                }
                self.done.pop();
            }
            Ok(())
        })
    }
}

/// Says whether the record was as the import left it, and is now as it was before.
fn put_back(journal: &Journal, done: &Done) -> Result<bool, SaveError> {
    match done {
        Done::Added(record) | Done::Changed { after: record, .. } if !is_still(journal, record) => {
            return Ok(false);
        }
        Done::Timed(timer) => {
            if journal.timer().as_ref() != Some(timer) {
                return Ok(false);
            }
            journal.set_timer(None)?;
        }
        Done::Added(record) => {
            fn take_back<R: JournalRecord>(journal: &Journal, record: &R) -> Result<(), SaveError> {
                journal.take_back::<R>(record.id())
            }
            with_record!(record, record => take_back(journal, record))?;
        }
        Done::Changed {
            before,
            unknown_before,
            ..
        } => {
            with_record!(
                AnyRecord::clone(before),
                record => journal.replace_whole(record, unknown_before)
            )?;
        }
        Done::Preferred { before, after } => {
            if journal.preferences() != **after {
                return Ok(false);
            }
            journal.set_preferences(before)?;
        }
    }
    Ok(true)
}
