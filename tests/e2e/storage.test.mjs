// localStorage as it may be: full, damaged, written by an earlier Mirubato.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { MODEL_VERSION } from "../support/musician.mjs";
import { ME, SYNC_ANONYMOUS_DATA } from "../support/operations.mjs";
import { entry, many } from "../support/records.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const NOTHING_CHANGED = "This browser has no room left, so nothing was changed. Make room, for example by removing other sites' data, and try again.";

const NO_ROOM = "This browser has no room left. What you typed is still here, but it is not saved. Make room, for example by removing other sites' data, and save again.";

/** Takes all the room that is left in localStorage. */
const fill = (page) =>
  page.evaluate(() => {
    let count = 0;
    for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) localStorage.setItem(`filler-${count++}`, "x".repeat(size));
      } catch {
        // Now a smaller one.
      }
    }
  });

/** Takes all the room in localStorage but so many characters. */
async function fillBut(page, chars) {
  await page.evaluate((spare) => localStorage.setItem("spare", spare), "x".repeat(chars - "spare".length));
  await fill(page);
  await page.evaluate(() => localStorage.removeItem("spare"));
}

const makeRoom = (page) =>
  page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("filler-")) localStorage.removeItem(key);
  });

scene("failure 13: an entry that the browser refuses stays in the form, and the app says so", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "There was room." });
  await fill(app.page);
  await app.button("New entry").click();
  await app.fillEntry({ duration: "45", notes: "There is no room.", tags: ["exam"] });
  await app.button("Save").click();
  const form = app.dialog("New entry");
  await reads(form.getByRole("alert"), NO_ROOM);
  assert.equal(await app.page.getByText("This browser has no room left").count(), 1, "it is said twice");
  assert.equal(await form.getByLabel("Notes").inputValue(), "There is no room.");
  assert.equal((await anna.stored("logbook_entries")).length, 1);
  await makeRoom(app.page);
  await app.save();
  await app.row("There is no room.").waitFor();
  await app.reload();
  await app.row("There is no room.").waitFor();
  await app.row("There was room.").waitFor();
});

scene("a change that the browser refuses leaves the entry as it was, and the app says so", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "30", notes: "As it was." });
  await fill(app.page);
  await app.openEntry("As it was.");
  await app.fillEntry({ notes: `A much longer note. ${"La la la. ".repeat(100)}` });
  await app.button("Save").click();
  await reads(app.dialog("Edit entry").getByRole("alert"), NO_ROOM);
  assert.equal((await anna.stored("logbook_entries"))[0].notes, "As it was.");
  await makeRoom(app.page);
});

scene("what the browser refuses where nothing was typed is said to have changed nothing", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/goals");
  await app.writeGoal({ title: "Spring exam" });
  await fill(app.page);
  await app.button("Complete Spring exam").click();
  await app.notice(NOTHING_CHANGED).waitFor();
  assert.equal(await app.page.getByText("This browser has no room left").count(), 1, "it is said twice");
  await app.button("Complete Spring exam").waitFor();
  // The timer has no other place to say it than above the page.
  await app.go("Today");
  await app.button("Start practising").click();
  await app.page.getByRole("main").getByRole("alert").getByText(NOTHING_CHANGED, { exact: true }).waitFor();
  await makeRoom(app.page);
});

