// One account on two devices: both show the same journal, and no edit of either is lost.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const MINUTE = 60_000;

/** Two browsers of the same person, both on the Logbook screen with the same entry. */
async function twoDevices(email, profile, { clock } = {}) {
  const [desk, phone] = [await profile({ clock }), await profile()];
  const one = await desk.open("/logbook");
  await one.writeEntry({ duration: "30", instrument: "Piano", notes: "Slow movement." });
  await one.signInAndSync(email);
  const other = await phone.open();
  await other.signInAndSync(email);
  for (const app of [one, other]) {
    await app.go("Logbook");
    await app.row("Slow movement.").waitFor();
  }
  return { desk, phone, one, other };
}

scene("a second device shows the journal, and the first shows within a minute what the second changed", async ({ server, profile }) => {
  const email = "anna@example.org";
  const { one, other } = await twoDevices(email, profile, { clock: Date.now() });
  await other.editEntry("Slow movement.", { notes: "Slow movement, by heart.", mood: "Satisfied" });
  await other.backupReads(BACKUP.backedUp);
  await one.passes(MINUTE);
  await reads(one.row("by heart"), /30 min/);
  await reads(one.row("by heart"), /Satisfied/);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 1);
});

scene("failure 8: offline edits of different fields of one entry are both kept on both devices", async ({ server, profile }) => {
  const email = "berta@example.org";
  const { desk, phone, one, other } = await twoDevices(email, profile);
  await Promise.all([desk.setOffline(true), phone.setOffline(true)]);
  await one.editEntry("Slow movement.", { duration: "50", mood: "Excited" });
  await other.editEntry("Slow movement.", { notes: "Slow movement, with the metronome.", tags: ["exam"] });
  await one.backupReads("Offline, 1 change waiting");
  await other.backupReads("Offline, 1 change waiting");
  // Each goes online by itself: nobody presses a button.
  await desk.setOffline(false);
  await one.backupReads(BACKUP.backedUp);
  await phone.setOffline(false);
  await other.backupReads(BACKUP.backedUp);
  await one.backUpNow();
  await one.go("Logbook");
  for (const app of [one, other]) {
    await reads(app.row("with the metronome"), /Piano · Excited[^]*#exam[^]*50 min/);
  }
  const [row, ...more] = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual(more, []);
  assert.deepEqual([row.duration, row.mood, row.notes], [3000, "EXCITED", "Slow movement, with the metronome."]);
  for (const device of [desk, phone]) {
    assert.ok((await device.records()).every((record) => record.isSynced && !record.base && !record.sent));
  }
});

scene("failure 7: an entry that was deleted offline comes back on no device", async ({ server, profile }) => {
  const email = "carla@example.org";
  const { desk, one, other } = await twoDevices(email, profile);
  await desk.setOffline(true);
  await one.deleteEntry("Slow movement.");
  await one.reload().catch(() => {});
  await desk.setOffline(false);
  await one.visit("/logbook");
  await one.backupReads(BACKUP.backedUp);
  await one.heading("Your logbook is empty").waitFor();
  await other.backUpNow();
  await other.go("Logbook");
  await other.heading("Your logbook is empty").waitFor();
  await one.backUpNow();
  await one.reload();
  assert.deepEqual(await rowsOf(server, email, "logbook_entries"), []);
});

scene("failure 11: a device whose clock is years ahead hides nothing and misses nothing", async ({ profile }) => {
  const email = "dora@example.org";
  const { one, other } = await twoDevices(email, profile, { clock: "2031-01-01T12:00:00Z" });
  await one.editEntry("Slow movement.", { notes: "Slow movement, from the future." });
  await one.backupReads(BACKUP.backedUp);
  await other.backUpNow();
  await other.go("Logbook");
  await other.editEntry("from the future", { mood: "Neutral" });
  await other.writeEntry({ notes: "Of today." });
  await other.backupReads(BACKUP.backedUp);
  await one.backUpNow();
  await one.go("Logbook");
  await reads(one.row("from the future"), /Neutral/);
  await one.row("Of today.").waitFor();
});

scene("failure 15: bars, tempo and fields of another version survive an edit and the way to another device", async ({ server, profile }) => {
  const email = "emma@example.org";
  const desk = await profile();
  const entry = {
    id: "entry_123",
    userId: "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002",
    timestamp: "2026-03-10T16:00:00Z",
    duration: 1800,
    pieces: [{ id: "piece_1", title: "Clair de lune", composer: null, measures: "1-20", tempo: 66 }],
    notes: "Seeded.",
    weather: "rain",
    createdAt: "2026-03-10T16:30:00Z",
    writeId: "9f86d081884c7d65",
    isSynced: false,
  };
  await desk.seed({ "mirubato_logbook_entries:entry_123": JSON.stringify(entry) });
  const one = await desk.open("/logbook");
  await one.editEntry("Seeded.", { notes: "Edited." });
  await one.signInAndSync(email);
  const other = await (await profile()).open();
  await other.signInAndSync(email);
  await other.go("Logbook");
  await other.editEntry("Edited.", { mood: "Neutral" });
  await other.backupReads(BACKUP.backedUp);
  await one.backUpNow();
  const [stored] = await desk.stored("logbook_entries");
  assert.equal(stored.weather, "rain");
  assert.equal(stored.mood, "NEUTRAL");
  assert.deepEqual(stored.pieces, [{ id: "piece_1", title: "Clair de lune", measures: "1-20", tempo: 66 }]);
  const [row] = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual([JSON.parse(row.pieces)[0].measures, JSON.parse(row.pieces)[0].tempo], ["1-20", 66]);
});
