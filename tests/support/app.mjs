// The app in one tab, used as a person uses it: by what the page says, through roles and labels.

import assert from "node:assert/strict";

import { PATIENCE, eventually, reads } from "./eventually.mjs";
import { codeOf } from "./musician.mjs";
import { operationOf } from "./requests.mjs";

/** What the indicator on every screen says of the backup. */
export const BACKUP = {
  onThisDevice: "Saved on this device",
  backedUp: "Backed up",
  failed: "Could not back up",
};

/** The Web Lock of the one tab that syncs. */
const SYNC_LOCK = "mirubato-sync";

/** One tab; tests get it from `profile.open()`. */
export class App {
  #server;

  /**
   * @param {import("playwright-core").Page} page
   * @param {import("./profile.mjs").Profile} profile
   * @param {import("./server.mjs").Server} server
   */
  constructor(page, profile, server) {
    this.page = page;
    this.profile = profile;
    this.#server = server;
    page.setDefaultTimeout(PATIENCE);
  }

  // Going about.

  /** Loads a page of the app by its address. */
  async visit(path) {
    await this.page.goto(new URL(path, this.#server.url).href);
    await this.isThere();
  }

  /** Loads the page again. */
  async reload() {
    await this.page.reload();
    await this.isThere();
  }

  /** Ends the page's process, as a phone does that needs the memory: nothing on the page hears of it. */
  async crash() {
    const devtools = await this.page.context().newCDPSession(this.page);
    const crashed = this.page.waitForEvent("crash");
    // Nobody is left to answer it.
    devtools.send("Page.crash").catch(() => {});
    await crashed;
    await this.page.close();
  }

  /** Waits until the app itself is on the page. */
  async isThere() {
    await this.page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
  }

  /** Brings this tab to the front, as whoever uses several does: browsers give the others little to do anything with. */
  async lookAt() {
    await this.page.bringToFront();
  }

  /** Goes to a screen by the navigation: Today, Logbook, Goals or Account. */
  async go(screen) {
    await this.page.getByRole("navigation").getByRole("link", { name: screen, exact: true }).click();
    await this.heading(screen).waitFor();
  }

  /** Lets time pass, in a profile with a clock. */
  async passes(milliseconds) {
    await this.page.clock.fastForward(milliseconds);
  }

  // What is there.

  heading(name) {
    return this.page.getByRole("heading", { name, exact: true });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The open sheet or question with this title. */
  dialog(name) {
    return this.page.getByRole("dialog", { name, exact: true }).or(this.page.getByRole("alertdialog", { name, exact: true }));
  }

  /** The row of an entry, by what it says. */
  row(text) {
    return this.page.getByRole("main").getByRole("listitem").getByRole("button").filter({ hasText: text });
  }

  /** The goal with this title. */
  goal(title) {
    return this.page.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name: title, exact: true }) });
  }

  /** A message about what just happened. */
  notice(text) {
    return this.page.getByRole("status").getByText(text, { exact: true });
  }

  /** Waits until the indicator of the backup says this. */
  backupReads(text) {
    return reads(this.backup, text);
  }

  /** The indicator of the backup. */
  get backup() {
    return this.page.getByRole("complementary", { name: "Backup" }).getByRole("link");
  }

  // Entries.

  /** Fills in the open entry form with what is given; `remove` names what is taken off its lists. */
  async fillEntry({ when, duration, type, instrument, pieces = [], notes, mood, techniques = [], tags = [], remove = [] }) {
    const form = this.page.getByRole("dialog");
    if (when !== undefined) await form.getByLabel("Date and time").fill(when);
    if (duration !== undefined) await form.getByLabel("Duration").fill(duration);
    if (type !== undefined) await form.getByLabel("Type").selectOption({ label: type });
    if (instrument !== undefined) await form.getByLabel("Instrument").fill(instrument);
    if (notes !== undefined) await form.getByLabel("Notes").fill(notes);
    if (mood !== undefined) await form.getByRole("button", { name: mood, exact: true }).click();
    for (const item of remove) {
      const button = form.getByRole("button", { name: `Remove ${item}`, exact: true });
      await button.click();
      await button.waitFor({ state: "detached" });
    }
    for (const [list, items] of Object.entries({ Pieces: pieces, Techniques: techniques, Tags: tags })) {
      for (const item of items) {
        const field = form.getByLabel(list, { exact: true });
        await field.fill(item);
        await field.press("Enter");
        await form.getByRole("button", { name: `Remove ${item}`, exact: true }).waitFor();
      }
    }
  }

  /** Saves the open sheet and waits until it is gone. */
  async save(button = "Save") {
    const sheet = this.page.getByRole("dialog");
    await sheet.getByRole("button", { name: button, exact: true }).click();
    await sheet.waitFor({ state: "detached" });
  }

  /** Writes an entry by hand, on the Logbook screen. */
  async writeEntry(fields) {
    await this.button("New entry").click();
    await this.dialog("New entry").waitFor();
    await this.fillEntry(fields);
    await this.save();
  }

  /** Opens an entry by what its row says. */
  async openEntry(text) {
    await this.row(text).click();
    await this.dialog("Edit entry").waitFor();
  }

  /** Changes an entry, by what its row says. */
  async editEntry(text, fields) {
    await this.openEntry(text);
    await this.fillEntry(fields);
    await this.save();
  }

  /** Deletes an entry, by what its row says. */
  async deleteEntry(text) {
    await this.openEntry(text);
    await this.button("Delete entry").click();
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }

  // Goals.

  /** Writes a goal, on the Goals screen. */
  async writeGoal({ title, description, targetDate, milestones = [] }) {
    await this.button("New goal").click();
    const form = this.dialog("New goal");
    await form.getByLabel("Title").fill(title);
    if (description !== undefined) await form.getByLabel("Description").fill(description);
    if (targetDate !== undefined) await form.getByLabel("Target date").fill(targetDate);
    for (const milestone of milestones) {
      await form.getByLabel("Milestones", { exact: true }).fill(milestone);
      await form.getByRole("button", { name: "Add to Milestones", exact: true }).click();
      await form.getByLabel(milestone, { exact: true }).waitFor();
    }
    await this.save();
  }

  // The account.

  /** Asks for a link on the Account screen, and waits until the app says that it is sent. */
  async askForLink(email) {
    await this.go("Account");
    await this.page.getByLabel("Email address").fill(email);
    await this.button("Send sign-in link").click();
    await this.heading("Look into your mail").waitFor();
  }

  /** The address of the page in the newest mail to somebody. */
  async linkFor(email) {
    const mails = await this.#server.mails();
    return mails.findLast((mail) => mail.to.includes(email)).links[0];
  }

  /** The code in the newest mail to somebody. */
  async codeFor(email) {
    const mails = await this.#server.mails();
    return codeOf(mails.findLast((mail) => mail.to.includes(email)));
  }

  /** Enters a code, where a mail was asked for. */
  async enterCode(code) {
    const field = this.page.getByLabel("Code from the mail");
    await field.fill(code);
    await field.press("Enter");
  }

  /** Opens a link from a mail in this tab, and waits until its page says whose it is. */
  async openLink(link) {
    // A link differs from the one before in its fragment only, which alone loads no page.
    await this.page.goto("about:blank");
    await this.page.goto(link);
    await this.heading("Sign in").waitFor();
    await this.page.getByText("You are signing in as").waitFor();
  }

  /** Confirms on the page of a link, and waits until somebody is signed in. */
  async confirmLink(email, button = "Sign in") {
    await this.page.getByRole("main").getByRole("button", { name: button, exact: true }).click();
    await this.notice(`Signed in as ${email}`).waitFor();
  }

  /** Signs in with the link from the mail, in the browser that asked for it. */
  async signIn(email) {
    await this.askForLink(email);
    await this.openLink(await this.linkFor(email));
    await this.confirmLink(email);
  }

  /** Signs in and waits until this device and the account hold the same. */
  async signInAndSync(email) {
    await this.signIn(email);
    await this.syncEnds();
    await this.backupReads(BACKUP.backedUp);
  }

  /** Signs out, when everything is backed up. */
  async signOut() {
    await this.go("Account");
    await this.button("Sign out").click();
    await this.dialog("Sign out?").getByRole("button", { name: "Sign out", exact: true }).click();
    await this.notice("Signed out").waitFor();
  }

  /** Makes the app sync by its button, and waits until it is through. */
  async backUpNow() {
    await this.go("Account");
    // A sync that is under way may have asked the account before. What counts is a question from now on.
    await Promise.all([
      this.page.waitForRequest((request) => operationOf(request) === "Changes"),
      this.page.getByRole("main").getByRole("button", { name: /^(Back up now|Try again)$/ }).click(),
    ]);
    await this.syncEnds();
    await this.backupReads(BACKUP.backedUp);
  }

  /** Waits until no tab of this profile syncs, or waits for its turn to. */
  async syncEnds() {
    await eventually(async () => {
      const { held, pending } = await this.page.evaluate(() => navigator.locks.query());
      assert.ok(![...held, ...pending].some((lock) => lock.name === SYNC_LOCK), "a sync is under way");
    });
  }

  /** How much wider than the window the page is, in pixels; or an open sheet, or the tabs, which no page grows by. */
  overflow() {
    return this.page.evaluate(() => {
      const wide = [document.documentElement, ...document.querySelectorAll("dialog[open], nav")];
      return Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth));
    });
  }

  /** Waits for a condition of this tab. */
  until(check) {
    return eventually(check);
  }
}
