//! An address that leads nowhere.

use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;

use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;

/// Says so, and offers a way on.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="blank">
            <Drawing icon=Icon::Search />
            <PageTitle text=move || t_string!(i18n, app.not_found_title) />
            <p>{move || t_string!(i18n, app.not_found)}</p>
            <A href="/" attr:class="button primary">
                {move || t_string!(i18n, app.not_found_way)}
            </A>
        </section>
    }
}
