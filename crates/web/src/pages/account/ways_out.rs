//! What can be done so that a journal is not in this browser alone.

use leptos::prelude::*;
use leptos_i18n::t_string;

use super::signing_in::{EMAIL, SENT};
use crate::components::export_button::ExportButton;
use crate::i18n::use_i18n;
use crate::platform::dom;
use crate::platform::install::use_installation;

/// The ways to keep the journal safe: an account, the installed app, a file.
#[component]
pub(super) fn WaysOut() -> impl IntoView {
    let i18n = use_i18n();
    let installation = use_installation();
    view! {
        <ul class="ways-out">
            <li>
                <p>{move || t_string!(i18n, ways_out.sign_in_text)}</p>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        // One of them is there.
                        dom::focus_soon_by_id(EMAIL);
                        dom::focus_soon_by_id(SENT);
                    }
                >
                    {move || t_string!(i18n, ways_out.sign_in)}
                </button>
            </li>
            <li>
                <p>{move || t_string!(i18n, ways_out.install_text)}</p>
                <Show when=move || installation.is_offered()>
                    <button type="button" class="button" on:click=move |_| installation.ask()>
                        {move || t_string!(i18n, ways_out.install)}
                    </button>
                </Show>
            </li>
            <li>
                <p>{move || t_string!(i18n, ways_out.export_text)}</p>
                <ExportButton />
            </li>
        </ul>
    }
}
