//! People with several devices, a network that does its worst, and an oracle that knows what people did.
//!
//! One thread, one seed and a time that is made up: everything that happens follows from the seed, so a failure can be
//! seen again, and made smaller by leaving steps out.
//!
//! `steps` says what happens in a run, with scenes in which much meets (`meanwhile`), and `run` does it to the real client
//! and the real server: what people do to records (`deeds`), what they ask of their account (`accounts`), what is under way
//! (`traffic`), what goes wrong (`mishaps`), in an older or the newest version of the app (`program`). `observe` tells the
//! `oracle` what was written. After each step everything is where it belongs (`places`), each merge that is stored took the
//! right side (`sides`), and what somebody is told of their backup is true (`backups`). `settle` lets everybody sync in
//! peace, and then everything must be right. A run that fails is made smaller (`shrink`) and kept as text (`kept`).
//!
//! Six things are kinder than life. Before somebody signs in or out or keeps the journal of an account that is gone, before
//! a browser is killed, and while its storage is full, its tabs hear of what the others wrote. What is in the store when an
//! answer comes over the network is seen by the tab that gets it, though it has not been told. Nobody gets a new account after
//! theirs was deleted. The server does not refuse for two reasons to take a record. Nobody works on a copy, which is made of
//! what two programs or two long lists could not share. Before a month goes by, what is under way comes to its end.

mod accounts;
mod backups;
mod browser;
mod chance;
mod content;
mod coverage;
mod deeds;
mod edits;
mod faults;
mod kept;
mod meanwhile;
mod mishaps;
mod observe;
mod operator;
mod oracle;
mod places;
mod program;
mod run;
mod settle;
mod shrink;
mod sides;
mod steps;
mod storage;
mod traffic;
mod wire;
mod words;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use coverage::Coverage;

/// What happened in a run that failed, to be read.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What should have been otherwise.
    pub reason: String,
    /// What happened, step by step.
    pub trace: Vec<String>,
    /// What was to happen, as [`replay`] reads it.
    pub plan: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "seed {} failed: {}", self.seed, self.reason)?;
        for line in &self.trace {
            writeln!(formatter, "  {line}")?;
        }
        write!(formatter, "to be kept in kept/:\n{}", self.plan)
    }
}

/// What many runs came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many runs there were.
    pub runs: u64,
    /// Which step met which fault.
    pub coverage: Coverage,
    /// The first run that failed.
    pub failure: Option<Failure>,
}

/// Runs one seed.
///
/// # Errors
/// When something that must hold does not.
pub fn run(seed: u64) -> Result<Coverage, Box<Failure>> {
    let plan = steps::plan(seed);
    run::run(&plan).map_err(|stop| {
        Box::new(Failure {
            seed,
            reason: stop.reason,
            trace: stop.trace,
            plan: plan.to_text(),
        })
    })
}

/// Runs a plan that was kept because it failed once.
///
/// # Errors
/// When it is no plan, or something that must hold does not.
pub fn replay(kept: &str) -> Result<(), String> {
    let plan = steps::Plan::parse(kept).ok_or("it is no plan")?;
    match run::run(&plan) {
        Ok(_) => Ok(()),
        Err(stop) => Err(format!("{}\n{}", stop.reason, stop.trace.join("\n"))),
    }
}

/// What happens in the run of a seed, step by step.
pub fn trace(seed: u64) -> Vec<String> {
    run::trace(&steps::plan(seed))
}

/// Leaves out the steps of a failing seed that its failure does not need.
pub fn shrink(seed: u64) -> Option<Failure> {
    let (plan, stop) = shrink::shrink(&steps::plan(seed))?;
    Some(Failure {
        seed,
        reason: stop.reason,
        trace: stop.trace,
        plan: plan.to_text(),
    })
}

/// Runs `count` seeds from `from` on, on two threads, until one fails. `done` is told how many are.
pub fn run_many(from: u64, count: u64, done: impl Fn(u64) + Sync) -> Outcome {
    const THREADS: usize = 2;
    let (next, runs) = (AtomicU64::new(from), AtomicU64::new(0));
    let has_failed = AtomicBool::new(false);
    let outcome = Mutex::new(Outcome::default());
    let work = || {
        let mut coverage = Coverage::default();
        let mut failure = None;
        while !has_failed.load(Ordering::SeqCst) {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= from.saturating_add(count) {
                break;
            }
            match run(seed) {
                Ok(of_run) => coverage += &of_run,
                Err(of_run) => {
                    has_failed.store(true, Ordering::SeqCst);
                    failure = Some(*of_run);
                }
            }
            done(runs.fetch_add(1, Ordering::SeqCst) + 1);
        }
        let mut outcome = outcome
            .lock()
            .expect("no thread panics while it holds the lock");
        outcome.coverage += &coverage;
        // Both threads may have come upon one: the first seed is told.
        if let Some(failure) = failure
            && outcome
                .failure
                .as_ref()
                .is_none_or(|other| failure.seed < other.seed)
        {
            outcome.failure = Some(failure);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(work);
        }
    });
    let mut outcome = outcome.into_inner().expect("both threads are done");
    outcome.runs = runs.into_inner();
    outcome
}
