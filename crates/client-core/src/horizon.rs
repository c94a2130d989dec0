//! The horizon: the instant where this device's part of a long journal begins (design.md section 5).
//!
//! A signed-in device holds the newest part of the journal that fits into its share of the browser's storage. The claim
//! that the stored horizon makes is: of the journal as it was at the cursor, every record from that instant on is here,
//! and so is everything that belongs to no instant. Nothing is claimed of what is older: some of it may be here too, and
//! what is unsynced always is.
//!
//! ```text
//!       account only            this device (and the account)
//!  ───────────────────────┬──────────────────────────────────────► time
//!   fetched when looked at │ follows `changes`                  now
//!                       horizon
//! ```
//!
//! So that an interruption never leaves a hole above the horizon, it moves back only after the records are stored, and
//! forward before any of them is removed. `sync::history` moves it back, `journal::local_part` forward.

use serde::{Deserialize, Serialize};
use shared_model::{Timestamp, UserId};

use crate::keys;
use crate::platform::{Platform, StoreError};

/// How long the stored text is, whatever it says.
const STORED_CHARS: usize = 80;

/// How far back a part of the journal goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// It has not come yet.
    Nothing,
    /// Everything from this instant on.
    Since(Timestamp),
    /// Everything.
    #[default]
    Beginning,
}

impl Reach {
    /// Whether a record of this instant belongs to the part. One without an instant always does.
    pub fn covers(self, instant: Option<Timestamp>) -> bool {
        match (self, instant) {
            (Self::Beginning, _) | (_, None) => true,
            (Self::Since(since), Some(instant)) => since <= instant,
            (Self::Nothing, Some(_)) => false,
        }
    }

    /// Where the part begins, unless it is the journal's beginning. Nothing yet begins nowhere.
    pub fn since(self) -> Option<Timestamp> {
        match self {
            Self::Since(since) => Some(since),
            Self::Nothing | Self::Beginning => None,
        }
    }

    /// The part without what is older than `given_up`.
    #[must_use]
    pub(crate) fn without(self, given_up: Option<Timestamp>) -> Self {
        match (self, given_up) {
            (Self::Nothing, _) | (_, None) => self,
            (Self::Beginning, Some(given_up)) => Self::Since(given_up),
            (Self::Since(since), Some(given_up)) => Self::Since(since.max(given_up)),
        }
    }

    /// The one of two parts that goes further back.
    #[must_use]
    pub(crate) fn or_further(self, other: Self) -> Self {
        match (self, other) {
            (Self::Beginning, _) | (_, Self::Beginning) => Self::Beginning,
            (Self::Since(one), Self::Since(another)) => Self::Since(one.min(another)),
            (since @ Self::Since(_), Self::Nothing) | (Self::Nothing, since) => since,
        }
    }
}

/// Where a device's part of the journal begins, as the local store keeps it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Horizon {
    /// How far back the part goes.
    pub reach: Reach,
    /// Whether older records are still being fetched, because this device is new and has room for more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_filling: bool,
}

impl Horizon {
    /// Of a device that begins to fetch the newest part of a journal.
    pub(crate) const NEW_DEVICE: Self = Self {
        reach: Reach::Nothing,
        is_filling: true,
    };

    /// What is stored. Nothing is stored before the first pull. A value that cannot be read makes no claim: the journal is
    /// fetched again from its newest records on.
    pub(crate) fn load(platform: &Platform, user: &UserId) -> Result<Self, StoreError> {
        Ok(match platform.store.get(&keys::horizon(user))? {
            None => Self::default(),
            Some(text) => serde_json::from_str(&text).unwrap_or(Self::NEW_DEVICE),
        })
    }

    /// Stores it. A full storage refuses that only the first time.
    pub(crate) fn store(self, platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        let text = serde_json::to_string(&self).unwrap_or_default();
        platform.set_padded(&keys::horizon(user), &text, STORED_CHARS)
    }

    /// Makes sure, with the first pull, that a horizon can be stored when the storage is full: it has to move before anything
    /// makes room.
    pub(crate) fn reserve(platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        match platform.store.get(&keys::horizon(user))? {
            None => Self::default().store(platform, user),
            Some(_) => Ok(()),
        }
    }
}

/// Where a part begins that has given up its oldest records: as many as cost `excess` characters, or all of them. Records
/// of one instant go together. Nothing when there is nothing to give up.
///
/// `synced` are the instants and costs of the records that the account holds too.
pub(crate) fn after_eviction(
    mut synced: Vec<(Timestamp, usize)>,
    excess: usize,
) -> Option<Timestamp> {
    synced.sort_unstable();
    let mut freed = 0;
    let given_up = synced.iter().take_while(|(_, chars)| {
        let goes_on = freed < excess;
        freed += chars;
        goes_on
    });
    given_up.last().map(|(instant, _)| just_after(*instant))
}

