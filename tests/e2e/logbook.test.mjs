// The logbook: looking for entries, links to what was looked for, a list of thousands, and changing several at once.

import assert from "node:assert/strict";

import { assertAccessible } from "../support/axe.mjs";
import { journal } from "../support/journal.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

const search = (app) => app.page.getByRole("searchbox", { name: "Search" });
const filter = (app, name) => app.page.getByLabel(name, { exact: true });
const checkbox = (app, text) => app.page.getByRole("main").getByRole("listitem").filter({ hasText: text }).getByRole("checkbox");
const query = (app) => new URL(app.page.url()).search;

/** Waits until the logbook says that it shows this. */
function shows(app, text) {
  return app.page.getByRole("main").getByRole("status").getByText(text, { exact: true }).waitFor();
}

/** A journal of four entries, on four days of March 2026. */
const FOUR = journal([
  { id: "minuet", timestamp: "2026-03-13T17:00:00Z", duration: 1_800, instrument: "Piano", pieces: [{ id: "p1", title: "Menuet" }], notes: "Left hand alone.", tags: ["exam"], mood: "SATISFIED" },
  { id: "elise", timestamp: "2026-03-12T17:00:00Z", duration: 3_600, instrument: "Piano", pieces: [{ id: "p2", title: "Für Elise", composer: "Ludwig van Beethoven" }], notes: "Both hands.", tags: ["exam", "memory"] },
  { id: "duet", timestamp: "2026-03-11T17:00:00Z", duration: 2_700, instrument: "Guitar", type: "LESSON", notes: "Duet: the left hand leads.", tags: ["duo"] },
  { id: "scales", timestamp: "2026-03-10T17:00:00Z", duration: 900, instrument: "Guitar", techniques: ["Übergänge"], notes: "Scales." },
], [{ id: "p1", title: "Minuet in G" }, { id: "p2", title: "Für Elise", composer: "Ludwig van Beethoven" }]);

/** So many entries, three a day, the last of which is the newest. */
const long = (count) =>
  journal(
    Array.from({ length: count }, (_, number) => ({
      id: `entry-${String(number).padStart(5, "0")}`,
      timestamp: new Date(Date.UTC(2020, 0, 1, 8) + number * 8 * 3_600_000).toISOString(),
      duration: 1_800,
      instrument: number % 2 ? "Piano" : "Guitar",
      notes: `Entry ${number}: ${"left hand alone, slowly, ".repeat(number % 7)}then together.`,
      tags: number % 10 ? [] : ["exam"],
    })),
  );

scene("a search finds as you type: notes, pieces by either name, composers, tags, in any spelling", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(FOUR);
  const app = await anna.open("/logbook");
  await shows(app, "4 entries, 2 h 30 min");
  const cases = [
    ["left hand", "2 entries, 1 h 15 min"],
    ["fur ELISE", "1 entry, 1 h"],
    ["beethoven", "1 entry, 1 h"],
    ["menuet", "1 entry, 30 min"],
    ["minuet g", "1 entry, 30 min"],
    ["ubergange", "1 entry, 15 min"],
    ["Übergä", "1 entry, 15 min"],
    ["exam", "2 entries, 1 h 30 min"],
    ["guitar duet", "1 entry, 45 min"],
  ];
  for (const [typed, found] of cases) {
    await search(app).fill(typed);
    await shows(app, found);
  }
  await search(app).fill("nobody wrote this");
  await app.heading("Nothing found").waitFor();
  await app.page.getByRole("main").getByRole("button", { name: "Clear filters" }).click();
  await shows(app, "4 entries, 2 h 30 min");
  assert.equal(await search(app).inputValue(), "");
});

