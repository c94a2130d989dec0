//! Something that is on or off.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A switch with its name. What it shows is what is, not what was pressed: the parent turns it.
#[component]
pub(crate) fn Switch(
    #[prop(into)] label: TextProp,
    #[prop(into)] is_on: Signal<bool>,
    /// Whether an earlier turn is under way. It keeps the focus meanwhile, and ignores presses.
    #[prop(into)]
    is_busy: Signal<bool>,
    /// Called with what it is to be.
    on_turn: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="switch"
            class="switch"
            aria-checked=move || if is_on.get() { "true" } else { "false" }
            aria-disabled=move || is_busy.get().then_some("true")
            on:click=move |_| {
                if !is_busy.get_untracked() {
                    on_turn.run(!is_on.get_untracked());
                }
            }
        >
            <span>{move || label.get()}</span>
            <span class="switch-track" aria-hidden="true"></span>
        </button>
    }
}
