//! What may go wrong.

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