scene("failure 14: a damaged value is put aside and reported, and harms nothing else", async ({ profile }) => {
  const anna = await profile();
  const damaged = '{"id":"entry_2","timestamp":"2026-03-1';
  const userId = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
  const whole = { id: "entry_1", userId, timestamp: "2026-03-10T16:00:00Z", notes: "Whole.", createdAt: "2026-03-10T16:30:00Z", writeId: "9f86d081884c7d65", isSynced: false };
  await anna.seed({
    "mirubato_logbook_entries:entry_1": JSON.stringify(whole),
    "mirubato_logbook_entries:entry_2": damaged,
    "mirubato_goals:goal_1": "[]",
  });
  const app = await anna.open("/logbook");
  await app.row("Whole.").waitFor();
  await app.go("Account");
  await app.page.getByText("2 values in this browser could not be read. They were put aside, not deleted. If something is missing from your journal, write it down again.").waitFor();
  const storage = await anna.storage();
  assert.equal(storage["mirubato_quarantine:mirubato_logbook_entries:entry_2"], damaged);
  assert.equal(storage["mirubato_quarantine:mirubato_goals:goal_1"], "[]");
  assert.equal(storage["mirubato_logbook_entries:entry_2"], undefined);
  await app.reload();
  await app.page.getByText("2 values in this browser could not be read.").waitFor();
});

scene("failures 11 and 14: a damaged value that the account holds too comes back from there", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "30", notes: "In the account too." });
  await app.writeEntry({ duration: "20", notes: "Whole." });
  await app.signInAndSync("damaged@example.org");
  const entry = (await anna.stored("logbook_entries")).find(({ notes }) => notes === "In the account too.");
  await app.page.evaluate((key) => localStorage.setItem(key, localStorage.getItem(key).slice(0, 20)), entry.key);
  await app.visit("/logbook");
  await reads(app.row("In the account too."), /30 min/);
  await app.row("Whole.").waitFor();
  await app.backupReads("Backed up");
  assert.equal((await anna.stored("logbook_entries")).length, 2);
});

scene("what the account holds and this browser has no room for is told, and comes when there is room", async ({ profile }) => {
  const email = "room@example.org";
  const notes = `More than there is room for. ${"La la la. ".repeat(400)}`;
  const desk = await (await profile()).open("/logbook");
  await desk.writeEntry({ duration: "30", notes });
  await desk.signInAndSync(email);

  const phone = await profile();
  const app = await phone.open("/logbook");
  // Enough for signing in.
  await fillBut(app.page, 2_000);
  await app.signIn(email);
  await app.backupReads("Could not back up");
  await app.go("Account");
  await app.page.getByText("This browser has no room left, and the backup needs some too.").waitFor();
  assert.deepEqual(await phone.stored("logbook_entries"), []);
  await makeRoom(app.page);
  await app.backUpNow();
  await app.go("Logbook");
  await app.row("More than there is room for.").waitFor();
});

scene("in a storage that is full to the last character, the oldest entries of the account make room for a new one", async ({ server, profile }) => {
  const email = "full@example.org";
  const anna = await profile();
  const app = await anna.open();
  await app.signInAndSync(email);
  const { data } = await anna.graphql(ME);
  const entries = many(100, (number) =>
    entry(`entry-${number + 100}`, number + 1, {
      timestamp: new Date(Date.UTC(2024, 0, 1 + number)).toISOString().replace(".000Z", "Z"),
      notes: `Entry ${number + 100}: ${"La la la. ".repeat(20)}`,
    }),
  );
  const input = { expectedUserId: data.me.id, modelVersion: MODEL_VERSION, entries };
  await anna.graphql(SYNC_ANONYMOUS_DATA, { input });
  await app.backUpNow();
  await app.page.getByText("All of your journal is on this device.").waitFor();
  await fill(app.page);

  await anna.setOffline(true);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Written in a full storage." });
  await app.row("Written in a full storage.").waitFor();
  const held = await anna.stored("logbook_entries");
  assert.ok(held.some(({ notes }) => notes === "Written in a full storage."));
  assert.ok(held.length < 101 && !held.some(({ id }) => id === "entry-100"), `${held.length} entries`);

  await anna.setOffline(false);
  await app.reload();
  await app.row("Written in a full storage.").waitFor();
  await app.backUpNow();
  await app.page.getByText(/^Your journal since \d+ Jan 2024 is on this device/).waitFor();
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 101);
});

