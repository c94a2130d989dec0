//! The event bus: what the journal and the sync tell whoever shows them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use shared_model::Collection;

use crate::platform::StoreError;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Records of a collection were written, here or in another tab.
    RecordsChanged(Collection),
    /// Somebody else is the user now, or something about the user changed.
    UserChanged,
    /// The user's preferences changed, here, in another tab or on another device.
    PreferencesChanged,
    /// The state of the backup changed.
    BackupChanged,
    /// The account holds everything that this device holds, and this device what the account holds.
    SyncComplete,
    /// This device holds another part of the journal now.
    HorizonMoved,
    /// The browser refused to store something.
    StorageRefused(StoreError),
}

impl Event {
    /// The event's name, as it has always been called.
    pub fn name(self) -> &'static str {
        match self {
            Self::RecordsChanged(_) => "records:changed",
            Self::UserChanged => "user:changed",
            Self::PreferencesChanged => "preferences:changed",
            Self::BackupChanged => "backup:changed",
            Self::SyncComplete => "sync:complete",
            Self::HorizonMoved => "horizon:moved",
            Self::StorageRefused(_) => "storage:refused",
        }
    }
}

type Listener = Rc<dyn Fn(Event)>;
type Listeners = RefCell<Vec<(u64, Listener)>>;

/// Passes events on to everyone who subscribed, in the order of subscription.
#[derive(Clone, Default)]
pub struct EventBus {
    listeners: Rc<Listeners>,
    next: Rc<Cell<u64>>,
    /// What waits to be told, while something is done together.
    held: Rc<RefCell<Option<Vec<Event>>>>,
}

impl fmt::Debug for EventBus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventBus")
            .field("listeners", &self.listeners.borrow().len())
            .finish()
    }
}

/// Ends the subscription when it is dropped.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    id: u64,
    listeners: Weak<Listeners>,
}

impl Subscription {
    /// Keeps the subscription for as long as the bus lives.
    pub fn forget(mut self) {
        self.listeners = Weak::new();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            listeners.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}

impl EventBus {
    /// Calls `listener` for every event from now on.
    pub fn subscribe(&self, listener: impl Fn(Event) + 'static) -> Subscription {
        let id = self.next.get();
        self.next.set(id + 1);
        self.listeners.borrow_mut().push((id, Rc::new(listener)));
        Subscription {
            id,
            listeners: Rc::downgrade(&self.listeners),
        }
    }

    /// Tells everyone. A listener may subscribe, unsubscribe and publish.
    pub(crate) fn publish(&self, event: Event) {
        if let Some(held) = &mut *self.held.borrow_mut() {
            if !held.contains(&event) {
                held.push(event);
            }
            return;
        }
        let listeners: Vec<Listener> = self
            .listeners
            .borrow()
            .iter()
            .map(|(_, listener)| Rc::clone(listener))
            .collect();
        for listener in listeners {
            listener(event);
        }
    }

    /// Does `work`, and then tells what happened in it, each event once: whoever listens reads everything again, which is
    /// too much for each of a thousand records. As a part of other work it is told of with that.
    pub(crate) fn together<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.held.borrow().is_some() {
            return work();
        }
        self.held.replace(Some(Vec::new()));
        let result = work();
        let held = self.held.take();
        for event in held.into_iter().flatten() {
            self.publish(event);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_together_is_told_once_and_afterwards() {
        let bus = EventBus::default();
        let heard = Rc::new(RefCell::new(Vec::new()));
        let _subscription = bus.subscribe({
            let heard = Rc::clone(&heard);
            move |event| heard.borrow_mut().push(event)
        });
        let [pieces, goals] = [Collection::Pieces, Collection::Goals].map(Event::RecordsChanged);
        bus.together(|| {
            bus.together(|| bus.publish(pieces));
            for event in [goals, pieces] {
                bus.publish(event);
            }
            assert!(heard.borrow().is_empty());
        });
        assert_eq!(*heard.borrow(), [pieces, goals]);
    }

    #[test]
    fn a_subscription_hears_events_until_it_is_dropped() {
        let bus = EventBus::default();
        let heard = Rc::new(RefCell::new(Vec::new()));
        let subscription = bus.subscribe({
            let heard = Rc::clone(&heard);
            move |event| heard.borrow_mut().push(event.name())
        });
        bus.publish(Event::SyncComplete);
        drop(subscription);
        bus.publish(Event::UserChanged);
        assert_eq!(*heard.borrow(), ["sync:complete"]);
    }
}
