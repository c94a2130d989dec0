// Every screen of the app and what opens on it, with a journal of journals.mjs: for the tests that look at all of them, and
// for the screenshots. What needs a server that fails, a refused record or a journal of which a part is here only is in
// accessibility.test.mjs.

import { reads } from "./eventually.mjs";
import { REQUEST_MAGIC_LINK } from "./operations.mjs";
import { Visitor } from "./visitor.mjs";

/** How long somebody has practised where a timer runs. */
const PRACTISED = 25 * 60_000;

/** After how long without a touch the app asks whether somebody still practises. */
const FORGOTTEN = 4 * 3_600_000;

/**
 * @typedef {object} Screen
 * @property {string} name as its pictures are called
 * @property {string} path its address
 * @property {(app: import("./app.mjs").App) => Promise<unknown>} [open] opens what is to be seen there
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

/** A file that is no journal. */
const NO_JOURNAL = { name: "package.json", mimeType: "application/json", buffer: Buffer.from('{"name": "package"}') };

/** @type {Screen[]} */
export const SCREENS = [
  { name: "today", path: "/" },
  { name: "logbook", path: "/logbook" },
  { name: "nothing-found", path: "/logbook?q=zither", needsEntries: true },
  { name: "entry", path: "/logbook", open: opens("New entry") },
  { name: "entry-edit", path: "/logbook", open: opensNewestEntry, needsEntries: true },
  { name: "suggestions", path: "/logbook", open: opensSuggestions },
  { name: "repertoire", path: "/repertoire" },
  { name: "piece", path: "/repertoire/piece-00000" },
  { name: "no-piece", path: "/repertoire/nothing" },
  { name: "merge", path: "/repertoire/piece-00000", open: opens("Merge into…"), needsEntries: true },
  { name: "merge-question", path: "/repertoire/piece-00000", open: asksBeforeMerge, needsEntries: true },
  { name: "piece-new", path: "/repertoire", open: opens("New piece") },
  { name: "piece-edit", path: "/repertoire/piece-00000", open: opens("Edit"), needsEntries: true },
  { name: "goals", path: "/goals" },
  { name: "goal", path: "/goals", open: opens("New goal") },
  { name: "goal-edit", path: "/goals", open: opens("Edit Clair de lune by heart"), needsEntries: true },
  { name: "reports", path: "/reports" },
  { name: "account", path: "/account" },
  { name: "code", path: "/account", open: hasCode },
  { name: "deleted", path: "/account/deleted" },
  { name: "deleted-entry", path: "/logbook", open: deletesNewestEntry, close: restoresEntry, needsEntries: true },
  { name: "sign-in", path: "/sign-in" },
  { name: "address-no-link", path: "/account/address" },
  { name: "shortcuts", path: "/account", open: opens("Keyboard shortcuts") },
  { name: "nowhere", path: "/nowhere" },
  { name: "timer", path: "/", open: startsTimer, close: discardsTimer },
  { name: "timer-bar", path: "/", open: leavesTimerAlone, close: returnsToTimer },
  { name: "timer-discard", path: "/", open: asksBeforeDiscard, close: keepsSession },
  { name: "review", path: "/", open: reviews, close: leavesReview },
  { name: "draft", path: "/logbook", open: restoresDraft, close: discardsDraft },
  { name: "selection", path: "/logbook", open: selects, needsEntries: true },
  { name: "selection-tags", path: "/logbook", open: selectsAnd("Tags"), needsEntries: true },
  { name: "selection-delete", path: "/logbook", open: selectsAnd("Delete"), needsEntries: true },
  { name: "entry-discard", path: "/logbook", open: discards("New entry", "Notes"), close: discardsChanges },
  { name: "goal-discard", path: "/goals", open: discards("New goal") },
  { name: "piece-discard", path: "/repertoire", open: discards("New piece") },
  { name: "import", path: "/account", open: previewsImport },
  { name: "import-progress", path: "/account", open: stopsWithinImport },
  { name: "import-result", path: "/account", open: imports, close: undoesImport },
  { name: "import-refused", path: "/account", open: choosesNoJournal },
  { name: "drop-area", path: "/account", open: dragsFile },
  { name: "link", path: "/account", open: opensLink },
  { name: "link-question", path: "/account", open: opensLinkOfAnotherBrowser, needsEntries: true },
  // The clock is hours further after it, so it comes last.
  { name: "forgotten-timer", path: "/", open: forgetsTimer, close: stillPractises },
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
  { name: "backup-check", path: "/account", open: checksBackup },
  { name: "address-change", path: "/account", open: changesAddress },
  { name: "address-confirmed", path: "/account", open: confirmsAddress },
  // Whoever is signed in has the other address after it, so it comes last.
  { name: "address-changed", path: "/account", open: confirmsBothAddresses },
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

async function opensSuggestions(app) {
  await app.button("New entry").first().click();
  await app.dialog("New entry").getByLabel("Techniques", { exact: true }).click();
  await app.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
}

async function deletesNewestEntry(app) {
  await opensNewestEntry(app);
  await app.button("Delete entry").click();
  await app.dialog("Edit entry").waitFor({ state: "detached" });
  await app.visit("/account/deleted");
  await app.button(/^Restore /).waitFor();
}

async function restoresEntry(app) {
  await app.button(/^Restore /).click();
  await app.heading("Nothing to restore").waitFor();
}

async function asksBeforeMerge(app) {
  await opens("Merge into…")(app);
  await app.dialog("Merge into another piece").getByRole("listitem").getByRole("button").first().click();
  await app.dialog(/^Merge into “/).waitFor();
}

async function opensLink(app) {
  await app.askForLink("clara@example.org");
  await app.openLink(await app.linkFor("clara@example.org"));
}

async function opensLinkOfAnotherBrowser(app) {
  const { origin } = new URL(app.page.url());
  await new Visitor(origin, origin).graphql(REQUEST_MAGIC_LINK, { email: "berta@example.org" });
  await app.openLink(await app.linkFor("berta@example.org"));
  await app.heading("Add this journal to the account?").waitFor();
}

async function checksBackup(app) {
  await app.button("Check my backup").click();
  await app.page.getByRole("main").getByRole("status").filter({ hasText: /\.$/ }).waitFor();
}

async function looksAtSignIns(app) {
  await app.page.getByText("Sign-ins of the last 90 days").click();
  await app.page.getByText(/^By link: /).first().waitFor();
}

/** Asks for another address, opens the link in one of the mails, and answers with both addresses. */
async function changesAddress(app) {
  const { email: from } = await app.profile.user();
  const to = from.replace(/\.org$/, ".com");
  await app.page.getByLabel("New email address").fill(to);
  await app.button("Change address").click();
  await app.page.getByText("Look into both mailboxes", { exact: false }).waitFor();
  await opensChange(app, to);
  return { from, to };
}

async function opensChange(app, email) {
  // A link differs from the one before in its fragment only, which alone loads no page.
  await app.page.goto("about:blank");
  await app.page.goto(await app.linkFor(email));
  await app.button("Confirm the change").waitFor();
}

async function confirmsAddress(app) {
  const addresses = await changesAddress(app);
  await app.button("Confirm the change").click();
  await app.page.getByText("Confirmed.", { exact: false }).waitFor();
  return addresses;
}

async function confirmsBothAddresses(app) {
  const { from } = await confirmsAddress(app);
  await opensChange(app, from);
  await app.button("Confirm the change").click();
  await app.page.getByText("The address has changed.", { exact: false }).waitFor();
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

async function leavesTimerAlone(app) {
  await startsTimer(app);
  await app.go("Logbook");
  await app.button("Pause").waitFor();
}

async function returnsToTimer(app) {
  await app.go("Today");
  await discardsTimer(app);
}

async function asksBeforeDiscard(app) {
  await startsTimer(app);
  await app.button("Discard").click();
  await app.dialog("Discard this session?").waitFor();
}

async function keepsSession(app) {
  await app.button("Keep session").click();
  await app.dialog("Discard this session?").waitFor({ state: "detached" });
  await discardsTimer(app);
}

async function forgetsTimer(app) {
  await startsTimer(app);
  await app.passes(FORGOTTEN);
  await app.dialog("Still practising?").waitFor();
}

async function stillPractises(app) {
  await app.button("Still practising").click();
  await app.dialog("Still practising?").waitFor({ state: "detached" });
  await discardsTimer(app);
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

function discards(button, field = "Title") {
  return async (app) => {
    await app.button(button).first().click();
    await app.dialog(button).getByLabel(field).fill("Clair de lune by heart");
    await app.page.keyboard.press("Escape");
    await app.dialog("Discard your changes?").waitFor();
  };
}

async function discardsChanges(app) {
  await app.button("Discard changes").click();
  await app.page.locator("dialog").waitFor({ state: "detached" });
}

async function choosesNoJournal(app) {
  await app.page.getByLabel("Import a file…").setInputFiles(NO_JOURNAL);
  await app.page.getByRole("alert").getByText("This is not a journal.", { exact: false }).waitFor();
}

async function dragsFile(app) {
  const dataTransfer = await app.page.evaluateHandle(() => {
    const files = new DataTransfer();
    files.items.add(new File(["{}"], "journal.json"));
    return files;
  });
  await app.page.getByRole("region", { name: "Import and export" }).dispatchEvent("dragover", { dataTransfer });
  await app.page.getByText("Drop the file here", { exact: false }).waitFor();
}

async function previewsImport(app) {
  await app.page.getByLabel("Import a file…").setInputFiles(FILE);
  await app.dialog("Import").waitFor();
}

async function imports(app) {
  await previewsImport(app);
  await app.dialog("Import").getByRole("button", { name: /^Import \d/ }).click();
  await app.button("Undo the import").waitFor();
}

async function undoesImport(app) {
  await app.button("Undo the import").click();
  await app.page.getByRole("status").getByText("Import undone.").waitFor();
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
