// The repertoire: pieces with their status, each with a page of its own; rename, merge and separate keep all history.

import assert from "node:assert/strict";

import { assertAccessible } from "../support/axe.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** So that today does not end during a test. */
const NOON = "2026-03-10T12:00:00Z";

const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };

const CLAIR = { id: "piece_a", title: "Clair de lune" };
const CLAIR_AGAIN = { id: "piece_b", title: "clair de Lune - Debussy" };
const GYMNOPEDIE = { id: "piece_c", title: "Gymnopédie No. 1", composer: "Erik Satie" };

/** Entries that name pieces of which there is no record, as an old journal has them. */
const OLD_JOURNAL = [
  played("2026-01-12", 1_800, "Notes learned.", { ...CLAIR, tempo: 52 }),
  played("2026-02-18", 1_200, null, GYMNOPEDIE),
  played("2026-02-20", 2_400, "Pedal less.", { ...CLAIR_AGAIN, tempo: 60 }),
  played("2026-03-07", 600, "By heart.", { ...CLAIR, tempo: 66 }),
];

function played(day, duration, notes, ...pieces) {
  return { id: `entry_${day}`, timestamp: `${day}T10:00:00Z`, duration, type: "PRACTICE", instrument: "PIANO", pieces, notes, isSynced: false };
}

/** Somebody with the old journal, in the app. */
async function withOldJournal(profile, path, options = {}) {
  const anna = await profile({ clock: NOON, ...options });
  await anna.seed({ mirubato_logbook_entries: JSON.stringify(OLD_JOURNAL) });
  return { anna, app: await anna.open(path) };
}

/** The row of a piece in the list of all. */
function row(app, title) {
  return app.page.getByRole("region", { name: "Pieces", exact: true }).getByRole("listitem").filter({ hasText: title });
}

/** What the page of a piece says under one of its headings. */
function section(app, name) {
  return app.page.getByRole("region", { name, exact: true });
}

/** Which records are not as they were. */
function changed(before, after) {
  const texts = new Map(before.map((record) => [record.key, JSON.stringify(record)]));
  return after.filter((record) => texts.get(record.key) !== JSON.stringify(record)).map((record) => record.id);
}

/** Where the app is. */
function address(app) {
  return new URL(app.page.url()).pathname;
}

/** The numbers of a piece's page by their names. */
async function figures(app) {
  const [names, values] = await Promise.all([app.page.getByRole("term").allTextContents(), app.page.getByRole("definition").allTextContents()]);
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** Merges the piece whose page is open into another. */
async function mergeInto(app, title) {
  await app.button("Merge into…").click();
  await app.dialog("Merge into another piece").getByRole("button", { name: title, exact: true }).click();
  await app.dialog(`Merge into “${title}”?`).getByRole("button", { name: "Merge", exact: true }).click();
  await app.notice(`Merged into “${title}”`).waitFor();
}

scene("a piece is added, and similar ones are offered before a second one is made of it", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await app.go("Repertoire");
  await app.heading("No pieces yet").waitFor();
  await app.button("New piece").click();
  const form = app.dialog("New piece");
  await app.button("Save").click();
  await form.getByText("This cannot be empty.").waitFor();
  await form.getByLabel("Title").fill("Clair de lune");
  await form.getByLabel("Composer").fill("Claude Debussy");
  await form.getByLabel("Polished").check();
  await form.getByLabel("Notes").fill("For the summer concert.");
  await app.save();
  await app.notice("Piece added").waitFor();
  await reads(row(app, "Clair de lune"), /Claude Debussy\s+Polished\s+Not played yet/);

  await app.button("New piece").click();
  await form.getByLabel("Title").fill("clair de Lune - Debussy");
  await form.getByText("You already have:").waitFor();
  await form.getByLabel("Title").fill("Arabesque");
  await form.getByText("You already have:").waitFor({ state: "detached" });
  await form.getByLabel("Title").fill("Claire de lune");
  await form.getByRole("button", { name: "Open Clair de lune · Claude Debussy" }).click();
  await app.heading("Clair de lune").waitFor();
  await app.page.getByText("For the summer concert.").waitFor();
  assert.equal((await anna.stored("pieces")).length, 1);
});

