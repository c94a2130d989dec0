// The server fails during a sync: the journal stays whole, the app says so in words, a retry succeeds, nothing is doubled.

import assert from "node:assert/strict";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { PUSH, cutAfterCommit, cutBefore, garbage, serverError, silence } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** Longer than the app waits for an answer. */
const PATIENCE = 31_000;

const NO_ANSWER = "The server did not answer. Everything is saved in this browser, and Mirubato tries again by itself.";
const NOT_NOW = "The server could not take the changes now. Everything is saved in this browser, and Mirubato tries again by itself.";

const FAULTS = [
  { name: "the server answers 500", handle: serverError, says: NOT_NOW },
  { name: "the connection is cut before the request arrives", handle: cutBefore, says: NO_ANSWER },
  { name: "the connection is cut after the commit", handle: cutAfterCommit, says: NO_ANSWER, commits: true },
  { name: "something else answers", handle: garbage, says: NOT_NOW },
  { name: "nobody answers", handle: silence, says: NO_ANSWER, waits: PATIENCE },
];

/** Longer than the app leaves the server alone after two failures. */
const WAIT = 10_000;

/** Waits until the fault shows, and checks what the app says of it. After a failure, the next attempt takes its time. */
async function failureShows(app, { says, waits }, fault, attempts) {
  if (attempts > 1) await app.passes(WAIT);
  await app.until(() => assert.ok(fault.count >= attempts, `${fault.count} attempts`));
  // After several failures the engine sends the halves of what failed, and waits for each.
  await app.until(async () => {
    if (waits) await app.passes(waits);
    await reads(app.backup, BACKUP.failed, 2_000);
  });
  await app.go("Account");
  await app.page.getByText(says).waitFor();
}

for (const [number, fault] of FAULTS.entries()) {
  scene(`failures 3 and 4: signing in while ${fault.name}`, async ({ server, profile }) => {
    const email = `first${number}@example.org`;
    const anna = await profile({ clock: Date.now() });
    const app = await anna.open("/logbook");
    await app.writeEntry({ duration: "30", pieces: ["Clair de lune"], notes: "Written before." });
    await app.writeEntry({ duration: "20", notes: "Another." });
    const failing = await anna.onRequest(PUSH, fault.handle);
    await app.signIn(email);
    await failureShows(app, fault, failing, 1);

    // Everything is still here and can be worked with; the edit goes with the next attempt.
    await app.go("Logbook");
    await app.editEntry("Written before.", { notes: "Written before, edited while it failed.", mood: "Neutral" });
    await failureShows(app, fault, failing, 2);
    const stored = await anna.stored("logbook_entries");
    assert.deepEqual(Object.fromEntries(stored.map((entry) => [entry.notes, entry.isSynced])), {
      "Written before, edited while it failed.": false,
      // What the lost answer was about is known by the next look at the account.
      "Another.": fault.commits === true,
    });
    await app.reload();
    if (!fault.commits) await failureShows(app, fault, failing, 3);

    failing.end();
    await app.backUpNow();
    assert.deepEqual(await countsOf(server, email), {
      practice_sessions: 0,
      practice_logs: 0,
      logbook_entries: 2,
      goals: 0,
      pieces: 1,
    });
    const notes = (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes);
    assert.deepEqual(notes.sort(), ["Another.", "Written before, edited while it failed."]);
    assert.ok((await anna.records()).every((record) => record.isSynced));
    await app.go("Logbook");
    await reads(app.row("edited while it failed"), /Clair de lune[^]*Neutral[^]*30 min/);
  });

  scene(`failures 3 and 4: later changes while ${fault.name}`, async ({ server, profile }) => {
    const email = `later${number}@example.org`;
    const anna = await profile({ clock: Date.now() });
    const app = await anna.open("/logbook");
    await app.writeEntry({ duration: "30", notes: "Edited later." });
    await app.writeEntry({ duration: "20", notes: "Deleted later." });
    await app.signInAndSync(email);
    await app.go("Logbook");
    const failing = await anna.onRequest(PUSH, fault.handle);
    await app.deleteEntry("Deleted later.");
    await failureShows(app, fault, failing, 1);
    await app.go("Logbook");
    await app.editEntry("Edited later.", { notes: "Edited later, once." });
    await failureShows(app, fault, failing, 2);
    await app.go("Logbook");
    await app.editEntry("Edited later, once.", { notes: "Edited later, twice." });
    await app.writeEntry({ notes: "New." });
    await failureShows(app, fault, failing, 3);

    failing.end();
    await app.backUpNow();
    const rows = await rowsOf(server, email, "logbook_entries");
    assert.deepEqual(rows.map((row) => row.notes).sort(), ["Edited later, twice.", "New."]);
    assert.ok((await anna.records()).every((record) => record.isSynced));
  });
}

