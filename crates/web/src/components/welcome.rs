//! What somebody sees who has never been here.

use leptos::prelude::*;
use leptos_i18n::{t_string, tu_string};

use super::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::platform::remembered::Remembered;
use crate::words;

/// Says what this is, and offers the example, until it has been read or something has been written.
#[component]
pub(crate) fn Welcome() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let is_welcomed = RwSignal::new(Remembered::Welcomed.is_so());
    let is_new_here = Memo::new(move |_| !is_welcomed.get() && journal.can_show_example());
    let start = move |_| {
        Remembered::Welcomed.remember(true);
        is_welcomed.set(true);
        dom::focus_soon_by_id("content");
    };
    let show_example = move |_| {
        let locale = i18n.get_locale_untracked();
        if let Err(error) = journal.show_example(&words::example_texts(locale)) {
            notices.say(words::change_error(locale, &error));
        }
    };
    view! {
        <Show when=move || is_new_here.get()>
            <section class="card welcome" aria-labelledby="welcome">
                <h2 id="welcome">{move || t_string!(i18n, welcome.title)}</h2>
                <p>{move || t_string!(i18n, welcome.text)}</p>
                <p>{move || t_string!(i18n, welcome.account)}</p>
                <div class="actions">
                    <button type="button" class="button" on:click=start>
                        {move || t_string!(i18n, welcome.start)}
                    </button>
                    <button type="button" class="button" on:click=show_example>
                        {move || t_string!(i18n, welcome.example)}
                    </button>
                </div>
            </section>
        </Show>
    }
}

/// Says on every screen that what is shown is the example, and removes it when it is asked to.
#[component]
pub(super) fn ExampleBanner() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let leave = move |_| {
        let locale = i18n.get_locale_untracked();
        notices.say(match journal.auth().leave_example() {
            Ok(()) => tu_string!(i18n, example.left),
            Err(refusal) => words::store_error(locale, refusal),
        });
    };
    view! {
        <Show when=move || journal.is_example()>
            <div class="banner calm">
                <p>{move || t_string!(i18n, example.banner)}</p>
                <button type="button" class="button" on:click=leave>
                    {move || t_string!(i18n, example.leave)}
                </button>
            </div>
        </Show>
    }
}