/// Where a page has to be cut so that its newest records fit into `room` characters: everything from that instant on fits.
/// Nothing when all of it does.
///
/// `dated` are the instants and costs of the page's records.
pub(crate) fn cut_to_fit(mut dated: Vec<(Timestamp, usize)>, room: usize) -> Option<Timestamp> {
    dated.sort_unstable();
    let mut taken = 0;
    dated.into_iter().rev().find_map(|(instant, chars)| {
        taken += chars;
        (taken > room).then(|| just_after(instant))
    })
}

/// The next instant that there is.
fn just_after(instant: Timestamp) -> Timestamp {
    Timestamp::from_clock(instant.millis() + 1)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::platform::LocalStore as _;
    use crate::test_support::{NoServer, TestDevice};

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).expect("in range")
    }

    #[test]
    fn a_part_covers_what_is_not_older_than_it() {
        let since = Reach::Since(at(100));
        assert!(since.covers(Some(at(100))) && since.covers(Some(at(101))));
        assert!(!since.covers(Some(at(99))));
        assert!(Reach::Beginning.covers(Some(at(0))));
        assert!(!Reach::Nothing.covers(Some(at(i64::from(u32::MAX)))));
        for reach in [Reach::Nothing, since, Reach::Beginning] {
            assert!(reach.covers(None), "goals and pieces are always here");
        }
    }

    #[test]
    fn of_two_parts_the_one_that_goes_further_back_is_told() {
        let (newer, older) = (Reach::Since(at(200)), Reach::Since(at(100)));
        let order = [Reach::Nothing, newer, older, Reach::Beginning];
        for (index, one) in order.into_iter().enumerate() {
            for other in &order[index..] {
                assert_eq!(one.or_further(*other), *other);
                assert_eq!(other.or_further(one), *other);
            }
        }
    }

    #[test]
    fn the_oldest_records_go_and_those_of_one_instant_together() {
        let synced = || {
            vec![
                (at(30), 10),
                (at(10), 10),
                (at(20), 10),
                (at(10), 10),
                (at(20), 10),
            ]
        };
        assert_eq!(after_eviction(synced(), 1), Some(at(11)));
        assert_eq!(after_eviction(synced(), 20), Some(at(11)));
        assert_eq!(after_eviction(synced(), 21), Some(at(21)));
        assert_eq!(after_eviction(synced(), 1_000), Some(at(31)));
        assert_eq!(after_eviction(synced(), 0), None);
        assert_eq!(after_eviction(Vec::new(), 10), None);
    }

    #[test]
    fn the_newest_records_of_a_page_are_taken_and_those_of_one_instant_together() {
        let page = || vec![(at(10), 10), (at(30), 10), (at(20), 10), (at(20), 10)];
        assert_eq!(cut_to_fit(page(), 40), None);
        assert_eq!(cut_to_fit(page(), 39), Some(at(11)));
        assert_eq!(cut_to_fit(page(), 25), Some(at(21)));
        assert_eq!(cut_to_fit(page(), 10), Some(at(21)));
        assert_eq!(cut_to_fit(page(), 0), Some(at(31)), "nothing fits");
        assert_eq!(cut_to_fit(Vec::new(), 0), None);
    }

    #[test]
    fn a_horizon_survives_the_store_and_a_damaged_one_claims_nothing() {
        let (device, user) = (TestDevice::new(1, Rc::new(NoServer)), UserId::from("u"));
        let load = || Horizon::load(&device.platform, &user).expect("reads");
        assert_eq!(load(), Horizon::default());
        let filling = Horizon {
            reach: Reach::Since(at(1_700_000_000_123)),
            is_filling: true,
        };
        Horizon::reserve(&device.platform, &user).expect("stores");
        let reserved = device.store.used_chars();
        device.store.quota_chars.set(reserved);
        for horizon in [Horizon::NEW_DEVICE, filling, Horizon::default()] {
            horizon
                .store(&device.platform, &user)
                .expect("its room is there");
            assert_eq!(load(), horizon);
            assert_eq!(device.store.used_chars(), reserved);
        }
        device
            .store
            .set(&keys::horizon(&user), "{")
            .expect("stores");
        assert_eq!(load(), Horizon::NEW_DEVICE);
    }
}
