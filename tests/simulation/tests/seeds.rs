//! The simulator's seeds: each is a history of its own, and the same in every run.

use std::fs;
use std::path::Path;

use simulation::simulator;

/// How many histories are tried.
const SEEDS: u64 = 2_000;

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_misplaced() {
    let outcome = simulator::run_many(0, SEEDS, |_| {});
    if let Some(failure) = outcome.failure {
        panic!("{}", simulator::shrink(failure.seed).unwrap_or(failure));
    }
    assert_eq!(outcome.runs, SEEDS);
    let checked = outcome.coverage.check();
    checked.unwrap_or_else(|wrong| panic!("{wrong}\n{}", outcome.coverage));
}

/// What a seed stands for changes when the simulator learns something new, so the plans that failed are kept. A failure that
/// says something about the program has a test of its own, too.
#[test]
fn what_failed_once_does_not_fail_again() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept");
    let mut kept = 0;
    for file in fs::read_dir(directory).expect("the plans are there") {
        let path = file.expect("it can be read").path();
        let plan = fs::read_to_string(&path).expect("it can be read");
        if let Err(failure) = simulator::replay(&plan) {
            panic!("{}: {failure}", path.display());
        }
        kept += 1;
    }
    assert!(kept > 0, "there are plans");
}
