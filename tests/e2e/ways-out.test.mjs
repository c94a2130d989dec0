// A journal that is in one browser only: what is said of that, and the ways out that the Account screen offers.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { eventually } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const where = (app) => app.page.getByRole("region", { name: "Where your journal is", exact: true });
const ways = (app) => where(app).getByRole("listitem");

const CLEARED =
  "a browser may clear it: when you clear its data, when the disk is full, and Safari after seven days without a visit. Three things help:";

scene("who has no account is told what a browser clears, and three things that help", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "In one browser only." });
  await app.go("Account");
  await where(app).getByText(CLEARED).waitFor();
  assert.deepEqual(await ways(app).getByRole("paragraph").allInnerTexts(), [
    "With an account there is a copy, on every device on which you sign in.",
    "Installed as an app, it is cleared less easily. Your browser's menu has it, as Install or as Add to Home Screen.",
    "As a file it is yours to keep, as it is today.",
  ]);

  // The way to an account begins at the address.
  await ways(app).getByRole("button", { name: "Sign in", exact: true }).click();
  const email = app.page.getByLabel("Email address", { exact: true });
  await eventually(async () => assert.ok(await email.evaluate((field) => field === document.activeElement)));

  const saved = app.page.waitForEvent("download");
  await ways(app).getByRole("button", { name: "Export as a file", exact: true }).click();
  const file = await saved;
  assert.match(file.suggestedFilename(), /^mirubato-\d{4}-\d\d-\d\d\.json$/);
  const { entries } = JSON.parse(await readFile(await file.path(), "utf8"));
  assert.deepEqual(entries.map((entry) => entry.notes), ["In one browser only."]);
});

scene("who has an account is told of the copy, and of no ways out", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await app.signInAndSync("copy@example.org");
  await app.go("Account");
  await where(app).getByText("Everything in this browser is in your account too.").waitFor();
  assert.equal(await ways(app).count(), 0);
  assert.equal(await where(app).getByText("a browser may clear it").count(), 0);
  await app.signOut();
  await where(app).getByText(CLEARED).waitFor();
  assert.equal(await ways(app).count(), 3);
});

/** Lets the browser offer to install the app; says whether the app keeps the offer for when somebody wants it. */
function offer(app) {
  return app.page.evaluate(() => {
    window.prompted ??= 0;
    const event = new Event("beforeinstallprompt", { cancelable: true });
    event.prompt = async () => {
      window.prompted += 1;
      return { outcome: "dismissed", platform: "" };
    };
    window.dispatchEvent(event);
    return event.defaultPrevented;
  });
}

scene("installing is offered where the browser does it, and the browser asks when somebody wants it, once for each offer", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/account");
  await where(app).getByText("Installed as an app").waitFor();
  const install = ways(app).getByRole("button", { name: "Install", exact: true });
  assert.equal(await install.count(), 0);
  const prompted = () => app.page.evaluate(() => window.prompted);

  // The browser offers it at a moment of its own, on whichever screen that is.
  await app.go("Today");
  assert.ok(await offer(app), "the browser would ask by itself");
  await app.go("Account");
  await install.waitFor();
  assert.equal(await prompted(), 0);
  await install.click();
  await install.waitFor({ state: "detached" });
  assert.equal(await prompted(), 1);

  // An offer can be used once. The next one counts again, until the app is installed.
  await offer(app);
  await install.click();
  await install.waitFor({ state: "detached" });
  assert.equal(await prompted(), 2);
  await offer(app);
  await install.waitFor();
  await app.page.evaluate(() => window.dispatchEvent(new Event("appinstalled")));
  await install.waitFor({ state: "detached" });
  assert.equal(await prompted(), 2);
});
