//! The sheet in which a piece is merged into the one that it really is.

use client_core::SaveError;
use leptos::prelude::*;
use leptos_i18n::{t_string, td_string};
use shared_model::{Piece, RecordId};

use super::confirm::Confirm;
use super::field::TextField;
use super::notices::{Notices, use_notices};
use super::sheet::Sheet;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::repertoire::merge_targets;
use crate::words;

/// The sheet. It is there for as long as it is open.
#[component]
pub(crate) fn MergePiece(piece: Piece, on_close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<Piece>);
    let merged = StoredValue::new(piece);
    let title =
        move || merged.with_value(|piece| words::piece_title(i18n.get_locale(), &piece.title));
    let targets = Memo::new(move |_| {
        journal.repertoire().with(|repertoire| {
            merged
                .with_value(|piece| search.with(|search| merge_targets(repertoire, piece, search)))
        })
    });
    let merge = move |target: &Piece| {
        let locale = i18n.get_locale_untracked();
        match merged.with_value(|piece| merge(journal, piece, target)) {
            Ok(()) => {
                let id = merged.with_value(|piece| piece.id.clone());
                notices.say_with_undo(
                    td_string!(locale, piece.merged, piece = target.title.as_str()),
                    move || separate(journal, notices, locale, &id),
                );
            }
            Err(error) => notices.say(words::change_error(locale, &error)),
        }
        on_close.run(());
    };
    let target_row = move |target: Piece| {
        let composer = target.composer.clone();
        let named = target.title.clone();
        let title = move || words::piece_title(i18n.get_locale(), &named).to_owned();
        view! {
            <li>
                <button type="button" class="pick" on:click=move |_| chosen.set(Some(target.clone()))>
                    <span class="piece-title">{title}</span>
                    <span class="piece-composer">{composer}</span>
                </button>
            </li>
        }
    };
    view! {
        <Sheet id="piece-merge" title=move || t_string!(i18n, piece.merge_title) on_close>
            <div class="sheet-body">
                <p class="lead">{move || t_string!(i18n, piece.merge_text, piece = title())}</p>
                <TextField
                    id="piece-merge-search"
                    kind="search"
                    label=move || t_string!(i18n, piece.merge_search)
                    value=search
                />
                <ul class="picks">
                    <For
                        each=move || targets.get()
                        key=|piece| (piece.id.clone(), piece.title.clone(), piece.composer.clone())
                        children=target_row
                    />
                </ul>
                <Show when=move || targets.with(Vec::is_empty)>
                    <p class="empty">{move || t_string!(i18n, piece.merge_none)}</p>
                </Show>
            </div>
        </Sheet>
        {move || {
            chosen
                .get()
                .map(|target| {
                    let named = target.title.clone();
                    let explained = target.title.clone();
                    view! {
                        <Confirm
                            id="piece-merge-ask"
                            title=move || t_string!(i18n, piece.merge_ask, piece = named.as_str())
                            text=move || {
                                t_string!(i18n, piece.merge_explained, merged = title(), piece = explained.as_str())
                            }
                            yes=move || t_string!(i18n, piece.merge_yes)
                            no=move || t_string!(i18n, action.cancel)
                            on_yes=Callback::new(move |()| merge(&target))
                            on_no=Callback::new(move |()| chosen.set(None))
                        />
                    }
                })
        }}
    }
}

/// One small edit: the piece says what it turned out to be. What it turned out to be needs a record for that.
fn merge(journal: JournalContext, piece: &Piece, target: &Piece) -> Result<(), SaveError> {
    journal.ensure_piece(target.clone())?;
    let merged_into = Some(target.id.clone());
    journal.edit_piece(
        piece,
        Piece {
            merged_into,
            ..piece.clone()
        },
    )
}

/// Makes a piece that was merged one of its own again, and says so.
pub(crate) fn separate(journal: JournalContext, notices: Notices, locale: Locale, id: &RecordId) {
    let Some(piece) = journal.get::<Piece>(id) else {
        return notices.say(td_string!(locale, trash.gone));
    };
    let separate = Piece {
        merged_into: None,
        ..piece.clone()
    };
    notices.say(match journal.edit(&piece, separate) {
        Ok(()) => td_string!(locale, piece.separated, piece = piece.title),
        Err(error) => words::change_error(locale, &error),
    });
}
