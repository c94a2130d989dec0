//! What a sheet and a question have in common: a modal dialog that only the app opens and closes.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::platform::dom;

/// A dialog that is open for as long as it is part of the page. Escape asks to leave; the parent decides. The focus goes
/// back to where it was, or to the page's heading if that is gone. It is named by the element `{id}-title`; a question is described by `{id}-text` too.
#[component]
pub(crate) fn Modal(
    id: &'static str,
    class: &'static str,
    #[prop(default = "dialog")] role: &'static str,
    on_leave: Callback<()>,
    children: Children,
) -> impl IntoView {
    let described_by = (role == "alertdialog").then(|| format!("{id}-text"));
    let dialog = NodeRef::<Dialog>::new();
    let before = StoredValue::new_local(dom::focused());
    let show = move || {
        request_animation_frame(move || {
            let closed = dialog.get_untracked().filter(|dialog| !dialog.open());
            if let Some(dialog) = closed.filter(|dialog| dialog.is_connected()) {
                // It is connected and not open: nothing is left that could fail.
                let _ = dialog.show_modal();
            }
        });
    };
    dialog.on_load(move |_| show());
    on_cleanup(move || {
        dom::give_focus_back(before.try_get_value().flatten());
    });
    view! {
        <dialog
            id=id
            class=class
            role=role
            aria-labelledby=format!("{id}-title")
            aria-describedby=described_by
            node_ref=dialog
            // Browsers let a page refuse to close only once without a click in between, so Escape never gets that far.
            on:keydown=move |event: ev::KeyboardEvent| {
                if event.key() == "Escape" && !event.is_composing() {
                    event.prevent_default();
                    on_leave.run(());
                }
            }
            // The back gesture of a phone.
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                on_leave.run(());
            }
            // What the browser closed all the same is open until the parent says otherwise.
            on:close=move |_| {
                show();
                on_leave.run(());
            }
        >
            {children()}
        </dialog>
    }
}
