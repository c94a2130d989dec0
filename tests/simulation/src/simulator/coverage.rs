//! Which step met which fault, and how many records were judged by all that people knew.
//!
//! A step is open until what it did is in the account, or what it asked for has come to its end. It meets a fault that
//! hits it meanwhile: one of its requests, its record, or the browser that it happened in. What lasts is met by every step
//! that begins meanwhile.

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
    /// Faults that last in a browser.
    lasting: BTreeSet<(usize, Fault)>,
    /// What happened since the operator made a backup.
    since_backup: Vec<Action>,
}

impl Watch {
    /// Somebody did something, or begins to.
    pub(super) fn begin(&mut self, action: Action, browser: usize, subject: Subject) {
        let lasting = self.lasting.iter().filter(|(of, _)| *of == browser);
        let met: BTreeSet<Fault> = lasting.map(|(_, fault)| *fault).collect();
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

    /// A fault stays in a browser, or no longer. Whatever is open meets it.
    pub(super) fn last(&mut self, browser: usize, fault: Fault, lasts: bool) {
        if lasts {
            self.lasting.insert((browser, fault));
            self.hit(fault, browser, |_| true);
        } else {
            self.lasting.remove(&(browser, fault));
        }
    }

    /// Whether a fault lasts in a browser.
    pub(super) fn lasts(&self, browser: usize, fault: Fault) -> bool {
        self.lasting.contains(&(browser, fault))
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
        for browser in 0..browsers {
            self.last(browser, Fault::Restored, true);
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