scene("failure 24: a server that cannot be read does not look like an empty journal", async ({ profile }) => {
  const email = "reader@example.org";
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Still here." });
  await app.signInAndSync(email);
  const failing = await anna.onRequest(/^Changes$/, serverError);
  await app.reload();
  await app.backupReads(BACKUP.failed);
  await app.go("Logbook");
  await app.row("Still here.").waitFor();
  failing.end();
  await app.backUpNow();
});

scene("a failed sync is tried again without being asked", async ({ server, profile }) => {
  const email = "patient@example.org";
  const anna = await profile({ clock: Date.now() });
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Backed up in the end." });
  const failing = await anna.onRequest(PUSH, serverError);
  await app.signIn(email);
  await app.backupReads(BACKUP.failed);
  failing.end();
  // An edit does not make it impatient.
  await app.go("Logbook");
  await app.editEntry("Backed up in the end.", { notes: "Backed up in the end, edited." });
  await app.syncEnds();
  assert.equal(failing.count, 1);
  await app.passes(5_000);
  await app.backupReads(BACKUP.backedUp);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 1);
});

scene("a session that ended by itself leaves the journal in place, and signing in again backs it up", async ({ server, profile }) => {
  const email = "ended@example.org";
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Before the session ended." });
  await app.signInAndSync(email);
  await server.db("DELETE FROM auth_sessions");
  await app.go("Logbook");
  await app.writeEntry({ notes: "After it." });
  await app.backupReads("Sign in again to back up 1 change");
  await app.row("Before the session ended.").waitFor();
  await app.signInAndSync(email);
  const notes = (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes);
  assert.deepEqual(notes, ["Before the session ended.", "After it."]);
});

scene("a session that ends in the middle of a sync loses and doubles nothing", async ({ server, profile }) => {
  const email = "midway@example.org";
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Before the session ended." });
  await app.signInAndSync(email);
  await anna.onRequest(
    PUSH,
    async (route) => {
      await server.db("DELETE FROM auth_sessions");
      await route.continue();
    },
    1,
  );
  await app.go("Logbook");
  await app.writeEntry({ notes: "When it ended." });
  await app.backupReads("Sign in again to back up 1 change");
  await app.editEntry("When it ended.", { mood: "Neutral" });
  await app.writeEntry({ notes: "Afterwards." });
  await app.backupReads("Sign in again to back up 2 changes");
  await app.reload();
  await app.backupReads("Sign in again to back up 2 changes");
  await app.row("When it ended.").waitFor();
  await app.signInAndSync(email);
  const rows = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual(
    rows.map((row) => [row.notes, row.mood]),
    [["Before the session ended.", null], ["When it ended.", "NEUTRAL"], ["Afterwards.", null]],
  );
});

scene("a failure has the name on the screen that it has in the server's log", async ({ server, profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.signInAndSync("reference@example.org");
  await server.db("ALTER TABLE goals RENAME TO elsewhere");
  try {
    await app.go("Logbook");
    await app.writeEntry({ notes: "Not backed up." });
    await app.backupReads(BACKUP.failed);
    await app.go("Account");
    const told = app.page.getByText(/Reference: [0-9a-f]{16}$/);
    await told.waitFor();
    const [reference] = /[0-9a-f]{16}$/.exec(await told.textContent());
    const logged = server.logs().filter(({ level }) => level === "error").map(({ message }) => JSON.parse(message).requestId);
    assert.ok(logged.includes(reference), `${reference} is not among ${logged.join(", ")}`);
  } finally {
    await server.db("ALTER TABLE elsewhere RENAME TO goals");
  }
});
