//! The simulator's seeds: each is a history of its own, and the same in every run.

use simulation::simulator;

/// How many histories are tried.
const SEEDS: u64 = 60;
/// How many things happen in each, before peace.
const STEPS: usize = 150;

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_misplaced() {
    for seed in 0..SEEDS {
        if let Err(failure) = simulator::run(seed, STEPS) {
            panic!(
                "seed {seed}: {}\n{}",
                failure.reason,
                failure.trace.join("\n")
            );
        }
    }
}
