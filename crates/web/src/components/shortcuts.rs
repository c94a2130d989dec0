//! Keys that do something by themselves, and their list.

use leptos::ev;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, td_string, tu_string};
use leptos_router::hooks::{use_location, use_navigate};

use super::entry_editor::{Editing, EntryEditor};
use super::notices::use_notices;
use super::sheet::Sheet;
use super::switch::Switch;
use super::timer_card::Control;
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::platform::dom;
use crate::platform::remembered::Remembered;
use crate::practice::{Phase, use_practice};
use crate::shortcuts::{Keys, Screen, Shortcut};
use crate::words;

/// Whether the list is open. Anything in the app may open it.
#[derive(Clone, Copy)]
pub(crate) struct ShortcutList(RwSignal<bool>);

impl ShortcutList {
    /// For everything below this component.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(false)));
    }

    /// Opens it.
    pub(crate) fn open(self) {
        self.0.set(true);
    }
}

/// Whether somebody is on the way to the search of the logbook from another screen.
#[derive(Clone, Copy)]
pub(crate) struct OnTheWayToSearch(StoredValue<bool>);

impl OnTheWayToSearch {
    /// For everything below this component.
    pub(crate) fn provide() {
        provide_context(Self(StoredValue::new(false)));
    }

    fn begin(self) {
        self.0.set_value(true);
    }

    /// Whether somebody was, who has arrived now.
    pub(crate) fn arrive(self) -> bool {
        let is_on_the_way = self.0.try_update_value(std::mem::take);
        is_on_the_way.unwrap_or_default()
    }
}

/// The list around a component.
pub(crate) fn use_shortcut_list() -> ShortcutList {
    expect_context()
}

/// Does what keys say, outside of fields and of open sheets.
#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let practice = use_practice();
    let control = Control::new();
    let navigate = use_navigate();
    let path = use_location().pathname;
    let is_at_logbook = move || path.with_untracked(|path| path == Screen::Logbook.path());
    let i18n = use_i18n();
    let ShortcutList(is_listed) = use_shortcut_list();
    let on_the_way: OnTheWayToSearch = expect_context();
    let is_off = RwSignal::new(Remembered::KeysOff.is_so());
    let editing = RwSignal::new(None::<Editing>);
    let keys = StoredValue::new(Keys::default());
    let listener = window_event_listener(ev::keydown, move |event| {
        let is_meant_otherwise = event.default_prevented()
            || event.is_composing()
            || event.repeat()
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key();
        if is_off.get_untracked() || dom::is_typing() || dom::has_dialog() {
            keys.try_update_value(Keys::forget);
            return;
        }
        if is_meant_otherwise {
            return;
        }
        let Some(shortcut) = keys
            .try_update_value(|keys| keys.press(&event.key(), journal.now()))
            .flatten()
        else {
            return;
        };
        // The key is not typed into what it opens.
        event.prevent_default();
        match shortcut {
            Shortcut::Help => is_listed.set(true),
            Shortcut::NewEntry => editing.set(Some(Editing::New(journal.blank_entry()))),
            Shortcut::Timer => {
                control.turn();
                notices.say(match untrack(|| practice.phase()) {
                    Phase::Running => tu_string!(i18n, timer.running),
                    Phase::Idle | Phase::Paused => tu_string!(i18n, timer.paused),
                });
            }
            // An empty logbook has nothing to be searched.
            Shortcut::Search if is_at_logbook() => drop(dom::focus_search()),
            Shortcut::Search => {
                on_the_way.begin();
                navigate(Screen::Logbook.path(), Default::default());
            }
            Shortcut::GoTo(screen) => navigate(screen.path(), Default::default()),
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <Show when=move || is_listed.get()>
            <List is_off on_close=Callback::new(move |()| is_listed.set(false)) />
        </Show>
        {move || {
            editing
                .get()
                .map(|editing_now| {
                    view! { <EntryEditor editing=editing_now on_leave=Callback::new(move |_| editing.set(None)) /> }
                })
        }}
    }
}

/// The list of what the keys do.
#[component]
fn List(is_off: RwSignal<bool>, on_close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let turn = Callback::new(move |is_on: bool| {
        Remembered::KeysOff.remember(!is_on);
        is_off.set(!is_on);
    });
    let screens = Screen::ALL.map(Shortcut::GoTo);
    let rows = Shortcut::SINGLE
        .into_iter()
        .chain(screens)
        .map(|shortcut| {
            view! {
                <div>
                    <dt>{move || words::shortcut(i18n.get_locale(), shortcut)}</dt>
                    <KeyNames keys=names(shortcut) between=then />
                </div>
            }
        })
        .collect_view();
    view! {
        <Sheet id="shortcuts" title=move || t_string!(i18n, shortcuts.title) on_close writes=false>
            <div class="sheet-body">
                <dl class="shortcuts">
                    {rows} <div>
                        <dt>{move || t_string!(i18n, shortcuts.save)}</dt>
                        <KeyNames
                            keys=vec![
                                (move || t_string!(i18n, shortcuts.ctrl)).into(),
                                (move || t_string!(i18n, shortcuts.enter)).into(),
                            ]
                            between=together
                        />
                    </div> <div>
                        <dt>{move || t_string!(i18n, shortcuts.close)}</dt>
                        <KeyNames keys=vec![(move || t_string!(i18n, shortcuts.escape)).into()] between=together />
                    </div>
                </dl>
                <Switch
                    label=move || t_string!(i18n, shortcuts.switch)
                    is_on=Signal::derive(move || !is_off.get())
                    is_busy=false
                    on_turn=turn
                />
                <p class="field-note">{move || t_string!(i18n, shortcuts.switch_text)}</p>
            </div>
        </Sheet>
    }
}

/// Keys, and between them how they are pressed.
#[component]
fn KeyNames(keys: Vec<TextProp>, between: fn(Locale) -> &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let keys = keys.into_iter().enumerate().map(|(place, key)| {
        let between = (place > 0).then_some(move || between(i18n.get_locale()));
        view! {
            {between}
            <kbd>{move || key.get()}</kbd>
        }
    });
    view! { <dd>{keys.collect_view()}</dd> }
}

/// The keys of a shortcut as they stand on a keyboard.
fn names(shortcut: Shortcut) -> Vec<TextProp> {
    let keys = shortcut.keys().into_iter();
    keys.map(|key| key.to_uppercase().into()).collect()
}

fn then(locale: Locale) -> &'static str {
    td_string!(locale, shortcuts.then)
}

fn together(locale: Locale) -> &'static str {
    td_string!(locale, shortcuts.together)
}
