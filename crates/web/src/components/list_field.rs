//! Lists that are built by adding one item after the other.

use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;

use super::combobox::{Adding, Combobox};
use super::field::Field;
use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::platform::dom::focus_soon_by_id;
use crate::text::list;
use crate::text::matching::{Suggestion, matching};

/// How many lines a list of suggestions has at most.
pub(crate) const OFFERED: usize = 12;

/// Texts as removable chips, and a field that adds another: by Enter, or by choosing a suggestion. What is still in the
/// field when the form is saved is for the form to add.
#[component]
pub(crate) fn TextsField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    items: RwSignal<Vec<String>>,
    typed: RwSignal<String>,
    #[prop(into)] suggestions: Signal<Vec<Suggestion<String>>>,
    #[prop(optional)] error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let add = move |add: fn(&mut Vec<String>, &str), text: &str| {
        items.update(|items| add(items, text));
        typed.set(String::new());
    };
    let adding = Adding {
        label: Callback::new(move |item: String| t_string!(i18n, action.add_named, item = item)),
        on_add: Callback::new(move |()| add(list::add_typed, &typed.get_untracked())),
    };
    let offers = Callback::new(move |text: String| {
        let others: Vec<_> = items.with(|items| {
            let is_there =
                |known: &Suggestion<String>| items.iter().any(|item| known.is_called(item));
            suggestions.with(|known| {
                known
                    .iter()
                    .filter(|known| !is_there(known))
                    .cloned()
                    .collect()
            })
        });
        matching(&others, &text, OFFERED)
    });
    let chip = move |(index, item): (usize, String)| {
        let name = item.clone();
        view! {
            <li class="token">
                <span>{item}</span>
                <button
                    type="button"
                    aria-label=move || t_string!(i18n, action.remove, item = name.clone())
                    on:click=move |_| {
                        items.update(|items| drop(items.remove(index)));
                        focus_soon_by_id(id);
                    }
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </li>
        }
    };
    let chips = move || {
        let items = items.get();
        (!items.is_empty())
            .then(|| view! { <ul class="tokens">{items.into_iter().enumerate().map(chip).collect_view()}</ul> })
    };
    view! {
        <Field id label error>
            {chips}
            <Combobox id typed offers on_choose=Callback::new(move |text: String| add(list::add, &text)) adding error />
        </Field>
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
