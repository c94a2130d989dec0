//! A question before something that cannot be undone.

use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::sheet::shown_modally;

/// Asks, in a small dialog. Escape answers no. `children` are further answers, between no and yes.
#[component]
pub(crate) fn Confirm(
    /// For the element's id and the ids within.
    id: &'static str,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(into)] yes: TextProp,
    #[prop(into)] no: TextProp,
    on_yes: Callback<()>,
    on_no: Callback<()>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let dialog = shown_modally();
    view! {
        <dialog
            class="confirm"
            role="alertdialog"
            id=id
            aria-labelledby=format!("{id}-title")
            aria-describedby=format!("{id}-text")
            node_ref=dialog
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                on_no.run(());
            }
        >
            <h2 id=format!("{id}-title")>{move || title.get()}</h2>
            <p id=format!("{id}-text")>{move || text.get()}</p>
            <div class="confirm-actions">
                <button type="button" class="button" on:click=move |_| on_no.run(())>
                    {move || no.get()}
                </button>
                {children.map(|children| children())}
                <button type="button" class="button danger" on:click=move |_| on_yes.run(())>
                    {move || yes.get()}
                </button>
            </div>
        </dialog>
    }
}
