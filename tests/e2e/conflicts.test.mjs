// Two devices change the same record while neither hears of the other: both changes are kept as design.md section 6 says.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { twoDevices } from "../support/devices.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** Takes both devices off the network, lets each do its part there, and brings them back in this order. */
async function apart({ desk, phone, one, other }, onDesk, onPhone, order = ["desk", "phone"]) {
  await Promise.all([desk.setOffline(true), phone.setOffline(true)]);
  await onDesk(one);
  await onPhone(other);
  for (const app of [one, other]) await app.backupReads(/^Offline, \d changes? waiting$/);
  const devices = { desk: [desk, one], phone: [phone, other] };
  for (const name of order) {
    const [profile, app] = devices[name];
    // Each syncs by itself when it is online again: nobody presses a button.
    await profile.setOffline(false);
    await app.backupReads(BACKUP.backedUp);
  }
  // The first hears of the second.
  await devices[order[0]][1].backUpNow();
}

/** A collection of both devices, which hold the same, and all of it as the account has it. */
async function sameOnBoth({ desk, phone }, collection) {
  const [here, there] = await Promise.all([desk.stored(collection), phone.stored(collection)]);
  for (const record of [...here, ...there]) {
    assert.deepEqual([record.isSynced, record.base, record.sent], [true, undefined, undefined], record.key);
  }
  // Which of its own edits a record descends from, and of which of its tabs, is the business of one device.
  const shared = ({ from, tabs, ...record }) => record;
  assert.deepEqual(here.map(shared), there.map(shared));
  return here;
}

scene("failure 8: offline edits of one entry on two devices merge by field, by line and by item", async ({ server, profile }) => {
  const email = "anna@example.org";
  const devices = await twoDevices(profile, email, {
    duration: "30",
    instrument: "Piano",
    pieces: ["Clair de lune"],
    techniques: ["Legato"],
    tags: ["exam", "slow"],
    notes: "Slow movement.\nLeft hand alone.\nCoda by heart.\nTrills slowly.\nThe end as it is.",
  });
  await apart(
    devices,
    (desk) =>
      desk.editEntry("Slow movement.", {
        duration: "50",
        pieces: ["Recuerdos"],
        remove: ["slow"],
        tags: ["desk"],
        notes: "Slow movement.\nLeft hand alone, legato.\nCoda by heart.\nTrills slowly.\nThe end softly.",
      }),
    (phone) =>
      phone.editEntry("Slow movement.", {
        duration: "55",
        instrument: "Organ",
        mood: "Excited",
        remove: ["Legato"],
        techniques: ["Pedals"],
        tags: ["phone"],
        notes: "Slow movement.\nLeft hand alone.\nCoda by heart, twice.\nTrills slowly.\nThe end with all stops.",
      }),
  );

  const [entry, ...more] = await sameOnBoth(devices, "logbook_entries");
  assert.deepEqual(more, []);
  // Both changed the duration: the later edit counts.
  assert.deepEqual([entry.duration, entry.instrument, entry.mood], [55 * 60, "Organ", "EXCITED"]);
  assert.deepEqual(entry.pieces.map((piece) => piece.title), ["Clair de lune", "Recuerdos"]);
  assert.deepEqual(entry.techniques, ["Pedals"]);
  assert.deepEqual(entry.tags, ["exam", "desk", "phone"]);
  // Both changed the last line: both versions are there.
  const lines = entry.notes.split("\n");
  assert.deepEqual(lines.slice(0, 4), ["Slow movement.", "Left hand alone, legato.", "Coda by heart, twice.", "Trills slowly."]);
  assert.deepEqual(lines.slice(4).sort(), ["The end softly.", "The end with all stops."]);
  for (const app of [devices.one, devices.other]) {
    await app.go("Logbook");
    await reads(app.row("Slow movement."), /Clair de lune\s· Recuerdos[^]*Organ · Excited · Pedals[^]*#exam #desk #phone[^]*55 min/);
  }
  const [row] = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual([row.duration, row.notes], [55 * 60, entry.notes]);
});

scene("failure 8: milestones that two devices reach offline are both reached, and complete the goal", async ({ server, profile }) => {
  const email = "berta@example.org";
  const devices = await twoDevices(profile, email, { notes: "Slow movement." });
  const { one, other } = devices;
  await one.go("Goals");
  await one.writeGoal({ title: "Spring exam", milestones: ["By heart", "In tempo"] });
  await one.backupReads(BACKUP.backedUp);
  await other.backUpNow();
  await other.go("Goals");
  await other.goal("Spring exam").waitFor();
  await apart(
    devices,
    (desk) => desk.goal("Spring exam").getByLabel("By heart").check(),
    (phone) => phone.goal("Spring exam").getByLabel("In tempo").check(),
  );
  for (const app of [one, other]) {
    await app.go("Goals");
    await reads(app.page.getByRole("region", { name: "Completed" }), /Spring exam[^]*100%/);
  }
  const [goal] = await sameOnBoth(devices, "goals");
  assert.deepEqual(goal.milestones.map((milestone) => milestone.completed), [true, true]);
  assert.equal((await rowsOf(server, email, "goals"))[0].status, "COMPLETED");
});

for (const order of [["desk", "phone"], ["phone", "desk"]]) {
  const first = order[0] === "desk" ? "deletion" : "edit";
  scene(`failures 7 and 8: an edit that had not seen the deletion is kept when the ${first} arrives first`, async ({ server, profile }) => {
    const email = `${first}@example.org`;
    const devices = await twoDevices(profile, email, { duration: "30", notes: "Slow movement." });
    await apart(
      devices,
      (desk) => desk.deleteEntry("Slow movement."),
      (phone) => phone.editEntry("Slow movement.", { notes: "Slow movement, by heart." }),
      order,
    );
    for (const app of [devices.one, devices.other]) {
      await app.go("Logbook");
      await reads(app.row("by heart"), /30 min/);
    }
    const [entry, ...more] = await sameOnBoth(devices, "logbook_entries");
    assert.deepEqual([entry.notes, more], ["Slow movement, by heart.", []]);
    assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["Slow movement, by heart."]);

    // Somebody who has seen the edit and deletes the entry deletes it.
    await devices.one.deleteEntry("by heart");
    await devices.one.backupReads(BACKUP.backedUp);
    await devices.other.backUpNow();
    for (const app of [devices.one, devices.other]) {
      await app.go("Logbook");
      await app.heading("Your logbook is empty").waitFor();
    }
    await eventually(async () => assert.deepEqual(await rowsOf(server, email, "logbook_entries"), []));
  });
}
