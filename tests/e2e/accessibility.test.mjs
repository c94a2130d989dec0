// Every screen and open sheet: for screen readers, for the keyboard, for a finger, in both themes, on a phone and on a desk.

import assert from "node:assert/strict";

import { assertAccessible } from "../support/axe.mjs";
import { eventually } from "../support/eventually.mjs";
import { PUSH, dailyLimit, held, refusal, serverError } from "../support/faults.mjs";
import { journalOf } from "../support/journals.mjs";
import { SCREENS, SIGNED_IN, WELCOMED, leave, show } from "../support/screens.mjs";
import { startSite } from "../support/site.mjs";
import { stage } from "../support/stage.mjs";
import { choose } from "../support/transfer.mjs";
import { unacceptable } from "../support/unacceptable.mjs";

const scene = stage();

const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };

const LONG = "Nocturne-Nr-20-cis-Moll-op-posth-Lento-con-gran-espressione".repeat(3);

/** Looks at a page as it is: is it accessible in both themes, no wider than its window, and hit by a finger? */
function lookingOn(app, where) {
  return async (what) => {
    for (const colorScheme of ["light", "dark"]) {
      await app.page.emulateMedia({ colorScheme });
      await assertAccessible(app.page, `${what} (${where}, ${colorScheme})`);
    }
    assert.ok((await app.overflow()) <= 0, `${what} is wider than the ${where}`);
    assert.deepEqual(await app.page.evaluate(smallTargets), [], `${what} (${where}) has targets below 44 px`);
  };
}

/** The same in windows of each size. */
function lookingOnEach(app) {
  return async (what) => {
    for (const [where, viewport] of Object.entries(SIZES)) {
      await app.page.setViewportSize(viewport);
      await lookingOn(app, where)(what);
    }
  };
}

