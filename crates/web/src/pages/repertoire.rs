//! The repertoire: the pieces that are played.

use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;

/// The page at `/repertoire`.
#[component]
pub(crate) fn RepertoirePage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, repertoire.title) />
        </header>
    }
}