scene("failure 18: a rename and a merge keep all history, and are one small edit each", async ({ profile }) => {
  const { anna, app } = await withOldJournal(profile, "/repertoire");
  await reads(row(app, "clair de Lune - Debussy"), /40 min\s+18 days ago/);
  await row(app, "clair de Lune - Debussy").getByRole("link").click();
  await app.heading("clair de Lune - Debussy").waitFor();
  assert.equal((await figures(app)).Sessions, "1");

  // A piece that only entries name gets its record under the id that they name.
  let before = await anna.records();
  await app.button("Edit").click();
  await app.dialog("Edit piece").getByLabel("Title").fill("Clair de Lune, L. 75");
  await app.save();
  await app.heading("Clair de Lune, L. 75").waitFor();
  assert.equal((await figures(app)).Sessions, "1");
  assert.deepEqual(changed(before, await anna.records()), [CLAIR_AGAIN.id]);
  await app.go("Logbook");
  await app.row("Pedal less.").getByText("Clair de Lune, L. 75").waitFor();

  // A merge is one edit of the piece that is merged, and its page leads to the other one.
  await app.visit(`/repertoire/${CLAIR_AGAIN.id}`);
  before = await anna.records();
  await mergeInto(app, "Clair de lune");
  await app.heading("Clair de lune").waitFor();
  assert.equal(address(app), `/repertoire/${CLAIR.id}`);
  await eventually(async () => assert.equal((await figures(app)).Sessions, "3"));
  assert.match((await figures(app)).Practised, /^1 h 20 min$/);
  const notes = await section(app, "Notes from sessions").getByRole("listitem").allInnerTexts();
  assert.deepEqual(notes.map((note) => note.split("\n").at(-1)), ["By heart.", "Pedal less.", "Notes learned."]);
  // Its target had no record before, and needs one to be pointed to.
  assert.deepEqual(changed(before, await anna.records()).sort(), [CLAIR.id, CLAIR_AGAIN.id]);
  await app.visit(`/repertoire/${CLAIR_AGAIN.id}`);
  await app.heading("Clair de lune").waitFor();

  before = await anna.records();
  await app.button("Separate again: Clair de Lune, L. 75").click();
  await app.notice("“Clair de Lune, L. 75” is a piece of its own again").waitFor();
  await eventually(async () => assert.equal((await figures(app)).Sessions, "2"));
  assert.deepEqual(changed(before, await anna.records()), [CLAIR_AGAIN.id]);

  await app.visit(`/repertoire/${CLAIR_AGAIN.id}`);
  await app.heading("Clair de Lune, L. 75").waitFor();
  before = await anna.records();
  await mergeInto(app, "Clair de lune");
  assert.deepEqual(changed(before, await anna.records()), [CLAIR_AGAIN.id]);
  await app.button("Undo").click();
  await app.notice("“Clair de Lune, L. 75” is a piece of its own again").waitFor();
  await app.go("Repertoire");
  await reads(row(app, "Clair de Lune, L. 75"), /40 min/);
  const logged = (await anna.stored("logbook_entries")).map(({ id, pieces, notes, duration }) => ({ id, pieces, notes, duration }));
  assert.deepEqual(logged.map((entry) => entry.pieces[0].id), OLD_JOURNAL.map((entry) => entry.pieces[0].id));
});

scene("the page of a piece tells its minutes, its tempo over time and its notes, and opens its entries", async ({ profile }) => {
  const { anna, app } = await withOldJournal(profile, `/repertoire/${CLAIR.id}`);
  await app.heading("Clair de lune").waitFor();
  assert.deepEqual(await figures(app), { Practised: "40 min", Sessions: "2", "Last played": "3 days ago", "First played": "12 Jan 2026" });
  const tempo = section(app, "Tempo");
  await tempo.getByText("From 52 BPM on 12 Jan 2026 to 66 BPM on 7 Mar 2026; the highest was 66 BPM.").waitFor();
  await tempo.getByText("Show as a table").click();
  await tempo.getByRole("table").waitFor();
  assert.deepEqual(await tempo.getByRole("row").allInnerTexts(), ["Day\tTempo", "7 Mar 2026\t66 BPM", "12 Jan 2026\t52 BPM"]);
  const months = section(app, "Time by month");
  await months.getByText("Most in January 2026: 30 min.").waitFor();
  assert.deepEqual(await months.getByRole("rowheader").allInnerTexts(), ["March 2026", "February 2026", "January 2026"]);

  await section(app, "Notes from sessions").getByRole("button").filter({ hasText: "By heart." }).click();
  await app.dialog("Edit entry").waitFor();
  await app.fillEntry({ notes: "By heart, in tempo." });
  await app.save();
  await section(app, "Notes from sessions").getByText("By heart, in tempo.").waitFor();

  // One tap, and it stands elsewhere.
  await app.page.getByLabel("Polished").check();
  await eventually(async () => assert.deepEqual((await anna.stored("pieces")).map(({ id, status }) => [id, status]), [[CLAIR.id, "POLISHED"]]));
  await app.reload();
  assert.ok(await app.page.getByLabel("Polished").isChecked());

  await app.visit("/repertoire/nothing");
  await app.heading("This piece is not here").waitFor();
});