/** In the page: what can be pressed and is smaller than a finger, with its size. What stands in a sentence is no target. */
function smallTargets() {
  const pressed = "a[href], button, select, textarea, input:not([type=hidden]), summary, [role=switch], [role=option]";
  const around = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const small = [...around.querySelectorAll(pressed)].flatMap((element) => {
    // What is chosen by a label is as large as that.
    const target = element.matches("[type=radio], [type=checkbox], [type=file]") ? (element.closest("label") ?? element.nextElementSibling ?? element) : element;
    if (target.closest(".skip, .unseen") || !element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return [];
    if (element.matches("p a, p button, li p *")) return [];
    const { width, height } = target.getBoundingClientRect();
    return width < 44 || height < 44 ? [`${Math.round(width)} x ${Math.round(height)}: ${element.outerHTML.slice(0, 160)}`] : [];
  });
  return small;
}

/** Calls `look` on every screen, with and without something on it, and on every sheet and question. */
async function everywhere(app, look) {
  for (const screen of ["Today", "Logbook", "Goals", "Account"]) {
    await app.go(screen);
    await look(`${screen}, empty`);
  }
  await app.visit("/nowhere");
  await look("an address that leads nowhere");
  await app.visit("/sign-in");
  await look("a sign-in page without a token");

  await app.go("Logbook");
  await app.button("New entry").click();
  await app.dialog("New entry").waitFor();
  await look("new entry");
  await app.fillEntry({ when: "", duration: "soon" });
  await app.button("Save").click();
  await app.page.getByText("Enter a date and a time.").waitFor();
  await look("an entry with a mistake");
  await app.fillEntry({
    when: "2026-03-10T17:00",
    duration: "1:30",
    type: "Lesson",
    instrument: "Piano",
    pieces: ["Clair de lune", LONG],
    techniques: ["Legato"],
    mood: "Satisfied",
    tags: ["exam"],
    notes: `Slowly. ${LONG}`,
  });
  await look("an entry being written");
  await app.page.keyboard.press("Escape");
  await app.dialog("Discard your changes?").waitFor();
  await look("the question before changes are discarded");
  await app.button("Keep editing").click();
  await app.dialog("Discard your changes?").waitFor({ state: "detached" });
  await app.save();
  await look("Logbook with an entry and a message");
  await app.openEntry("Slowly.");
  await look("an entry being edited");
  await app.button("Cancel").click();

  await app.go("Goals");
  await app.button("New goal").click();
  await app.dialog("New goal").waitFor();
  await look("new goal");
  await app.page.keyboard.press("Escape");
  await app.dialog("New goal").waitFor({ state: "detached" });
  await app.writeGoal({ title: "Spring exam", description: LONG, targetDate: "2026-05-20", milestones: ["By heart", "In tempo"] });
  await app.writeGoal({ title: LONG, milestones: [LONG] });
  await app.goal("Spring exam").getByLabel("By heart").check();
  await look("Goals with a goal");
  await app.goal("Spring exam").getByRole("button", { name: "Edit Spring exam" }).click();
  await app.dialog("Edit goal").waitFor();
  await look("a goal being edited");
  await app.button("Cancel").click();
  await app.goal("Spring exam").getByRole("button", { name: "Complete Spring exam" }).click();
  await app.goal("Spring exam").getByRole("button", { name: "Reopen Spring exam" }).waitFor();
  await look("Goals with a completed goal");

  await app.go("Today");
  await app.button("Start practising").click();
  await look("Today with a running timer");
  await app.page.getByLabel("Piece", { exact: true }).fill("Nocturne in E-flat major, Op. 9 No. 2");
  await app.button("Set piece").click();
  await app.page.getByText("Repertoire · Nocturne in E-flat major, Op. 9 No. 2").waitFor();
  await look("Today with a running timer and a long title");
  await app.passes(600_000);
  await app.page.getByLabel("Tempo (BPM)").fill("soon");
  await app.page.getByText("Enter a tempo from 1 to 400, or nothing.").waitFor();
  await look("a tempo that is none");
  await app.page.getByLabel("Scales").check();
  await app.passes(600_000);
  await app.go("Logbook");
  await look("Logbook with a running timer");
  await app.passes(4 * 3_600_000);
  await app.dialog("Still practising?").waitFor();
  await look("the question about a forgotten timer");
  await app.button("Still practising").click();
  await app.go("Today");
  await app.button("Pause").click();
  await look("Today with a paused timer");
  await app.button("Discard").click();
  await app.dialog("Discard this session?").waitFor();
  await look("the question before a session is discarded");
  await app.button("Keep session").click();
  await app.button("Finish").click();
  await app.dialog("Review session").waitFor();
  await look("the review of a session");
  await app.save("Save session");
  await look("Today with entries");
}

/** The account's screens: asking for a link, its page, signed in, signing out. */
async function account(app, email, look) {
  await app.go("Account");
  await app.page.getByLabel("Email address").fill("anna");
  await app.button("Send sign-in link").click();
  await look("an address that is none");
  await app.askForLink(email);
  await look("a link that was sent");
  await app.openLink(await app.linkFor(email));
  await look("the page of a link");
  await app.confirmLink(email);
  await app.backupReads("Backed up");
  await app.go("Account");
  await look("Account, signed in");
  await app.page.getByText("Sign-ins of the last 90 days").click();
  await app.page.getByText(/^By link: /).first().waitFor();
  await look("Account with the log of sign-ins");
  await app.button("Sign out").click();
  await app.dialog("Sign out?").waitFor();
  await look("the question before signing out");
  await app.button("Cancel").click();
}

/** What the Account screen shows when something needs to be said about the session or the account. */
async function states(anna, app, look) {
  const says = async (fault, operation, text) => {
    const failing = await anna.onRequest(operation, fault);
    await app.button(/^(Back up now|Try again)$/).click();
    await app.backupReads(text);
    await look(`Account: ${text}`);
    failing.end();
  };
  await app.go("Account");
  await app.page.getByRole("switch").click();
  await app.backupReads("Backup paused");
  await look("Account, paused");
  await app.page.getByRole("switch").click();
  await app.backupReads("Backed up");
  await says(dailyLimit, /^Changes$/, "Backup continues later");
  await says(refusal("UPGRADE_REQUIRED"), /^Changes$/, "Load again to back up");
  await app.reload();
  await app.backupReads("Backed up");
  await anna.setOffline(true);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Not backed up." });
  await app.go("Account");
  await app.backupReads("Offline, 1 change waiting");
  await look("Account, offline");
  await app.button("Sign out").click();
  await app.dialog("Sign out?").waitFor();
  await look("the question before signing out with something that is not backed up");
  await app.button("Cancel").click();
  await anna.setOffline(false);
  await app.backupReads("Backed up");
  // Said until it is decided on.
  await anna.onRequest(/^Changes$/, refusal("ACCOUNT_DELETED"));
  await app.button(/^(Back up now|Try again)$/).click();
  await app.backupReads("Account deleted");
  await look("Account: Account deleted");
  await app.button("Delete it from this device").click();
  await app.dialog("Delete the journal from this device?").waitFor();
  await look("the question before a journal is deleted here");
  await app.button("Delete journal").click();
  await app.backupReads("Saved on this device");
}

for (const [where, viewport] of Object.entries(SIZES)) {
  scene(`what is said of sessions, accounts and refused records is accessible in both themes, and fits a finger and the ${where}`, async ({ profile }) => {
    const anna = await profile({ viewport, reducedMotion: "reduce" });
    await anna.seed(unacceptable());
    const app = await anna.open();
    const look = lookingOn(app, where);
    await app.signIn(`${where}.states@example.org`);
    await app.backupReads("5 records not backed up");
    await app.go("Logbook");
    await look("an entry that the account does not take");
    await app.go("Goals");
    await look("a goal that the account does not take");
    await app.go("Account");
    await look("Account with records that it does not take");
    await app.page.getByRole("button", { name: /^Edit Practice session of / }).click();
    await app.page.getByRole("dialog").waitFor();
    await look("the sheet of a session, with a title of two lines");
    await app.button("Cancel").click();
    await app.page.getByRole("dialog").waitFor({ state: "detached" });
    for (const name of ["Piece without a title", "Goal without a title"]) {
      await app.button(`Edit ${name}`).click();
      const sheet = app.page.getByRole("dialog");
      await look(`the sheet of ${name}`);
      await sheet.getByLabel("Title", { exact: true }).fill("Minuet");
      await app.save();
    }
    await app.page.getByRole("region", { name: "Not in your account" }).getByRole("listitem").first().waitFor();
    await app.page.evaluate(() => Object.keys(localStorage).filter((key) => /:(entry|session|log)$/.test(key)).forEach((key) => localStorage.removeItem(key)));
    await app.reload();
    await app.backupReads("Backed up");
    await states(anna, app, look);
  });

  scene(`every screen and sheet is accessible in both themes, and fits a finger and the ${where}`, async ({ profile }) => {
    const anna = await profile({ viewport, clock: "2026-03-10T16:00:00Z", reducedMotion: "reduce" });
    // axe-core waits by timers.
    await anna.context.clock.resume();
    const app = await anna.open();
    const look = lookingOn(app, where);
    await everywhere(app, look);
    await account(app, `${where}@example.org`, look);
  });
}

for (const [where, viewport] of Object.entries(SIZES)) {
  scene(`each screen of the list is accessible in both themes, and fits a finger and the ${where}`, async ({ profile }) => {
    const anna = await profile({ viewport, clock: Date.now(), reducedMotion: "reduce" });
    await anna.context.clock.resume();
    await anna.seed({ ...journalOf(40), ...WELCOMED });
    const app = await anna.open();
    const look = lookingOn(app, where);
    for (const screen of SCREENS) {
      await show(app, screen);
      await look(screen.name);
    }
    await leave(app);
    await app.visit("/account");
    await app.signInAndSync(`${where}.list@example.org`);
    for (const screen of SIGNED_IN) {
      await show(app, screen);
      await look(screen.name);
    }
  });
}

scene("the welcome and the example are accessible in both themes", async ({ profile }) => {
  const anna = await profile({ reducedMotion: "reduce" });
  const app = await anna.open();
  const look = lookingOnEach(app);
  await app.heading("A journal for your practice").waitFor();
  await look("the welcome");
  await app.button("Look at an example").click();
  await app.button("Remove the example").waitFor();
  await look("the example");
  await app.go("Logbook");
  await app.button("New entry").click();
  await app.dialog("New entry").waitFor();
  await look("an entry in the example");
});

scene("the news of another version is accessible in both themes", async ({ profile }) => {
  const site = await startSite();
  try {
    site.publish("first");
    const anna = await profile({ at: site, reducedMotion: "reduce" });
    const app = await anna.open();
    await eventually(async () => assert.ok(await app.page.evaluate(() => navigator.serviceWorker.controller !== null)));
    site.publish("second");
    await app.reload();
    await app.notice("A new version of Mirubato is ready").waitFor();
    await lookingOnEach(app)("the news of another version");
  } finally {
    await site.stop();
  }
});

/** What another user of the browser might have left there: so many characters, of about five million. */
const leftBehind = (chars) => ({ ...WELCOMED, "mirubato_quarantine:mirubato_goals:left": "x".repeat(chars) });

scene("a browser with little room, and a journal of which a part is there, are accessible in both themes", async ({ profile }) => {
  const email = "part@example.org";
  const desk = await profile();
  await desk.seed({ ...journalOf(400), ...WELCOMED });
  await (await desk.open()).signInAndSync(email);

  const full = await profile({ reducedMotion: "reduce" });
  await full.seed(leftBehind(4_400_000));
  const anonymous = await full.open("/account");
  await anonymous.page.getByText("There is little room left.", { exact: false }).waitFor();
  await lookingOnEach(anonymous)("Account with little room");

  const phone = await profile({ reducedMotion: "reduce" });
  await phone.seed(leftBehind(3_900_000));
  const app = await phone.open();
  const look = lookingOnEach(app);
  await app.signInAndSync(email);
  await app.go("Account");
  await app.page.getByText(/^Your journal since .+ is on this device/).waitFor();
  await look("Account with a part of the journal");
  await choose(app, "years.json", JSON.stringify({ logbook: [{ timestamp: "2012-01-02T09:30:00Z", duration: 20 }] }));
  await app.page.getByText("Some of these records are older", { exact: false }).waitFor();
  await look("the preview of what is older than the part");
  await app.button("Cancel").click();
  await app.visit("/reports?period=last-12-months");
  await app.page.getByText(/^This report begins /).waitFor();
  await look("a report that begins later than it was asked to");
  await app.go("Logbook");
  await app.page.getByText(/^Shown since /).scrollIntoViewIfNeeded();
  await look("the end of the part");
  await phone.setOffline(true);
  await app.button("Show earlier").click();
  await app.page.getByText("There is no network. Earlier entries", { exact: false }).waitFor();
  await look("the end of the part, offline");
});

/** In the page: whether somebody who looks for an element sees nothing of it, because of what lies over it or of where it is. */
function isHidden(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const shares = [0.1, 0.5, 0.9];
  return !shares.some((x) => shares.some((y) => element.contains(document.elementFromPoint(left + width * x, top + height * y))));
}

/** What somebody comes to a screen of the list for, by its role and its name. */
const ACTIONS = {
  today: ["button", "Start practising"],
  logbook: ["button", "New entry"],
  entry: ["button", "Save"],
  repertoire: ["button", "New piece"],
  piece: ["button", "Practise"],
  "piece-new": ["button", "Save"],
  "piece-edit": ["button", "Save"],
  goals: ["button", "New goal"],
  goal: ["button", "Save"],
  reports: ["combobox", "Period"],
  account: ["button", "Send sign-in link"],
  code: ["textbox", "Code from the mail"],
  deleted: ["link", "Account"],
  "sign-in": ["link", "Ask for a new link"],
  shortcuts: ["button", "Close"],
  nowhere: ["link", "Go to Today"],
  "forgotten-timer": ["button", "Stopped then"],
};

// 1280 px at 400 % are 320 px wide, and a phone's 640 px at 200 % as well.
for (const [zoom, viewport] of Object.entries({ "200 %": { width: 640, height: 400 }, "400 %": { width: 320, height: 256 } })) {
  scene(`at ${zoom} nothing has to be scrolled sideways, and what somebody comes for is reached and seen`, async ({ profile }) => {
    const anna = await profile({ viewport, clock: Date.now(), deviceScaleFactor: 1280 / viewport.width });
    await anna.context.clock.resume();
    await anna.seed({ ...journalOf(40), ...WELCOMED });
    const app = await anna.open();
    for (const screen of SCREENS) {
      await show(app, screen);
      assert.ok((await app.overflow()) <= 0, `${screen.name} is wider than the window`);
      if (!(screen.name in ACTIONS)) continue;
      const [role, name] = ACTIONS[screen.name];
      // What leads to every screen may be called the same.
      const action = app.page.locator("main, dialog").getByRole(role, { name, exact: true });
      // The keyboard first: whoever points scrolls until it can be seen.
      await action.focus();
      await eventually(async () => assert.ok(!(await action.evaluate(isHidden)), `on ${screen.name} something lies over “${name}”`));
      await action.click({ trial: true });
    }
  });
}

scene("who wants less motion sees none", async ({ profile }) => {
  const anna = await profile({ clock: Date.now(), reducedMotion: "reduce" });
  await anna.context.clock.resume();
  await anna.seed({ ...journalOf(40), ...WELCOMED });
  const app = await anna.open();
  for (const screen of SCREENS) {
    await show(app, screen);
    const moving = await app.page.evaluate(() =>
      document.getAnimations().filter((animation) => animation.effect.getComputedTiming().activeDuration > 0).map((animation) => animation.animationName ?? animation.transitionProperty),
    );
    assert.deepEqual(moving, [], screen.name);
  }
});

/** In the page: notes what moves for longer than anybody sees, whenever something begins to. */
function noteMotion() {
  window.moved = [];
  const note = () => {
    const moving = document.getAnimations().filter((animation) => animation.effect.getComputedTiming().activeDuration > 10);
    window.moved.push(...moving.map((animation) => animation.animationName ?? animation.transitionProperty));
  };
  for (const begins of ["animationstart", "transitionrun"]) document.addEventListener(begins, note, true);
}

/** Does what lets something move: opens, presses, saves, completes, turns; and answers what moved. */
async function motion(app) {
  await app.go("Logbook");
  await app.button("New entry").hover();
  await app.button("New entry").click();
  await app.dialog("New entry").getByRole("button", { name: "Satisfied", exact: true }).click();
  await app.save();
  await app.notice("Entry saved").waitFor();
  await app.go("Goals");
  await app.writeGoal({ title: "Spring exam", milestones: ["By heart", "In tempo"] });
  await app.goal("Spring exam").getByLabel("By heart").check();
  await app.goal("Spring exam").getByLabel("In tempo").check();
  await app.notice("Goal completed. Well played!").waitFor();
  await app.go("Account");
  await app.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
  await app.button("Keyboard shortcuts").click();
  await app.page.getByRole("switch", { name: "Single keys do something" }).click();
  await app.page.keyboard.press("Escape");
  await app.page.getByRole("dialog").waitFor({ state: "detached" });
  await app.go("Today");
  await app.button("Start practising").click();
  await app.button("Discard").click();
  await app.dialog("Discard this session?").getByRole("button", { name: "Discard session", exact: true }).click();
  await app.page.getByRole("alertdialog").waitFor({ state: "detached" });
  // What begins with the last of it is told with the next frame.
  return app.page.evaluate(() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell([...new Set(window.moved)])))));
}

