//! What is asked for: the field that is searched with, the filters, and what is chosen of them.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string, td_string};
use shared_model::{CivilDate, EntryFilter, RecordId};
use wasm_bindgen::JsCast as _;

use super::filtering::Filtering;
use crate::components::field::Field;
use crate::components::icon::{Drawing, Icon};
use crate::components::search_field::SearchField;
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::logbook::address::{MOODS, TYPES};
use crate::logbook::options::Options;
use crate::platform::dom;
use crate::platform::intl::{self, DateStyle};
use crate::text::list::same;
use crate::text::when::TypedDay;
use crate::words;

/// The id of the sentence that says how much was found. The focus goes there from what disappears.
pub(super) const FOUND: &str = "logbook-found";

/// The search, the filters, and what is chosen of them.
#[component]
pub(super) fn Filters(
    filtering: Filtering,
    /// Whether the focus goes to the search as soon as it is there, once.
    comes_to_search: StoredValue<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let filter = filtering.filter();
    let is_open = RwSignal::new(false);
    let search = NodeRef::<Input>::new();
    search.on_load(move |search| {
        if comes_to_search.try_update_value(std::mem::take) == Some(true) {
            // After the heading, which takes it on every screen.
            dom::focus_soon(search.unchecked_into());
        }
    });
    let options = Memo::new(move |_| {
        journal.days().with(|days| {
            journal
                .repertoire()
                .with(|repertoire| Options::of(days, repertoire))
        })
    });
    let chosen = Memo::new(move |_| {
        let locale = i18n.get_locale();
        filter.with(|filter| options.with(|options| chosen(locale, filter, options)))
    });
    let filters_text = move || match chosen.with(Vec::len) {
        0 => t_string!(i18n, logbook.filters).to_owned(),
        count => words::counted!(i18n.get_locale(), count, logbook.filters_chosen),
    };
    view! {
        <div class="search-bar" role="search">
            <SearchField
                id="logbook-search"
                label=move || t_string!(i18n, logbook.search)
                hint=move || t_string!(i18n, logbook.search_hint)
                value=Signal::derive(move || filter.with(|filter| filter.text.clone()))
                on_type=Callback::new(move |text| filtering.look_for(text))
                element=search
            />
            <button
                type="button"
                class="button filters-button"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-controls="logbook-filters"
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                <Drawing icon=Icon::Sliders />
                {filters_text}
            </button>
        </div>
        <div id="logbook-filters" class="filters" data-open=move || is_open.get().then_some("true")>
            <FilterFields filtering options />
        </div>
        <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
            <ul class="tokens chosen-filters">
                <For each=move || chosen.get() key=Clone::clone let:part>
                    <ChosenFilter part filtering />
                </For>
                <li>
                    <button
                        type="button"
                        class="button quiet"
                        on:click=move |_| {
                            filtering.change(|filter| *filter = EntryFilter::default());
                            dom::focus_soon_by_id(FOUND);
                        }
                    >
                        {move || t_string!(i18n, logbook.clear)}
                    </button>
                </li>
            </ul>
        </Show>
    }
}

/// One thing that is asked for beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    From,
    To,
    Type,
    Instrument,
    Mood,
    Tag,
    Piece,
}

impl Part {
    fn clear(self, filter: &mut EntryFilter) {
        match self {
            Self::From => filter.from = None,
            Self::To => filter.to = None,
            Self::Type => filter.entry_type = None,
            Self::Instrument => filter.instrument = None,
            Self::Mood => filter.mood = None,
            Self::Tag => filter.tag = None,
            Self::Piece => filter.piece = None,
        }
    }
}

