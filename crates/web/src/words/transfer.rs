//! What is said of a file and of what became of it.

use client_core::transfer::{FILE_BYTES, Place, Plan, Refusal, Unreadable};
use client_core::{AnonymousSummary, AnyRecord};
use leptos_i18n::{Locale as _, td_string};

use crate::forms::Problem;
use crate::i18n::Locale;
use crate::platform::intl;
use crate::transfers::{Outcome, Refused, Undone};
use crate::words;

/// Why a file is not read.
pub(crate) fn refusal(locale: Locale, refused: Refused) -> String {
    let text = match refused {
        Refused::TooLarge => {
            let megabytes = usize::try_from(FILE_BYTES / 1_000_000).unwrap_or_default();
            let megabytes = intl::number(locale.as_str(), megabytes);
            return td_string!(locale, transfer.too_large, megabytes = megabytes);
        }
        Refused::File(Refusal::BrokenJson { line }) => {
            let line = intl::number(locale.as_str(), line);
            return td_string!(locale, transfer.broken_json, line = line);
        }
        Refused::Browser => td_string!(locale, transfer.not_read),
        Refused::File(Refusal::Empty) => td_string!(locale, transfer.empty),
        Refused::File(Refusal::NotAJournal) => td_string!(locale, transfer.not_a_journal),
        Refused::File(Refusal::Newer) => td_string!(locale, transfer.newer),
        Refused::File(Refusal::Example) => td_string!(locale, transfer.example),
    };
    text.to_owned()
}

/// What is new, in words: how many records of which kinds.
pub(crate) fn new(locale: Locale, plan: &Plan) -> String {
    let mut summary = AnonymousSummary {
        has_timer: plan.has_timer(),
        ..AnonymousSummary::default()
    };
    for record in plan.added() {
        match record {
            AnyRecord::Piece(_) => summary.pieces += 1,
            AnyRecord::Session(_) => summary.sessions += 1,
            AnyRecord::Log(_) => summary.logs += 1,
            AnyRecord::Entry(_) => summary.entries += 1,
            AnyRecord::Goal(_) => summary.goals += 1,
        }
    }
    match summary.is_empty() {
        true => td_string!(locale, transfer.nothing).to_owned(),
        false => words::contents(locale, summary),
    }
}

/// Something that cannot be read: where it is, and why.
pub(crate) fn unreadable(locale: Locale, place: &Place, why: &Unreadable) -> String {
    let number = |number: u64| {
        intl::number(
            locale.as_str(),
            usize::try_from(number).unwrap_or(usize::MAX),
        )
    };
    let place = match place {
        Place::Line(line) => td_string!(locale, transfer.line, number = number(*line)),
        Place::Item {
            list,
            number: index,
        } => {
            let index = intl::number(locale.as_str(), *index);
            td_string!(locale, transfer.item, list = list.clone(), number = index)
        }
    };
    let reason = match why {
        Unreadable::NotARecord => td_string!(locale, transfer.not_a_record).to_owned(),
        Unreadable::TooManyCells => td_string!(locale, transfer.too_many_cells).to_owned(),
        Unreadable::UnclosedQuote => td_string!(locale, transfer.unclosed_quote).to_owned(),
        Unreadable::Field(field) => {
            let name = named(locale, field);
            td_string!(locale, transfer.field, field = name)
        }
        Unreadable::Invalid(invalid) => {
            let problem = words::problem(locale, Problem::Invalid(invalid.reason));
            let name = named(locale, &invalid.field);
            td_string!(locale, rejected.reason, field = name, problem = problem)
        }
    };
    td_string!(
        locale,
        transfer.unreadable_item,
        place = place,
        reason = reason
    )
}

/// What the screens call a field, or the file does.
fn named(locale: Locale, field: &str) -> String {
    words::field(locale, field).unwrap_or(field).to_owned()
}

/// What an import came to.
pub(crate) fn outcome(locale: Locale, outcome: &Outcome) -> String {
    let mut sentences = vec![words::counted!(locale, outcome.written, transfer.imported)];
    if outcome.left > 0 {
        sentences.push(words::counted!(locale, outcome.left, transfer.not_imported));
    }
    if let Some(error) = &outcome.error {
        sentences.push(words::import_error(locale, error));
    }
    sentences.join(" ")
}

/// What undoing an import came to.
pub(crate) fn undone(locale: Locale, undone: &Undone) -> String {
    let mut sentences = vec![td_string!(locale, transfer.undone).to_owned()];
    if undone.left_alone > 0 {
        sentences.push(words::counted!(
            locale,
            undone.left_alone,
            transfer.left_alone
        ));
    }
    if let Some(error) = &undone.error {
        sentences = vec![words::change_error(locale, error)];
    }
    sentences.join(" ")
}