scene("who wants less motion sees none either of what they do, and everybody else sees some", async ({ profile }) => {
  for (const reducedMotion of ["reduce", "no-preference"]) {
    const anna = await profile({ reducedMotion });
    await anna.context.addInitScript(noteMotion);
    await anna.seed(WELCOMED);
    const moved = await motion(await anna.open());
    if (reducedMotion === "reduce") assert.deepEqual(moved, []);
    else assert.ok(moved.length > 1, "nothing moves for anybody, so this scene looks at nothing");
  }
});

scene("the theme follows the system until one is chosen, and the choice stays", async ({ profile }) => {
  const anna = await profile({ colorScheme: "dark" });
  const app = await anna.open("/account");
  // In the dark, letters are bright.
  const brightness = () =>
    app.heading("Account").evaluate((element) => {
      const [red, green, blue] = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
      return (red + green + blue) / 3;
    });
  // What the browser draws around the page has the page's colour.
  const surrounded = async () => {
    const [around, page] = await app.page.evaluate(() => [
      [...document.querySelectorAll("meta[name=theme-color]")].find(({ media }) => matchMedia(media).matches).content,
      getComputedStyle(document.documentElement).getPropertyValue("--paper").trim(),
    ]);
    assert.equal(around, page);
  };
  const isDark = async () => {
    assert.ok((await brightness()) > 180, "dark");
    await surrounded();
  };
  const isLight = async () => {
    assert.ok((await brightness()) < 75, "light");
    await surrounded();
  };
  await isDark();
  await app.page.emulateMedia({ colorScheme: "light" });
  await eventually(isLight);
  await app.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
  await eventually(isDark);
  // Also before the app is there: the page is read, and no module has run.
  await anna.context.addInitScript(() => {
    document.addEventListener("readystatechange", () => {
      const colors = [...document.querySelectorAll("meta[name=theme-color]")];
      window.first ??= [document.documentElement.dataset.theme, colors.find(({ media }) => matchMedia(media).matches)?.dataset.scheme];
    });
  });
  await app.reload();
  assert.deepEqual(await app.page.evaluate(() => window.first), ["dark", "dark"]);
  await isDark();
  assert.ok(await app.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").isChecked());
  await app.page.getByRole("group", { name: "Theme" }).getByLabel("System").check();
  await eventually(isLight);
  await app.reload();
  await isLight();
});

/** Presses Tab until this has the focus, and makes sure that the focus can be seen at every step. */
async function tabTo(app, locator, key = "Tab") {
  for (let step = 0; step < 60; step += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await app.page.keyboard.press(key);
    const unseen = await app.page.evaluate(focusIsHidden);
    assert.equal(unseen, null, "an element has the focus and does not show it");
  }
  assert.fail(`the keyboard does not reach ${locator}`);
}

/** In the page: the focused element if nothing about it or around it shows the focus. */
function focusIsHidden() {
  const focused = document.activeElement;
  if (focused === document.body || focused.tagName === "DIALOG") return null;
  const shows = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  // A radio button that looks like a chip shows its focus on the chip.
  const isSeen = shows(focused) || (focused.matches("input") && [focused.parentElement, focused.nextElementSibling].some((near) => near && shows(near)));
  return isSeen ? null : focused.outerHTML;
}

scene("an entry is written, found again and deleted by the keyboard alone", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  const press = (key) => app.page.keyboard.press(key);
  const type = (text) => app.page.keyboard.type(text);

  await press("Tab");
  const skip = app.page.getByRole("link", { name: "Skip to the content" });
  await eventually(async () => assert.ok(await skip.evaluate((element) => element === document.activeElement)));
  assert.ok(await skip.isVisible());
  await tabTo(app, app.page.getByRole("navigation").getByRole("link", { name: "Logbook" }));
  await press("Enter");
  await app.heading("Logbook").waitFor();

  const opener = app.button("New entry");
  await tabTo(app, opener);
  await press("Enter");
  const sheet = app.dialog("New entry");
  await sheet.waitFor();
  // Escape closes it, and the focus is where it was.
  await press("Escape");
  await sheet.waitFor({ state: "detached" });
  await eventually(async () => assert.ok(await opener.evaluate((element) => element === document.activeElement)));

  await press("Enter");
  await sheet.waitFor();
  await tabTo(app, sheet.getByLabel("Duration"));
  await type("45");
  await tabTo(app, sheet.getByLabel("Pieces", { exact: true }));
  await type("Clair de lune");
  await press("Enter");
  await sheet.getByRole("button", { name: "Remove Clair de lune" }).waitFor();
  await tabTo(app, sheet.getByLabel("Notes"));
  await type("By the keyboard.");
  await tabTo(app, sheet.getByRole("button", { name: "Satisfied" }));
  await press("Space");
  // Tab stays within the sheet.
  for (let step = 0; step < 40; step += 1) {
    await press("Tab");
    const isInside = await app.page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null);
    assert.ok(isInside, "the focus left the open sheet");
  }
  // With something typed, Escape asks first.
  await press("Escape");
  await app.dialog("Discard your changes?").waitFor();
  await press("Escape");
  await app.dialog("Discard your changes?").waitFor({ state: "detached" });
  await tabTo(app, sheet.getByRole("button", { name: "Save" }));
  await press("Enter");
  await sheet.waitFor({ state: "detached" });
  await eventually(async () => assert.ok(await opener.evaluate((element) => element === document.activeElement)));

  await tabTo(app, app.row("By the keyboard."));
  await press("Enter");
  const editor = app.dialog("Edit entry");
  await tabTo(app, editor.getByRole("button", { name: "Delete entry" }), "Shift+Tab");
  await press("Enter");
  await tabTo(app, app.button("Undo"));
  await press("Enter");
  await app.row("By the keyboard.").waitFor();
  const [entry] = await anna.stored("logbook_entries");
  assert.deepEqual([entry.duration, entry.mood, entry.notes], [2700, "SATISFIED", "By the keyboard."]);
});

