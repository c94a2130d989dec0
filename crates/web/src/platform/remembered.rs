//! What this browser remembers of how the app is used. It is no part of the journal and goes to no account.

use gloo_storage::{LocalStorage, Storage as _};

/// Something that is so or not, and is not at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// The welcome has been read.
    Welcomed,
    /// Single keys do nothing.
    KeysOff,
}

impl Remembered {
    fn key(self) -> &'static str {
        match self {
            Self::Welcomed => "mirubato_ui_welcomed",
            Self::KeysOff => "mirubato_ui_keys_off",
        }
    }

    /// Whether it is so.
    pub(crate) fn is_so(self) -> bool {
        LocalStorage::get(self.key()).unwrap_or_default()
    }

    /// Remembers it. A browser that does not store it forgets it with the page.
    pub(crate) fn remember(self, is_so: bool) {
        let _ = LocalStorage::set(self.key(), is_so);
    }
}
