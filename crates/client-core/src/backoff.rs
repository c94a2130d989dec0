//! How long a client leaves the server alone after a sync that failed: longer after each failure, and never as long as
//! the other clients do that failed at the same time.

use std::time::Duration;

use shared_model::protocol::ErrorCode;

use crate::api::ApiError;
use crate::platform::Random;
use crate::sync::SyncError;

/// The wait after the first failure, at most.
const FIRST: Duration = Duration::from_secs(4);
/// The wait after many failures, at most.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Counts failures in a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Takes note of how a sync ended, and says how long to wait before the next that nobody asks for; nothing when there
    /// is no need to.
    pub fn after(
        &mut self,
        outcome: &Result<(), SyncError>,
        random: &dyn Random,
    ) -> Option<Duration> {
        match Setback::of(outcome) {
            None => {
                self.failures = 0;
                return None;
            }
            Some(Setback::Failure) => self.failures = self.failures.saturating_add(1),
            Some(Setback::Limit) => self.failures = u32::MAX,
        }
        Some(wait(self.failures, random))
    }
}

/// Why the server is better left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setback {
    /// It may work the next time.
    Failure,
    /// The platform has said that it takes no more for a while.
    Limit,
}

impl Setback {
    fn of(outcome: &Result<(), SyncError>) -> Option<Self> {
        match outcome {
            // Somebody else's sync was asked for meanwhile.
            Ok(()) | Err(SyncError::UserChanged) => None,
            Err(SyncError::Api(ApiError::Limited)) => Some(Self::Limit),
            Err(SyncError::Api(error)) => match error.code() {
                // The server is well. Somebody may sign in in another tab at any moment.
                Some(ErrorCode::Unauthenticated | ErrorCode::WrongAccount) => None,
                _ => Some(Self::Failure),
            },
            Err(SyncError::Store(_) | SyncError::UpgradeRequired | SyncError::Unfinished) => {
                Some(Self::Failure)
            }
        }
    }
}

/// The wait after so many failures in a row: twice as long after each, up to the longest; half of it certain, half of it
/// chance.
fn wait(failures: u32, random: &dyn Random) -> Duration {
    let doubled = 1_u32.checked_shl(failures.saturating_sub(1));
    let whole = doubled
        .and_then(|times| FIRST.checked_mul(times))
        .map_or(LONGEST, |whole| whole.min(LONGEST));
    let mut chance = [0; 2];
    random.fill(&mut chance);
    let share = f64::from(u16::from_be_bytes(chance)) / f64::from(u16::MAX);
    whole / 2 + (whole / 2).mul_f64(share)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::Details;
    use crate::platform::{ServerFailure, StoreError};
    use crate::test_support::TestRandom;

    fn random() -> TestRandom {
        TestRandom(Cell::new(1))
    }

    fn unreachable() -> Result<(), SyncError> {
        Err(SyncError::Api(ServerFailure.into()))
    }

    fn refused(code: ErrorCode) -> Result<(), SyncError> {
        Err(SyncError::Api(ApiError::Refused {
            code: Some(code),
            message: String::new(),
            reference: None,
            details: Details::default(),
        }))
    }

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let (mut backoff, random) = (Backoff::default(), random());
        for failures in 1..=200_u32 {
            let whole = FIRST
                .saturating_mul(2_u32.saturating_pow(failures - 1))
                .min(LONGEST);
            let wait = backoff.after(&unreachable(), &random).expect("waits");
            assert!(
                wait >= whole / 2 && wait <= whole,
                "{wait:?} after {failures}"
            );
        }
    }

    #[test]
    fn waits_differ_so_that_not_every_client_comes_back_at_once() {
        let random = random();
        let waits: BTreeSet<Duration> = (0..20).map(|_| wait(5, &random)).collect();
        assert!(waits.len() > 15, "{waits:?}");
    }

    #[test]
    fn a_success_begins_anew() {
        let (mut backoff, random) = (Backoff::default(), random());
        for _ in 0..10 {
            backoff.after(&unreachable(), &random);
        }
        assert_eq!(backoff.after(&Ok(()), &random), None);
        let wait = backoff.after(&unreachable(), &random).expect("waits");
        assert!(wait <= FIRST);
    }

    #[test]
    fn the_platforms_limit_waits_longest_at_once() {
        let limited = Err(SyncError::Api(ApiError::Limited));
        let wait = Backoff::default()
            .after(&limited, &random())
            .expect("waits");
        assert!(wait >= LONGEST / 2);
    }

    #[test]
    fn only_what_may_pass_with_time_is_waited_for() {
        let waits = |outcome: Result<(), SyncError>| {
            Backoff::default().after(&outcome, &random()).is_some()
        };
        for outcome in [
            unreachable(),
            refused(ErrorCode::Unavailable),
            refused(ErrorCode::UpgradeRequired),
            Err(SyncError::Store(StoreError::Full)),
            Err(SyncError::Unfinished),
        ] {
            assert!(waits(outcome.clone()), "{outcome:?}");
        }
        for outcome in [
            Ok(()),
            Err(SyncError::UserChanged),
            refused(ErrorCode::Unauthenticated),
            refused(ErrorCode::WrongAccount),
        ] {
            assert!(!waits(outcome.clone()), "{outcome:?}");
        }
    }
}
