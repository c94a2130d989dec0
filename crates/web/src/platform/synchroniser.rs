//! When to sync: after a change, when the network or the page comes back, every minute while somebody looks, and when
//! asked to. After a failure the server is left alone for a while, unless somebody asks or the network comes back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use client_core::events::Event;
use client_core::{Backoff, CheckError, CheckedBackup, Client, Platform, SyncError};
use leptos::leptos_dom::helpers::{
    TimeoutHandle, set_timeout_with_handle, window_event_listener_untyped,
};
use leptos::prelude::{document, set_interval};
use leptos::task::spawn_local;
use web_sys::VisibilityState;

use super::one_tab;
use super::storage_events::on_look;

const EVERY: Duration = Duration::from_secs(60);

/// The lock that the one syncing tab holds.
const LOCK: &str = "mirubato-sync";

/// Starts syncs, one at a time. Requests that come while one runs are answered by one more.
#[derive(Clone)]
pub(crate) struct Synchroniser {
    client: Client,
    platform: Platform,
    state: Rc<Cell<State>>,
    backoff: Rc<RefCell<Backoff>>,
    /// The end of the wait after a failure, while it lasts.
    wait: Rc<Cell<Option<TimeoutHandle>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    RunningAndAskedAgain,
}

impl Synchroniser {
    /// Of this client.
    pub(crate) fn new(client: &Client, platform: &Platform) -> Self {
        Self {
            client: client.clone(),
            platform: platform.clone(),
            state: Rc::new(Cell::new(State::Idle)),
            backoff: Rc::default(),
            wait: Rc::default(),
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
                    if matches!(event, Event::RecordsChanged(_) | Event::PreferencesChanged)
                        && synchroniser.client.auth().has_changes_to_send()
                    {
                        synchroniser.request_unless_waiting();
                    }
                }
            })
            .forget();
        let _for_ever = window_event_listener_untyped("online", {
            let synchroniser = self.clone();
            move |_| synchroniser.request()
        });
        on_look({
            let synchroniser = self.clone();
            move || synchroniser.request_unless_waiting()
        });
        set_interval(
            {
                let synchroniser = self.clone();
                move || synchroniser.request_if_visible()
            },
            EVERY,
        );
        self.request();
    }

    /// Syncs soon, also during the wait after a failure: at once, or once more after the sync that is running.
    pub(crate) fn request(&self) {
        self.end_wait();
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

    fn request_unless_waiting(&self) {
        let wait = self.wait.take();
        let is_waiting = wait.is_some();
        self.wait.set(wait);
        if !is_waiting {
            self.request();
        }
    }

    fn request_if_visible(&self) {
        if document().visibility_state() == VisibilityState::Visible {
            self.request_unless_waiting();
        }
    }

    fn end_wait(&self) {
        if let Some(timeout) = self.wait.take() {
            timeout.clear();
        }
    }

    /// Leaves the server alone for so long, and tries again then.
    fn wait(&self, duration: Duration) {
        self.end_wait();
        let this = self.clone();
        let end = move || {
            this.wait.set(None);
            this.request_if_visible();
        };
        // Without a timeout nothing is waited for: the next trigger tries.
        self.wait.set(set_timeout_with_handle(end, duration).ok());
    }

    /// Checks the backup as soon as no sync is running, in this tab or another. Nothing when the page goes away meanwhile.
    pub(crate) async fn check_backup(&self) -> Option<Result<CheckedBackup, CheckError>> {
        let client = self.client.clone();
        one_tab::alone(LOCK, async move { client.auth().check_backup().await }).await
    }

    async fn run(self) {
        loop {
            self.state.set(State::Running);
            let client = self.client.clone();
            let outcome =
                one_tab::alone(LOCK, async move { client.auth().sync_to_cloud().await }).await;
            let wait = outcome.as_ref().and_then(|outcome| {
                let random = &*self.platform.random;
                self.backoff.borrow_mut().after(outcome, random)
            });
            if let Some(duration) = wait {
                self.wait(duration);
            }
            // After a failure the next attempt is left to the triggers, so that it is not repeated without a pause. That
            // somebody else signed in is no failure: their sync was asked for meanwhile.
            let goes_on = matches!(outcome, Some(Ok(()) | Err(SyncError::UserChanged)));
            if !goes_on || self.state.get() == State::Running {
                break self.state.set(State::Idle);
            }
        }
    }
}
