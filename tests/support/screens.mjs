// Every screen of the app and what opens on it, with a journal of journals.mjs: for the tests that look at all of them, and
// for the screenshots.

import { reads } from "./eventually.mjs";

/** How long somebody has practised where a timer runs. */
const PRACTISED = 25 * 60_000;

/**
 * @typedef {object} Screen
 * @property {string} name as its pictures are called
 * @property {string} path its address
 * @property {(app: import("./app.mjs").App) => Promise<void>} [open] opens what is to be seen there
 * @property {(app: import("./app.mjs").App) => Promise<void>} [close] puts the journal back as it was, where loading the
 *   next page does not do
 * @property {boolean} [needsEntries] whether an empty journal has nothing of it
 */

/** A file of which something is new, something cannot be read and something is not taken. */
const FILE = {
  name: "mirubato-com.json",
  mimeType: "application/json",
  buffer: Buffer.from(
    JSON.stringify({
      logbook: [{ timestamp: "2024-01-15T10:30:00.000Z", duration: 45, notes: "Scales." }, { timestamp: "last Monday", duration: 30 }],
      goals: [{ id: "goal-1", title: "All scales", progress: 50 }],
      scores: [{ id: "score-1" }],
    }),
  ),
};

/** @type {Screen[]} */
export const SCREENS = [
  { name: "today", path: "/" },
  { name: "logbook", path: "/logbook" },
  { name: "nothing-found", path: "/logbook?q=zither", needsEntries: true },
  { name: "entry", path: "/logbook", open: opens("New entry") },
  { name: "entry-edit", path: "/logbook", open: opensNewestEntry, needsEntries: true },
  { name: "repertoire", path: "/repertoire" },
  { name: "piece", path: "/repertoire/piece-00000" },
  { name: "no-piece", path: "/repertoire/nothing" },
  { name: "merge", path: "/repertoire/piece-00000", open: opens("Merge into…"), needsEntries: true },
  { name: "goals", path: "/goals" },
  { name: "goal", path: "/goals", open: opens("New goal") },
  { name: "goal-edit", path: "/goals", open: opens("Edit Clair de lune by heart"), needsEntries: true },
  { name: "reports", path: "/reports" },
  { name: "account", path: "/account" },
  { name: "code", path: "/account", open: hasCode },
  { name: "deleted", path: "/account/deleted" },
  { name: "sign-in", path: "/sign-in" },
  { name: "shortcuts", path: "/account", open: opens("Keyboard shortcuts") },
  { name: "nowhere", path: "/nowhere" },
  { name: "timer", path: "/", open: startsTimer, close: discardsTimer },
  { name: "review", path: "/", open: reviews, close: leavesReview },
  { name: "draft", path: "/logbook", open: restoresDraft, close: discardsDraft },
  { name: "selection", path: "/logbook", open: selects, needsEntries: true },
  { name: "selection-tags", path: "/logbook", open: selectsAnd("Tags"), needsEntries: true },
  { name: "selection-delete", path: "/logbook", open: selectsAnd("Delete"), needsEntries: true },
  { name: "goal-discard", path: "/goals", open: discards("New goal") },
  { name: "piece-discard", path: "/repertoire", open: discards("New piece") },
  { name: "import", path: "/account", open: previewsImport },
  { name: "import-progress", path: "/account", open: stopsWithinImport },
  { name: "link", path: "/account", open: opensLink },
];

/**
 * What only those see who are signed in.
 *
 * @type {Screen[]}
 */
export const SIGNED_IN = [
  { name: "signed-in", path: "/account", open: looksAtSignIns },
  { name: "sign-out", path: "/account", open: opens("Sign out") },
  { name: "delete-account", path: "/account", open: opens("Delete account…") },
  { name: "address-change", path: "/account", open: changesAddress },
];

/** What a browser remembers in which the welcome has been read. */
export const WELCOMED = { mirubato_ui_welcomed: "true" };

