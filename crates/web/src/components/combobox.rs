//! A text field that completes what is typed: the combobox with a list of the ARIA authoring practices.

use leptos::ev;
use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;
use crate::platform::dom;
use crate::text::matching::Suggestion;

/// What becomes of a text that is none of the suggestions.
#[derive(Clone, Copy)]
pub(crate) struct Adding {
    /// What the list calls it.
    pub(crate) label: Callback<String, String>,
    /// Takes what is in the field.
    pub(crate) on_add: Callback<()>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
enum Offer<T> {
    Known(Suggestion<T>),
    New(String),
}

/// The control of a field that has this id, described by `{id}-note`. Typing, a tap and the arrow keys open the list; Enter
/// takes the chosen line, or what is typed, and saves the form only where no list is open; Escape closes the list and nothing
/// else. Nothing is chosen for somebody who only passes through.
#[component]
pub(crate) fn Combobox<T>(
    id: &'static str,
    typed: RwSignal<String>,
    /// What is offered for a text, the best first.
    offers: Callback<String, Vec<Suggestion<T>>>,
    on_choose: Callback<T>,
    /// Without it, what is typed is simply the field's value.
    #[prop(optional)]
    adding: Option<Adding>,
    /// Whether the field shows what it stands for when nobody types. Its list is whole until then, as it is without
    /// `adding`.
    #[prop(optional)]
    holds_value: bool,
    #[prop(optional)] max_chars: Option<usize>,
    #[prop(optional)] error: Signal<Option<&'static str>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let i18n = use_i18n();
    let is_open = RwSignal::new(false);
    let is_typing = RwSignal::new(false);
    let chosen = RwSignal::new(None::<usize>);
    let lines = Memo::new(move |_| {
        if !is_open.get() {
            return Vec::new();
        }
        let text = typed.get();
        let is_filter = is_typing.get() || (adding.is_some() && !holds_value);
        let known = offers.run(if is_filter {
            text.clone()
        } else {
            String::new()
        });
        let is_known = known.iter().any(|known| known.is_called(&text));
        let new = (adding.is_some() && is_filter && !is_known && !text.trim().is_empty())
            .then(|| Offer::New(text.trim().to_owned()));
        known.into_iter().map(Offer::Known).chain(new).collect()
    });
    let is_shown = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));

    let open = move || {
        if !is_open.get_untracked() {
            is_typing.set(false);
            is_open.set(true);
        }
    };
    let close = move || {
        is_open.set(false);
        chosen.set(None);
    };
    let take = move |offer: Offer<T>| {
        match offer {
            Offer::Known(known) => on_choose.run(known.value),
            Offer::New(_) => {
                if let Some(adding) = adding {
                    adding.on_add.run(());
                }
            }
        }
        close();
    };
    let step = move |by: isize| {
        open();
        let count = lines.with_untracked(Vec::len);
        let next = next_line(chosen.get_untracked(), count, by);
        chosen.set(next);
        if let Some(index) = next {
            dom::show_soon_by_id(line_id(id, index));
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Escape" if is_shown.get_untracked() => {
                // The sheet around it stays open.
                event.stop_propagation();
                close();
            }
            "Enter" => {
                let line = chosen.get_untracked();
                let line =
                    line.and_then(|index| lines.with_untracked(|lines| lines.get(index).cloned()));
                match (line, adding) {
                    (Some(line), _) => take(line),
                    (None, Some(adding)) => {
                        adding.on_add.run(());
                        close();
                    }
                    // What is typed stands; the next one saves the form.
                    (None, None) if is_shown.get_untracked() => close(),
                    (None, None) => return,
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let line = move |(index, offer): (usize, Offer<T>)| {
        let (title, note) = match &offer {
            Offer::Known(known) => (known.title.clone(), known.note.clone()),
            Offer::New(text) => (
                adding.map_or_else(String::new, |adding| adding.label.run(text.clone())),
                None,
            ),
        };
        view! {
            <li
                id=line_id(id, index)
                role="option"
                aria-selected=move || (chosen.get() == Some(index)).to_string()
                on:click=move |_| take(offer.clone())
            >
                <span class="offer-title">{title}</span>
                {note.map(|note| view! { <span class="offer-note">{note}</span> })}
            </li>
        }
    };
    let list_id = format!("{id}-list");
    let controls = list_id.clone();
    let list = move || {
        let list_id = list_id.clone();
        is_shown.get().then(move || {
            let shown = list_id.clone();
            let rows = move || {
                dom::show_soon_by_id(shown.clone());
                let lines = lines.get();
                lines.into_iter().enumerate().map(line).collect_view()
            };
            view! {
                <ul
                    id=list_id
                    class="offers"
                    role="listbox"
                    aria-label=move || t_string!(i18n, action.suggestions)
                    // The field keeps the focus.
                    on:mousedown=move |event: ev::MouseEvent| event.prevent_default()
                >
                    {rows}
                </ul>
            }
        })
    };
    view! {
        <div class="combobox">
            <input
                id=id
                type="text"
                role="combobox"
                autocomplete="off"
                maxlength=max_chars
                aria-autocomplete="list"
                aria-expanded=move || is_shown.get().to_string()
                aria-controls=move || is_shown.get().then(|| controls.clone())
                aria-activedescendant=move || chosen.get().map(|index| line_id(id, index))
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{id}-note")
                prop:value=typed
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    chosen.set(None);
                    is_typing.set(true);
                    is_open.set(true);
                }
                on:click=move |_| open()
                on:keydown=press
                on:blur=move |_| close()
            />
            {list}
        </div>
    }
}

fn line_id(id: &str, index: usize) -> String {
    format!("{id}-line-{index}")
}

/// The line that an arrow key goes to: round and round, and beyond either end to none, where what is typed stands.
fn next_line(chosen: Option<usize>, count: usize, by: isize) -> Option<usize> {
    let places = count + 1;
    // What is typed is the place after the last line.
    let place = chosen.filter(|index| *index < count).unwrap_or(count);
    let next = place.checked_add_signed(by).unwrap_or(count) % places;
    (next < count).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::next_line;

    #[test]
    fn arrow_keys_go_through_the_lines_and_back_to_what_is_typed() {
        let down: Vec<_> = [None, Some(0), Some(1), Some(2)]
            .into_iter()
            .map(|chosen| next_line(chosen, 3, 1))
            .collect();
        assert_eq!(down, [Some(0), Some(1), Some(2), None]);
        let up: Vec<_> = [None, Some(2), Some(1), Some(0)]
            .into_iter()
            .map(|chosen| next_line(chosen, 3, -1))
            .collect();
        assert_eq!(up, [Some(2), Some(1), Some(0), None]);
        assert_eq!(next_line(None, 0, 1), None);
        assert_eq!(next_line(Some(7), 2, 1), Some(0));
    }
}
