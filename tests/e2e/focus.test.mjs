// Where the focus is when what had it is gone, and when a form is not right: nobody begins again at the top of the page.

import assert from "node:assert/strict";

import { eventually } from "../support/eventually.mjs";
import { journalOf } from "../support/journals.mjs";
import { WELCOMED } from "../support/screens.mjs";
import { stage } from "../support/stage.mjs";
import { unacceptable } from "../support/unacceptable.mjs";

const scene = stage();

const MINUTE = 60_000;
const BERLIN = { timezoneId: "Europe/Berlin", clock: "2026-03-10T16:00:00Z" };

/** Waits until this has the focus. */
const hasFocus = (locator) => eventually(async () => assert.ok(await locator.evaluate((element) => element === document.activeElement), `${locator}`));

/** Presses a button by the keyboard. */
async function press(locator, key = "Enter") {
  await locator.focus();
  await locator.press(key);
}

scene("after an entry is deleted, and after that is undone, the heading has the focus", async ({ profile }) => {
  const app = await (await profile()).open("/logbook");
  await app.writeEntry({ notes: "One." });
  await press(app.row("One."));
  await app.dialog("Edit entry").waitFor();
  await press(app.button("Delete entry"));
  await app.notice("Entry deleted").waitFor();
  await hasFocus(app.heading("Logbook"));
  await press(app.button("Undo"));
  await app.notice("Entry restored").waitFor();
  await hasFocus(app.heading("Logbook"));
});

scene("after a goal is deleted the heading has the focus, and a goal that goes to another list takes it along", async ({ profile }) => {
  const app = await (await profile()).open("/goals");
  for (const title of ["Spring exam", "All scales"]) await app.writeGoal({ title });
  for (const [button, region] of [["Pause", "Put aside"], ["Resume", "In progress"], ["Complete", "Completed"], ["Reopen", "In progress"]]) {
    await press(app.button(`${button} Spring exam`), "Space");
    const moved = app.page.getByRole("region", { name: region, exact: true }).getByRole("heading", { name: "Spring exam" });
    await moved.waitFor();
    await hasFocus(moved);
  }
  await press(app.button("Edit Spring exam"));
  await press(app.button("Delete goal"));
  await app.notice("Goal deleted").waitFor();
  await hasFocus(app.heading("Goals"));
  await press(app.button("Undo"));
  await app.goal("Spring exam").waitFor();
  await hasFocus(app.heading("Goals"));
  // What is still there has it again.
  await press(app.button("Edit All scales"));
  await app.dialog("Edit goal").waitFor();
  await app.page.keyboard.press("Escape");
  await hasFocus(app.button("Edit All scales"));
});

/** Each sheet: where it is, the button that opens it, and its heading. */
const SHEETS = [
  { path: "/logbook", opener: "New entry", sheet: "New entry" },
  { path: "/logbook", selects: true, opener: "Tags", sheet: "Tags of 40 entries" },
  { path: "/repertoire", opener: "New piece", sheet: "New piece" },
  { path: "/repertoire/piece-00000", opener: "Edit", sheet: "Edit piece" },
  { path: "/repertoire/piece-00000", opener: "Merge into…", sheet: "Merge into another piece" },
  { path: "/goals", opener: "New goal", sheet: "New goal" },
  { path: "/goals", opener: "Edit Clair de lune by heart", sheet: "Edit goal" },
  { path: "/account", opener: "Keyboard shortcuts", sheet: "Keyboard shortcuts" },
];

/** Each question that a button of a screen asks, and its heading. */
const QUESTIONS = [
  { path: "/logbook", selects: true, opener: "Delete", question: "Delete 40 entries?" },
  { path: "/account", signedIn: true, opener: "Sign out", question: "Sign out?" },
  { path: "/account", signedIn: true, opener: "Delete account…", question: "Delete your account?" },
];

/** Opens by the keyboard what this button opens, and answers with the button. */
async function opens(app, { path, selects, opener }) {
  await app.visit(path);
  if (selects) {
    await app.button("Select").click();
    await app.button("Select all 40").click();
  }
  const button = app.button(opener);
  await press(button);
  return button;
}

/** Leaves what is open by Escape, after which what opened it has the focus. */
async function givesFocusBack(app, opener) {
  await app.page.keyboard.press("Escape");
  await app.page.locator("dialog").waitFor({ state: "detached" });
  await hasFocus(opener);
}

