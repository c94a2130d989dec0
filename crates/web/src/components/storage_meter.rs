//! How full the browser's storage is, and which part of the journal is in it.

use client_core::{Reach, StorageUse};
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::first_whole_day;
use crate::platform::intl;
use crate::words;

/// From how much on an anonymous journal, of which nothing can be given up, is running out of room.
const NEARLY_FULL: usize = 80;

/// A meter and two sentences.
#[component]
pub(crate) fn StorageMeter() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let used = Memo::new(move |_| percent(journal.storage_use()));
    let part = move || match (journal.user().is_anonymous, journal.kept_reach()) {
        (true, _) => None,
        (false, Reach::Nothing) => Some(t_string!(i18n, storage.arriving).to_owned()),
        (false, Reach::Since(since)) => {
            let day = words::day_within(i18n.get_locale(), first_whole_day(since), today.get());
            Some(t_string!(i18n, storage.since, day = day))
        }
        (false, Reach::Beginning) => Some(t_string!(i18n, storage.whole).to_owned()),
    };
    let runs_out = Memo::new(move |_| journal.user().is_anonymous && used.get() >= NEARLY_FULL);
    view! {
        <div class="storage">
            <p id="storage-used">
                {move || {
                    let number = intl::number(i18n.get_locale().as_str(), used.get());
                    t_string!(i18n, storage.used, percent = number)
                }}
            </p>
            <meter min="0" max="100" value=move || used.get().to_string() aria-labelledby="storage-used"></meter>
            {move || part().map(|text| view! { <p>{text}</p> })}
            <Show when=move || runs_out.get()>
                <p class="warning">{move || t_string!(i18n, storage.nearly_full)}</p>
            </Show>
        </div>
    }
}

/// How much is used, in whole per cent, and never nothing.
fn percent(storage: StorageUse) -> usize {
    let store = storage.store_chars.max(1);
    (storage.used_chars * 100).div_ceil(store).clamp(1, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_is_told_in_whole_per_cent() {
        let cases = [
            (0, 1),
            (1, 1),
            (1_000, 1),
            (1_001, 2),
            (50_000, 50),
            (100_000, 100),
            (120_000, 100),
        ];
        for (used_chars, told) in cases {
            let storage = StorageUse {
                used_chars,
                store_chars: 100_000,
            };
            assert_eq!(percent(storage), told, "{used_chars}");
        }
    }
}
