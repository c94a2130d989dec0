//! What is said when a record was deleted or restored, with the way back.

use client_core::{JournalRecord, Trashed};
use leptos::prelude::GetUntracked as _;
use leptos_i18n::{I18nContext, td_string, tu_string};
use shared_model::RecordId;

use crate::components::notices::Notices;
use crate::i18n::Locale;
use crate::journal::JournalContext;
use crate::platform::dom;
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
            Err(error) => notices.say(words::change_error(locale, &error)),
        }
    });
}

/// Restores what was deleted, and says what came of it. The button goes with the record that it restores; the focus goes to
/// the element with this id.
pub(crate) fn restore_trashed(
    notices: Notices,
    journal: JournalContext,
    locale: Locale,
    trashed: &Trashed,
    focus: &'static str,
) {
    notices.say(match journal.restore_trashed(trashed) {
        Ok(is_restored) => {
            dom::focus_soon_by_id(focus);
            let today = journal.today().get_untracked();
            let name = words::record_name(locale, &trashed.record, today, journal.rollover_hour());
            match is_restored {
                true => td_string!(locale, trash.restored, name = name),
                false => td_string!(locale, trash.gone).to_owned(),
            }
        }
        Err(error) => words::change_error(locale, &error),
    });
}
