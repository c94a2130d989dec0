//! A modal sheet: over the page on a desk, from the bottom edge on a phone.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;

use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::platform::dom;

/// Shows its children in a modal dialog for as long as it is part of the page. Escape and the close button ask to
/// close; the parent decides. The focus goes back to where it was.
#[component]
pub(crate) fn Sheet(
    /// For the element's id and the heading's.
    id: &'static str,
    #[prop(into)] title: TextProp,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let dialog = shown_modally();
    view! {
        <dialog
            class="sheet"
            id=id
            aria-labelledby=format!("{id}-title")
            node_ref=dialog
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                on_close.run(());
            }
        >
            <header class="sheet-head">
                <h2 id=format!("{id}-title")>{move || title.get()}</h2>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label=move || t_string!(i18n, action.close)
                    on:click=move |_| on_close.run(())
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </header>
            {children()}
        </dialog>
    }
}

/// A dialog element that opens as a modal when it is there, and gives the focus back when it is gone.
pub(super) fn shown_modally() -> NodeRef<Dialog> {
    let dialog = NodeRef::<Dialog>::new();
    let before = StoredValue::new_local(dom::focused());
    dialog.on_load(|dialog| {
        request_animation_frame(move || {
            if dialog.is_connected() && !dialog.open() {
                // It is connected and not open: nothing is left that could fail.
                let _ = dialog.show_modal();
            }
        });
    });
    on_cleanup(move || {
        if let Some(element) = before.try_get_value().flatten() {
            dom::focus_soon(element);
        }
    });
    dialog
}
