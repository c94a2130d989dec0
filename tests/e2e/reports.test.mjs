// Reports: what the practice of a period came to, on the screen and on paper, by the days where it was played.

import assert from "node:assert/strict";

import { assertAccessible } from "../support/axe.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { ENGLISH, TEXTS } from "../support/locales.mjs";
import { many } from "../support/records.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A Monday. */
const NOW = "2026-11-30T12:00:00Z";

/** The instant so many days and an hour before now, or some minutes later. */
const before = (days, minutes = 0) =>
  new Date(Date.parse(NOW) - days * DAY - (60 - minutes) * MINUTE).toISOString().replace(".000Z", "Z");

/** What every record has that is stored at an instant. */
const record = (id, number, at) => ({ id, userId: USER, createdAt: at, writeId: `${number}`.padStart(16, "0"), isSynced: false });

/** An entry so many days before now. */
function entry(number, daysBefore, minutes, fields = {}) {
  const timestamp = before(daysBefore);
  return { ...record(`entry-${number}`, number, timestamp), timestamp, duration: minutes * 60, instrument: "Piano", ...fields };
}

/** What the timer counted of a sitting, and its parts: each with its minutes and what was practised in them. */
function timed(id, number, daysBefore, parts) {
  const startedAt = before(daysBefore);
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  const session = { ...record(id, number, startedAt), startedAt, completedAt: before(daysBefore, minutes), instrument: "Piano" };
  const logs = parts.map(({ minutes, ...fields }, index) => ({
    ...record(`${id}-${index}`, number + index + 1, startedAt), sessionId: id, durationSeconds: minutes * 60,
    startedAt: before(daysBefore, index), ...fields,
  }));
  return { session, logs };
}

function journal(entries, timers = []) {
  const lists = {
    logbook_entries: entries,
    practice_sessions: timers.map(({ session }) => session),
    practice_logs: timers.flatMap(({ logs }) => logs),
  };
  const stored = Object.entries(lists).flatMap(([collection, records]) =>
    records.map((record) => [`mirubato_${collection}:${record.id}`, JSON.stringify(record)]),
  );
  return { mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }), ...Object.fromEntries(stored) };
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
  const table = region.getByRole("table");
  await region.waitFor();
  if ((await table.count()) === 0) {
    await region.getByText("Show as a table", { exact: true }).click();
    await table.waitFor();
  }
  const rows = await region.locator("tbody").getByRole("row").all();
  return Promise.all(rows.map(async (row) => (await row.locator("th, td").allInnerTexts()).map((text) => text.trim())));
}

/** What is above the columns of a part's table. */
const columnsOf = (region) => region.getByRole("columnheader").allInnerTexts();

/** In which row of the calendar each day with practice stands, the earliest day first. */
const placesIn = (calendar) =>
  calendar.getByRole("img").locator("rect").evaluateAll((cells) => {
    const top = (cell) => Number(cell.getAttribute("y"));
    const rows = [...new Set(cells.map(top))].sort((one, other) => one - other);
    return cells.filter((cell) => !cell.textContent.endsWith("no practice")).map((cell) => rows.indexOf(top(cell)));
  });

/** Lets each bar stand for a week, and answers the part of the page that shows them. */
async function byWeek(app) {
  await app.page.getByRole("group", { name: "One bar for each" }).getByLabel("Week").check();
  const weeks = part(app, "Practice by week");
  await weeks.waitFor();
  return weeks;
}

/** Chooses or types something on the Account screen. */
async function prefer(app, label, choose) {
  await app.go("Account");
  const field = app.page.getByLabel(label, { exact: true });
  await choose(field);
  await field.blur();
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
    assert.deepEqual(await placesIn(calendar), [6]);

    // Midnight neither moves the day nor ends the streak.
    await app.passes(45 * MINUTE);
    await reads(calendar.locator("figcaption"), /: 1 day with practice\.$/);
    await reads(figure(app, "Streak"), "1 day");
    await part(app, "Practice by day").getByText(/^Longest day: /).waitFor();
    const bars = await rowsOf(part(app, "Practice by day"));
    assert.deepEqual(bars.slice(-2).map(([, amount]) => amount), ["20 min", "0 min"]);
  });
}

/** The app of somebody with this journal, on a day on which nothing ends. */
async function withJournal(profile, values, path = "/reports", options = {}) {
  const anna = await profile({ clock: NOW, timezoneId: "UTC", ...options });
  await anna.seed(values);
  return anna.open(path);
}

