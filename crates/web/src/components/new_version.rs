//! The news that another version of the app is here.

use leptos::prelude::*;
use leptos_i18n::t_string;

use super::dismiss::DismissButton;
use crate::i18n::use_i18n;
use crate::platform::service_worker;

/// Says when another version of the app is here, and loads it when it is asked to.
#[component]
pub(super) fn NewVersion() -> impl IntoView {
    let i18n = use_i18n();
    let is_ready = RwSignal::new(false);
    service_worker::start(move || is_ready.set(true));
    view! {
        <div role="status">
            <Show when=move || is_ready.get()>
                <div class="notice">
                    <p>{move || t_string!(i18n, new_version.ready)}</p>
                    <button type="button" class="button" on:click=move |_| service_worker::load_newest()>
                        {move || t_string!(i18n, new_version.load)}
                    </button>
                    <DismissButton
                        label=move || t_string!(i18n, new_version.later)
                        on_press=Callback::new(move |()| is_ready.set(false))
                    />
                </div>
            </Show>
        </div>
    }
}
