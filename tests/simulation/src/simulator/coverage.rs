//! Which step met which fault.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::ops::AddAssign;

use super::faults::Fault;
use super::steps::{self, Action};

/// How many steps may lie between a step and a fault that meet.
const NEAR: usize = 20;

/// How often each step met each fault: the fault was there, or came within a few steps before or after.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    met: BTreeMap<(Action, Fault), usize>,
}

impl AddAssign<&Self> for Coverage {
    fn add_assign(&mut self, other: &Self) {
        for (pair, count) in &other.met {
            *self.met.entry(*pair).or_default() += count;
        }
    }
}

impl Coverage {
    /// Pairs of a step and a fault that never met.
    pub fn gaps(&self) -> Vec<String> {
        let pairs = Action::STEPS
            .into_iter()
            .flat_map(|step| faults().map(move |fault| (step, fault)));
        pairs
            .filter(|pair| !self.met.contains_key(pair))
            .map(|(step, fault)| format!("{} x {}", step.name(), fault.name()))
            .collect()
    }
}

fn faults() -> impl Iterator<Item = Fault> {
    Fault::ALL
        .into_iter()
        .filter(|fault| steps::is_enabled(*fault))
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:<18}", "")?;
        for fault in faults() {
            write!(formatter, "{:>14}", fault.name())?;
        }
        for step in Action::STEPS {
            write!(formatter, "\n{:<18}", step.name())?;
            for fault in faults() {
                let count = self.met.get(&(step, fault)).copied().unwrap_or_default();
                write!(formatter, "{count:>14}")?;
            }
        }
        Ok(())
    }
}

/// Watches a run.
#[derive(Debug, Default)]
pub(super) struct Watch {
    coverage: Coverage,
    /// What happened lately, and in which browser; a fault of the server is in all of them.
    steps: VecDeque<(usize, usize, Action)>,
    faults: VecDeque<(usize, Option<usize>, Fault)>,
    /// Faults that last.
    lasting: BTreeSet<(usize, Fault)>,
}

impl Watch {
    /// Somebody did something.
    pub(super) fn step(&mut self, index: usize, browser: usize, action: Action) {
        let near = self
            .faults
            .iter()
            .filter(|(at, of, _)| at + NEAR >= index && of.is_none_or(|of| of == browser))
            .map(|(_, _, fault)| *fault);
        let lasting = self
            .lasting
            .iter()
            .filter(|(of, _)| *of == browser)
            .map(|(_, fault)| *fault);
        let met: BTreeSet<Fault> = near.chain(lasting).collect();
        for fault in met {
            *self.coverage.met.entry((action, fault)).or_default() += 1;
        }
        self.steps.push_back((index, browser, action));
        if self.steps.len() > NEAR {
            self.steps.pop_front();
        }
    }

    /// Something went wrong, in one browser or at the server.
    pub(super) fn fault(&mut self, index: usize, browser: Option<usize>, fault: Fault) {
        for (at, of, action) in &self.steps {
            if at + NEAR >= index && browser.is_none_or(|browser| browser == *of) {
                *self.coverage.met.entry((*action, fault)).or_default() += 1;
            }
        }
        self.faults.push_back((index, browser, fault));
        if self.faults.len() > NEAR {
            self.faults.pop_front();
        }
    }

    /// Something stays wrong in a browser, or no longer.
    pub(super) fn last(&mut self, browser: usize, fault: Fault, lasts: bool) {
        if lasts {
            self.lasting.insert((browser, fault));
        } else {
            self.lasting.remove(&(browser, fault));
        }
    }

    pub(super) fn into_coverage(self) -> Coverage {
        self.coverage
    }
}
