// What surrounds every page: the frame before the app is there, and the keys.

import assert from "node:assert/strict";

import { eventually } from "../support/eventually.mjs";
import { journalOf } from "../support/journals.mjs";
import { stage } from "../support/stage.mjs";
import { isInView } from "../support/view.mjs";

const scene = stage();

/** In the page: where the parts of the frame are. */
function frame() {
  const tabs = Array.from({ length: 5 }, (_, index) => `.tabs a:nth-child(${index + 1}) svg`);
  const parts = [".brand", ".tabs", ...tabs, ".account-tab svg"];
  return parts.map((part) => {
    const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
    const { color, backgroundColor } = getComputedStyle(document.querySelector(part));
    return part.includes("svg") ? { part, x, y, width, height } : { part, x, y, height, color, backgroundColor };
  });
}

for (const [where, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } })) {
  for (const colorScheme of ["light", "dark"]) {
    scene(`the frame is there before the app, and nothing moves when the app comes (${where}, ${colorScheme})`, async ({ server, profile }) => {
      const anna = await profile({ viewport, colorScheme });
      await anna.context.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
      });
      const page = await anna.context.newPage();
      let letCome;
      const comes = new Promise((resolve) => (letCome = resolve));
      await page.route("**/*.wasm", async (route) => {
        await comes;
        await route.continue();
      });
      await page.goto(server.url, { waitUntil: "commit" });
      await page.locator(".brand").waitFor();
      await eventually(async () => assert.ok((await page.evaluate(() => document.styleSheets.length)) > 0));
      const before = await page.evaluate(frame);
      letCome();
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("link", { name: "Account", exact: true }).waitFor();
      assert.deepEqual(await page.evaluate(frame), before);
      assert.deepEqual(await page.evaluate(() => window.shifts), []);
    });
  }
}

scene("on a phone nothing of the bar above stays over what is scrolled below it", async ({ profile }) => {
  const anna = await profile({ viewport: { width: 390, height: 600 } });
  await anna.seed(journalOf(40));
  const app = await anna.open("/logbook");
  await app.heading("Logbook").waitFor();
  const account = app.page.getByRole("navigation").getByRole("link", { name: "Account", exact: true });
  assert.ok(await isInView(account));
  await app.page.evaluate(() => window.scrollTo(0, 1_000));
  await eventually(async () => assert.ok(!(await isInView(account))));
  await app.page.evaluate(() => window.scrollTo(0, 0));
  await account.click();
  await app.heading("Account").waitFor();
});

scene("keys lead everywhere, and do nothing while somebody types", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  const press = async (...keys) => {
    for (const key of keys) await app.page.keyboard.press(key);
  };
  for (const [key, screen] of [["l", "Logbook"], ["r", "Repertoire"], ["g", "Goals"], ["p", "Reports"], ["a", "Account"], ["t", "Today"]]) {
    await press("g", key);
    await app.heading(screen).waitFor();
  }
  await press("t");
  await app.notice("Practising").waitFor();
  await press("t");
  await app.notice("Paused").waitFor();

  await press("?");
  const list = app.dialog("Keyboard shortcuts");
  await list.getByText("Write an entry").waitFor();
  // What is open is not left by a key.
  await press("g", "l");
  await press("Escape");
  await list.waitFor({ state: "detached" });
  await app.heading("Today").waitFor();

  await press("n");
  const form = app.dialog("New entry");
  await form.getByLabel("Notes").fill("");
  await form.getByLabel("Notes").pressSequentially("ng? nt/");
  assert.equal(await form.getByLabel("Notes").inputValue(), "ng? nt/");
  await app.save();
  await app.row("ng? nt/").first().waitFor();
});

scene("the key that comes before a screen's is forgotten after a moment, and by whoever opens something", async ({ profile }) => {
  const anna = await profile({ clock: "2026-03-10T16:00:00Z" });
  const app = await anna.open("/goals");
  const press = (key) => app.page.keyboard.press(key);
  await press("g");
  await press("?");
  await app.dialog("Keyboard shortcuts").waitFor();
  await press("g");
  await press("Escape");
  await app.dialog("Keyboard shortcuts").waitFor({ state: "detached" });
  await press("g");
  await app.passes(2_000);
  await press("t");
  await app.notice("Practising").waitFor();
  await app.heading("Goals").waitFor();
});

scene("a key leads from any screen to the search of the logbook, and what is typed then is searched", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(journalOf(40));
  const app = await anna.open();
  const search = app.page.getByRole("searchbox", { name: "Search" });
  const hasFocus = () => eventually(async () => assert.ok(await search.evaluate((field) => field === document.activeElement)));
  for (const screen of ["Today", "Repertoire", "Reports"]) {
    await app.go(screen);
    await app.page.keyboard.press("/");
    await app.heading("Logbook").waitFor();
    await hasFocus();
  }
  await app.page.keyboard.type("metronome");
  await eventually(async () => assert.equal(new URL(app.page.url()).search, "?q=metronome"));
  await app.heading("Logbook").focus();
  await app.page.keyboard.press("/");
  await hasFocus();
});

scene("single keys can be switched off, and stay off", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/account");
  await app.button("Keyboard shortcuts").click();
  const list = app.dialog("Keyboard shortcuts");
  const keys = list.getByRole("switch", { name: "Single keys do something" });
  await keys.click();
  assert.equal(await keys.getAttribute("aria-checked"), "false");
  await app.page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await app.reload();
  await app.page.keyboard.press("n");
  await app.page.keyboard.press("?");
  await app.button("Keyboard shortcuts").click();
  await list.waitFor();
  assert.equal(await app.page.getByRole("dialog").count(), 1);
  await keys.click();
  await app.page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await app.page.keyboard.press("?");
  await list.waitFor();
});
