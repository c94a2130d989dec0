// Reports: what the practice of a period came to, on the screen and on paper, by the days where it was played.

import assert from "node:assert/strict";

import { assertAccessible } from "../support/axe.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { many } from "../support/records.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A Monday. */
const NOW = "2026-11-30T12:00:00Z";

/** An entry so many days before now. */
function entry(number, daysBefore, minutes, fields = {}) {
  const timestamp = new Date(Date.parse(NOW) - daysBefore * DAY - 60 * MINUTE).toISOString().replace(".000Z", "Z");
  return {
    id: `entry-${number}`, userId: USER, timestamp, duration: minutes * 60, instrument: "Piano",
    createdAt: timestamp, writeId: `${number}`.padStart(16, "0"), isSynced: false, ...fields,
  };
}

function journal(entries) {
  return {
    mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }),
    ...Object.fromEntries(entries.map((entry) => [`mirubato_logbook_entries:${entry.id}`, JSON.stringify(entry)])),
  };
}

const piece = (id, title, tempo) => ({ id, title, tempo });

/** Forty entries on forty days in a row, the newest today. */
const forty = many(40, (number) =>
  entry(number, number, 30 + number, {
    pieces: [number % 3 === 0 ? piece("minuet", "Minuet", 100 - number) : piece("gigue", "Gigue")],
    ...(number < 2 && { notes: `Note ${number}: slowly.` }),
  }),
);

/** A part of the page under its heading. */
const part = (app, name) => app.page.getByRole("region", { name, exact: true });

/** The rows of a part's table, opened if need be, each as the texts of its cells. */
async function rowsOf(region) {
  const offer = region.getByText("Show as a table", { exact: true });
  if (await offer.count()) {
    await offer.click();
    await region.getByRole("table").waitFor();
  }
  const rows = await region.locator("tbody").getByRole("row").all();
  return Promise.all(rows.map(async (row) => (await row.locator("th, td").allInnerTexts()).map((text) => text.trim())));
}

/** The heading that says which days a report is about. The browser chooses the blanks around the dash. */
const days = (app, text) => app.page.getByRole("heading", { name: new RegExp(`^${text.replace("–", "\\s*–\\s*")}$`) });

/** What a report's figure says. */
const figure = (app, name) => app.page.getByText(name, { exact: true }).locator("xpath=following-sibling::dd[1]");

const EVENINGS = [
  { where: "UTC+14", timezoneId: "Pacific/Kiritimati", clock: "2026-11-29T09:30:00Z", day: /^Sunday,? 29 November 2026$/ },
  { where: "UTC-11", timezoneId: "Pacific/Pago_Pago", clock: "2026-11-30T10:30:00Z", day: /^Sunday,? 29 November 2026$/ },
  { where: "the day of 23 hours", timezoneId: "Europe/Berlin", clock: "2026-03-29T21:30:00Z", day: /^Sunday,? 29 March 2026$/ },
  { where: "the day of 25 hours", timezoneId: "Europe/Berlin", clock: "2026-10-25T22:30:00Z", day: /^Sunday,? 25 October 2026$/ },
];

for (const { where, timezoneId, clock, day } of EVENINGS) {
  scene(`failure 19: half past eleven in the evening counts for its own day in a report (${where})`, async ({ profile }) => {
    const app = await (await profile({ timezoneId, clock })).open("/logbook");
    await app.writeEntry({ duration: "20", notes: "Late." });
    await app.go("Reports");
    await reads(figure(app, "Streak"), "1 day");
    const calendar = part(app, "A year of practice");
    const [[first, duration], ...others] = await rowsOf(calendar);
    assert.match(first, day);
    assert.equal(duration, "20 min");
    assert.deepEqual(others, []);
    // The day has the place of a Sunday, the last one of a week that begins on Monday.
    const drawn = await calendar.getByRole("img").locator("rect").evaluateAll((cells) => {
      const practised = cells.filter((cell) => cell.textContent.includes("20 min"));
      const rows = [...new Set(cells.map((cell) => Number(cell.getAttribute("y"))))].sort((one, other) => one - other);
      return practised.map((cell) => rows.indexOf(Number(cell.getAttribute("y"))));
    });
    assert.deepEqual(drawn, [6]);

    // Midnight neither moves the day nor ends the streak.
    await app.passes(45 * MINUTE);
    await reads(calendar.locator("figcaption"), /: 1 day with practice\.$/);
    await reads(figure(app, "Streak"), "1 day");
    await part(app, "Practice by day").getByText(/^Longest day: /).waitFor();
    const bars = await rowsOf(part(app, "Practice by day"));
    assert.deepEqual(bars.slice(-2).map(([, amount]) => amount), ["20 min", "0 min"]);
  });
}

