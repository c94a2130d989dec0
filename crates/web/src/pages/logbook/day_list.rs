//! The days of a long journal, of which only those in view are in the page.

use std::sync::Arc;

use leptos::ev;
use leptos::html::{Div, Header, Li};
use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::{CivilDate, LogbookEntry, RecordId};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::filtering::Filtering;
use super::selecting::Selecting;
use crate::components::entry_editor::Editing;
use crate::components::entry_row::{CheckableEntryRow, EntryRow};
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::shown::ShownDay;
use crate::logbook::window::{DayInPage, EntryInPage, Heights, Layout, heading_key};
use crate::platform::dom;
use crate::platform::sizes::{Size, SizeObserver};
use crate::words;

/// How far beyond the window the list goes on, in pixels, so that scrolling and the keyboard find something there.
const AROUND: f64 = 600.0;

/// The attribute that names what is measured.
const ITEM: &str = "data-item";

/// Where the logbook was when it was left, for whoever comes back to the same address.
#[derive(Clone, Copy)]
pub(crate) struct LogbookPlace(StoredValue<Option<Place>>);

struct Place {
    query: String,
    epoch: usize,
    /// What was at the window's top, and how far below its own top.
    item: (String, f64),
    heights: Heights,
}

impl LogbookPlace {
    /// For everything below this component.
    pub(crate) fn provide() {
        provide_context(Self(StoredValue::new(None)));
    }
}

/// What is done with the rows.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// What the editor is open for.
    pub(super) editing: RwSignal<Option<Editing>>,
    /// What is selected.
    pub(super) selecting: Selecting,
}

/// What of the list the window shows, in pixels.
#[derive(Clone, Copy, PartialEq)]
struct View {
    /// How far below the list's top the window's is.
    top: f64,
    /// How high the window is.
    height: f64,
}

/// The parts of a list that its rows need.
#[derive(Clone, Copy)]
struct List {
    rows: Rows,
    today: Memo<CivilDate>,
    sizes: StoredValue<SizeObserver, LocalStorage>,
}

impl List {
    /// Measures an element for as long as the component around is there.
    fn measure(self, element: &HtmlElement) {
        let element: Element = element.clone().into();
        let _ = self.sizes.try_with_value(|sizes| sizes.observe(&element));
        let element = StoredValue::new_local(element);
        on_cleanup(move || {
            let _ = self.sizes.try_with_value(|sizes| {
                element.with_value(|element| sizes.unobserve(element));
            });
        });
    }
}

/// Days with their entries.
#[component]
pub(super) fn DayList(
    days: Memo<Arc<[ShownDay]>>,
    rows: Rows,
    /// What is looked for, in the list to which somebody comes back: they find the place where they were.
    #[prop(optional)]
    returned_to: Option<Filtering>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let place = expect_context::<LogbookPlace>().0;
    let epoch = journal.epoch().get_untracked();
    let left = returned_to.and_then(|filtering| {
        let left = place.try_update_value(Option::take).flatten();
        left.filter(|left| left.epoch == epoch && left.query == filtering.query())
    });
    let (left, known) = match left {
        Some(Place { item, heights, .. }) => (Some(item), heights),
        None => (None, Heights::default()),
    };
    let heights = StoredValue::new(known);
    let measured = Trigger::new();
    let layout = Memo::new(move |_| {
        measured.track();
        heights.with_value(|heights| Layout::new(days.get(), heights))
    });
    let begins_at = left.and_then(|(item, below)| {
        layout.with_untracked(|layout| Some(layout.top_of(&item)? + below))
    });

    let list = NodeRef::<Div>::new();
    let view = RwSignal::new(View {
        top: begins_at.unwrap_or_default(),
        height: dom::window_height(),
    });
    let look = move || {
        if let Some(list) = list.try_get_untracked().flatten() {
            let seen = View {
                top: -dom::below_window_top(&list),
                height: dom::window_height(),
            };
            if view.get_untracked() != seen {
                view.set(seen);
            }
        }
    };
    let look_soon = move || request_animation_frame(look);
    for listener in [
        window_event_listener(ev::scroll, move |_| look()),
        window_event_listener(ev::resize, move |_| look()),
    ] {
        on_cleanup(move || listener.remove());
    }

    let focused = RwSignal::new(None::<RecordId>);
    let in_view = Memo::new(move |_| {
        let View { top, height } = view.get();
        layout.with(|layout| layout.between(top - AROUND, top + height + AROUND))
    });
    let in_page = Memo::new(move |_| {
        layout
            .with(|layout| focused.with(|focused| layout.in_page(in_view.get(), focused.as_ref())))
    });
    // What is above the list may have moved it.
    Effect::new(move |_| {
        in_page.track();
        look_soon();
    });

    let width = StoredValue::new(None::<f64>);
    let note = move |sizes: Vec<Size>| {
        let mut items = Vec::new();
        for size in sizes {
            match size.element.get_attribute(ITEM) {
                Some(item) => items.push((item, size.height)),
                None => {
                    let before = width.try_update_value(|width| width.replace(size.width));
                    if before.flatten().is_some_and(|before| before != size.width) {
                        heights.update_value(Heights::forget);
                    }
                }
            }
        }
        let is_news = heights.try_update_value(|heights| heights.note(items));
        if is_news == Some(true) {
            // Whatever comes into the page now is measured with the next frame.
            request_animation_frame(move || measured.notify());
        }
    };
    let sizes = StoredValue::new_local(SizeObserver::new(note));
    list.on_load(move |list| {
        let _ = sizes.try_with_value(|sizes| sizes.observe(&list));
        if let Some(begins_at) = begins_at {
            request_animation_frame(move || {
                dom::scroll_on(dom::below_window_top(&list) + begins_at);
            });
        }
    });
    on_cleanup(move || {
        let View { top, .. } = view.get_untracked();
        if let Some(filtering) = returned_to
            && let Some(item) = layout.with_untracked(|layout| layout.at(top))
        {
            place.set_value(Some(Place {
                query: filtering.query(),
                epoch,
                item,
                heights: heights.with_value(Clone::clone),
            }));
        }
    });

    let parts = List {
        rows,
        today: journal.today(),
        sizes,
    };
    let remember_focus = move |event: ev::FocusEvent| {
        let row = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("li").ok().flatten())
            .and_then(|row| row.get_attribute(ITEM));
        if let Some(id) = row {
            focused.set(Some(RecordId(id)));
        }
    };
    view! {
        <div
            class="days"
            role="group"
            aria-label=move || t_string!(i18n, logbook.list)
            node_ref=list
            on:focusin=remember_focus
        >
            <For
                each=move || in_page.with(|page| page.days.iter().map(|day| day.date).collect::<Vec<_>>())
                key=|date| *date
                let:date
            >
                <DaySection
                    day=Memo::new(move |before: Option<&DayInPage>| {
                        let day = in_page.with(|page| page.days.iter().find(|day| day.date == date).cloned());
                        // What is on its way out keeps what it showed last.
                        day.or_else(|| before.cloned()).unwrap_or_else(|| DayInPage::none(date))
                    })
                    list=parts
                />
            </For>
            {move || room(in_page.with(|page| page.after))}
        </div>
    }
}

