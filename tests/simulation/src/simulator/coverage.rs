//! Which step met which fault, and how many records were judged by all that people knew.
//!
//! A step is open until what it did is in the account, or what it asked for has come to its end. It meets a fault that
//! hits it meanwhile: one of its requests, its record, or the browser that it happened in. A step that begins meets what is
//! in force in its browser at that moment, and no fault that was there once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;

use super::faults::Fault;
use super::oracle::Name;
use super::steps::Action;

/// How often each step met each fault, and of how many records the oracle knew everything to the end.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    met: BTreeMap<(Action, Fault), usize>,
    records: usize,
    known: usize,
}

impl AddAssign<&Self> for Coverage {
    fn add_assign(&mut self, other: &Self) {
        for (pair, count) in &other.met {
            *self.met.entry(*pair).or_default() += count;
        }
        self.records += other.records;
        self.known += other.known;
    }
}

impl Coverage {
    /// Of how many records in a hundred everything has to be known, so that all is demanded of them.
    const KNOWN_PERCENT: usize = 75;

    /// What is wrong with many runs together, although none of them failed.
    ///
    /// # Errors
    /// When some step never met some fault, or of too few records everything was known.
    pub fn check(&self) -> Result<(), String> {
        let (known, gaps) = (self.percent_known(), self.gaps());
        if known < Self::KNOWN_PERCENT {
            return Err(format!(
                "only {known} % of the records were known to the end, and it should be {} %",
                Self::KNOWN_PERCENT
            ));
        }
        match gaps.is_empty() {
            true => Ok(()),
            false => Err(format!("never met: {}", gaps.join(", "))),
        }
    }

    /// The percentage of records of which everything was known that people had done and seen. Of the others a backup of the
    /// server, a damaged value or an account that is gone took something away, and less is demanded of them.
    pub fn percent_known(&self) -> usize {
        self.known * 100 / self.records.max(1)
    }

    /// Pairs of a step and a fault that never met.
    pub fn gaps(&self) -> Vec<String> {
        let pairs = Action::STEPS
            .into_iter()
            .flat_map(|step| Fault::ALL.map(move |fault| (step, fault)));
        pairs
            .filter(|pair| !self.met.contains_key(pair))
            .map(|(step, fault)| format!("{} x {}", step.name(), fault.name()))
            .collect()
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:<18}", "")?;
        for fault in Fault::ALL {
            write!(formatter, "{:>14}", fault.name())?;
        }
        for step in Action::STEPS {
            write!(formatter, "\n{:<18}", step.name())?;
            for fault in Fault::ALL {
                let count = self.met.get(&(step, fault)).copied().unwrap_or_default();
                write!(formatter, "{count:>14}")?;
            }
        }
        write!(
            formatter,
            "\n{} of {} records were known to the end",
            self.known, self.records
        )
    }
}

/// What a step is about, for as long as it is open.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// A record, until the account holds what was done to it.
    Record(Name),
    /// Something that is under way in a tab.
    Job(usize),
    /// Who signed out, until the server has heard of it.
    Leaving,
    /// The browser's session, until somebody signs in again.
    Session,
}

#[derive(Debug)]
struct Open {
    action: Action,
    browser: usize,
    subject: Subject,
    met: BTreeSet<Fault>,
}

/// Watches a run.
#[derive(Debug, Default)]
pub(super) struct Watch {
    coverage: Coverage,
    open: Vec<Open>,
    /// The browsers that have not asked the server since it was restored.
    behind_restore: BTreeSet<usize>,
    /// What happened since the operator made a backup.
    since_backup: Vec<Action>,
}

impl Watch {
    /// Somebody did something, or begins to, while these faults are in force.
    pub(super) fn begin(
        &mut self,
        action: Action,
        browser: usize,
        subject: Subject,
        met: BTreeSet<Fault>,
    ) {
        for fault in &met {
            self.coverage.count(action, *fault);
        }
        self.open.push(Open {
            action,
            browser,
            subject,
            met,
        });
        self.since_backup.push(action);
    }

    /// What is open for which `is_over` holds is no longer.
    pub(super) fn close(&mut self, browser: usize, is_over: impl Fn(&Subject) -> bool) {
        self.open
            .retain(|open| open.browser != browser || !is_over(&open.subject));
    }

    /// A fault hit whatever is open in a browser and is hit by it.
    pub(super) fn hit(&mut self, fault: Fault, browser: usize, is_hit: impl Fn(&Subject) -> bool) {
        for open in &mut self.open {
            if open.browser == browser && is_hit(&open.subject) && open.met.insert(fault) {
                self.coverage.count(open.action, fault);
            }
        }
    }

    /// Whether a browser has not asked the server since it was restored.
    pub(super) fn is_behind_restore(&self, browser: usize) -> bool {
        self.behind_restore.contains(&browser)
    }

    /// A browser has asked the server since it was restored.
    pub(super) fn has_asked(&mut self, browser: usize) {
        self.behind_restore.remove(&browser);
    }

    /// The operator makes a backup.
    pub(super) fn back_up(&mut self) {
        self.since_backup.clear();
    }

    /// The server forgot what happened since.
    pub(super) fn restore(&mut self, browsers: usize) {
        for action in std::mem::take(&mut self.since_backup) {
            self.coverage.count(action, Fault::Restored);
        }
        self.behind_restore = (0..browsers).collect();
        for browser in 0..browsers {
            self.hit(Fault::Restored, browser, |_| true);
        }
    }

    /// What was seen in a run of so many records, of which so many were known to the end.
    pub(super) fn into_coverage(self, records: usize, known: usize) -> Coverage {
        Coverage {
            records,
            known,
            ..self.coverage
        }
    }
}

impl Coverage {
    fn count(&mut self, action: Action, fault: Fault) {
        *self.met.entry((action, fault)).or_default() += 1;
    }
}