scene("what was not played lately comes first, until it is played", async ({ profile }) => {
  const { app } = await withOldJournal(profile, "/repertoire");
  const waiting = section(app, "Not played lately");
  await waiting.getByRole("listitem").first().waitFor();
  assert.deepEqual(await waiting.getByRole("listitem").allInnerTexts(), ["Gymnopédie No. 1\n20 days ago", "clair de Lune - Debussy\n18 days ago"]);
  await app.button("New piece").click();
  await app.dialog("New piece").getByLabel("Title").fill("Asturias");
  await app.save();
  await row(app, "Asturias").waitFor();
  assert.equal(await waiting.getByText("Asturias").count(), 0);
  await app.passes(14 * 86_400_000);
  await app.button("Show 1 more").click();
  await reads(waiting.getByRole("listitem").filter({ hasText: "Asturias" }), /Not played yet, added 14 days ago/);

  await app.go("Logbook");
  await app.writeEntry({ pieces: ["Gymnopédie No. 1"], duration: "20" });
  await app.go("Repertoire");
  await waiting.getByText("Asturias").waitFor();
  assert.equal(await waiting.getByText("Gymnopédie").count(), 0);
  await waiting.getByRole("link", { name: /Asturias/ }).click();
  await app.heading("Asturias").waitFor();
});

scene("pieces are found, filtered and sorted, and reached by the keyboard", async ({ profile }) => {
  const { anna, app } = await withOldJournal(profile, "/repertoire");
  const titles = () => app.page.getByRole("region", { name: "Pieces", exact: true }).getByRole("link").evaluateAll((links) => links.map((link) => link.querySelector(".piece-title").textContent));
  const lists = (...expected) => eventually(async () => assert.deepEqual(await titles(), expected));
  await lists("Clair de lune", "clair de Lune - Debussy", "Gymnopédie No. 1");
  await app.page.getByLabel("Sort by").selectOption("Title");
  await lists("Clair de lune", "clair de Lune - Debussy", "Gymnopédie No. 1");
  await app.page.getByLabel("Sort by").selectOption("Time played");
  await lists("Clair de lune", "clair de Lune - Debussy", "Gymnopédie No. 1");
  await app.page.getByLabel("Search").fill("SATIE gymnopedie");
  await lists("Gymnopédie No. 1");
  await app.page.getByText("1 piece", { exact: true }).waitFor();
  await app.page.getByLabel("Planned").check();
  await app.page.getByText("No piece matches.").waitFor();
  await app.page.getByLabel("All", { exact: true }).check();

  await app.page.getByLabel("Sort by").focus();
  await app.page.keyboard.press("Tab");
  await app.page.keyboard.press("Enter");
  await app.heading("Gymnopédie No. 1").waitFor();
  await eventually(async () => assert.equal(await app.page.evaluate(() => document.activeElement.textContent), "Gymnopédie No. 1"));
  await app.page.getByLabel("Learning").focus();
  await app.page.keyboard.press("ArrowRight");
  await eventually(async () => assert.deepEqual((await anna.stored("pieces")).map(({ status }) => status), ["POLISHED"]));
  await app.button("Merge into…").focus();
  await app.page.keyboard.press("Enter");
  await app.dialog("Merge into another piece").waitFor();
  await app.page.keyboard.press("Escape");
  await app.dialog("Merge into another piece").waitFor({ state: "detached" });
  await eventually(async () => assert.equal(await app.page.evaluate(() => document.activeElement.textContent), "Merge into…"));
});

