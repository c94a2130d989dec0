//! The button that puts away what it stands in.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::platform::dom;

/// The focus goes on at the page's heading, because the button goes with what it stands in.
#[component]
pub(super) fn DismissButton(
    #[prop(into)] label: TextProp,
    on_press: Callback<()>,
) -> impl IntoView {
    let press = move |_| {
        on_press.run(());
        dom::focus_heading_soon();
    };
    view! {
        <button type="button" class="button" on:click=press>
            {move || label.get()}
        </button>
    }
}
