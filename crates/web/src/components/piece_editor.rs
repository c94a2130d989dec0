//! The sheet in which a piece of the repertoire is added or changed.

use client_core::SaveError;
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, tu_string};
use shared_model::limits::Caps;
use shared_model::{Piece, PieceStatus, Record as _, RecordId};

use super::choice::Choice;
use super::confirm::Confirm;
use super::deletion::say_deleted;
use super::field::{Suggestions, TextArea, TextField, problem_at};
use super::notices::use_notices;
use super::sheet::Sheet;
use super::similar_pieces::SimilarPieces;
use crate::forms::piece_draft::PieceDraft;
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::platform::dom;
use crate::repertoire::{STATUSES, composers};
use crate::words;

/// What the editor is open for.
#[derive(Clone)]
pub(crate) enum EditingPiece {
    /// A piece that does not exist yet.
    New(Piece),
    /// One that does.
    Existing(Piece),
}

/// How the editor was left.
#[derive(Clone)]
pub(crate) enum LeftPiece {
    /// With the piece as it was, or saved.
    Closed,
    /// There is no such piece any more.
    Deleted,
    /// For a piece that there was already, which is what was meant.
    For(Piece),
}

/// The editor. It is there for as long as it is open.
#[component]
pub(crate) fn PieceEditor(editing: EditingPiece, on_leave: Callback<LeftPiece>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();

    let (piece, is_new) = match editing {
        EditingPiece::New(piece) => (piece, true),
        EditingPiece::Existing(piece) => (piece, false),
    };
    let opened = PieceDraft::of(&piece);
    let title = RwSignal::new(opened.title.clone());
    let composer = RwSignal::new(opened.composer.clone());
    let status = RwSignal::new(opened.status);
    let notes = RwSignal::new(opened.notes.clone());
    let draft = move || PieceDraft {
        title: title.get_untracked(),
        composer: composer.get_untracked(),
        status: status.get_untracked(),
        notes: notes.get_untracked(),
    };
    let problem = RwSignal::new(journal.problem_of::<Piece>(&piece.id));
    let refused = RwSignal::new(None::<SaveError>);
    let asking = RwSignal::new(false);
    let element = NodeRef::<Form>::new();

    let on_close = Callback::new(move |()| on_leave.run(LeftPiece::Closed));
    let ask_to_close = Callback::new(move |()| match draft() == opened {
        true => on_close.run(()),
        false => asking.set(true),
    });
    let existing = (!is_new).then(|| piece.id.clone());
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        refused.set(None);
        let edited = draft().apply_to(&piece);
        let valid = edited.validate(Caps::Form).map_err(SaveError::Invalid);
        match valid.and_then(|()| journal.edit_piece(&piece, edited)) {
            Ok(()) => {
                notices.say(match is_new {
                    true => tu_string!(i18n, piece.added),
                    false => tu_string!(i18n, piece.saved),
                });
                on_close.run(());
            }
            Err(SaveError::Invalid(invalid)) => {
                problem.set(Some(invalid.into()));
                dom::focus_first_problem(element.get_untracked());
            }
            Err(error) => refused.set(Some(error)),
        }
    };
    let delete = move |id: &RecordId| match journal.delete::<Piece>(id) {
        Ok(deleted) => {
            if deleted {
                let said = [
                    tu_string!(i18n, piece.deleted),
                    tu_string!(i18n, piece.restored),
                ];
                say_deleted::<Piece>(notices, journal, i18n, id.clone(), said);
            }
            on_leave.run(LeftPiece::Deleted);
        }
        Err(error) => refused.set(Some(error)),
    };
    let deletion = existing.map(|id| match is_played(journal, &id) {
        true => {
            view! { <p class="field-note">{move || t_string!(i18n, piece.keeps)}</p> }.into_any()
        }
        false => view! {
            <button type="button" class="button danger apart" on:click=move |_| delete(&id)>
                {move || t_string!(i18n, piece.delete)}
            </button>
        }
        .into_any(),
    });
    let on_use = Callback::new(move |piece| on_leave.run(LeftPiece::For(piece)));
    let at = move |field| problem_at(problem, field, move || i18n.get_locale());
    view! {
        <Sheet
            id="piece-editor"
            title=move || if is_new { t_string!(i18n, piece.new_title) } else { t_string!(i18n, piece.edit_title) }
            on_close=ask_to_close
        >
            <form
                class="sheet-form"
                novalidate
                node_ref=element
                on:submit=save
                // What was wrong is being mended.
                on:input=move |event: ev::Event| {
                    if dom::is_in_problem(&event) {
                        problem.set(None);
                    }
                }
            >
                <div class="sheet-body">
                    <div class="with-similar">
                        <TextField
                            id="piece-title"
                            required=true
                            label=move || t_string!(i18n, piece.title)
                            value=title
                            error=at("title")
                        />
                        {is_new.then(|| view! { <SimilarPieces title composer on_use /> })}
                    </div>
                    <TextField
                        id="piece-composer"
                        list="piece-composers"
                        label=move || t_string!(i18n, piece.composer)
                        value=composer
                        error=at("composer")
                    />
                    <Suggestions
                        id="piece-composers"
                        texts=Signal::derive(move || journal.repertoire().with(composers))
                    />
                    <StatusChoice name="piece-editor-status" value=status on_choose=Callback::new(move |chosen| status.set(chosen)) />
                    <TextArea
                        id="piece-notes"
                        label=move || t_string!(i18n, piece.notes)
                        value=notes
                        error=at("notes")
                    />
                </div>
                <footer class="sheet-foot">
                    <p class="form-error" role="alert">
                        {move || refused.get().map(|error| words::form_error(i18n.get_locale(), &error))}
                    </p>
                    <div class="sheet-actions">
                        {deletion} <button type="button" class="button" on:click=move |_| ask_to_close.run(())>
                            {move || t_string!(i18n, action.cancel)}
                        </button>
                        <button type="submit" class="button primary">
                            {move || t_string!(i18n, action.save)}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
        <Show when=move || asking.get()>
            <Confirm
                id="piece-unsaved"
                title=move || t_string!(i18n, entry.unsaved_title)
                text=move || t_string!(i18n, entry.unsaved_text)
                yes=move || t_string!(i18n, action.discard_changes)
                no=move || t_string!(i18n, action.keep_editing)
                on_yes=on_close
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// One that was played cannot be deleted: the entries that name it would bring it back.
fn is_played(journal: JournalContext, id: &RecordId) -> bool {
    let repertoire = journal.repertoire();
    let history = untrack(|| {
        journal.with_sittings(|sittings| repertoire.with(|known| known.history(id, sittings)))
    });
    history.played.is_some()
}

/// Where a piece stands, one tap for each.
#[component]
pub(crate) fn StatusChoice(
    name: &'static str,
    #[prop(into)] value: Signal<PieceStatus>,
    on_choose: Callback<PieceStatus>,
) -> impl IntoView {
    let i18n = use_i18n();
    let option = |status| {
        let label = move || words::piece_status(i18n.get_locale(), status);
        (status, TextProp::from(label))
    };
    let options = STATUSES.map(option).into();
    view! { <Choice name legend=move || t_string!(i18n, piece.status) options value on_choose /> }
}
