//! Paper: whether the page is on its way there, and sending it.

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;

/// Whether the page is being printed, by a button or by the browser's menu. What is on paper only is put into the page
/// before the browser looks at it.
#[derive(Clone, Copy)]
pub(crate) struct Printing(RwSignal<bool>);

impl Printing {
    /// Follows it until the component around goes away.
    pub(crate) fn follow() -> Self {
        let is_printing = RwSignal::new(false);
        for (event, is) in [("beforeprint", true), ("afterprint", false)] {
            let listener = window_event_listener_untyped(event, move |_| is_printing.set(is));
            on_cleanup(move || listener.remove());
        }
        Self(is_printing)
    }

    /// Whether it is under way.
    pub(crate) fn is_under_way(self) -> bool {
        self.0.get()
    }

    /// Prints once the page is as it is to be on paper.
    pub(crate) fn start(self) {
        self.0.set(true);
        request_animation_frame(move || {
            // A browser that does not print says so itself; that printing is over it does not say then.
            if window().print().is_err() {
                self.0.try_set(false);
            }
        });
    }
}