scene("a journal that fills the storage can move into an account, and then makes room", async ({ server, profile }) => {
  const email = "moving@example.org";
  const anna = await profile();
  const userId = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
  const values = many(30, (number) => {
    const record = { id: `entry-${number}`, userId, timestamp: "2026-03-10T16:00:00Z", notes: "La la la. ".repeat(50), createdAt: "2026-03-10T16:30:00Z" };
    const writeId = (number + 1).toString(16).padStart(16, "0");
    return [`mirubato_logbook_entries:${record.id}`, JSON.stringify({ ...record, writeId, isSynced: false })];
  });
  const user = JSON.stringify({ id: userId, isAnonymous: true, hasCloudStorage: false });
  await anna.seed({ ...Object.fromEntries(values), mirubato_user_data: user });
  const app = await anna.open();
  // Not enough to note more than a few of them as sent.
  await fillBut(app.page, 2_500);
  await app.signIn(email);
  await app.syncEnds();
  await app.backupReads(BACKUP.backedUp);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 30);
  assert.ok((await anna.records()).every((record) => record.isSynced));
});

scene("the arrays of the first Mirubato are taken in, every word, and go into the account", async ({ server, profile }) => {
  const email = "anna@example.org";
  const anna = await profile();
  await anna.seed({
    mirubato_logbook_entries: JSON.stringify([
      {
        id: "entry_123", userId: "user_456", timestamp: "2024-01-15T10:30:00Z", duration: 1800, type: "PRACTICE", instrument: "PIANO",
        pieces: [{ id: "piece_789", title: "Moonlight Sonata", composer: null, measures: "1-16" }], techniques: ["scales"],
        goalIds: ["goal_1"], notes: "The new form.", mood: "SATISFIED", tags: ["classical"], isSynced: true,
      },
      { id: "old_1", title: "Monday", content: "The old form.", category: "chamber music", mood: "happy", energyLevel: 3, timestamp: 1_705_314_600_000 },
    ]),
    mirubato_goals: JSON.stringify([
      { id: "goal_1", title: "Practise", targetValue: 600, currentValue: 150, unit: "minutes", deadline: "2030-06-30T00:00:00Z", status: "active" },
    ]),
    mirubato_practice_sessions: JSON.stringify([{ id: "session_1", instrument: "PIANO", sessionType: "free-practice", startedAt: "2024-01-15T10:30:00Z", completedAt: "2024-01-15T11:00:00Z" }]),
    mirubato_practice_logs: JSON.stringify([{ id: "log_1", sessionId: "session_1", activityType: "SCALES", durationSeconds: 600 }]),
  });
  const app = await anna.open("/logbook");
  await reads(app.row("The new form."), /Moonlight Sonata[^]*30 min/);
  await reads(app.row("The old form."), /#chamber music #happy #energy 3/);
  await app.go("Goals");
  await reads(app.goal("Practise"), /By 30 Jun(e)? 2030[^]*5%[^]*30 min of 10 h[^]*150 \/ 600 minutes/);
  const storage = await anna.storage();
  for (const key of ["mirubato_logbook_entries", "mirubato_goals", "mirubato_practice_sessions", "mirubato_practice_logs"]) {
    assert.equal(storage[key], undefined, key);
  }
  assert.ok((await anna.records()).every((record) => record.isSynced === false));
  await app.signInAndSync(email);
  const rows = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual(rows.map((row) => [row.id, row.notes]), [["entry_123", "The new form."], ["old_1", "Monday\nThe old form."]]);
  assert.equal((await rowsOf(server, email, "practice_logs"))[0].duration_secs, 600);
  await app.reload();
  await app.backupReads("Backed up");
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 2);
});

scene("a browser that stores nothing is told so, instead of a journal that would be lost", async ({ profile }) => {
  const anna = await profile();
  await anna.context.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("Access is denied.", "SecurityError");
      },
    });
  });
  const app = await anna.open();
  await app.heading("This browser does not let Mirubato keep a journal").waitFor();
  assert.equal(await app.button("Start practising").count(), 0);
});
