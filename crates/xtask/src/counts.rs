//! Reading how many tests passed and failed from what the test runners print.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed and failed. A test that did not run has not passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// What cannot even be run counts as one failure.
    pub(crate) const BROKEN: Self = Self {
        passed: 0,
        failed: 1,
    };

    /// What one line of `cargo test` or of node's test runner adds.
    pub(crate) fn of_line(line: &str) -> Self {
        let line = line.trim();
        match line.strip_prefix("test result: ") {
            Some(summary) => Self {
                passed: before(summary, " passed"),
                failed: before(summary, " failed") + before(summary, " ignored"),
            },
            None => match node_summary(line) {
                Some(("pass", number)) => Self {
                    passed: number,
                    failed: 0,
                },
                Some(("fail" | "cancelled" | "skipped" | "todo", number)) => Self {
                    passed: 0,
                    failed: number,
                },
                _ => Self::default(),
            },
        }
    }

    /// Whether all is well: some tests ran and none failed.
    pub(crate) fn good(self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number right before a word.
fn before(summary: &str, word: &str) -> u64 {
    summary
        .split_once(word)
        .and_then(|(start, _)| start.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// node's runner ends with lines such as `ℹ pass 3`.
fn node_summary(line: &str) -> Option<(&str, u64)> {
    let (name, number) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    Some((name, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_counted() {
        let line = "test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(
            Counts::of_line(line),
            Counts {
                passed: 12,
                failed: 2
            }
        );
    }

    #[test]
    fn an_ignored_test_has_not_passed() {
        let line = "test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(
            Counts::of_line(line),
            Counts {
                passed: 1,
                failed: 1
            }
        );
    }

    #[test]
    fn node_results_are_counted() {
        let mut counts = Counts::default();
        for line in [
            "ℹ tests 6",
            "ℹ suites 0",
            "ℹ pass 3",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
            "ℹ todo 0",
        ] {
            counts += Counts::of_line(line);
        }
        assert_eq!(
            counts,
            Counts {
                passed: 3,
                failed: 3
            }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in [
            "test result of mine: 3 passed",
            "ℹ duration_ms 12.5",
            "4 passed",
            "",
        ] {
            assert_eq!(Counts::of_line(line), Counts::default(), "{line}");
        }
    }

    #[test]
    fn no_tests_is_not_good() {
        assert!(!Counts::default().good());
        assert!(
            Counts {
                passed: 1,
                failed: 0
            }
            .good()
        );
        assert!(
            !Counts {
                passed: 1,
                failed: 1
            }
            .good()
        );
    }
}
