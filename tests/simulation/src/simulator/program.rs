//! Versions of the app side by side. All run the same code; what an older one does not know is made unknown to it where it
//! reads and writes: in its store, and in the answers of the server.

/// The version of the app that a tab runs, from when it is opened until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// The newest.
    Newest,
    /// The one before, in which there is a mood less. The server still takes what it sends.
    Older,
    /// The one before, and the server takes nothing from it any more.
    Refused,
}

/// What the newest version writes, and what stands there for the older one, which cannot read it.
const MOOD: (&str, &str) = ("\"mood\":\"EXCITED\"", "\"mood\":\"SERENE\"");
/// The version that could not read something, as the older one names itself and as the code calls itself.
const LEFT_OUT_BY: (&str, &str) = ("\"leftOutBy\":0", "\"leftOutBy\":1");

impl Program {
    /// Whether it is not the newest.
    pub(super) fn is_old(self) -> bool {
        self != Self::Newest
    }

    /// What it finds where this was written.
    pub(super) fn reads(self, text: &str) -> String {
        if self.is_old() {
            text.replace(MOOD.0, MOOD.1)
                .replace(LEFT_OUT_BY.0, LEFT_OUT_BY.1)
        } else {
            text.to_owned()
        }
    }

    /// What is there once it has written this.
    pub(super) fn writes(self, text: &str) -> String {
        if self.is_old() {
            text.replace(MOOD.1, MOOD.0)
                .replace(LEFT_OUT_BY.1, LEFT_OUT_BY.0)
        } else {
            text.to_owned()
        }
    }
}
