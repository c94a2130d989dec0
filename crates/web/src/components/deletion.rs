//! What is said when a record was deleted, with the way back.

use client_core::JournalRecord;
use leptos_i18n::I18nContext;
use leptos_i18n::tu_string;
use shared_model::RecordId;

use crate::components::notices::Notices;
use crate::i18n::Locale;
use crate::journal::JournalContext;
use crate::words;

/// Says that a record was deleted, and offers to undo it. `restored` is said after that.
pub(crate) fn say_deleted<R: JournalRecord>(
    notices: Notices,
    journal: JournalContext,
    i18n: I18nContext<Locale>,
    id: RecordId,
    [deleted, restored]: [&'static str; 2],
) {
    notices.say_with_undo(deleted, move || {
        let locale = i18n.get_locale_untracked();
        match journal.restore::<R>(&id) {
            Ok(true) => notices.say(restored),
            Ok(false) => notices.say(tu_string!(i18n, trash.gone)),
            Err(error) => notices.say(words::save_error(locale, &error)),
        }
    });
}
