//! What other tabs wrote.

use leptos::ev;
use leptos::prelude::window_event_listener;

/// Calls `listener` with each key that another tab wrote or removed, or with nothing when it cleared the store. For as
/// long as the page lives.
pub(crate) fn on_other_tabs_write(listener: impl Fn(Option<&str>) + 'static) {
    let _for_ever =
        window_event_listener(ev::storage, move |event| listener(event.key().as_deref()));
}
