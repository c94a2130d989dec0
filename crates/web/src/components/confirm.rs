//! A question before something that cannot be undone.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::modal::Modal;

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
    view! {
        <Modal id class="confirm" role="alertdialog" on_leave=on_no>
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
        </Modal>
    }
}
