//! The simulator's seeds: each is a history of its own, and the same in every run.

use simulation::simulator;

/// How many histories are tried.
const SEEDS: u64 = 2_000;

/// Seeds that failed once. What a seed stands for changes when the simulator learns something new; a failure that says
/// something about the program is kept as a test of its own, too.
const FAILED_ONCE: &[u64] = &[];

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_misplaced() {
    let outcome = simulator::run_many(0, SEEDS, |_| {});
    if let Some(failure) = outcome.failure {
        panic!("{}", simulator::shrink(failure.seed).unwrap_or(failure));
    }
    assert_eq!(outcome.runs, SEEDS);
    let gaps = outcome.coverage.gaps();
    assert!(gaps.is_empty(), "never met: {gaps:?}\n{}", outcome.coverage);
}

#[test]
fn what_failed_once_does_not_fail_again() {
    for seed in FAILED_ONCE {
        if let Err(failure) = simulator::run(*seed) {
            panic!("{failure}");
        }
    }
}
