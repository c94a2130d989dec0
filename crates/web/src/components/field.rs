//! Labelled fields of a form, with the error at the field.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::forms::FieldProblem;
use crate::i18n::Locale;
use crate::words;

/// The words for a problem at a field, if the form has one there.
pub(crate) fn problem_at(
    problem: RwSignal<Option<FieldProblem>>,
    field: &'static str,
    locale: impl Fn() -> Locale + Send + Sync + 'static,
) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        problem
            .with(|problem| problem.as_ref()?.at(field))
            .map(|problem| words::problem(locale(), problem))
    })
}

/// A label, a control, a hint and an error. The control is given the id, and is described by `{id}-note`.
#[component]
pub(crate) fn Field(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(optional)] error: Signal<Option<&'static str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:has-error=move || error.get().is_some()>
            <label for=id>{move || label.get()}</label>
            {children()}
            <p class="field-note" id=format!("{id}-note")>
                {move || match error.get() {
                    Some(error) => Some(error.into()),
                    None => hint.as_ref().map(TextProp::get),
                }}
            </p>
        </div>
    }
}

/// A field for a line of text, or whatever else an input element takes.
#[component]
pub(crate) fn TextField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] error: Signal<Option<&'static str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] required: bool,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] list: Option<&'static str>,
) -> impl IntoView {
    let input = view! {
        <input
            id=id
            type=kind
            list=list
            autocomplete=autocomplete
            inputmode=inputmode
            required=required
            aria-invalid=move || error.get().map(|_| "true")
            aria-describedby=format!("{id}-note")
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    match hint {
        Some(hint) => view! { <Field id label error hint>{input}</Field> }.into_any(),
        None => view! { <Field id label error>{input}</Field> }.into_any(),
    }
}

/// A field for several lines of text.
#[component]
pub(crate) fn TextArea(
    id: &'static str,
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional)] error: Signal<Option<&'static str>>,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    view! {
        <Field id label error>
            <textarea
                id=id
                rows=rows
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{id}-note")
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </Field>
    }
}

/// What a text field offers to complete.
#[component]
pub(crate) fn Suggestions(
    id: &'static str,
    #[prop(into)] texts: Signal<Vec<String>>,
) -> impl IntoView {
    view! {
        <datalist id=id>
            <For each=move || texts.get() key=String::clone let:text>
                <option value=text></option>
            </For>
        </datalist>
    }
}
