//! The sheet in which the texts of a record are edited that has no editor of its own.

use client_core::{JournalRecord, SaveError};
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, tu_string};

use super::deletion::say_deleted;
use super::field::{TextArea, TextField, problem_at};
use super::notices::use_notices;
use super::sheet::Sheet;
use crate::forms::texts::HasTexts;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

/// The editor. It is there for as long as it is open.
#[component]
pub(crate) fn TextsEditor<R: JournalRecord + HasTexts + Send + Sync>(
    record: R,
    #[prop(into)] title: TextProp,
    on_close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let values: Vec<RwSignal<String>> = record.texts().into_iter().map(RwSignal::new).collect();
    let problem = RwSignal::new(journal.problem_of::<R>(record.id()));
    let refused = RwSignal::new(None::<SaveError>);
    let element = NodeRef::<Form>::new();
    let fields = R::TEXTS
        .iter()
        .zip(values.iter().copied())
        .map(|(text, value)| {
            let label = move || words::field(i18n.get_locale(), text.field).unwrap_or(text.field);
            let error = problem_at(problem, text.field, move || i18n.get_locale());
            match text.has_lines {
                true => view! { <TextArea id=text.field label value error /> }.into_any(),
                false => view! { <TextField id=text.field label value error /> }.into_any(),
            }
        })
        .collect_view();
    let original = StoredValue::new(record);
    let values = StoredValue::new(values);
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        refused.set(None);
        let original = original.get_value();
        let texts: Vec<String> =
            values.with_value(|values| values.iter().map(GetUntracked::get_untracked).collect());
        match journal.edit(&original, original.clone().with_texts(&texts)) {
            Ok(()) => {
                notices.say(tu_string!(i18n, rejected.saved));
                on_close.run(());
            }
            Err(SaveError::Invalid(invalid)) => {
                // What no text of this form is about cannot be put right in it.
                if !R::TEXTS.iter().any(|text| text.field == invalid.field) {
                    refused.set(Some(SaveError::Invalid(invalid.clone())));
                }
                problem.set(Some(invalid.into()));
                dom::focus_first_problem(element.get_untracked());
            }
            Err(error) => refused.set(Some(error)),
        }
    };
    let delete = move |_| {
        let id = original.with_value(|record| record.id().clone());
        match journal.delete::<R>(&id) {
            Ok(deleted) => {
                if deleted {
                    let said = [
                        tu_string!(i18n, rejected.deleted),
                        tu_string!(i18n, rejected.restored),
                    ];
                    say_deleted::<R>(notices, journal, i18n, id, said);
                }
                on_close.run(());
            }
            Err(error) => refused.set(Some(error)),
        }
    };
    view! {
        <Sheet id="texts-editor" title on_close>
            <form class="sheet-form" novalidate node_ref=element on:submit=save>
                <div class="sheet-body">{fields}</div>
                <footer class="sheet-foot">
                    <p class="form-error" role="alert">
                        {move || refused.get().map(|error| words::form_error(i18n.get_locale(), &error))}
                    </p>
                    <div class="sheet-actions">
                        <button type="button" class="button danger apart" on:click=delete>
                            {move || t_string!(i18n, rejected.delete)}
                        </button>
                        <button type="button" class="button" on:click=move |_| on_close.run(())>
                            {move || t_string!(i18n, action.cancel)}
                        </button>
                        <button type="submit" class="button primary">
                            {move || t_string!(i18n, action.save)}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
    }
}
