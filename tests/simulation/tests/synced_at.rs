//! Since when the account has everything is known to whoever opens the app again.

use client_core::test_support::entry;
use pollster::block_on;
use shared_model::Timestamp;
use simulation::{Device, World};

fn synced_at(device: &Device) -> Option<Timestamp> {
    device.client.auth().synced_at()
}

#[test]
fn when_the_account_last_had_everything_is_known_in_every_tab_and_goes_with_its_user() {
    let world = World::new();
    let device = world.device(1);
    device.client.journal().save(entry("e")).expect("saves");
    assert_eq!(synced_at(&device), None);
    device.sign_in(&world, "anna@example.org");
    let first = device.client.journal().now();
    let other_tab = device.other_tab();
    for tab in [&device, &other_tab] {
        assert_eq!(synced_at(tab), Some(first));
    }

    let clock = &device.device.clock.0;
    clock.set(clock.get() + 60_000);
    device.sync();
    let device = device.reopened();
    assert_eq!(synced_at(&device), Some(first.plus_secs(60)));
    assert_eq!(synced_at(&other_tab), Some(first.plus_secs(60)));

    block_on(device.client.auth().logout()).expect("signs out");
    assert_eq!(synced_at(&device), None);
    let values = device.device.store.values();
    assert!(!values.keys().any(|key| key.contains("synced_at")));
}
