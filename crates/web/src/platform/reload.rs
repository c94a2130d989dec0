//! Loading the page again, as soon as nothing is lost by that.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::set_timeout;

use super::dom;

/// How long it takes at most to notice that nothing holds a reload back any more.
const LOOKS_EVERY: Duration = Duration::from_millis(500);

thread_local! {
    /// How many things are under way that a reload would stop half-way.
    static UNDER_WAY: Cell<usize> = const { Cell::new(0) };
}

/// Something that the page has begun and that a reload would stop half-way. None comes while this is there.
pub(crate) struct UnderWay(());

impl UnderWay {
    /// From now on.
    pub(crate) fn begin() -> Self {
        UNDER_WAY.set(UNDER_WAY.get() + 1);
        Self(())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.set(UNDER_WAY.get().saturating_sub(1));
    }
}

/// Loads the page again: at once, or when the open sheet is closed, in which something may be typed that is kept nowhere,
/// and what is under way has come to its end.
pub(crate) fn reload_when_free() {
    match UNDER_WAY.get() == 0 && !dom::has_dialog() {
        true => dom::reload(),
        false => set_timeout(reload_when_free, LOOKS_EVERY),
    }
}
