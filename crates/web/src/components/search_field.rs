//! The field in which a page's list is searched.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Drawing, Icon};

/// A field for what is looked for. Its label is for who does not see the glass beside it.
#[component]
pub(crate) fn SearchField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] hint: TextProp,
    #[prop(into)] value: Signal<String>,
    on_type: Callback<String>,
    #[prop(optional)] element: NodeRef<Input>,
) -> impl IntoView {
    view! {
        <div class="search">
            <Drawing icon=Icon::Search />
            <input
                id=id
                node_ref=element
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                aria-label=move || label.get()
                placeholder=move || hint.get()
                prop:value=value
                on:input:target=move |event| on_type.run(event.target().value())
            />
        </div>
    }
}
