//! Makes a run that fails smaller: leaves out steps for as long as it still fails.

use super::run::{self, Stop};
use super::steps::Plan;

/// The smallest failing run that was found; nothing when the plan does not fail at all.
pub(super) fn shrink(plan: &Plan) -> Option<(Plan, Stop)> {
    let mut smallest = plan.clone();
    let mut stop = run::run(&smallest).err()?;
    let kind = kind(&stop);
    let mut size = smallest.steps.len();
    while size > 0 {
        let mut start = 0;
        let mut has_shrunk = false;
        while start < smallest.steps.len() {
            let end = (start + size).min(smallest.steps.len());
            let mut candidate = smallest.clone();
            candidate.steps.drain(start..end);
            match run::run(&candidate) {
                Err(still) if self::kind(&still) == kind => {
                    (smallest, stop) = (candidate, still);
                    has_shrunk = true;
                }
                _ => start = end,
            }
        }
        if !(has_shrunk && size == 1) {
            size /= 2;
        }
    }
    Some((smallest, stop))
}

/// What is wrong, without the names and values that are others in another run.
fn kind(stop: &Stop) -> Vec<String> {
    let line = stop.reason.lines().next().unwrap_or_default();
    line.split_whitespace()
        .filter(|word| word.chars().all(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}
