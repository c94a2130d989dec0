//! When to sync: after a change, when the network or the page comes back, every minute while somebody looks, and when
//! asked to.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use client_core::events::Event;
use client_core::{Client, SyncError};
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::{document, set_interval};
use leptos::task::spawn_local;
use web_sys::VisibilityState;

use super::one_tab;

const EVERY: Duration = Duration::from_secs(60);

/// The lock that the one syncing tab holds.
const LOCK: &str = "mirubato-sync";

/// Starts syncs, one at a time. Requests that come while one runs are answered by one more.
#[derive(Clone)]
pub(crate) struct Synchroniser {
    client: Client,
    state: Rc<Cell<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    RunningAndAskedAgain,
}

impl Synchroniser {
    /// Of this client.
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            state: Rc::new(Cell::new(State::Idle)),
        }
    }

    /// Listens to everything that is a reason to sync, for as long as the page lives, and syncs for the first time.
    pub(crate) fn start(&self) {
        self.client
            .events()
            .subscribe({
                let synchroniser = self.clone();
                move |event| {
                    // A pull changes records too, but leaves nothing to send.
                    if matches!(event, Event::RecordsChanged(_))
                        && synchroniser.client.journal().unsynced_count() > 0
                    {
                        synchroniser.request();
                    }
                }
            })
            .forget();
        for event in ["online", "visibilitychange"] {
            let synchroniser = self.clone();
            let _for_ever =
                window_event_listener_untyped(event, move |_| synchroniser.request_if_visible());
        }
        set_interval(
            {
                let synchroniser = self.clone();
                move || synchroniser.request_if_visible()
            },
            EVERY,
        );
        self.request();
    }

    /// Syncs soon: at once, or once more after the sync that is running.
    pub(crate) fn request(&self) {
        match self.state.get() {
            State::Idle => {
                self.state.set(State::Running);
                let this = self.clone();
                spawn_local(async move { this.run().await });
            }
            State::Running | State::RunningAndAskedAgain => {
                self.state.set(State::RunningAndAskedAgain);
            }
        }
    }

    fn request_if_visible(&self) {
        if document().visibility_state() == VisibilityState::Visible {
            self.request();
        }
    }

    async fn run(self) {
        loop {
            self.state.set(State::Running);
            let client = self.client.clone();
            let outcome =
                one_tab::alone(LOCK, async move { client.auth().sync_to_cloud().await }).await;
            // After a failure the next attempt is left to the triggers, so that it is not repeated without a pause. That
            // somebody else signed in is no failure: their sync was asked for meanwhile.
            let goes_on = matches!(outcome, Some(Ok(()) | Err(SyncError::UserChanged)));
            if !goes_on || self.state.get() == State::Running {
                break self.state.set(State::Idle);
            }
        }
    }
}