scene("filters combine, the address holds them, and the way back leads through them", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(FOUR);
  const app = await anna.open("/logbook");
  await filter(app, "Instrument").selectOption("Piano");
  await shows(app, "2 entries, 1 h 30 min");
  await filter(app, "Tag").selectOption("memory");
  await shows(app, "1 entry, 1 h");
  assert.equal(query(app), "?instrument=Piano&tag=memory");
  await filter(app, "Tag").selectOption("exam");
  await filter(app, "To").fill("2026-03-12");
  await filter(app, "Piece").selectOption("Für Elise");
  await shows(app, "1 entry, 1 h");
  await search(app).fill("hands");
  await app.until(() => assert.equal(query(app), "?q=hands&to=2026-03-12&instrument=Piano&tag=exam&piece=p2"));

  // A link is opened again by somebody who finds the same.
  const link = app.page.url();
  await app.reload();
  await shows(app, "1 entry, 1 h");
  assert.equal(await search(app).inputValue(), "hands");
  assert.equal(await filter(app, "Piece").inputValue(), "p2");
  await app.button("Remove Für Elise").waitFor();

  await app.page.goBack();
  await shows(app, "1 entry, 1 h");
  assert.equal(query(app), "?to=2026-03-12&instrument=Piano&tag=exam");
  await app.page.goBack();
  await shows(app, "2 entries, 1 h 30 min");
  assert.equal(await filter(app, "To").inputValue(), "");
  await app.page.goForward();
  await shows(app, "1 entry, 1 h");

  await app.page.goto(link);
  await app.isThere();
  await app.button("Remove #exam").click();
  await app.button("Remove Piano").click();
  await app.button("Remove To 12 Mar 2026").click();
  await shows(app, "1 entry, 1 h");
  assert.equal(query(app), "?q=hands&piece=p2");
  await app.button("Clear filters").click();
  await shows(app, "4 entries, 2 h 30 min");
  assert.equal(query(app), "");

  await app.visit("/logbook?type=lesson&mood=furious&instrument=GUITAR&page=7");
  await shows(app, "1 entry, 45 min");
  assert.equal(await filter(app, "Instrument").inputValue(), "Guitar");
});

scene("typing the year of a date filter neither empties the list nor fills the way back", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(FOUR);
  const app = await anna.open("/logbook");
  await filter(app, "Instrument").selectOption("Piano");
  await shows(app, "2 entries, 1 h 30 min");
  const before = await app.page.evaluate(() => history.length);
  // What a browser hands out while somebody types 2026.
  for (const year of ["0002", "0020", "0202"]) {
    await filter(app, "From").fill(`${year}-01-01`);
    assert.equal(query(app), "?instrument=Piano");
  }
  for (const day of ["2026-01-01", "2026-01-02"]) {
    await filter(app, "From").fill(day);
    await app.until(() => assert.equal(query(app), `?from=${day}&instrument=Piano`));
  }
  assert.equal(await app.page.evaluate(() => history.length), before + 1);
  await app.page.goBack();
  await app.until(() => assert.equal(query(app), "?instrument=Piano"));
  await shows(app, "2 entries, 1 h 30 min");
});

scene("of 5,000 entries only those in view are in the page, down to the oldest, and the keyboard goes through them", async ({ profile }) => {
  const anna = await profile({ viewport: PHONE });
  await anna.seed(long(5_000));
  const app = await anna.open("/logbook");
  await shows(app, "5,000 entries, 2,500 h");
  await app.row("Entry 4999:").waitFor();
  const elements = () => app.page.evaluate(() => document.querySelectorAll("*").length);
  let most = await elements();
  const oldest = app.row("Entry 0:");
  // By the screen for a while, then by the scroll bar.
  for (let screen = 0; screen < 20; screen += 1) {
    await app.page.mouse.wheel(0, 800);
    most = Math.max(most, await elements());
    assert.ok(await inView(app), `something is in view after ${screen + 1} screens`);
  }
  await app.until(async () => {
    await app.page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    most = Math.max(most, await elements());
    assert.ok((await oldest.count()) > 0, "not yet");
  });
  assert.ok(most < 1_500, `${most} elements`);

  // Whoever has the focus in a row keeps it, however far the page is scrolled, and goes on from there.
  await oldest.focus();
  await app.page.evaluate(() => window.scrollTo(0, 0));
  await app.row("Entry 4999:").waitFor();
  assert.ok(await oldest.evaluate((row) => row === document.activeElement));
  await app.page.keyboard.press("Shift+Tab");
  await app.until(async () => assert.ok(await app.row("Entry 1:").evaluate((row) => row === document.activeElement)));
  await app.page.keyboard.press("Enter");
  await app.dialog("Edit entry").waitFor();
  assert.match(await app.page.getByRole("dialog").getByLabel("Notes").inputValue(), /^Entry 1:/);
});

