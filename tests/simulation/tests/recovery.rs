//! What becomes of the journal when the server is restored from an older backup (design.md section 6).

use client_core::test_support::entry;
use shared_model::LogbookEntry;
use simulation::World;

#[test]
fn a_restored_server_is_what_it_was() {
    let world = World::new();
    let device = world.device(1);
    device.client.journal().save(entry("kept")).expect("saves");
    device.sign_in(&world, "anna@example.org");
    let backup = world.backup();
    device.client.journal().save(entry("later")).expect("saves");
    device.sync();
    assert_eq!(world.count("logbook_entries"), 2);
    world.restore(&backup);
    assert_eq!(world.count("logbook_entries"), 1);
    assert_eq!(device.client.journal().count::<LogbookEntry>(), 2);
}
