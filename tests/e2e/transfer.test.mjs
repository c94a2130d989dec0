// A journal as a file: out, in again, and undone; what mirubato.com and spreadsheets write; what is no journal.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { eventually } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";
import { choose, imports, previews } from "../support/transfer.mjs";
import { isInView } from "../support/view.mjs";

const scene = stage();

/** Saves a file by a button of the Account screen, and reads it. */
async function exported(app, button) {
  const download = app.page.waitForEvent("download");
  await app.button(button).click();
  return readFile(await (await download).path(), "utf8");
}

/** What a record says, without what is told of syncing. */
function content({ key, userId, writeId, isSynced, tabs, from, base, sent, ...record }) {
  return record;
}

scene("what is exported comes back as it was in an empty browser", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Two lines,\n“quoted”; and = signs.", pieces: ["Clair de lune"], tags: ["=exam"], mood: "Excited" });
  await app.writeEntry({ when: "2024-03-31T02:30", duration: "1:30", techniques: ["a; b"] });
  await app.go("Goals");
  await app.writeGoal({ title: "Play the Minuet", milestones: ["By heart"], targetDate: "2027-06-30" });
  await app.go("Account");
  const file = await exported(app, "Export everything (JSON)");
  const before = (await anna.records()).map(content);
  assert.equal(before.length, 4);

  const other = await profile();
  const elsewhere = await other.open("/account");
  await previews(elsewhere, "mirubato.json", file, {
    New: "2 entries, 1 goal and 1 piece",
    "Different in your journal": "0",
    "In your journal already": "0",
    "Cannot be read": "0",
  });
  await assertAccessible(elsewhere.page, "the preview of an import");
  await imports(elsewhere, 4);
  assert.deepEqual((await other.records()).map(content), before);
  await assertAccessible(elsewhere.page, "the Account screen after an import");

  await previews(elsewhere, "mirubato.json", file, { New: "Nothing", "In your journal already": "4" });
  await elsewhere.button("Nothing to import").waitFor();
  await elsewhere.button("Cancel").click();
});

scene("failure 26: entries with line breaks, quotes and formulas come back from a table", async ({ profile }) => {
  const bert = await profile();
  const app = await bert.open("/logbook");
  const notes = "First line,\n\n=SUM(A1)\n\"quoted\"; 'and'";
  await app.writeEntry({ notes, pieces: ["Etude; Op. 10"], tags: ["-1", "@home"], duration: "45" });
  await app.writeEntry({ notes: "=1+1" });
  await app.go("Account");
  const table = await exported(app, "Export entries (CSV)");
  assert.ok(table.startsWith("\ufefftimestamp,duration_seconds,"));
  assert.ok(table.includes("\r\n") && table.includes(",'=1+1,") && table.includes('""quoted""'));
  const before = (await bert.stored("logbook_entries")).map(content);

  const other = await profile();
  const elsewhere = await other.open("/account");
  await previews(elsewhere, "entries.csv", table, { New: "2 entries", "Cannot be read": "0" });
  await imports(elsewhere, 2);
  assert.deepEqual((await other.stored("logbook_entries")).map(content), before);
  await elsewhere.go("Logbook");
  await elsewhere.row("=SUM(A1)").waitFor();
});

/** What mirubato.com exports, with two genuinely equal entries. */
const MIRUBATO_COM = JSON.stringify({
  exportDate: "2024-02-01T00:00:00Z",
  logbook: [
    { timestamp: "2024-01-15T10:30:00.000Z", duration: 45, type: "practice", instrument: "piano", notes: "Scales.", pieces: [{ title: "Etude", composer: "Chopin" }] },
    { timestamp: "2024-01-15T10:30:00.000Z", duration: 45, type: "practice", instrument: "piano", notes: "Scales.", pieces: [{ title: "Etude", composer: "Chopin" }] },
    { id: "entry-1", timestamp: 1705401000000, duration: 90, type: "lesson", instrument: "guitar", goal_ids: ["goal-1"], mood: "satisfied", tags: ["exam"], notes: "Arpeggios." },
    { timestamp: "last Monday", duration: 30 },
  ],
  goals: [{ id: "goal-1", title: "All scales", progress: 50 }],
  repertoire: [{ scoreId: "etude-chopin", status: "polished" }],
  scores: [{ id: "score-1" }],
});