scene("a sheet begins at its heading, whatever opened it, and gives the focus back to that", async ({ profile }) => {
  const anna = await profile();
  await anna.seed({ ...journalOf(40), ...WELCOMED });
  const app = await anna.open("/account");
  const begins = (sheet) => hasFocus(app.dialog(sheet).getByRole("heading", { name: sheet, exact: true }));
  for (const row of SHEETS) {
    const opener = await opens(app, row);
    await begins(row.sheet);
    await givesFocusBack(app, opener);
  }
  // Here it is the field for a file, once one is chosen.
  await app.visit("/account");
  const logbook = [{ timestamp: "2024-01-15T10:30:00.000Z", duration: 45 }];
  const file = { name: "journal.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ logbook })) };
  const field = app.page.getByLabel("Import a file…");
  await field.focus();
  await field.setInputFiles(file);
  await begins("Import");
  await givesFocusBack(app, field);
});

scene("a question has the focus, and gives it back to what asked it", async ({ profile }) => {
  const anna = await profile();
  await anna.seed({ ...journalOf(40), ...WELCOMED });
  const app = await anna.open();
  const asks = async (row) => {
    const opener = await opens(app, row);
    await hasFocus(app.dialog(row.question).locator(":focus"));
    await givesFocusBack(app, opener);
  };
  for (const row of QUESTIONS.filter(({ signedIn }) => !signedIn)) await asks(row);
  await app.signInAndSync("questions@example.org");
  for (const row of QUESTIONS.filter(({ signedIn }) => signedIn)) await asks(row);
});

scene("after a session is saved or discarded the heading has the focus", async ({ profile }) => {
  const app = await (await profile(BERLIN)).open();
  await press(app.button("Start practising"));
  await app.passes(10 * MINUTE);
  await press(app.button("Finish"));
  await press(app.dialog("Review session").getByRole("button", { name: "Save session" }));
  await app.notice("Session saved").waitFor();
  await hasFocus(app.heading("Today"));

  await press(app.button("Start practising"));
  await app.passes(10 * MINUTE);
  await press(app.button("Discard"));
  await press(app.button("Discard session"));
  await app.dialog("Discard this session?").waitFor({ state: "detached" });
  await hasFocus(app.heading("Today"));
});

scene("a list that is long stays where it is when the heading takes the focus", async ({ profile }) => {
  const anna = await profile({ viewport: { width: 390, height: 844 } });
  await anna.seed(journalOf(400));
  const app = await anna.open("/logbook");
  await app.row("metronome").first().waitFor();
  await app.page.evaluate(() => window.scrollTo(0, 2_000));
  await app.until(async () => {
    const isFocused = await app.page.evaluate(() => {
      const isInView = (row) => row.getBoundingClientRect().top > innerHeight / 4 && row.getBoundingClientRect().bottom < (innerHeight * 3) / 4;
      const row = [...document.querySelectorAll("button.entry-row")].find(isInView);
      row?.focus({ preventScroll: true });
      return window.scrollY > 1_500 && document.activeElement === row;
    });
    assert.ok(isFocused, "a row in view has the focus");
  });
  await app.page.keyboard.press("Enter");
  await app.dialog("Edit entry").waitFor();
  await app.button("Delete entry").click();
  await hasFocus(app.heading("Logbook"));
  assert.ok((await app.page.evaluate(() => window.scrollY)) > 1_500);
});

scene("a form that is not right gives the focus to what is wrong, with what is wrong about it", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/goals");
  /** The field has the focus, and says why. */
  const isWrong = async (field, text) => {
    await hasFocus(field);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const note = await field.evaluate((element) => document.getElementById(element.getAttribute("aria-describedby")).textContent);
    assert.equal(note, text);
  };
  const saves = (sheet) => press(sheet.getByRole("button", { name: "Save", exact: true }));

  await app.button("New goal").click();
  const goal = app.dialog("New goal");
  await saves(goal);
  await isWrong(goal.getByLabel("Title"), "This cannot be empty.");
  await goal.getByLabel("Title").fill("An hour");
  await goal.getByRole("button", { name: "Minutes", exact: true }).click();
  await goal.getByLabel("Minutes", { exact: true }).fill("");
  await saves(goal);
  await isWrong(goal.getByLabel("Minutes", { exact: true }), "Enter a whole number.");
  await app.page.keyboard.press("Escape");
  await app.button("Discard changes").click();

  await app.go("Repertoire");
  await app.button("New piece").click();
  const piece = app.dialog("New piece");
  await saves(piece);
  await isWrong(piece.getByLabel("Title"), "This cannot be empty.");
  await app.page.keyboard.press("Escape");

  await app.go("Logbook");
  await app.writeEntry({ notes: "One." });
  await app.button("Select").click();
  await app.button("Select all 1").click();
  await app.button("Tags").click();
  const tags = app.dialog("Tags of 1 entry");
  await press(tags.getByRole("button", { name: "Add tag" }));
  await isWrong(tags.getByLabel("Add a tag"), "This cannot be empty.");
});

scene("the sheet of a record that the account does not take, and the question about a forgotten timer, give it too", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(unacceptable());
  const app = await anna.open();
  await app.signIn("texts@example.org");
  await app.backupReads("5 records not backed up");
  await app.go("Account");
  await app.page.getByRole("button", { name: /^Edit Practice session of / }).click();
  const sheet = app.page.getByRole("dialog");
  const field = sheet.getByRole("textbox").first();
  // Longer than the server takes.
  await field.fill("x".repeat(100_000));
  await press(sheet.getByRole("button", { name: "Save", exact: true }));
  await hasFocus(field);
  assert.equal(await field.getAttribute("aria-invalid"), "true");

  const bert = await profile(BERLIN);
  const other = await bert.open();
  await press(other.button("Start practising"));
  await other.passes(5 * 60 * MINUTE);
  const question = other.dialog("Still practising?");
  await question.getByLabel("Stopped at").fill("2026-03-10T09:00");
  await press(question.getByRole("button", { name: "Stopped then" }));
  await hasFocus(question.getByLabel("Stopped at"));
});