scene("the buttons of the backup keep the focus while they work, and are pressed once", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.signInAndSync("focus@example.org");
  const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
  const failing = await anna.onRequest(PUSH, serverError);
  await app.go("Logbook");
  await app.writeEntry({ notes: "By the keyboard." });
  await app.backupReads("Could not back up");
  await app.go("Account");
  failing.end();
  const pushing = held();
  await anna.onRequest(PUSH, pushing.handle, 1);
  const button = app.page.getByRole("main").getByRole("button", { name: /^(Back up now|Try again)$/ });
  await tabTo(app, button);
  await app.page.keyboard.press("Enter");
  await app.backupReads("Backing up 0 of 1");
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  assert.ok(await hasFocus(button));
  pushing.goOn();
  await app.backupReads("Backed up");
  assert.equal(await button.getAttribute("aria-disabled"), null);
  assert.ok(await hasFocus(button));

  const turning = held();
  const turned = await anna.onRequest(/^SetCloudStorage$/, turning.handle);
  const pause = app.page.getByRole("switch", { name: "Back up to my account" });
  await tabTo(app, pause);
  await app.page.keyboard.press("Space");
  await eventually(async () => assert.equal(await pause.getAttribute("aria-disabled"), "true"));
  await app.page.keyboard.press("Space");
  turning.goOn();
  await app.backupReads("Backup paused");
  assert.ok(await hasFocus(pause));
  assert.equal(turned.count, 1);
});