scene("failures 17 and 20: two equal entries of mirubato.com stay two, the same file doubles nothing, and minutes stay minutes", async ({ profile }) => {
  const carla = await profile();
  const app = await carla.open("/account");
  const sheet = await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece", "Cannot be read": "1" });
  await sheet.getByText("logbook, number 4: Date and time: This cannot be read.").waitFor();
  await sheet.getByText("Not imported, because Mirubato has no place for it: scores.").waitFor();
  await imports(app, 5);
  await app.go("Logbook");
  await eventually(async () => assert.equal(await app.row("Scales.").count(), 2));
  assert.equal(await app.row("Scales.").filter({ hasText: "45 min" }).filter({ hasText: "Etude" }).count(), 2);
  assert.equal(await app.row("Arpeggios.").filter({ hasText: "1 h 30 min" }).count(), 1);

  await app.go("Account");
  await previews(app, "again.json", MIRUBATO_COM, { New: "Nothing", "Different in your journal": "0", "In your journal already": "5" });
});

scene("the same file on two devices of one account doubles nothing", async ({ server, profile }) => {
  const email = "dora@example.org";
  const [phone, laptop] = [await profile(), await profile()];
  const apps = [await phone.open("/account"), await laptop.open("/account")];
  for (const app of apps) {
    await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
    await imports(app, 5);
  }
  for (const app of apps) await app.signInAndSync(email);
  await apps[0].backUpNow();
  for (const table of ["logbook_entries", "goals", "pieces"]) {
    const rows = await rowsOf(server, email, table);
    assert.equal(rows.length, table === "logbook_entries" ? 3 : 1, table);
  }
  for (const device of [phone, laptop]) assert.equal((await device.records()).length, 5);
});

/** Somebody who is signed in on two devices, with the app open on each. */
async function onTwoDevices(profile, email) {
  const [phone, laptop] = [await profile(), await profile()];
  const one = await phone.open();
  await one.signInAndSync(email);
  const other = await laptop.open();
  await other.signInAndSync(email);
  return { phone, laptop, one, other };
}