/// What is chosen, in words.
fn chosen(locale: Locale, filter: &EntryFilter, options: &Options) -> Vec<(Part, String)> {
    let date = |day: CivilDate| intl::date(locale.as_str(), day, DateStyle::Short);
    let piece = |id: &RecordId| {
        let known = options.pieces.iter().find(|(known, _)| known == id);
        known.map_or_else(
            || td_string!(locale, logbook.unknown_piece).to_owned(),
            |(_, title)| title.clone(),
        )
    };
    let from = |day| td_string!(locale, logbook.from_day, day = date(day));
    let to = |day| td_string!(locale, logbook.to_day, day = date(day));
    let kind = |kind| words::entry_type(locale, kind).to_owned();
    let instrument = |asked: &str| as_offered(&options.instruments, asked);
    let tag = |asked: &str| format!("#{}", as_offered(&options.tags, asked));
    let mood = |mood| words::mood(locale, mood).to_owned();
    let parts = [
        (Part::From, filter.from.map(from)),
        (Part::To, filter.to.map(to)),
        (Part::Type, filter.entry_type.map(kind)),
        (
            Part::Instrument,
            filter.instrument.as_deref().map(instrument),
        ),
        (Part::Mood, filter.mood.map(mood)),
        (Part::Tag, filter.tag.as_deref().map(tag)),
        (Part::Piece, filter.piece.as_ref().map(piece)),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(part, text)| Some((part, text?)));
    parts.collect()
}

/// A filter that is chosen, with the button that takes it back.
#[component]
fn ChosenFilter(part: (Part, String), filtering: Filtering) -> impl IntoView {
    let i18n = use_i18n();
    let (part, text) = part;
    let name = text.clone();
    view! {
        <li class="token">
            <span>{text}</span>
            <button
                type="button"
                aria-label=move || t_string!(i18n, action.remove, item = name.clone())
                on:click=move |_| {
                    filtering.change(|filter| part.clear(filter));
                    dom::focus_soon_by_id(FOUND);
                }
            >
                <Drawing icon=Icon::Cross />
            </button>
        </li>
    }
}

/// A field for each thing that can be asked for beside words.
#[component]
fn FilterFields(filtering: Filtering, options: Memo<Options>) -> impl IntoView {
    let i18n = use_i18n();
    let filter = filtering.filter();
    let types = move || {
        let option = |(kind, name): (_, &str)| {
            (
                name.to_owned(),
                words::entry_type(i18n.get_locale(), kind).to_owned(),
            )
        };
        TYPES.map(option).to_vec()
    };
    let moods = move || {
        let option = |(mood, name): (_, &str)| {
            (
                name.to_owned(),
                words::mood(i18n.get_locale(), mood).to_owned(),
            )
        };
        MOODS.map(option).to_vec()
    };
    let chosen_type = move || {
        let kind = filter.with(|filter| filter.entry_type)?;
        let found = TYPES.iter().find(|(known, _)| *known == kind);
        found.map(|(_, name)| (*name).to_owned())
    };
    let chosen_mood = move || {
        let mood = filter.with(|filter| filter.mood)?;
        let found = MOODS.iter().find(|(known, _)| *known == mood);
        found.map(|(_, name)| (*name).to_owned())
    };
    let pieces = move || {
        let mut pieces: Vec<_> = options.with(|options| {
            let pieces = options.pieces.iter();
            pieces
                .map(|(id, title)| (id.to_string(), title.clone()))
                .collect()
        });
        if let Some(id) = filter.with(|filter| filter.piece.clone())
            && pieces.iter().all(|(known, _)| known != id.as_str())
        {
            pieces.push((
                id.to_string(),
                t_string!(i18n, logbook.unknown_piece).to_owned(),
            ));
        }
        pieces
    };
    // What is asked for may be written differently, or not occur at all.
    let instrument = move || {
        let asked = filter.with(|filter| filter.instrument.clone())?;
        Some(options.with(|options| as_offered(&options.instruments, &asked)))
    };
    let tag = move || {
        let asked = filter.with(|filter| filter.tag.clone())?;
        Some(options.with(|options| as_offered(&options.tags, &asked)))
    };
    view! {
        <DayField
            id="filter-from"
            label=move || t_string!(i18n, logbook.from)
            day=Signal::derive(move || filter.with(|filter| filter.from))
            on_choose=Callback::new(move |day| filtering.change_part(Part::From, |filter| filter.from = day))
        />
        <DayField
            id="filter-to"
            label=move || t_string!(i18n, logbook.to)
            day=Signal::derive(move || filter.with(|filter| filter.to))
            on_choose=Callback::new(move |day| filtering.change_part(Part::To, |filter| filter.to = day))
        />
        <ChoiceField
            id="filter-type"
            label=move || t_string!(i18n, logbook.kind)
            options=Signal::derive(types)
            chosen=Signal::derive(chosen_type)
            on_choose=Callback::new(move |name: Option<String>| {
                let kind = TYPES.iter().find(|(_, known)| Some(*known) == name.as_deref());
                filtering.change_part(Part::Type, |filter| filter.entry_type = kind.map(|(kind, _)| *kind));
            })
        />
        <ChoiceField
            id="filter-instrument"
            label=move || t_string!(i18n, logbook.instrument)
            options=Signal::derive(move || {
                named(options.with(|options| options.instruments.clone()), instrument())
            })
            chosen=Signal::derive(instrument)
            on_choose=Callback::new(move |name| {
                filtering.change_part(Part::Instrument, |filter| filter.instrument = name);
            })
        />
        <ChoiceField
            id="filter-mood"
            label=move || t_string!(i18n, logbook.mood)
            options=Signal::derive(moods)
            chosen=Signal::derive(chosen_mood)
            on_choose=Callback::new(move |name: Option<String>| {
                let mood = MOODS.iter().find(|(_, known)| Some(*known) == name.as_deref());
                filtering.change_part(Part::Mood, |filter| filter.mood = mood.map(|(mood, _)| *mood));
            })
        />
        <ChoiceField
            id="filter-tag"
            label=move || t_string!(i18n, logbook.tag)
            options=Signal::derive(move || named(options.with(|options| options.tags.clone()), tag()))
            chosen=Signal::derive(tag)
            on_choose=Callback::new(move |name| filtering.change_part(Part::Tag, |filter| filter.tag = name))
        />
        <ChoiceField
            id="filter-piece"
            label=move || t_string!(i18n, logbook.piece)
            options=Signal::derive(pieces)
            chosen=Signal::derive(move || filter.with(|filter| filter.piece.as_ref().map(ToString::to_string)))
            on_choose=Callback::new(move |id: Option<String>| {
                filtering.change_part(Part::Piece, |filter| filter.piece = id.map(RecordId));
            })
        />
    }
}