scene("a link is asked for by the keyboard alone, and again, and for another address", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await app.go("Account");
  const focusIsAt = (locator) => eventually(async () => assert.ok(await locator.evaluate((element) => element === document.activeElement)));
  const email = app.page.getByLabel("Email address");
  await tabTo(app, email);
  await app.page.keyboard.type("anna@example.org");
  await app.page.keyboard.press("Enter");
  await focusIsAt(app.heading("Look into your mail"));
  await tabTo(app, app.button("Send it again"));
  await app.page.keyboard.press("Enter");
  await focusIsAt(app.heading("Look into your mail"));
  await tabTo(app, app.button("Use another address"));
  await app.page.keyboard.press("Enter");
  await focusIsAt(email);
});

scene("a screen reader hears of each state of the backup, and of no counts", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.signInAndSync("heard@example.org");
  await app.go("Logbook");
  await app.page.evaluate(() => {
    const status = document.querySelector(".backup [role=status]");
    window.heard = [status.textContent];
    new MutationObserver(() => window.heard.push(status.textContent)).observe(status, { subtree: true, childList: true, characterData: true });
  });
  const pushing = held();
  await anna.onRequest(PUSH, pushing.handle);
  await app.writeEntry({ notes: "One." });
  await app.backupReads("Backing up 0 of 1");
  await app.writeEntry({ notes: "Two." });
  pushing.goOn();
  await app.backupReads("Backed up");
  const heard = await app.page.evaluate(() => window.heard);
  assert.deepEqual([...new Set(heard)], ["Backed up", "Backing up…"]);
  assert.ok(heard.every((text, place) => text !== heard[place + 1]), heard.join(", "));
});

scene("the screens say what they are: landmarks, names, the tab's title", async ({ profile }) => {
  const app = await (await profile()).open();
  await app.page.getByRole("navigation", { name: "Main" }).waitFor();
  for (const screen of ["Logbook", "Goals", "Account", "Today"]) {
    await app.go(screen);
    await eventually(async () => assert.equal(await app.page.title(), `${screen} · Mirubato`));
    assert.equal(await app.page.getByRole("heading", { level: 1 }).count(), 1);
    const current = app.page.getByRole("navigation").getByRole("link", { name: screen, exact: true });
    assert.equal(await current.getAttribute("aria-current"), "page");
    // Somebody who navigates goes on from the new screen's heading.
    await eventually(async () => assert.ok(await app.heading(screen).evaluate((element) => element === document.activeElement)));
  }
  await app.page.getByRole("region", { name: "Practice timer" }).waitFor();
  await app.page.getByRole("group", { name: "What are you practising?" }).waitFor();
});
