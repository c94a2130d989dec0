//! An address that leads nowhere.

use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;

use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;

/// Says so, and offers a way on.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, app.not_found_title) />
        </header>
        <p class="lead">{move || t_string!(i18n, app.not_found)}</p>
        <p>
            <A href="/" attr:class="button">
                {move || t_string!(i18n, app.not_found_way)}
            </A>
        </p>
    }
}
