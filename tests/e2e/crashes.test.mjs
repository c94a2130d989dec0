// The page's process ends in the worst moments: what was saved is there afterwards, and nothing is doubled.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { PUSH, silence } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

scene("failure 13: an entry is there when the page dies right after it was saved", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.button("New entry").click();
  await app.fillEntry({ duration: "45", notes: "Saved, and the page died." });
  await app.button("Save").click();
  await app.crash();
  const again = await anna.open("/logbook");
  await again.row("Saved, and the page died.").waitFor();
  const [entry, ...more] = await anna.stored("logbook_entries");
  assert.deepEqual([entry.duration, more], [45 * 60, []]);
});

scene("failure 25: the timer goes on when the page dies", async ({ profile }) => {
  const anna = await profile({ clock: "2026-03-10T16:00:00Z" });
  const app = await anna.open();
  await app.button("Start practising").click();
  await app.passes(600_000);
  await app.crash();
  const again = await anna.open();
  await again.passes(300_000);
  await again.button("Pause").click();
  await again.page.getByRole("timer").getByText("15:00").waitFor();
});

const MOMENTS = [
  { name: "before the account is asked", operation: /^Changes$/, handle: silence },
  { name: "before the changes arrive", operation: PUSH, handle: silence },
  { name: "when the account has them and its answer is on its way", operation: PUSH, handle: (route) => route.fetch() },
];

for (const [number, { name, operation, handle }] of MOMENTS.entries()) {
  scene(`failures 3 and 4: the page dies during a sync, ${name}`, async ({ server, profile }) => {
    const email = `anna${number}@example.org`;
    const anna = await profile();
    const app = await anna.open("/logbook");
    await app.writeEntry({ duration: "30", notes: "Edited." });
    await app.writeEntry({ duration: "20", notes: "Deleted." });
    await app.signInAndSync(email);
    await app.go("Logbook");
    await anna.setOffline(true);
    await app.editEntry("Edited.", { notes: "Edited offline.", pieces: ["Clair de lune"] });
    await app.deleteEntry("Deleted.");
    await app.writeEntry({ duration: "10", notes: "New." });
    await app.backupReads("Offline, 4 changes waiting");

    let reached;
    const atTheMoment = new Promise((resolve) => (reached = resolve));
    const held = await anna.onRequest(operation, async (route) => {
      await handle(route);
      reached();
    });
    await anna.setOffline(false);
    await atTheMoment;
    await app.crash();
    held.end();

    const again = await anna.open("/logbook");
    await again.syncEnds();
    await again.backupReads(BACKUP.backedUp);
    for (const note of ["Edited offline.", "New."]) await again.row(note).waitFor();
    const rows = async () => (await rowsOf(server, email, "logbook_entries")).map((row) => [row.notes, row.duration]);
    assert.deepEqual((await rows()).sort(), [["Edited offline.", 1800], ["New.", 600]]);
    assert.equal((await rowsOf(server, email, "pieces")).length, 1);
    assert.ok((await anna.records()).every((record) => record.isSynced && !record.base && !record.sent));

    const phone = await profile();
    const other = await phone.open();
    await other.signInAndSync(email);
    const notes = (await phone.stored("logbook_entries")).filter((entry) => !entry.deletedAt).map((entry) => entry.notes);
    assert.deepEqual(notes.sort(), ["Edited offline.", "New."]);
  });
}
