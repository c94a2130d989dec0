//! What may go wrong, and where it is in force.

use std::collections::BTreeSet;

use super::coverage::Subject;
use super::mishaps::{POISON, UNKNOWN_FIELD};
use super::program::Program;
use super::run::Run;
use super::steps::Action;
use super::storage::is_unsynced;

/// Something that goes wrong, by itself or at a step of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// A request never arrives.
    RequestLost,
    /// A request is done and its answer never arrives.
    AnswerLost,
    /// A request arrives again, later.
    Twice,
    /// A request is given up and arrives after others.
    Delayed,
    /// The server fails before it does anything.
    ServerError,
    /// The browser is killed, between any two writes of its store.
    Killed,
    /// The store has no room.
    Full,
    /// A stored value cannot be read any more.
    Damaged,
    /// The device's clock jumps by a year.
    ClockJump,
    /// The server is restored from an older backup.
    Restored,
    /// A tab runs a version of the app that the server takes nothing from any more.
    OlderVersion,
    /// A newer version of the app writes fields and values that this one does not know.
    NewerVersion,
    /// A record that the server does not take.
    Poison,
    /// A push fails whenever a certain record is in it.
    FailingChunk,
    /// A tab sees late what another one wrote.
    StaleTab,
}

impl Fault {
    /// All of them.
    pub(super) const ALL: [Self; 15] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::Twice,
        Self::Delayed,
        Self::ServerError,
        Self::Killed,
        Self::Full,
        Self::Damaged,
        Self::ClockJump,
        Self::Restored,
        Self::OlderVersion,
        Self::NewerVersion,
        Self::Poison,
        Self::FailingChunk,
        Self::StaleTab,
    ];

    /// Those that happen to a request.
    pub(super) const OF_NETWORK: [Self; 5] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::Twice,
        Self::Delayed,
        Self::ServerError,
    ];

    /// What the report calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RequestLost => "request lost",
            Self::AnswerLost => "answer lost",
            Self::Twice => "twice",
            Self::Delayed => "delayed",
            Self::ServerError => "server error",
            Self::Killed => "killed",
            Self::Full => "full",
            Self::Damaged => "damaged",
            Self::ClockJump => "clock",
            Self::Restored => "restored",
            Self::OlderVersion => "older app",
            Self::NewerVersion => "newer app",
            Self::Poison => "poison",
            Self::FailingChunk => "bad chunk",
            Self::StaleTab => "stale tab",
        }
    }
}

impl Run {
    /// Whether a fault that lasts is in force in a browser at this moment. One that hits a request or a tab is over at once.
    pub(super) fn is_in_force(&self, browser: usize, fault: Fault) -> bool {
        let of_browser = &self.browsers[browser];
        let storage = &of_browser.storage;
        let runs = |program| of_browser.tabs.iter().any(|tab| tab.program == program);
        match fault {
            Fault::Full => storage.quota.get().is_some(),
            Fault::Damaged => of_browser.is_damaged(),
            Fault::ClockJump => of_browser.is_off(),
            Fault::Restored => self.watch.is_behind_restore(browser),
            Fault::OlderVersion => runs(Program::Refused),
            // What the newest version cannot read is there only because an even newer one was.
            Fault::NewerVersion => {
                let field = format!("\"{UNKNOWN_FIELD}\"");
                runs(Program::Older) || storage.has_any(|value| value.contains(&field))
            }
            Fault::Poison => {
                let poison = POISON.to_string();
                storage.has_any(|value| is_unsynced(value) && value.contains(&poison))
            }
            Fault::FailingChunk => {
                let fails = |value: &str| self.internet.fails_for_any_in(value);
                storage.has_any(|value| is_unsynced(value) && fails(value))
            }
            Fault::RequestLost
            | Fault::AnswerLost
            | Fault::Twice
            | Fault::Delayed
            | Fault::ServerError
            | Fault::Killed
            | Fault::StaleTab => false,
        }
    }

    /// Somebody did something, or begins to.
    pub(super) fn begin(&mut self, action: Action, browser: usize, subject: Subject) {
        let faults = Fault::ALL.into_iter();
        let met: BTreeSet<Fault> = faults
            .filter(|fault| self.is_in_force(browser, *fault))
            .collect();
        self.watch.begin(action, browser, subject, met);
    }

    /// Whatever is open in a browser meets a fault that has just begun, if it is in force there.
    pub(super) fn meet(&mut self, browser: usize, fault: Fault) {
        if self.is_in_force(browser, fault) {
            self.watch.hit(fault, browser, |_| true);
        }
    }
}
