//! The sheet in which an entry is written, changed, deleted, or looked over after a timed session.

mod choices;
mod editing;
mod fields;
mod logs;
mod open_form;
mod pieces;
mod save;
mod time;

use client_core::SaveError;
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos_i18n::{t_string, tu_string};
use shared_model::LogbookEntry;

use self::choices::{EntryTypeField, GoalsField, InstrumentField, moods};
use self::logs::Logs;
use self::open_form::{OpenForm, Origin};
use self::pieces::PiecesField;
use self::save::NotSaved;
use self::time::TimeFields;
use super::choice::OptionalChoice;
use super::confirm::Confirm;
use super::deletion::say_deleted;
use super::field::{TextArea, problem_at};
use super::list_field::TextsField;
use super::notices::use_notices;
use super::sheet::Sheet;
use crate::completion;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::presets;
use crate::words;

pub(crate) use self::editing::{Editing, Left, Review};

/// The editor. It is there for as long as it is open.
#[component]
pub(crate) fn EntryEditor(editing: Editing, on_leave: Callback<Left>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();

    let problem = RwSignal::new(journal.problem_of::<LogbookEntry>(&editing.entry().id));
    let refused = RwSignal::new(None::<SaveError>);
    let asking = RwSignal::new(false);
    let element = NodeRef::<Form>::new();
    let review = match &editing {
        Editing::Session(_, review) => Some(review.logs.clone()),
        Editing::New(_) | Editing::Existing(_) => None,
    };
    let is_session = review.is_some();
    let form = OpenForm::open(journal, editing);
    let fields = form.fields;
    let existing = Memo::new(move |_| {
        form.editing.with(|editing| match editing {
            Editing::Existing(entry) => Some(entry.id.clone()),
            Editing::New(_) | Editing::Session(..) => None,
        })
    });
    let is_new = Memo::new(move |_| existing.with(Option::is_none) && !is_session);

    let title = move || match () {
        () if is_session => t_string!(i18n, entry.review_title),
        () if is_new.get() => t_string!(i18n, entry.new_title),
        () => t_string!(i18n, entry.edit_title),
    };
    let leave = Callback::new(move |()| {
        form.settle();
        on_leave.run(Left::Cancelled);
    });
    let ask_to_leave = Callback::new(move |()| match form.is_touched() {
        // The timer goes on, and finishing it again brings back what was typed.
        true if is_session => on_leave.run(Left::Cancelled),
        true => asking.set(true),
        false => leave.run(()),
    });
    let save = move || {
        problem.set(None);
        refused.set(None);
        match form.save() {
            Ok(()) => {
                notices.say(match is_session {
                    true => tu_string!(i18n, entry.session_saved),
                    false => tu_string!(i18n, entry.saved),
                });
                on_leave.run(Left::Done);
            }
            Err(NotSaved::Field(at_field)) => {
                problem.set(Some(at_field));
                dom::focus_first_problem(element.get_untracked());
            }
            Err(NotSaved::Refused(error)) => refused.set(Some(error)),
        }
    };
    let delete = move |_| {
        let Some(id) = existing.get_untracked() else {
            return;
        };
        match journal.delete::<LogbookEntry>(&id) {
            Ok(deleted) => {
                form.settle();
                if deleted {
                    let said = [
                        tu_string!(i18n, entry.deleted),
                        tu_string!(i18n, entry.restored),
                    ];
                    say_deleted::<LogbookEntry>(notices, journal, i18n, id, said);
                }
                on_leave.run(Left::Done);
            }
            Err(error) => refused.set(Some(error)),
        }
    };
    let duplicate = move |_| {
        problem.set(None);
        refused.set(None);
        form.duplicate();
        dom::focus_soon_by_id("entry-when");
    };

    let at = move |field| problem_at(problem, field, move || i18n.get_locale());
    let techniques = Memo::new(move |_| {
        let presets = presets::techniques(i18n.get_locale());
        journal
            .days()
            .with(|days| completion::texts(days, |entry| &entry.techniques, presets))
    });
    let tags = Memo::new(move |_| {
        journal
            .days()
            .with(|days| completion::texts(days, |entry| &entry.tags, Vec::new()))
    });
    view! {
        <Sheet id="entry-editor" title on_close=ask_to_leave>
            <form
                class="sheet-form"
                novalidate
                node_ref=element
                on:submit=move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    save();
                }
                // What was wrong is being mended.
                on:input=move |event: ev::Event| {
                    if dom::is_in_problem(&event) {
                        problem.set(None);
                    }
                }
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        save();
                    }
                }
            >
                <div class="sheet-body entry-form">
                    <OriginNote form />
                    {review
                        .map(|logs| {
                            view! {
                                <div class="entry-review">
                                    <p class="lead">{move || t_string!(i18n, entry.review_text)}</p>
                                    {(!logs.is_empty()).then(|| view! { <Logs logs /> })}
                                </div>
                            }
                        })}
                    <div class="entry-facts">
                        <TimeFields form is_new when_error=at("timestamp") duration_error=at("duration") />
                        <div class="field-row tight">
                            <EntryTypeField value=fields.entry_type />
                            <InstrumentField value=fields.instrument error=at("instrument") />
                        </div>
                        <PiecesField fields problem />
                        <TextsField
                            id="entry-techniques"
                            label=move || t_string!(i18n, entry.techniques)
                            items=fields.techniques
                            typed=fields.technique
                            suggestions=techniques
                            error=at("techniques")
                        />
                    </div>
                    <div class="entry-words">
                        <div class="entry-writing">
                            <TextArea
                                id="entry-notes"
                                rows=6
                                label=move || t_string!(i18n, entry.notes)
                                value=fields.notes
                                error=at("notes")
                            />
                        </div>
                        <OptionalChoice
                            legend=move || t_string!(i18n, mood.legend)
                            options=moods()
                            value=fields.mood
                        />
                        <TextsField
                            id="entry-tags"
                            label=move || t_string!(i18n, entry.tags)
                            items=fields.tags
                            typed=fields.tag
                            suggestions=tags
                            error=at("tags")
                        />
                        <GoalsField chosen=fields.goal_ids />
                        <Show when=move || existing.with(Option::is_some)>
                            <div class="actions entry-more">
                                <button type="button" class="button" on:click=duplicate>
                                    {move || t_string!(i18n, entry.duplicate)}
                                </button>
                                <button type="button" class="button danger" on:click=delete>
                                    {move || t_string!(i18n, entry.delete)}
                                </button>
                            </div>
                        </Show>
                    </div>
                </div>
                <footer class="sheet-foot">
                    <p class="form-error" role="alert">
                        {move || refused.get().map(|error| words::form_error(i18n.get_locale(), &error))}
                    </p>
                    <Show when=move || form.is_unkept.get() && refused.with(Option::is_none)>
                        <p class="entry-unkept">{move || t_string!(i18n, entry.unkept)}</p>
                    </Show>
                    <div class="sheet-actions">
                        <button type="button" class="button" on:click=move |_| ask_to_leave.run(())>
                            {move || match is_session {
                                true => t_string!(i18n, entry.back_to_timer),
                                false => t_string!(i18n, action.cancel),
                            }}
                        </button>
                        <button type="submit" class="button primary">
                            {move || match is_session {
                                true => t_string!(i18n, entry.save_session),
                                false => t_string!(i18n, action.save),
                            }}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
        <Show when=move || asking.get()>
            <Confirm
                id="entry-unsaved"
                title=move || t_string!(i18n, entry.unsaved_title)
                text=move || t_string!(i18n, entry.unsaved_text)
                yes=move || t_string!(i18n, action.discard_changes)
                no=move || t_string!(i18n, action.keep_editing)
                on_yes=leave
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// Says where the form's content has come from, when the musician has not just typed it. It is always there, so that
/// screen readers notice what is put in.
#[component]
fn OriginNote(form: OpenForm) -> impl IntoView {
    let i18n = use_i18n();
    let start_over = move |_| {
        form.start_over();
        dom::focus_soon_by_id("entry-when");
    };
    view! {
        <div class="entry-origin" role="status">
            <Show when=move || form.origin.get() == Origin::Restored>
                <p>{move || t_string!(i18n, entry.restored_draft)}</p>
                <button type="button" class="button quiet" on:click=start_over>
                    {move || t_string!(i18n, entry.discard_draft)}
                </button>
            </Show>
            <Show when=move || form.origin.get() == Origin::Copied>
                <p>{move || t_string!(i18n, entry.copied)}</p>
            </Show>
        </div>
    }
}