scene("an import that is in the account by now is undone there too, and on the other device", async ({ server, profile }) => {
  const email = "lena@example.org";
  const { phone, laptop, one, other } = await onTwoDevices(profile, email);
  const holds = (entries, goals, pieces) =>
    eventually(async () => {
      const counts = await countsOf(server, email);
      assert.deepEqual([counts.logbook_entries, counts.goals, counts.pieces], [entries, goals, pieces]);
    });

  await one.go("Account");
  await previews(one, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(one, 5);
  await holds(3, 1, 1);
  await one.syncEnds();
  await one.backupReads(BACKUP.backedUp);
  await other.backUpNow();
  await other.go("Logbook");
  await other.row("Arpeggios.").waitFor();

  await one.button("Undo the import").click();
  await one.page.getByRole("status").getByText("Import undone.", { exact: true }).waitFor();
  await holds(0, 0, 0);
  await one.syncEnds();
  await one.backupReads(BACKUP.backedUp);
  await other.backUpNow();
  for (const [screen, empty] of [["Logbook", "Your logbook is empty"], ["Goals", "No goals yet"], ["Repertoire", "No pieces yet"]]) {
    await other.go(screen);
    await other.heading(empty).waitFor();
  }
  // Neither device brings it back.
  for (const app of [one, other]) {
    await app.reload();
    await app.backUpNow();
  }
  await holds(0, 0, 0);
  for (const device of [phone, laptop]) assert.deepEqual((await device.records()).filter((record) => !record.deletedAt), []);
});

scene("what another device has changed of an import since stays when the import is undone", async ({ server, profile }) => {
  const email = "mona@example.org";
  const { phone, laptop, one, other } = await onTwoDevices(profile, email);
  await one.go("Account");
  await previews(one, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(one, 5);
  await eventually(async () => assert.equal((await rowsOf(server, email, "logbook_entries")).length, 3));
  await other.backUpNow();
  await other.go("Logbook");
  await other.editEntry("Arpeggios.", { notes: "By heart." });
  await eventually(async () => assert.ok((await rowsOf(server, email, "logbook_entries")).some((row) => row.notes === "By heart.")));

  // The phone hears of it before it undoes anything, and stays where it can.
  await one.page.getByRole("main").getByRole("button", { name: "Back up now", exact: true }).click();
  await eventually(async () => assert.ok((await phone.stored("logbook_entries")).some((entry) => entry.notes === "By heart.")));
  await one.button("Undo the import").click();
  await one.page.getByRole("status").getByText("1 record was changed since the import, and was left as it is.").waitFor();
  await eventually(async () => {
    const rows = await rowsOf(server, email, "logbook_entries");
    assert.deepEqual(rows.map((row) => row.notes), ["By heart."]);
  });
  await other.backUpNow();
  await other.go("Logbook");
  await other.row("By heart.").waitFor();
  await eventually(async () => assert.equal(await other.row("Scales.").count(), 0));
});

scene("an import is undone as a whole, except for what was edited since", async ({ profile }) => {
  const emil = await profile();
  const app = await emil.open("/logbook");
  await app.writeEntry({ notes: "There before." });
  await app.go("Account");
  const before = await emil.records();
  await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(app, 5);
  await app.button("Undo the import").click();
  await app.page.getByRole("status").getByText("Import undone.").waitFor();
  assert.deepEqual(await emil.records(), before);

  await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(app, 5);
  const other = await emil.open("/logbook");
  await other.editEntry("Arpeggios.", { notes: "By heart." });
  await other.page.close();
  await app.button("Undo the import").click();
  await app.page.getByRole("status").getByText("1 record was changed since the import, and was left as it is.").waitFor();
  assert.deepEqual((await emil.stored("logbook_entries")).map((entry) => entry.notes).sort(), ["By heart.", "There before."]);
});

scene("the way to undo an import is there for whoever comes back, and what came of it is said wherever they are", async ({ profile }) => {
  const hugo = await profile({ clock: "2026-03-10T16:00:00Z" });
  const app = await hugo.open("/logbook");
  /** Lets the page go on, which it does by timers, until this is there. */
  const goesOn = (there) => app.until(() => Promise.all([app.passes(10), there.waitFor({ timeout: 500 })]));
  const undo = app.button("Undo the import");
  await app.go("Account");
  await choose(app, "mirubato-com.json", MIRUBATO_COM);
  await goesOn(app.dialog("Import"));
  await app.button("Import 5 records").click();
  await app.button("Stop").waitFor();
  // The way back of a phone leaves the screen in the middle of it.
  await app.page.goBack();
  await app.heading("Logbook").waitFor();
  await goesOn(app.notice("5 records imported."));
  await app.row("Arpeggios.").waitFor();

  await app.go("Account");
  await undo.click();
  await app.go("Logbook");
  await goesOn(app.notice("Import undone."));
  assert.deepEqual(await hugo.records(), []);
  await app.go("Account");
  assert.equal(await undo.count(), 0);

  // After its end too.
  await choose(app, "mirubato-com.json", MIRUBATO_COM);
  await goesOn(app.dialog("Import"));
  await app.button("Import 5 records").click();
  await goesOn(app.page.getByRole("status").getByText("5 records imported."));
  await app.go("Logbook");
  await app.go("Account");
  await undo.click();
  await goesOn(app.page.getByRole("status").getByText("Import undone."));
  assert.deepEqual(await hugo.records(), []);
});

scene("an import can still be undone after another file was looked at or refused, and only once", async ({ profile }) => {
  const hanna = await profile();
  const app = await hanna.open("/account");
  const undo = app.button("Undo the import");
  await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(app, 5);
  await previews(app, "again.json", MIRUBATO_COM, { New: "Nothing" });
  await app.button("Cancel").click();
  await app.dialog("Import").waitFor({ state: "detached" });
  await undo.waitFor();
  await choose(app, "empty.csv", "");
  await app.page.getByRole("alert").getByText("This file is empty.").waitFor();
  await undo.click();
  await app.page.getByRole("status").getByText("Import undone.").waitFor();
  assert.deepEqual(await hanna.records(), []);
  await choose(app, "empty.csv", "");
  await app.page.getByRole("alert").getByText("This file is empty.").waitFor();
  assert.equal(await undo.count(), 0);
});

scene("an import and the way to undo it end with the journal that they are for", async ({ profile }) => {
  const ida = await profile();
  const app = await ida.open("/account");
  await app.signInAndSync("ida@example.org");
  await app.go("Account");
  await previews(app, "mirubato-com.json", MIRUBATO_COM, { New: "3 entries, 1 goal and 1 piece" });
  await imports(app, 5);
  await app.backupReads("Backed up");
  await app.signOut();
  await app.heading("Account").waitFor();
  assert.equal(await app.button("Undo the import").count(), 0);
});

/** Drags a file over the section, or drops it there. */
async function drag(app, event, name, text) {
  const files = await app.page.evaluateHandle(
    ([name, text]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], name));
      return files;
    },
    [name, text],
  );
  await app.page.getByRole("region", { name: "Import and export" }).dispatchEvent(event, { dataTransfer: files });
}