/** Whether a row lies in the middle of the window. */
async function inView(app) {
  return app.page.evaluate(() => document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2)?.closest(".days section") != null);
}

scene("a window that grows shows more of the list at once", async ({ profile }) => {
  const anna = await profile({ viewport: PHONE });
  await anna.seed(long(60));
  const app = await anna.open("/logbook");
  await app.row("Entry 59:").waitFor();
  assert.equal(await app.row("Entry 30:").count(), 0);
  await app.page.setViewportSize({ width: PHONE.width, height: 8_000 });
  await app.row("Entry 30:").waitFor();
});

scene("who opens another screen and comes back finds the place where they were", async ({ profile }) => {
  const anna = await profile({ viewport: PHONE });
  await anna.seed(long(1_000));
  const app = await anna.open("/logbook");
  await app.row("Entry 999:").waitFor();
  for (let screen = 1; screen <= 10; screen += 1) {
    await app.page.evaluate((to) => window.scrollTo(0, to), screen * 800);
    await app.until(async () => assert.ok(await inView(app)));
  }
  const top = () =>
    app.page.evaluate(() => {
      const row = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2).closest("li");
      return row && { text: row.textContent, top: Math.round(row.getBoundingClientRect().top) };
    });
  const before = await top();
  await app.page.getByRole("navigation").getByRole("link", { name: "Goals" }).click();
  await app.heading("Goals").waitFor();
  await app.page.goBack();
  await app.until(async () => {
    const after = await top();
    assert.equal(after?.text, before.text);
    assert.ok(Math.abs(after.top - before.top) <= 2, `${after.top} instead of ${before.top}`);
  });
});

scene("several entries are tagged together, and undone together", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(FOUR);
  const app = await anna.open("/logbook");
  const tags = async () => Object.fromEntries((await anna.stored("logbook_entries")).map((entry) => [entry.id, entry.tags ?? []]));
  const before = await tags();
  await app.button("Select").click();
  await checkbox(app, "Left hand alone.").check();
  // From there to here.
  await checkbox(app, "Duet:").click({ modifiers: ["Shift"] });
  await shows(app, "3 selected");
  await assertAccessible(app.page, "entries being selected");
  await app.button("Tags").click();
  await app.dialog("Tags of 3 entries").waitFor();
  await assertAccessible(app.page, "the tags of several entries");
  await app.page.getByLabel("Add a tag").fill("EXAM");
  await app.button("Add tag").click();
  await app.notice("Tag added to 1 entry").waitFor();
  assert.deepEqual((await tags()).duet, ["duo", "EXAM"]);
  await app.button("Undo").click();
  await app.notice("1 entry is as it was").waitFor();
  assert.deepEqual(await tags(), before);

  await app.button("Select").click();
  await app.button("Select all 4").click();
  await app.button("Select none").click();
  await shows(app, "0 selected");
  await app.button("Select all 4").click();
  await app.button("Tags").click();
  await app.dialog("Tags of 4 entries").getByRole("button", { name: "Remove exam" }).click();
  await app.notice("Tag removed from 2 entries").waitFor();
  assert.deepEqual(await tags(), { ...before, elise: ["memory"], minuet: [] });
  await app.button("Undo").click();
  await app.notice("2 entries are as they were").waitFor();
  assert.deepEqual(await tags(), before);
});

