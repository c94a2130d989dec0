//! A list that is built by typing one item after the other.

use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;

use super::field::Field;
use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::platform::dom::focus_soon_by_id;

/// Items as removable chips, and a field that adds another: by Enter, by the button, or by choosing a suggestion. What
/// is still in the field when the form is saved is for the form to add.
#[component]
pub(crate) fn ListField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] items: Signal<Vec<String>>,
    typed: RwSignal<String>,
    on_add: Callback<()>,
    on_remove: Callback<usize>,
    #[prop(optional)] error: Signal<Option<&'static str>>,
    #[prop(default = "".into(), into)] hint: TextProp,
    #[prop(optional)] list: Option<&'static str>,
) -> impl IntoView {
    let i18n = use_i18n();
    let chips = move || {
        let chip = |(index, item): (usize, String)| {
            let name = item.clone();
            view! {
                <li class="token">
                    <span>{item}</span>
                    <button
                        type="button"
                        aria-label=move || t_string!(i18n, action.remove, item = name.clone())
                        on:click=move |_| {
                            on_remove.run(index);
                            focus_soon_by_id(id);
                        }
                    >
                        <Drawing icon=Icon::Cross />
                    </button>
                </li>
            }
        };
        let items = items.get();
        (!items.is_empty()).then(|| view! { <ul class="tokens">{items.into_iter().enumerate().map(chip).collect_view()}</ul> })
    };
    view! {
        <AddField id label error hint typed on_add list>
            {chips}
        </AddField>
    }
}

/// A field with a button that adds what is typed in it to the list above it, its children.
#[component]
pub(crate) fn AddField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    typed: RwSignal<String>,
    on_add: Callback<()>,
    #[prop(optional)] error: Signal<Option<&'static str>>,
    #[prop(default = "".into(), into)] hint: TextProp,
    #[prop(optional_no_strip)] list: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = label.clone();
    view! {
        <Field id label error hint>
            {children()}
            <div class="with-button">
                <input
                    id=id
                    type="text"
                    list=list
                    autocomplete="off"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=format!("{id}-note")
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                    on:keydown=move |event: ev::KeyboardEvent| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            on_add.run(());
                        }
                    }
                />
                <button
                    type="button"
                    class="button"
                    aria-label=move || t_string!(i18n, action.add_to, list = name.get())
                    on:click=move |_| on_add.run(())
                >
                    {move || t_string!(i18n, action.add)}
                </button>
            </div>
        </Field>
    }
}
