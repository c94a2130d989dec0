//! The filter of the screen, and the address that holds it.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared_model::EntryFilter;

use super::filters::Part;
use crate::logbook::address;

/// Where the screen is.
const PATH: &str = "/logbook";

/// How long nothing is typed before the address follows. Safari takes no more than 100 addresses in 30 seconds.
const FOLLOWS: Duration = Duration::from_millis(350);

/// The filter. The address follows it, and it follows the address when somebody goes back, or opens a link.
#[derive(Clone, Copy)]
pub(super) struct Filtering {
    filter: RwSignal<EntryFilter>,
    /// The query of the address, as this screen knows it.
    query: StoredValue<String>,
    /// What was changed last, while nothing else has been.
    changing: StoredValue<Option<Part>>,
    /// What was typed and is not in the address yet.
    pending: StoredValue<Option<TimeoutHandle>>,
    /// Goes to an address of this screen; in the place of the one before, or after it.
    go: Callback<(String, bool)>,
}

impl Filtering {
    /// As the address has it.
    pub(super) fn of_address() -> Self {
        let location = use_location();
        let navigate = use_navigate();
        let query = location.search.get_untracked();
        let this = Self {
            filter: RwSignal::new(address::parse(&query)),
            query: StoredValue::new(query),
            changing: StoredValue::new(None),
            pending: StoredValue::new(None),
            go: Callback::new(move |(address, replace): (String, bool)| {
                let options = NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                };
                navigate(&address, options);
            }),
        };
        Effect::new(move |_| {
            let query = location.search.get();
            let is_here = location.pathname.with_untracked(|path| path == PATH);
            if is_here && this.query.with_value(|known| *known != query) {
                this.forget_pending();
                this.changing.set_value(None);
                this.filter.set(address::parse(&query));
                this.query.set_value(query);
            }
        });
        on_cleanup(move || this.forget_pending());
        this
    }

    /// The query of the address, for as long as the address is this screen's.
    pub(super) fn query(self) -> String {
        self.query.get_value()
    }

    /// What is looked for.
    pub(super) fn filter(self) -> RwSignal<EntryFilter> {
        self.filter
    }

    /// Looks for other words. The address has them as soon as typing pauses, in the place of those before.
    pub(super) fn look_for(self, text: String) {
        self.filter.update(|filter| filter.text = text);
        self.changing.set_value(None);
        self.forget_pending();
        let follow = set_timeout_with_handle(move || self.write(true), FOLLOWS);
        // Without a timeout the address follows with the next filter.
        self.pending.set_value(follow.ok());
    }

    /// Changes what is looked for. The way back leads to what was looked for before.
    pub(super) fn change(self, change: impl FnOnce(&mut EntryFilter)) {
        self.changing.set_value(None);
        self.change_as(false, change);
    }

    /// Changes one thing that is looked for. The way back leads to what was looked for before that was first touched: who
    /// tries several values, or types a date, does not go back through all of them.
    pub(super) fn change_part(self, part: Part, change: impl FnOnce(&mut EntryFilter)) {
        let goes_on = self.changing.with_value(|changing| *changing == Some(part));
        self.changing.set_value(Some(part));
        self.change_as(goes_on, change);
    }

    fn change_as(self, in_place: bool, change: impl FnOnce(&mut EntryFilter)) {
        self.forget_pending();
        self.filter.update(change);
        self.write(in_place);
    }

    fn write(self, in_place: bool) {
        let query = self.filter.with_untracked(address::format);
        if self.query.with_value(|known| *known == query) {
            return;
        }
        let address = match query.as_str() {
            "" => PATH.to_owned(),
            query => format!("{PATH}?{query}"),
        };
        self.query.set_value(query);
        self.go.run((address, in_place));
    }

    fn forget_pending(self) {
        let pending = self.pending.try_update_value(Option::take).flatten();
        if let Some(pending) = pending {
            pending.clear();
        }
    }
}
