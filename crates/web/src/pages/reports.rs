//! Reports: what the practice came to.

use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;

/// The page at `/reports`.
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, reports.title) />
        </header>
    }
}
