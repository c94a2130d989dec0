//! The timer in the local store, one for each user.

use shared_model::UserId;

use super::Timer;
use crate::keys;
use crate::own_value;
use crate::platform::{Platform, StoreError};

/// The timer that a user left running or paused. A value that is none is put aside, and is as if it were not there.
///
/// # Errors
/// When the store cannot be read, or has no room to put a value aside.
pub fn read(platform: &Platform, user: &UserId) -> Result<Option<Timer>, StoreError> {
    own_value::read(platform, &keys::timer(user))
}

/// Changes a user's timer as it is stored now, whatever a tab that has not looked since still shows, and answers what it
/// has become.
///
/// # Errors
/// When the browser does not store it, or has no room to put aside what is there and cannot be read. Nothing is lost
/// then.
pub fn change(
    platform: &Platform,
    user: &UserId,
    change: impl FnOnce(&mut Option<Timer>),
) -> Result<Option<Timer>, StoreError> {
    own_value::change(platform, &keys::timer(user), change)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use shared_model::{ActivityType, Timestamp};

    use super::super::Activity;
    use super::*;
    use crate::test_support::{NoServer, TestDevice};

    fn device() -> TestDevice {
        TestDevice::new(1, Rc::new(NoServer))
    }

    fn user() -> UserId {
        "5f0c2b9e71d84a36".into()
    }

    fn timer(device: &TestDevice) -> Timer {
        let now = device.platform.clock.now();
        Timer::start("s".into(), Activity::default(), now)
    }

    fn start(device: &TestDevice) -> Result<Option<Timer>, StoreError> {
        let started = timer(device);
        change(&device.platform, &user(), |timer| *timer = Some(started))
    }

    #[test]
    fn each_user_has_a_timer_that_stays_until_it_is_taken_away() {
        let device = device();
        let started = start(&device).expect("there is room");
        assert_eq!(started, Some(timer(&device)));
        assert_eq!(read(&device.platform, &user()), Ok(started));
        assert_eq!(read(&device.platform, &"other".into()), Ok(None));
        let gone = change(&device.platform, &user(), |timer| *timer = None);
        assert_eq!(gone, Ok(None));
        assert_eq!(read(&device.platform, &user()), Ok(None));
    }

    #[test]
    fn failure_25_what_two_tabs_change_without_having_seen_each_other_loses_no_time() {
        let device = device();
        let now = || device.platform.clock.now();
        let in_a_tab = |act: &dyn Fn(&mut Timer, Timestamp)| {
            change(&device.platform, &user(), |timer| {
                act(timer.as_mut().expect("it was started"), now());
            })
            .expect("there is room")
            .expect("it is still there")
        };
        let passes = |secs: i64| device.clock.0.set(device.clock.0.get() + secs * 1000);
        let kind = |activity_type| Activity {
            activity_type,
            piece: None,
        };
        start(&device).expect("there is room");
        passes(60);
        in_a_tab(&|timer, now| timer.switch(kind(ActivityType::Etudes), now));
        passes(60);
        // The other tab still shows the first activity.
        in_a_tab(&|timer, now| timer.note_tempo(Some(80), now));
        in_a_tab(&|timer, now| timer.switch(kind(ActivityType::Scales), now));
        passes(60);
        in_a_tab(&Timer::pause);
        passes(60);
        let timer = in_a_tab(&Timer::pause);
        let stretches: Vec<_> = timer
            .stretches(now())
            .iter()
            .map(|s| (s.activity.activity_type, s.tempo, s.seconds))
            .collect();
        assert_eq!(
            stretches,
            [
                (ActivityType::Other, None, 60),
                (ActivityType::Etudes, Some(80), 60),
                (ActivityType::Scales, None, 60),
            ]
        );
    }

    #[test]
    fn a_timer_that_cannot_be_read_is_put_aside_before_the_next_one() {
        let device = device();
        let key = keys::timer(&user());
        device.platform.store.set(&key, "{half").expect("fits");
        start(&device).expect("there is room");
        let values = device.store.values();
        assert_eq!(values[&format!("{}{key}", keys::QUARANTINE)], "{half");
        assert_eq!(read(&device.platform, &user()), Ok(Some(timer(&device))));
    }

    #[test]
    fn without_room_to_put_it_aside_a_timer_that_cannot_be_read_stays() {
        let device = device();
        let key = keys::timer(&user());
        device.platform.store.set(&key, "{half").expect("fits");
        device.store.quota_chars.set(60);
        assert_eq!(start(&device), Err(StoreError::Full));
        assert_eq!(device.store.values()[&key], "{half");
    }
}
