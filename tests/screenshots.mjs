// Pictures of every screen, to be looked at: `cargo xtask screenshots` writes them to target/screenshots, by journal.
// Words after the command choose screens by name.

import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { startBrowser } from "./support/browser.mjs";
import { journalOf } from "./support/journals.mjs";
import { Profile } from "./support/profile.mjs";
import { SCREENS, SIGNED_IN, WELCOMED, show } from "./support/screens.mjs";
import { startServer } from "./support/server.mjs";

const FOLDER = fileURLToPath(new URL("../target/screenshots/", import.meta.url));

const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 800 }];
const THEMES = ["light", "dark"];
const JOURNALS = [{ name: "empty", entries: 0 }, { name: "40-entries", entries: 40 }, { name: "5000-entries", entries: 5000 }];
/** A picture shows the whole page, unless that is higher than anybody would look at. In pixels. */
const HIGHEST = 10_000;
const WELCOME = { name: "welcome", path: "/" };
/** What a teacher or a board of examiners is given. */
const PAPER = { name: "report-on-paper", path: "/reports?period=last-30-days" };

const words = process.argv.slice(2);
const isWanted = ({ name }) => words.length === 0 || words.includes(name);

const [server, browser] = await Promise.all([startServer(), startBrowser()]);
try {
  await rm(FOLDER, { recursive: true, force: true });
  for (const journal of JOURNALS) {
    const screens = SCREENS.filter((screen) => isWanted(screen) && !(screen.needsEntries && journal.entries === 0));
    for (const viewport of SIZES) {
      await picture(journal, viewport, screens, WELCOMED);
      await picture(journal, viewport, SIGNED_IN.filter(isWanted), WELCOMED, `${journal.name}-${viewport.width}@example.org`);
      if (journal.entries === 0 && isWanted(WELCOME)) await picture(journal, viewport, [WELCOME], {});
    }
    if (isWanted(PAPER)) await paper(journal);
  }
} finally {
  await Promise.all([browser.close(), server.stop()]);
}

/** Takes the pictures of these screens in a browser that remembers this, of somebody with this address if one is given. */
async function picture(journal, viewport, screens, remembered, email) {
  if (screens.length === 0) return;
  // What Playwright puts into the page for the picture is no file of the app's.
  const options = { viewport, clock: Date.now(), reducedMotion: "reduce", bypassCSP: true };
  const profile = await Profile.create(browser, server, options);
  await profile.context.clock.resume();
  await profile.seed({ ...journalOf(journal.entries), ...remembered });
  const folder = `${FOLDER}${journal.name}/`;
  await mkdir(folder, { recursive: true });
  const app = await profile.open();
  if (email !== undefined) await app.signInAndSync(email);
  for (const screen of screens) {
    try {
      await show(app, screen);
    } catch (error) {
      throw new Error(`${screen.name} cannot be shown with ${journal.name}`, { cause: error });
    }
    await growToPage(app.page);
    for (const colorScheme of THEMES) {
      await app.page.emulateMedia({ colorScheme });
      const path = `${folder}${screen.name}-${viewport.width}-${colorScheme}.png`;
      await app.page.screenshot({ path, animations: "disabled" });
      console.log(path);
    }
    await app.page.setViewportSize(viewport);
  }
  await profile.close();
}

/** Prints a report with the notes. */
async function paper(journal) {
  const profile = await Profile.create(browser, server);
  await profile.seed({ ...journalOf(journal.entries), ...WELCOMED });
  const app = await profile.open(PAPER.path);
  if (journal.entries > 0) await app.page.getByLabel("Include notes").check();
  const path = `${FOLDER}${journal.name}/${PAPER.name}.pdf`;
  await app.page.pdf({ path, format: "A4" });
  console.log(path);
  await profile.close();
}

/**
 * Makes the window as high as its page, so that what is fixed to its foot is at the picture's: a picture of more than the
 * window would have it in the middle. Sheets are of the window's height and stay as they are.
 */
async function growToPage(page) {
  if ((await page.locator("dialog[open]").count()) > 0) return;
  const { width } = page.viewportSize();
  let before = 0;
  let height = await page.evaluate(drawnHeight);
  while (height !== before && height <= HIGHEST) {
    await page.setViewportSize({ width, height });
    [before, height] = [height, await page.evaluate(drawnHeight)];
  }
}

/** In the page: its height, once the rows that came into view are measured. */
function drawnHeight() {
  return new Promise((answer) => requestAnimationFrame(() => requestAnimationFrame(() => answer(document.documentElement.scrollHeight))));
}