scene("a piece that was never played can be deleted, and comes back by undo", async ({ profile }) => {
  const { app } = await withOldJournal(profile, "/repertoire");
  await app.button("New piece").click();
  await app.dialog("New piece").getByLabel("Title").fill("Asturias");
  await app.save();
  await row(app, "Asturias").getByRole("link").click();
  await app.button("Edit").click();
  await app.button("Delete piece").click();
  await app.heading("Repertoire").waitFor();
  await row(app, "Asturias").waitFor({ state: "detached" });
  await app.button("Undo").click();
  await app.notice("Piece restored").waitFor();
  await row(app, "Asturias").waitFor();

  await row(app, "Clair de lune").first().getByRole("link").click();
  await app.button("Edit").click();
  await app.page.getByText("A piece that was played stays with its entries.").waitFor();
  assert.equal(await app.button("Delete piece").count(), 0);
});

scene("a piece is practised from its page, in a new session and in the one that goes on", async ({ profile }) => {
  const { app } = await withOldJournal(profile, "/repertoire");
  const practise = async (title) => {
    await app.go("Repertoire");
    await row(app, title).getByRole("link").click();
    await app.heading(title).waitFor();
    const tab = app.page.getByRole("navigation").getByRole("link", { name: "Repertoire", exact: true });
    assert.equal(await tab.getAttribute("aria-current"), "page");
    await app.button("Practise").click();
    await app.heading("Today").waitFor();
    await app.page.getByText(`Repertoire · ${title}`, { exact: true }).first().waitFor();
    await app.button("Pause").waitFor();
  };
  await practise(CLAIR_AGAIN.title);
  await app.passes(600_000);
  await app.button("Pause").click();
  await practise(GYMNOPEDIE.title);
  await app.passes(300_000);
  const session = app.page.getByRole("region", { name: "This session" });
  await reads(session, /Repertoire · clair de Lune - Debussy\s*10:00\s*Repertoire · Gymnopédie No. 1\s*5:00/);
});

for (const [where, viewport] of Object.entries(SIZES)) {
  scene(`the repertoire is accessible in both themes, and fits the ${where}`, async ({ profile }) => {
    const { anna, app } = await withOldJournal(profile, "/repertoire", { viewport, reducedMotion: "reduce" });
    // axe-core waits by timers.
    await anna.context.clock.resume();
    const look = async (what) => {
      for (const colorScheme of ["light", "dark"]) {
        await app.page.emulateMedia({ colorScheme });
        await assertAccessible(app.page, `${what} (${where}, ${colorScheme})`);
      }
      assert.ok((await app.overflow()) <= 0, `${what} is wider than the ${where}`);
    };
    await row(app, "Gymnopédie").waitFor();
    await look("the repertoire");
    await app.button("New piece").click();
    await app.dialog("New piece").getByLabel("Title").fill(`Clair de lune ${"Nocturne-Nr-20-cis-Moll-op-posth".repeat(6)}`);
    await app.page.getByText("You already have:").waitFor();
    await look("a new piece");
    await app.save();
    await row(app, "Nocturne-Nr-20").waitFor();
    await look("the repertoire with a long title");
    await row(app, "Nocturne-Nr-20").getByRole("link").click();
    await app.page.getByText("Nothing is written about this piece yet.").waitFor();
    await look("a piece that was never played");
    await app.button("Merge into…").click();
    await app.dialog("Merge into another piece").waitFor();
    await look("the choice of what to merge into");
    await app.dialog("Merge into another piece").getByRole("button", { name: CLAIR.title, exact: true }).click();
    await app.dialog("Merge into “Clair de lune”?").waitFor();
    await look("the question before a merge");
    await app.dialog("Merge into “Clair de lune”?").getByRole("button", { name: "Merge", exact: true }).click();
    await app.heading("Clair de lune").waitFor();
    await section(app, "Tempo").getByText("Show as a table").click();
    await section(app, "Tempo").getByRole("table").waitFor();
    await look("the page of a piece");
    await app.visit("/repertoire/nothing");
    await look("the page of no piece");
  });
}