scene("a file is dropped on the section, which shows that it can be", async ({ profile }) => {
  const jan = await profile();
  const app = await jan.open("/account");
  const hint = app.page.getByText("Drop the file here to see what it would change.");
  await drag(app, "dragenter", "mirubato-com.json", MIRUBATO_COM);
  await drag(app, "dragover", "mirubato-com.json", MIRUBATO_COM);
  await hint.waitFor();
  await assertAccessible(app.page, "a file over the section");
  await drag(app, "dragleave", "mirubato-com.json", MIRUBATO_COM);
  await hint.waitFor({ state: "detached" });
  await drag(app, "dragover", "mirubato-com.json", MIRUBATO_COM);
  await hint.waitFor();
  await drag(app, "drop", "mirubato-com.json", MIRUBATO_COM);
  await app.dialog("Import").getByText("mirubato-com.json").waitFor();
  await hint.waitFor({ state: "detached" });
  await imports(app, 5);
  // A text that is dragged is none of the section's business.
  const text = await app.page.evaluateHandle(() => {
    const text = new DataTransfer();
    text.setData("text/plain", "Clair de lune");
    return text;
  });
  await app.page.getByRole("region", { name: "Import and export" }).dispatchEvent("dragover", { dataTransfer: text });
  assert.equal(await hint.count(), 0);
});

scene("the field for a file keeps the focus while one is read, and takes no other one then", async ({ profile }) => {
  const karla = await profile({ clock: "2026-03-10T16:00:00Z" });
  const app = await karla.open("/account");
  const field = app.page.getByLabel("Import a file…");
  await field.focus();
  await choose(app, "picture.txt", "This is not a journal.");
  await app.page.getByText("Reading the file…").waitFor();
  assert.equal(await field.getAttribute("aria-disabled"), "true");
  assert.ok(await field.evaluate((element) => element === document.activeElement));
  await choose(app, "empty.csv", "");
  const refused = app.page.getByRole("alert").getByText("This is not a journal.");
  await app.until(() => Promise.all([app.passes(10), refused.waitFor({ timeout: 500 })]));
  assert.equal(await field.getAttribute("aria-disabled"), null);
  assert.ok(await field.evaluate((element) => element === document.activeElement));
});