/// A text as the options have it.
fn as_offered(options: &[String], asked: &str) -> String {
    let offered = options.iter().find(|option| same(option, asked));
    offered.map_or_else(|| asked.to_owned(), Clone::clone)
}

/// Options that are their own names, with what is chosen among them.
fn named(mut texts: Vec<String>, chosen: Option<String>) -> Vec<(String, String)> {
    if let Some(chosen) = chosen.filter(|chosen| !texts.contains(chosen)) {
        texts.push(chosen);
    }
    texts.into_iter().map(|text| (text.clone(), text)).collect()
}

/// A field for a day, or none. While a year is typed, what was asked for before stays.
#[component]
fn DayField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    day: Signal<Option<CivilDate>>,
    on_choose: Callback<Option<CivilDate>>,
) -> impl IntoView {
    view! {
        <Field id label>
            <input
                id=id
                type="date"
                prop:value=move || day.get().map(|day| day.to_string()).unwrap_or_default()
                on:change:target=move |event| match TypedDay::of(&event.target().value()) {
                    TypedDay::None => on_choose.run(None),
                    TypedDay::Day(day) => on_choose.run(Some(day)),
                    TypedDay::Unfinished => {}
                }
            />
        </Field>
    }
}

/// A field for one of a few things, or any.
#[component]
fn ChoiceField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    /// Their values and names.
    options: Signal<Vec<(String, String)>>,
    chosen: Signal<Option<String>>,
    on_choose: Callback<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field id label>
            <select
                id=id
                on:change:target=move |event| {
                    on_choose.run(Some(event.target().value()).filter(|value| !value.is_empty()));
                }
            >
                <option value="" prop:selected=move || chosen.get().is_none()>
                    {move || t_string!(i18n, logbook.any)}
                </option>
                <For each=move || options.get() key=Clone::clone let((value, name))>
                    <option
                        value=value.clone()
                        prop:selected=move || chosen.with(|chosen| chosen.as_deref() == Some(value.as_str()))
                    >
                        {name}
                    </option>
                </For>
            </select>
        </Field>
    }
}
