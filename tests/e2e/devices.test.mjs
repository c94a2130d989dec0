// One account on two devices: both show the same journal, and no edit of either is lost.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { twoDevices } from "../support/devices.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

const ENTRY = { duration: "30", instrument: "Piano", notes: "Slow movement." };

scene("a second device shows the journal, and the first shows within a minute what the second changed", async ({ server, profile }) => {
  const email = "anna@example.org";
  const { one, other } = await twoDevices(profile, email, ENTRY, { desk: { clock: Date.now() } });
  await other.editEntry("Slow movement.", { notes: "Slow movement, by heart.", mood: "Satisfied" });
  await other.backupReads(BACKUP.backedUp);
  await one.passes(MINUTE);
  await reads(one.row("by heart"), /30 min/);
  await reads(one.row("by heart"), /Satisfied/);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 1);
});

scene("failure 7: an entry that was deleted offline comes back on no device", async ({ server, profile }) => {
  const email = "carla@example.org";
  const { desk, one, other } = await twoDevices(profile, email, ENTRY);
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

for (const [wrong, years] of Object.entries({ ahead: 1, behind: -1 })) {
  scene(`failures 8 and 11: a device whose clock is a year ${wrong} hides, misses and overwrites nothing`, async ({ server, profile }) => {
    const email = `${wrong}@example.org`;
    const clock = Date.now() + years * YEAR;
    const { desk, phone, one, other } = await twoDevices(profile, email, ENTRY, { desk: { clock } });
    await one.page.getByText(`clock is ${wrong} by`).waitFor();
    assert.equal(await other.page.getByText("clock is").count(), 0);
    await one.editEntry("Slow movement.", { notes: "Slow movement, at another time." });
    await one.backupReads(BACKUP.backedUp);
    await other.backUpNow();
    await other.go("Logbook");
    await other.writeEntry({ notes: "Of today." });
    await other.backupReads(BACKUP.backedUp);

    await Promise.all([desk.setOffline(true), phone.setOffline(true)]);
    await other.editEntry("at another time", { mood: "Neutral" });
    await one.editEntry("at another time", { tags: ["exam"] });
    await Promise.all([desk.setOffline(false), phone.setOffline(false)]);
    for (const app of [one, other, one]) await app.backUpNow();
    for (const app of [one, other]) {
      await app.go("Logbook");
      await reads(app.row("at another time"), /Neutral[^]*#exam/);
      await app.row("Of today.").waitFor();
    }
    assert.equal((await rowsOf(server, email, "logbook_entries")).length, 2);
  });
}

scene("failure 12: an answer that comes late overwrites nothing that was written meanwhile, and shows nothing that was not loaded", async ({ server, profile }) => {
  const email = "late@example.org";
  const { desk, one, other } = await twoDevices(profile, email, ENTRY);
  await other.editEntry("Slow movement.", { mood: "Satisfied" });
  await other.backupReads(BACKUP.backedUp);

  // The page is loaded again, and what the account tells it is held back.
  let goOn;
  const written = new Promise((resolve) => (goOn = resolve));
  const late = await desk.onRequest(/^Changes$/, async (route) => {
    const response = await route.fetch();
    await written;
    await route.fulfill({ response });
  });
  await one.reload();
  await one.until(() => assert.ok(late.count > 0));
  await reads(one.row("Slow movement."), /30 min/);
  await one.editEntry("Slow movement.", { duration: "40" });
  await one.writeEntry({ notes: "Written before the answer." });
  goOn();
  late.end();

  await one.syncEnds();
  await one.backUpNow();
  await one.go("Logbook");
  await reads(one.row("Slow movement."), /40 min/);
  await reads(one.row("Slow movement."), /Satisfied/);
  await one.row("Written before the answer.").waitFor();
  const rows = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual(rows.map((row) => [row.duration, row.mood]).sort(), [[2_400, "SATISFIED"], [0, null]].sort());
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