/** Which screen a tab shows. */
const shown = new WeakMap();

/** Shows a screen in a tab of a profile whose clock goes on, after leaving the one before. */
export async function show(app, screen) {
  await leave(app);
  await app.visit(screen.path);
  await screen.open?.(app);
  shown.set(app, screen);
}

/** Leaves the screen that a tab shows, and leaves nothing of it behind. */
export async function leave(app) {
  const screen = shown.get(app);
  shown.delete(app);
  await screen?.close?.(app);
}

function opens(button) {
  return async (app) => {
    await app.button(button).first().click();
    await app.page.locator("dialog[open]").waitFor();
  };
}

async function opensNewestEntry(app) {
  await app.row(/./).first().click();
  await app.dialog("Edit entry").waitFor();
}

async function opensLink(app) {
  await app.askForLink("clara@example.org");
  await app.openLink(await app.linkFor("clara@example.org"));
}

async function looksAtSignIns(app) {
  await app.page.getByText("Sign-ins of the last 90 days").click();
  await app.page.getByText(/^By link: /).first().waitFor();
}

async function changesAddress(app) {
  await app.page.getByLabel("New email address").fill("clara@example.com");
  await app.button("Change address").click();
  await app.page.getByText("Look into both mailboxes", { exact: false }).waitFor();
  const { pathname, hash } = new URL(await app.linkFor("clara@example.com"));
  await app.visit(`${pathname}${hash}`);
  await app.button("Confirm the change").waitFor();
}

async function hasCode(app) {
  await app.button("I have a code").click();
  await app.page.getByLabel("Code from the mail").waitFor();
}

async function startsTimer(app) {
  await app.button("Start practising").click();
  await app.button("Finish").waitFor();
  await app.passes(PRACTISED);
  await reads(app.page.getByRole("timer"), /^25:/);
}

async function discardsTimer(app) {
  await app.button("Discard").click();
  await app.button("Discard session").click();
  await app.button("Start practising").waitFor();
}

async function reviews(app) {
  await startsTimer(app);
  await app.button("Finish").click();
  await app.dialog("Review session").waitFor();
}

async function leavesReview(app) {
  await app.button("Back to timer").click();
  await app.dialog("Review session").waitFor({ state: "detached" });
  await discardsTimer(app);
}

async function restoresDraft(app) {
  await app.button("New entry").first().click();
  await app.dialog("New entry").getByLabel("Notes").fill("Half written.");
  await app.reload();
  await app.button("New entry").first().click();
  await app.page.getByText("Restored what you had typed.").waitFor();
}

async function discardsDraft(app) {
  await app.button("Discard it").click();
  await app.button("Cancel").click();
  await app.dialog("New entry").waitFor({ state: "detached" });
}

async function selects(app) {
  await app.button("Select").click();
  await app.button(/^Select all /).click();
}

function selectsAnd(button) {
  return async (app) => {
    await selects(app);
    await app.button(button).click();
    await app.page.locator("dialog[open]").waitFor();
  };
}

function discards(button) {
  return async (app) => {
    await app.button(button).first().click();
    await app.dialog(button).getByLabel("Title").fill("Clair de lune by heart");
    await app.page.keyboard.press("Escape");
    await app.dialog("Discard your changes?").waitFor();
  };
}

async function previewsImport(app) {
  await app.page.getByLabel("Import a file…").setInputFiles(FILE);
  await app.dialog("Import").waitFor();
}

async function stopsWithinImport(app) {
  await previewsImport(app);
  // The page waits for a timer before it writes anything; this one never comes.
  await app.page.evaluate(() => {
    const setTimer = window.setTimeout;
    window.setTimeout = (...timer) => {
      if (timer.length > 1) return setTimer(...timer);
      window.setTimeout = setTimer;
      return 0;
    };
  });
  await app.dialog("Import").getByRole("button", { name: /^Import \d/ }).click();
  await app.button("Stop").waitFor();
}