scene("what was found is deleted together, and comes back together", async ({ profile }) => {
  const anna = await profile({ viewport: PHONE });
  await anna.seed(long(400));
  const app = await anna.open("/logbook?tag=exam");
  await shows(app, "40 entries, 20 h");
  await app.button("Select").click();
  await app.button("Select all 40").click();
  await checkbox(app, "Entry 390:").uncheck();
  await shows(app, "39 selected");
  await app.button("Delete").click();
  await app.dialog("Delete 39 entries?").getByRole("button", { name: "Delete" }).click();
  await app.notice("39 entries deleted").waitFor();
  await shows(app, "1 entry, 30 min");
  await app.button("Undo").click();
  await app.notice("39 entries are as they were").waitFor();
  await shows(app, "40 entries, 20 h");
  const stored = await anna.stored("logbook_entries");
  assert.equal(stored.filter((entry) => !entry.deletedAt).length, 400);
});

scene("how far a deletion of many entries has come is said of all that were selected", async ({ profile }) => {
  const anna = await profile({ clock: "2026-03-14T12:00:00Z" });
  await anna.seed(long(120));
  const app = await anna.open("/logbook");
  await shows(app, "120 entries, 60 h");
  await app.button("Select").click();
  await app.button("Select all 120").click();
  await app.button("Delete").click();
  await app.dialog("Delete 120 entries?").getByRole("button", { name: "Delete" }).click();
  // The clock stands still, and with it the deletion after its first entries.
  await shows(app, "Changed 50 of 120…");
  const done = app.notice("120 entries deleted");
  await app.until(() => Promise.all([app.passes(10), done.waitFor({ timeout: 500 })]));
});

scene("failure 9: a change of many entries that another user's journal interrupts says nothing there and has no way back into it", async ({ profile }) => {
  const anna = await profile({ clock: "2026-03-14T12:00:00Z" });
  await anna.seed(long(120));
  const app = await anna.open("/logbook");
  await shows(app, "120 entries, 60 h");
  const another = { id: "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac12000b", isAnonymous: true, hasCloudStorage: false };
  await app.button("Select").click();
  await app.button("Select all 120").click();
  await app.button("Tags").click();
  await app.page.getByLabel("Add a tag").fill("spring");
  await app.button("Add tag").click();
  // The clock stands still, and with it the change between its first entries and the rest.
  await shows(app, "Changed 50 of 120…");
  await app.page.evaluate(() => {
    window.told = new Promise((resolve) => addEventListener("storage", () => resolve(true), { once: true }));
  });
  await anna.seed({ mirubato_user_data: JSON.stringify(another) });
  await app.page.evaluate(() => window.told);
  const empty = app.heading("Your logbook is empty");
  await app.until(() => Promise.all([app.passes(50), empty.waitFor({ timeout: 500 })]));
  await app.passes(1_000);
  assert.equal(await app.button("Undo").count(), 0);
  const stored = await anna.stored("logbook_entries");
  const tagged = stored.filter((entry) => entry.tags?.includes("spring")).length;
  assert.ok(tagged >= 50 && tagged < 120, `${tagged} entries are tagged`);
  assert.ok(stored.every((entry) => entry.userId !== another.id));
});

scene("the logbook is accessible and fits while something is looked for, on a phone and on a desk", async ({ profile }) => {
  for (const [where, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    const anna = await profile({ viewport });
    await anna.seed(FOUR);
    const app = await anna.open("/logbook?instrument=Piano&from=2026-03-01&tag=exam");
    if (where === "phone") await app.button("Filters (3)").click();
    await filter(app, "Mood").selectOption("Satisfied");
    await shows(app, "1 entry, 30 min");
    for (const colorScheme of ["light", "dark"]) {
      await app.page.emulateMedia({ colorScheme });
      await assertAccessible(app.page, `filters (${where}, ${colorScheme})`);
    }
    assert.ok((await app.overflow()) <= 0, `wider than the ${where}`);
  }
});
