// Preferences: each is saved at once, shown at once, and the same on every device.

import assert from "node:assert/strict";

import { BACKUP } from "../support/app.mjs";
import { twoDevices } from "../support/devices.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { ENGLISH, TEXTS } from "../support/locales.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const ENTRY = { duration: "30", instrument: "Piano", notes: "Slow movement." };

function field(app, label) {
  return app.page.getByLabel(label, { exact: true });
}

/** Types into a field of the preferences and leaves it. */
async function type(app, label, text) {
  await field(app, label).fill(text);
  await field(app, label).blur();
}

/** Waits until a field has this value. */
function has(app, label, value) {
  return eventually(async () => assert.equal(await field(app, label).inputValue(), value));
}

/** Waits until a list that opens shows this. */
function shows(app, label, option) {
  return reads(field(app, label).locator("option:checked"), option);
}

function attribute(app, name) {
  return app.page.evaluate((name) => document.documentElement.getAttribute(name), name);
}

scene("what is chosen without an account is there after a reload, and new entries begin with it", async ({ profile }) => {
  const app = await (await profile()).open("/account");
  await type(app, "Main instrument", "Oboe");
  await type(app, "Daily goal", "1:30");
  await has(app, "Daily goal", "1 h 30 min");
  await field(app, "A week begins on").selectOption("Sunday");
  await field(app, "Rest days").selectOption("2 days");
  await app.reload();
  await has(app, "Main instrument", "Oboe");
  await has(app, "Daily goal", "1 h 30 min");
  await shows(app, "A week begins on", "Sunday");
  await shows(app, "Rest days", "2 days");
  await app.go("Logbook");
  await app.button("New entry").click();
  await eventually(async () => assert.equal(await app.dialog("New entry").getByLabel("Instrument").inputValue(), "Oboe"));
});

scene("a value that cannot be is refused at its field, and the one before stays", async ({ profile }) => {
  const app = await (await profile()).open("/account");
  await type(app, "Daily goal", "45");
  await type(app, "Daily goal", "a while");
  await app.page.getByText("Enter a duration, for example 45, 1:30 or 1 h 30 min.").waitFor();
  await type(app, "Daily goal", "25 h");
  await app.page.getByText("This is too much or too little.").waitFor();
  await app.reload();
  await has(app, "Daily goal", "45 min");
});

scene("what one device chooses shows on the other, and different choices made offline both stay", async ({ profile }) => {
  const { desk, phone, one, other } = await twoDevices(profile, "clara@example.org", ENTRY);
  for (const app of [one, other]) await app.go("Account");
  await one.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
  await one.syncEnds();
  await other.backUpNow();
  await eventually(async () => assert.equal(await attribute(other, "data-theme"), "dark"));

  await Promise.all([desk.setOffline(true), phone.setOffline(true)]);
  await type(one, "Main instrument", "Viola");
  await type(other, "Daily goal", "20");
  await Promise.all([desk.setOffline(false), phone.setOffline(false)]);
  for (const app of [one, other, one]) await app.backUpNow();
  for (const app of [one, other]) {
    await has(app, "Main instrument", "Viola");
    await has(app, "Daily goal", "20 min");
  }
});

scene("what was chosen before signing in goes along, and signing out leaves none of it", async ({ profile }) => {
  const app = await (await profile()).open("/account");
  await type(app, "Main instrument", "Harp");
  await app.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
  await app.signInAndSync("robert@example.org");
  const other = await (await profile()).open();
  await other.signInAndSync("robert@example.org");
  await other.go("Account");
  await has(other, "Main instrument", "Harp");

  await app.signOut();
  await app.go("Account");
  await has(app, "Main instrument", "");
  assert.equal(await attribute(app, "data-theme"), null);
  await app.backupReads(BACKUP.onThisDevice);
});

scene("another tab shows a choice at once, and the theme is there before the app", async ({ profile }) => {
  const anna = await profile();
  const [app, tab] = [await anna.open("/account"), await anna.open("/account")];
  await app.lookAt();
  await app.page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
  await tab.lookAt();
  await eventually(async () => assert.equal(await attribute(tab, "data-theme"), "dark"));
  anna.expectFailedRequests();
  await tab.page.route("**/assets/*.js", (route) => route.abort());
  await tab.page.reload();
  assert.equal(await attribute(tab, "data-theme"), "dark");
});

scene("failure 19: what was played before the hour at which a day begins belongs to the day before", async ({ profile }) => {
  const anna = await profile({ timezoneId: "Europe/Berlin", clock: "2026-03-11T11:00:00Z" });
  const app = await anna.open("/logbook");
  await app.writeEntry({ when: "2026-03-11T01:30", duration: "20", notes: "Late at night." });
  const day = (name) => app.page.getByRole("region", { name });
  await reads(day("Today"), /Late at night\./);
  await app.go("Account");
  await field(app, "A day begins at").selectOption({ index: 4 });
  await app.go("Logbook");
  await reads(day("Yesterday"), /20 min[^]*Late at night\./);
  await app.reload();
  await reads(day("Yesterday"), /20 min[^]*Late at night\./);
});

scene("each language calls itself by its name, and choosing it changes every text at once", async ({ profile }) => {
  const app = await (await profile()).open("/account");
  let now = ENGLISH;
  for (const [tag, next] of [...TEXTS, ["en", ENGLISH]]) {
    await field(app, now.preferences.language).selectOption({ label: next.language.name });
    await app.heading(next.account.title).waitFor();
    await eventually(async () => assert.equal(await attribute(app, "lang"), tag));
    await app.reload();
    await app.heading(next.account.title).waitFor();
    assert.equal(await attribute(app, "lang"), tag);
    now = next;
  }
});

scene("without a choice the app speaks the browser's language, as far as it can", async ({ profile }) => {
  for (const [locale, tag] of [["de-AT", "de"], ["fr-CA", "fr"], ["zh-SG", "zh-CN"], ["zh-HK", "zh-TW"], ["it-IT", "en"]]) {
    const app = await (await profile({ locale })).open("/account");
    const spoken = TEXTS.has(tag) ? tag : "en";
    await app.heading(TEXTS.get(spoken).account.title).waitFor();
    await eventually(async () => assert.equal(await attribute(app, "lang"), spoken));
  }
});

scene("counts take the forms that each language has", () => {
  // The texts have one form for one thing and one for any other count (words.rs).
  const singular = (tag) => [0, 1, 2, 1_000_000].filter((count) => new Intl.PluralRules(tag).select(count) === "one");
  const expected = { en: [1], de: [1], es: [1], fr: [0, 1], "zh-CN": [], "zh-TW": [] };
  for (const [tag, counts] of Object.entries(expected)) assert.deepEqual(singular(tag), counts, tag);
});