scene("a report's period is in the address bar, and survives a reload", async ({ profile }) => {
  const anna = await profile({ clock: NOW, timezoneId: "UTC" });
  await anna.seed(journal(forty));
  const app = await anna.open("/reports");
  const address = () => new URL(app.page.url()).search;
  await days(app, "1–30 November 2026").waitFor();
  await reads(figure(app, "Practised"), "22 h 15 min");
  await reads(figure(app, "Days with practice"), "30 days");
  await reads(figure(app, "Average"), "44 min");
  await reads(figure(app, "Streak"), "40 days");

  await app.page.getByLabel("Period").selectOption("Last 7 days");
  await days(app, "24–30 November 2026").waitFor();
  assert.equal(address(), "?period=last-7-days");
  await reads(figure(app, "Practised"), "3 h 51 min");

  await app.page.getByLabel("From").fill("2026-10-01");
  await days(app, "1 October–30 November 2026").waitFor();
  assert.equal(address(), "?from=2026-10-01&to=2026-11-30");
  await app.reload();
  await days(app, "1 October–30 November 2026").waitFor();
  assert.equal(await app.page.getByLabel("From").inputValue(), "2026-10-01");
  assert.equal(await app.page.getByLabel("Period").locator("option:checked").innerText(), "These dates");

  // What is wrong is said at the field, and nothing is reported of it.
  await app.page.getByLabel("To", { exact: true }).fill("2026-09-30");
  await app.page.getByText("This ends before it starts.").waitFor();
  assert.equal(address(), "?from=2026-10-01&to=2026-11-30");
  await app.page.getByLabel("Period").selectOption("This week");
  await days(app, "30 November 2026").waitFor();
  assert.equal(await app.page.getByText("This ends before it starts.").count(), 0);

  await app.page.getByLabel("From").fill("2020-01-01");
  await app.page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await app.page.getByText("Nothing was practised in this period.").waitFor();
});

scene("the table of a chart says what the chart shows", async ({ profile }) => {
  const anna = await profile({ clock: NOW, timezoneId: "UTC" });
  await anna.seed(journal(forty));
  const app = await anna.open("/reports?period=last-12-months");
  const drawnIn = (region) => region.getByRole("img").locator("rect title").allTextContents();
  const told = (rows) => rows.map(([name, amount]) => `${name}: ${amount}`);

  const months = part(app, "Practice by month");
  const table = await rowsOf(months);
  assert.deepEqual(table.map(([name]) => name).slice(-2), ["October 2026", "November 2026"]);
  assert.deepEqual(await drawnIn(months), told(table));
  await months.getByRole("group", { name: "One bar for each" }).getByLabel("Week").check();
  const weeks = part(app, "Practice by week");
  await weeks.waitFor();
  assert.equal((await drawnIn(weeks)).length, 53);

  const calendar = part(app, "A year of practice");
  const practised = (await drawnIn(calendar)).filter((day) => !day.endsWith("no practice"));
  assert.deepEqual(practised.toReversed(), told(await rowsOf(calendar)));
  assert.equal(practised.length, 40);

  assert.deepEqual(await rowsOf(part(app, "By piece")), [
    ["Gigue", "21 h 27 min", "65%"],
    ["Minuet", "11 h 33 min", "35%"],
  ]);
  assert.deepEqual(await rowsOf(part(app, "By instrument")), [["Piano", "33 h", "100%"]]);
});

scene("a report on paper has each day, and the notes only if they are wanted", async ({ profile }) => {
  const anna = await profile({ clock: NOW, timezoneId: "UTC", colorScheme: "dark" });
  await anna.seed(journal(forty));
  const app = await anna.open("/reports?period=last-7-days");
  await app.page.emulateMedia({ media: "print" });
  await app.page.evaluate(() => {
    window.printed = [];
    window.print = () => window.printed.push(document.body.innerText);
  });
  const print = async (number) => {
    await app.page.getByRole("button", { name: "Print or save as PDF", includeHidden: true }).dispatchEvent("click");
    return eventually(async () => {
      const printed = await app.page.evaluate(() => window.printed);
      assert.equal(printed.length, number);
      return printed.at(-1);
    });
  };
  const without = await print(1);
  for (const text of ["Practice report", "30 November 2026", "3 h 51 min", "Gigue"]) assert.ok(without.includes(text), text);
  assert.match(without, /Tuesday,? 24 November 2026/);
  assert.doesNotMatch(without, /Note \d|Logbook|Show as a table|Print or save/);
  assert.equal(await app.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)");

  await app.page.emulateMedia({ media: "screen" });
  assert.equal(await app.page.getByText("Practice report", { exact: true }).isVisible(), false);
  await app.page.getByLabel("Include notes").check();
  await app.page.emulateMedia({ media: "print" });
  // The earlier day comes first.
  assert.match(await print(2), /Note 1: slowly\.[^]*Note 0: slowly\./);
});

scene("reports are accessible, and no wider than the window", async ({ profile }) => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
    // Not with a clock that stands still: axe-core waits.
    const anna = await profile({ viewport });
    const look = async (app, what) => {
      for (const colorScheme of ["light", "dark"]) {
        await app.page.emulateMedia({ colorScheme });
        await assertAccessible(app.page, `${what} (${viewport.width}, ${colorScheme})`);
      }
      assert.ok((await app.overflow()) <= 0, `${what} is wider than ${viewport.width}`);
    };
    const app = await anna.open("/reports");
    await app.heading("Nothing to report yet").waitFor();
    await look(app, "Reports, empty");
    await app.go("Logbook");
    await app.writeEntry({ duration: "45", instrument: "Nocturne-Organ-".repeat(12), pieces: ["Clair-de-lune-".repeat(12)] });
    await app.go("Reports");
    await reads(figure(app, "Practised"), "45 min");
    await rowsOf(part(app, "Practice by day"));
    await rowsOf(part(app, "A year of practice"));
    await look(app, "Reports");
    await app.page.getByLabel("Period").selectOption("Last month");
    await app.page.getByText("Nothing was practised in this period.").waitFor();
    await look(app, "Reports of a period without practice");
  }
});
