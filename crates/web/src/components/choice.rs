//! One of a few things.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::field::Field;

/// All of them in view: a group of radio buttons that look like chips.
#[component]
pub(crate) fn Choice<T>(
    /// The name of the group in the page.
    name: &'static str,
    #[prop(into)] legend: TextProp,
    options: Vec<(T, TextProp)>,
    #[prop(into)] value: Signal<T>,
    on_choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let chips = options.into_iter().map(|(option, label)| {
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || value.get() == option
                    on:change=move |_| on_choose.run(option)
                />
                <span>{move || label.get()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choice">
            <legend>{move || legend.get()}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    }
}

/// One of a few things, or none: choosing the chosen one again takes it back.
#[component]
pub(crate) fn OptionalChoice<T>(
    #[prop(into)] legend: TextProp,
    options: Vec<(T, TextProp)>,
    value: RwSignal<Option<T>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let chips = options.into_iter().map(|(option, label)| {
        let is_chosen = move || value.get() == Some(option);
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if is_chosen() { "true" } else { "false" }
                on:click=move |_| value.update(|value| *value = (*value != Some(option)).then_some(option))
            >
                {move || label.get()}
            </button>
        }
    });
    view! {
        <fieldset class="choice">
            <legend>{move || legend.get()}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    }
}

/// More of them than there is room for: a list that opens.
#[component]
pub(crate) fn SelectField<T>(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] hint: Option<TextProp>,
    options: Vec<(T, TextProp)>,
    #[prop(into)] value: Signal<T>,
    on_choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let values: Vec<T> = options.iter().map(|(option, _)| *option).collect();
    let options = options.into_iter().map(|(option, label)| {
        view! { <option prop:selected=move || value.get() == option>{move || label.get()}</option> }
    });
    let select = view! {
        <select
            id=id
            aria-describedby=format!("{id}-note")
            on:change:target=move |event| {
                let chosen = usize::try_from(event.target().selected_index()).ok();
                if let Some(option) = chosen.and_then(|index| values.get(index)) {
                    on_choose.run(*option);
                }
            }
        >
            {options.collect_view()}
        </select>
    };
    match hint {
        Some(hint) => view! { <Field id label hint>{select}</Field> }.into_any(),
        None => view! { <Field id label>{select}</Field> }.into_any(),
    }
}
