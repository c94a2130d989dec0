//! What keys do by themselves, outside of any field. `components/shortcuts.rs` listens to them.

use shared_model::Timestamp;

/// A screen that keys lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// Today.
    Today,
    /// The logbook.
    Logbook,
    /// The repertoire.
    Repertoire,
    /// The goals.
    Goals,
    /// The reports.
    Reports,
    /// The account.
    Account,
}

impl Screen {
    /// All of them, in the order of the navigation.
    pub(crate) const ALL: [Self; 6] = [
        Self::Today,
        Self::Logbook,
        Self::Repertoire,
        Self::Goals,
        Self::Reports,
        Self::Account,
    ];

    /// The key that leads there after [`GO`].
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Today => "t",
            Self::Logbook => "l",
            Self::Repertoire => "r",
            Self::Goals => "g",
            Self::Reports => "p",
            Self::Account => "a",
        }
    }

    /// Its address.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Logbook => "/logbook",
            Self::Repertoire => "/repertoire",
            Self::Goals => "/goals",
            Self::Reports => "/reports",
            Self::Account => "/account",
        }
    }
}

/// What keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    /// Lists the keys.
    Help,
    /// Begins an entry.
    NewEntry,
    /// Starts the timer, or pauses it, or goes on with it.
    Timer,
    /// Goes to the field in which the logbook is searched.
    Search,
    /// Goes to a screen.
    GoTo(Screen),
}

/// After this key, another one names a screen.
pub(crate) const GO: &str = "g";

/// For how long it does, in milliseconds.
const GO_MILLIS: i64 = 1_500;

impl Shortcut {
    /// Those that take one key, in the order in which they are listed.
    pub(crate) const SINGLE: [Self; 4] = [Self::NewEntry, Self::Timer, Self::Search, Self::Help];

    /// The keys, one after the other.
    pub(crate) fn keys(self) -> Vec<&'static str> {
        match self {
            Self::Help => vec!["?"],
            Self::NewEntry => vec!["n"],
            Self::Timer => vec!["t"],
            Self::Search => vec!["/"],
            Self::GoTo(screen) => vec![GO, screen.key()],
        }
    }
}

/// The keys that were pressed, as far as they matter for the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    /// When [`GO`] was pressed, if that was the last key.
    go_at: Option<Timestamp>,
}

impl Keys {
    /// What comes of a key that is pressed now. One that names no screen soon after [`GO`] is what it is by itself.
    pub(crate) fn press(&mut self, key: &str, now: Timestamp) -> Option<Shortcut> {
        let go_at = self.go_at.take();
        if go_at.is_some_and(|at| (0..=GO_MILLIS).contains(&(now.millis() - at.millis())))
            && let Some(screen) = Screen::ALL.into_iter().find(|screen| screen.key() == key)
        {
            return Some(Shortcut::GoTo(screen));
        }
        self.go_at = (key == GO).then_some(now);
        Shortcut::SINGLE
            .into_iter()
            .find(|shortcut| shortcut.keys() == [key])
    }

    /// A key was meant otherwise: what was pressed before it does not matter any more.
    pub(crate) fn forget(&mut self) {
        self.go_at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_clock(millis)
    }

    fn pressed(keys: &[&str]) -> Vec<Shortcut> {
        let mut state = Keys::default();
        let presses = keys.iter().zip(0..);
        presses
            .filter_map(|(key, second)| state.press(key, at(second * 1_000)))
            .collect()
    }

    #[test]
    fn each_shortcut_is_what_its_keys_do() {
        let screens = Screen::ALL.map(Shortcut::GoTo);
        for shortcut in Shortcut::SINGLE.into_iter().chain(screens) {
            assert_eq!(pressed(&shortcut.keys()), [shortcut]);
        }
    }

    #[test]
    fn a_screen_is_named_by_the_next_key_only() {
        assert_eq!(pressed(&["g", "x", "t"]), [Shortcut::Timer]);
        assert_eq!(pressed(&["g", "n"]), [Shortcut::NewEntry]);
        assert_eq!(
            pressed(&["g", "g", "t"]),
            [Shortcut::GoTo(Screen::Goals), Shortcut::Timer]
        );
        assert_eq!(pressed(&["x", "Shift", "l"]), []);
    }

    #[test]
    fn a_screen_is_named_soon_or_not_at_all() {
        for (millis, shortcut) in [
            (1_500, Shortcut::GoTo(Screen::Today)),
            (1_501, Shortcut::Timer),
            // The clock was set back.
            (-1, Shortcut::Timer),
        ] {
            let mut keys = Keys::default();
            assert_eq!(keys.press("g", at(0)), None);
            assert_eq!(keys.press("t", at(millis)), Some(shortcut), "{millis}");
        }
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", at(0)), None);
        keys.forget();
        assert_eq!(keys.press("t", at(1)), Some(Shortcut::Timer));
    }
}
