//! Runs seeds of the simulator: `simulate --seeds N [--from S] [--trace] [--no-shrink]`.

use std::process::ExitCode;
use std::time::Instant;

use simulation::simulator;

const USAGE: &str = "simulate --seeds N [--from S] [--trace] [--no-shrink]";
/// With so many runs every step has met every fault, or the plans do not let it; and how many records were known says
/// something.
const ENOUGH: u64 = 1_000;
const TOLD_EVERY: u64 = 500;

struct Options {
    seeds: u64,
    from: u64,
    /// Whether each run is told step by step.
    trace: bool,
    /// Whether a failing run is made smaller.
    shrink: bool,
}

fn options() -> Option<Options> {
    let mut options = Options {
        seeds: 1,
        from: 0,
        trace: false,
        shrink: true,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seeds" => options.seeds = arguments.next()?.parse().ok()?,
            "--from" => options.from = arguments.next()?.parse().ok()?,
            "--trace" => options.trace = true,
            "--no-shrink" => options.shrink = false,
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("usage: {USAGE}");
        return ExitCode::FAILURE;
    };
    let Options {
        seeds,
        from,
        trace,
        shrink,
    } = options;
    if trace {
        for seed in from..from.saturating_add(seeds) {
            println!("seed {seed}");
            for line in simulator::trace(seed) {
                println!("  {line}");
            }
        }
    }
    let start = Instant::now();
    let outcome = simulator::run_many(from, seeds, |done| {
        if done % TOLD_EVERY == 0 {
            println!("{done} of {seeds} seeds after {:.0?}", start.elapsed());
        }
    });
    println!("\n{}\n", outcome.coverage);
    if let Some(failure) = outcome.failure {
        println!("seed {} failed: {}", failure.seed, failure.reason);
        let shrunk = shrink.then(|| simulator::shrink(failure.seed)).flatten();
        println!("\n{}", shrunk.unwrap_or(failure));
        return ExitCode::FAILURE;
    }
    let gaps = outcome.coverage.gaps();
    println!(
        "{} seeds from {from}, none failed, {:.0?}; {} pairs of a step and a fault never met",
        outcome.runs,
        start.elapsed(),
        gaps.len()
    );
    if outcome.runs >= ENOUGH
        && let Err(wrong) = outcome.coverage.check()
    {
        println!("{wrong}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
