//! A modal sheet: over the page on a desk, from the bottom edge on a phone.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;

use super::icon::{Drawing, Icon};
use super::modal::Modal;
use crate::i18n::use_i18n;
use crate::journal::use_journal;

/// Shows its children in a modal dialog for as long as it is part of the page. It begins at its heading. Escape and the
/// close button ask to close; the parent decides.
#[component]
pub(crate) fn Sheet(
    /// For the element's id and the heading's.
    id: &'static str,
    #[prop(into)] title: TextProp,
    on_close: Callback<()>,
    /// Whether something of the journal is written in it.
    #[prop(default = true)]
    writes: bool,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    view! {
        <Modal id class="sheet" on_leave=on_close>
            <header class="sheet-head">
                <h2 id=format!("{id}-title") tabindex="-1" autofocus>
                    {move || title.get()}
                </h2>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label=move || t_string!(i18n, action.close)
                    on:click=move |_| on_close.run(())
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </header>
            <Show when=move || writes && journal.is_example()>
                <p class="sheet-note">{move || t_string!(i18n, example.sheet)}</p>
            </Show>
            {children()}
        </Modal>
    }
}
