//! Short messages about what just happened, with a way back where there is one.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::platform::dom;

/// How long a message stays that nobody points at or has the focus in.
const STAYS: Duration = Duration::from_secs(10);

/// What was done, and how to undo it.
#[derive(Clone)]
struct Notice {
    text: String,
    /// Outlives the component that said it, which a `Callback` would not.
    undo: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// A message, and which journal was shown when it was said. With another journal it is not shown: its undo would go
/// there.
#[derive(Clone)]
struct Said {
    notice: Notice,
    epoch: usize,
    /// The plan when it was said, which no other message has.
    plan: u32,
}

/// Where anything in the app says what happened. The newest message replaces the one before.
#[derive(Clone, Copy)]
pub(crate) struct Notices {
    journal: JournalContext,
    said: RwSignal<Option<Said>>,
    /// Changes whenever the message on the page is not to go as was planned.
    plan: StoredValue<u32>,
}

impl Notices {
    /// For everything below this component.
    pub(crate) fn provide() {
        provide_context(Self {
            journal: use_journal(),
            said: RwSignal::new(None),
            plan: StoredValue::new(0),
        });
    }

    /// Says something.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.show(Notice {
            text: text.into(),
            undo: None,
        });
    }

    /// Says something that can be undone.
    pub(crate) fn say_with_undo(
        self,
        text: impl Into<String>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(Notice {
            text: text.into(),
            undo: Some(Arc::new(undo)),
        });
    }

    fn show(self, notice: Notice) {
        self.clear();
        let epoch = self.journal.epoch().get_untracked();
        let plan = self.plan.get_value();
        self.said.set(Some(Said {
            notice,
            epoch,
            plan,
        }));
        self.let_go();
    }

    /// Lets the message stay, as long as somebody is at it.
    fn hold(self) {
        self.plan.update_value(|plan| *plan = plan.wrapping_add(1));
    }

    /// Lets the message go after a while.
    fn let_go(self) {
        self.hold();
        let plan = self.plan.get_value();
        let go = move || {
            if self.plan.get_value() == plan {
                self.said.set(None);
            }
        };
        set_timeout(go, STAYS);
    }

    fn clear(self) {
        self.hold();
        self.said.set(None);
    }

    fn shown(self) -> Option<Said> {
        let epoch = self.journal.epoch().get();
        self.said.get().filter(|said| said.epoch == epoch)
    }
}

/// The messages around a component.
pub(crate) fn use_notices() -> Notices {
    expect_context()
}

/// The place in the page where messages appear. It is always there, so that screen readers notice what is put in.
#[component]
pub(crate) fn NoticeRegion() -> impl IntoView {
    let notices = use_notices();
    view! {
        <div role="status" aria-live="polite">
            <For each=move || notices.shown() key=|said| said.plan let:said>
                <ShownNotice notice=said.notice />
            </For>
        </div>
    }
}

/// A message. It stays for as long as the pointer or the focus is at it.
#[component]
fn ShownNotice(notice: Notice) -> impl IntoView {
    let i18n = use_i18n();
    let notices = use_notices();
    let (is_pointed_at, has_focus) = (StoredValue::new(false), StoredValue::new(false));
    let attend = move |kind: StoredValue<bool>, is_there: bool| {
        kind.set_value(is_there);
        match is_pointed_at.get_value() || has_focus.get_value() {
            true => notices.hold(),
            false => notices.let_go(),
        }
    };
    let undo = notice.undo.map(|undo| {
        let press = move |_| {
            notices.clear();
            undo();
            // The button goes with its message.
            dom::focus_heading_soon();
        };
        view! {
            <button type="button" class="button" on:click=press>
                {move || t_string!(i18n, action.undo)}
            </button>
        }
    });
    view! {
        <div
            class="notice"
            on:pointerenter=move |_| attend(is_pointed_at, true)
            on:pointerleave=move |_| attend(is_pointed_at, false)
            on:focusin=move |_| attend(has_focus, true)
            on:focusout=move |_| attend(has_focus, false)
        >
            <p>{notice.text}</p>
            {undo}
        </div>
    }
}