/// The room of what is not in the page.
fn room(pixels: f64) -> Option<impl IntoView> {
    (pixels > 0.0).then(|| view! { <div style:height=format!("{pixels}px")></div> })
}

/// One day with its total.
#[component]
fn DaySection(day: Memo<DayInPage>, list: List) -> impl IntoView {
    let i18n = use_i18n();
    let date = day.with_untracked(|day| day.date);
    let heading = NodeRef::<Header>::new();
    heading.on_load(move |heading| list.measure(&heading));
    view! {
        {move || room(day.with(|day| day.before))}
        <section class="day" aria-labelledby=format!("day-{date}")>
            <header class="day-head" node_ref=heading data-item=heading_key(date)>
                <h2 id=format!("day-{date}")>{move || words::day(i18n.get_locale(), date, list.today.get())}</h2>
                <p class="amount">{move || words::duration(i18n.get_locale(), day.with(|day| day.seconds))}</p>
            </header>
            <ul class="entries">
                <For
                    each=move || day.with(|day| day.entries.clone())
                    key=|entry| entry.id.clone()
                    let:entry
                >
                    <Row entry day list />
                </For>
            </ul>
        </section>
    }
}

/// One entry of a day.
#[component]
fn Row(entry: EntryInPage, day: Memo<DayInPage>, list: List) -> impl IntoView {
    let id = entry.id.clone();
    let entry = Memo::new(move |before: Option<&EntryInPage>| {
        let current = day.with(|day| {
            day.entries
                .iter()
                .find(|other| other.id == entry.id)
                .cloned()
        });
        current
            .or_else(|| before.cloned())
            .unwrap_or_else(|| entry.clone())
    });
    let row = NodeRef::<Li>::new();
    row.on_load(move |row| list.measure(&row));
    let record = use_journal().get::<LogbookEntry>(&id);
    let Rows { editing, selecting } = list.rows;
    let content = move || {
        let (id, record) = (id.clone(), record.clone()?);
        Some(match selecting.is_on() {
            false => {
                let on_open =
                    Callback::new(move |entry| editing.set(Some(Editing::Existing(entry))));
                view! { <EntryRow entry=record on_open /> }.into_any()
            }
            true => {
                let checked = id.clone();
                let is_checked = Signal::derive(move || selecting.contains(&checked));
                let on_check = Callback::new(move |(is_checked, with_range)| {
                    selecting.set(id.clone(), is_checked, with_range);
                });
                view! { <CheckableEntryRow entry=record is_checked on_check /> }.into_any()
            }
        })
    };
    view! {
        // Not a part of the list: it is only as high as those that are not in the page.
        {move || {
            let before = entry.with(|entry| entry.before);
            (before > 0.0).then(|| view! { <li aria-hidden="true" style:height=format!("{before}px")></li> })
        }}
        <li
            node_ref=row
            data-item=move || entry.with(|entry| entry.id.to_string())
            aria-posinset=move || entry.with(|entry| entry.position.to_string())
            aria-setsize=move || day.with(|day| day.count.to_string())
        >
            {content}
        </li>
    }
}