scene("a report's period is in the address bar, and survives a reload", async ({ profile }) => {
  const app = await withJournal(profile, journal(forty));
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

  // Other days are typed, from the ones that are shown.
  assert.equal(await app.page.getByLabel("From").count(), 0);
  await app.page.getByLabel("Period").selectOption("These dates");
  await app.until(async () => assert.equal(await app.page.getByLabel("From").inputValue(), "2026-11-24"));
  assert.equal(address(), "?from=2026-11-24&to=2026-11-30");
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

  await app.page.getByLabel("Period").selectOption("These dates");
  await app.page.getByLabel("From").fill("2020-01-01");
  await app.page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await app.page.getByText("Nothing was practised in this period.").waitFor();
});

scene("the table of a chart says what the chart shows", async ({ profile }) => {
  const app = await withJournal(profile, journal(forty), "/reports?period=last-12-months");
  const drawnIn = (region) => region.getByRole("img").locator("rect title").allTextContents();
  const told = (rows) => rows.map(([name, amount]) => `${name}: ${amount}`);

  const months = part(app, "Practice by month");
  const table = await rowsOf(months);
  assert.deepEqual(table.map(([name]) => name).slice(-2), ["October 2026", "November 2026"]);
  assert.deepEqual(await drawnIn(months), told(table));
  assert.equal((await drawnIn(await byWeek(app))).length, 53);

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

scene("the daily goal lies across each bar, stands beside it in the table, and is counted", async ({ profile }) => {
  const app = await withJournal(profile, journal([entry(1, 0, 30), entry(2, 1, 60), entry(3, 3, 45)]), "/reports?period=last-7-days");
  const bars = part(app, "Practice by day");
  await rowsOf(bars);
  assert.deepEqual(await columnsOf(bars), ["Day", "Practised"]);
  assert.equal(await bars.getByText("daily goal").count(), 0);

  await prefer(app, "Daily goal", (field) => field.fill("45"));
  await app.visit("/reports?period=last-7-days");
  await bars.getByText("Daily goal: 45 min", { exact: true }).waitFor();
  await reads(bars.locator("figcaption"), "Longest day: 29 Nov 2026, 1 h. The daily goal was reached on 2 days.");
  const table = await rowsOf(bars);
  assert.deepEqual(await columnsOf(bars), ["Day", "Practised", "Goal"]);
  assert.equal(table.length, 7);
  assert.deepEqual(
    table.slice(-4).map(([, ...amounts]) => amounts),
    [["45 min", "45 min"], ["0 min", "45 min"], ["1 h", "45 min"], ["30 min", "45 min"]],
  );
  // It is as high as the bar of the day on which it was just reached.
  const drawn = await bars.getByRole("img").evaluate((plot) => ({
    goals: [...plot.querySelectorAll(".goal-line")].map((line) => line.getAttribute("y1")),
    reached: [...plot.querySelectorAll("rect")].find((bar) => bar.textContent.endsWith(": 45 min")).getAttribute("y"),
  }));
  assert.deepEqual(drawn.goals, Array(7).fill(drawn.reached));

  // A week asks for as many times the goal as it has days in the period: six up to Sunday, and this Monday.
  const weeks = await byWeek(app);
  await eventually(async () => {
    const told = (await rowsOf(weeks)).map(([, ...amounts]) => amounts);
    assert.deepEqual(told, [["1 h 45 min", "4 h 30 min"], ["30 min", "45 min"]]);
  });
  assert.deepEqual(await columnsOf(weeks), ["Week", "Practised", "Goal"]);
});

scene("the day on which weeks begin divides the bars of weeks, leads the rows of the calendar, and begins this week", async ({ profile }) => {
  // On a Saturday, a Sunday and this Monday.
  const app = await withJournal(profile, journal([entry(1, 2, 10), entry(2, 1, 20), entry(3, 0, 30)]), "/");
  const cases = [
    ["Saturday", "Sat", ["0 min", "1 h"], [0, 1, 2], "28–30 November 2026"],
    ["Sunday", "Sun", ["10 min", "50 min"], [6, 0, 1], "29–30 November 2026"],
    ["Monday", "Mon", ["30 min", "30 min"], [5, 6, 0], "30 November 2026"],
    ["Saturday", "Sat", ["0 min", "1 h"], [0, 1, 2], "28–30 November 2026"],
    // In Britain it is Monday.
    ["As usual where you live", "Mon", ["30 min", "30 min"], [5, 6, 0], "30 November 2026"],
  ];
  for (const [day, first, amounts, places, week] of cases) {
    await prefer(app, "A week begins on", (field) => field.selectOption(day));
    await app.visit("/reports?period=last-7-days");
    const weeks = await byWeek(app);
    await eventually(async () => assert.deepEqual((await rowsOf(weeks)).map(([, amount]) => amount), amounts, day));
    const calendar = part(app, "A year of practice");
    assert.deepEqual(await placesIn(calendar), places, day);
    await reads(calendar.locator(".calendar-weekdays span").first(), first);
    await app.page.getByLabel("Period").selectOption("This week");
    await days(app, week).waitFor();
  }
});

scene("where nobody chose, weeks begin as they do where the musician lives", async ({ profile }) => {
  for (const [locale, places] of [["en-US", [6, 0, 1]], ["en-GB", [5, 6, 0]]]) {
    const app = await withJournal(profile, journal([entry(1, 2, 10), entry(2, 1, 20), entry(3, 0, 30)]), "/reports", { locale });
    assert.deepEqual(await placesIn(part(app, "A year of practice")), places, locale);
  }
  // Whoever reads German in America lives in America.
  const app = await withJournal(profile, journal([entry(1, 2, 10), entry(2, 1, 20), entry(3, 0, 30)]), "/", { locale: "en-US" });
  await app.go("Account");
  await app.page.getByLabel("Language", { exact: true }).selectOption("Deutsch");
  await app.page.getByLabel(TEXTS.get("de").preferences.language, { exact: true }).waitFor();
  await app.visit("/reports");
  const calendar = part(app, TEXTS.get("de").reports.calendar.title);
  await reads(calendar.locator(".calendar-weekdays span").first(), /^So/);
});

/** Three entries and two sittings with the timer: one that an entry tells of, and one without. */
const SITTINGS = journal(
  [
    entry(1, 2, 100, { sessionId: "told", pieces: [piece("minuet", "Minuet")] }),
    entry(2, 1, 50, { type: "LESSON", pieces: [piece("minuet", "Minuet", 66)] }),
    entry(3, 0, 30, { type: "PERFORMANCE", pieces: [piece("gigue", "Gigue", 120)] }),
  ],
  [
    timed("told", 10, 2, [
      { minutes: 40, activityType: "SCALES" },
      { minutes: 60, activityType: "REPERTOIRE", pieceId: "minuet", pieceTitle: "Minuet", tempoPracticed: 72 },
    ]),
    timed("untold", 20, 0, [{ minutes: 20, activityType: "ETUDES" }]),
  ],
);

scene("a report divides all that was practised by activity and by type, what has neither included", async ({ profile }) => {
  const app = await withJournal(profile, SITTINGS);
  await reads(figure(app, "Practised"), "3 h 20 min");

  const activities = part(app, "By activity");
  assert.deepEqual(await rowsOf(activities), [
    ["Without the timer", "1 h 20 min", "40%"],
    ["Repertoire", "1 h", "30%"],
    ["Scales", "40 min", "20%"],
    ["Etudes", "20 min", "10%"],
  ]);
  assert.deepEqual(await columnsOf(activities), ["Activity", "Practised", "Share"]);

  const types = part(app, "By type");
  assert.deepEqual(await rowsOf(types), [
    ["Practice", "1 h 40 min", "50%"],
    ["Lesson", "50 min", "25%"],
    ["Performance", "30 min", "15%"],
    ["Without an entry", "20 min", "10%"],
  ]);
  assert.deepEqual(await columnsOf(types), ["Type", "Practised", "Share"]);

  // Yesterday nothing was timed: there is nothing to divide by activity.
  await app.visit("/reports?from=2026-11-29&to=2026-11-29");
  assert.deepEqual(await rowsOf(types), [["Lesson", "50 min", "100%"]]);
  assert.equal(await activities.count(), 0);
});

scene("a report tells how the tempo of a piece came along, and of which piece is chosen", async ({ profile }) => {
  const app = await withJournal(profile, SITTINGS);
  const bpm = (number) => ENGLISH.piece.tempo_bpm.replace("{{ bpm }}", number);
  const tempo = part(app, "Tempo over time");
  const chosen = tempo.getByLabel("Piece", { exact: true });
  // First the piece with a line to draw, by what the timer noted and what the entry says.
  assert.equal(await chosen.inputValue(), "Minuet");
  await reads(tempo.locator("figcaption"), `From ${bpm(72)} on 28 Nov 2026 to ${bpm(66)} on 29 Nov 2026; the highest was ${bpm(72)}.`);
  assert.deepEqual(await rowsOf(tempo), [["29 Nov 2026", bpm(66)], ["28 Nov 2026", bpm(72)]]);
  assert.deepEqual(await columnsOf(tempo), ["Day", "Tempo"]);

  await chosen.selectOption("Gigue");
  await tempo.getByText(`${bpm(120)} on 30 Nov 2026.`, { exact: true }).waitFor();
  assert.equal(await tempo.getByText("Show as a table", { exact: true }).count(), 0);
  assert.equal(await chosen.inputValue(), "Gigue");
});

scene("a report on paper has each day, and the notes only if they are wanted", async ({ profile }) => {
  const app = await withJournal(profile, journal(forty), "/reports?period=last-7-days", { colorScheme: "dark" });
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