scene("where the file and the journal differ, the musician chooses", async ({ profile }) => {
  const frida = await profile();
  const app = await frida.open("/logbook");
  await app.writeEntry({ notes: "As exported." });
  await app.go("Account");
  const file = await exported(app, "Export everything (JSON)");
  await app.go("Logbook");
  await app.editEntry("As exported.", { notes: "Edited since." });
  await app.go("Account");
  const sheet = await previews(app, "mirubato.json", file, { "Different in your journal": "1" });
  await app.button("Nothing to import").waitFor();
  await sheet.getByLabel("Take the file's").check();
  await imports(app, 1);
  assert.deepEqual((await frida.stored("logbook_entries")).map((entry) => entry.notes), ["As exported."]);
  await app.button("Undo the import").click();
  await app.page.getByRole("status").getByText("Import undone.").waitFor();
  assert.deepEqual((await frida.stored("logbook_entries")).map((entry) => entry.notes), ["Edited since."]);
});

scene("nonsense and files that are too large are refused with a sentence", async ({ profile }) => {
  const gustav = await profile();
  const app = await gustav.open("/account");
  const before = await gustav.storage();
  const notAJournal = "This is not a journal.";
  for (const [name, content, sentence] of [
    ["large.json", Buffer.alloc(21_000_000, "x"), "This file is too large. Mirubato reads files of up to 20 MB"],
    ["empty.csv", "", "This file is empty."],
    ["picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), notAJournal],
    ["page.html", "<!doctype html><title>date</title>", notAJournal],
    ["package.json", '{"name": "package"}', notAJournal],
    ["half.json", '{\n"logbook": [{"timestamp"', "This JSON file is damaged in line 2."],
    ["newer.json", '{"mirubato": 999}', "A newer version of Mirubato has written this file."],
  ]) {
    await choose(app, name, content);
    const refusal = app.page.getByRole("alert").getByText(sentence);
    await refusal.waitFor();
    await eventually(async () => assert.ok(await isInView(refusal)));
  }
  assert.deepEqual(await gustav.storage(), before);
  await assertAccessible(app.page, "a refused file");
});

scene("what came of a file is in view on a phone, and records that were deleted where it is from are counted", async ({ profile }) => {
  const gustav = await profile({ viewport: { width: 390, height: 600 } });
  const app = await gustav.open("/account");
  const entry = { timestamp: "2024-01-15T10:30:00Z", duration: 600 };
  const file = { mirubato: 1, exportedAt: "2024-03-01T00:00:00Z", entries: [{ id: "a", ...entry }, { id: "b", ...entry, deletedAt: entry.timestamp }] };
  await previews(app, "journal.json", JSON.stringify(file), { New: "1 entry", "Deleted where the file is from": "1" });
  await imports(app, 1);
  const outcome = app.page.getByRole("status").getByText("1 record imported.");
  await eventually(async () => assert.ok(await isInView(outcome)));
});

scene("thousands of rows come in while the page goes on, and more than the browser holds is refused before", async ({ profile }) => {
  const hanna = await profile();
  const app = await hanna.open("/account");
  const rows = (count, notes) => {
    const at = (number) => new Date(Date.UTC(2020, 0, 1) + number * 3_600_000).toISOString();
    return `timestamp,minutes,notes\n${Array.from({ length: count }, (_, number) => `${at(number)},30,${notes}`).join("\n")}\n`;
  };
  await previews(app, "rows.csv", rows(2_000, "Scales."), { New: "2,000 entries" });
  await app.button("Import 2,000 records").click();
  await app.page.getByRole("status").getByText("2,000 records imported.").waitFor();
  await app.button("Undo the import").click();
  await app.page.getByRole("status").getByText("Import undone.").waitFor();
  assert.deepEqual(await hanna.records(), []);

  const sheet = await previews(app, "many.csv", rows(3_000, "x".repeat(1_800)), { New: "3,000 entries" });
  await sheet.getByText("This browser has not enough room for this file").waitFor();
  assert.equal(await sheet.getByRole("button", { name: /^Import/ }).getAttribute("aria-disabled"), "true");
  await sheet.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(await hanna.records(), []);
});
