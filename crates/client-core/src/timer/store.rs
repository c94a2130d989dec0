//! The timer in the local store, one for each user.

use shared_model::UserId;

use super::Timer;
use crate::keys;
use crate::platform::{Platform, StoreError};
use crate::record_store;

/// The timer that a user left running or paused. A value that is none is put aside, and is as if it were not there.
///
/// # Errors
/// When the store cannot be read, or has no room to put a value aside.
pub fn read(platform: &Platform, user: &UserId) -> Result<Option<Timer>, StoreError> {
    let key = keys::timer(user);
    let Some(text) = platform.store.get(&key)? else {
        return Ok(None);
    };
    if let Ok(timer) = serde_json::from_str(&text) {
        return Ok(Some(timer));
    }
    record_store::put_aside(platform, &key, &text)?;
    platform.store.remove(&key)?;
    Ok(None)
}

/// Stores a user's timer, or that there is none any more.
///
/// # Errors
/// When the browser does not store it, or has no room to put aside what is there and cannot be read. Nothing is lost
/// then.
pub fn write(platform: &Platform, user: &UserId, timer: Option<&Timer>) -> Result<(), StoreError> {
    // What cannot be read must not be overwritten.
    read(platform, user)?;
    let key = keys::timer(user);
    match timer {
        Some(timer) => {
            let text = serde_json::to_string(timer).unwrap_or_default();
            platform.store.set(&key, &text)
        }
        None => platform.store.remove(&key),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

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

    #[test]
    fn each_user_has_a_timer_that_stays_until_it_is_taken_away() {
        let device = device();
        let timer = timer(&device);
        write(&device.platform, &user(), Some(&timer)).expect("there is room");
        assert_eq!(read(&device.platform, &user()), Ok(Some(timer)));
        assert_eq!(read(&device.platform, &"other".into()), Ok(None));
        write(&device.platform, &user(), None).expect("removes");
        assert_eq!(read(&device.platform, &user()), Ok(None));
    }

    #[test]
    fn a_timer_that_cannot_be_read_is_put_aside_before_the_next_one() {
        let device = device();
        let key = keys::timer(&user());
        device.platform.store.set(&key, "{half").expect("fits");
        write(&device.platform, &user(), Some(&timer(&device))).expect("there is room");
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
        let written = write(&device.platform, &user(), Some(&timer(&device)));
        assert_eq!(written, Err(StoreError::Full));
        assert_eq!(device.store.values()[&key], "{half");
    }
}
