// Today: what was played against the daily goal, and the days in a row with the rest that somebody allows themselves.

import assert from "node:assert/strict";

import { eventually, reads } from "../support/eventually.mjs";
import { journal } from "../support/journal.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const HOUR = 3_600_000;
const BERLIN = { timezoneId: "Europe/Berlin", clock: "2026-03-10T16:00:00Z" };

const played = (app) => app.page.getByRole("region", { name: "Played today", exact: true });
const goal = (app) => played(app).getByRole("progressbar", { name: "Daily goal", exact: true });

/** Chooses a daily goal on the Account screen, and comes back. */
async function aimFor(app, typed) {
  await app.go("Account");
  const field = app.page.getByLabel("Daily goal", { exact: true });
  await field.fill(typed);
  await field.blur();
  await app.go("Today");
}

/** Waits until Today says this of what was played, and tells the same of the goal to eyes and ears. */
async function stands(app, amount, percent, text) {
  await reads(played(app), new RegExp(`^Played today\\s+${amount}\\s+${text}$`));
  await eventually(async () => {
    assert.equal(await goal(app).getAttribute("aria-valuenow"), percent);
    assert.equal(await goal(app).getAttribute("aria-valuetext"), text);
  });
}

scene("the daily goal tells what is left of it, and that it is reached, and begins anew each day", async ({ profile }) => {
  const app = await (await profile(BERLIN)).open("/logbook");
  await app.writeEntry({ when: "2026-03-09T20:00", duration: "1:00", notes: "Yesterday." });
  await app.go("Today");
  await reads(played(app), /^Played today\s+0 min\s+0 entries$/);
  assert.equal(await goal(app).count(), 0);

  await aimFor(app, "45");
  await stands(app, "0 min\\s+0 entries", "0", "45 min to go of 45 min");
  await app.go("Logbook");
  await app.writeEntry({ duration: "20 min 30 s", notes: "First." });
  await app.go("Today");
  // A minute that has begun is still to be played: what was played and what is left are the goal.
  await stands(app, "20 min\\s+1 entry", "45", "25 min to go of 45 min");
  await app.go("Logbook");
  await app.writeEntry({ duration: "24 min 30 s", notes: "Second." });
  await app.go("Today");
  await stands(app, "45 min\\s+2 entries", "100", "Daily goal reached");

  // More is asked for, and more is left.
  await aimFor(app, "1:30");
  await stands(app, "45 min\\s+2 entries", "50", "45 min to go of 1 h 30 min");
  await app.reload();
  await stands(app, "45 min\\s+2 entries", "50", "45 min to go of 1 h 30 min");
  await app.go("Logbook");
  await app.writeEntry({ duration: "3:00", notes: "Far beyond it." });
  await app.go("Today");
  await stands(app, "3 h 45 min\\s+3 entries", "100", "Daily goal reached");

  await app.passes(8 * HOUR);
  await stands(app, "0 min\\s+0 entries", "0", "1 h 30 min to go of 1 h 30 min");
  await aimFor(app, "");
  await reads(played(app), /^Played today\s+0 min\s+0 entries$/);
  assert.equal(await goal(app).count(), 0);
});

/** Ten minutes on each of these days. */
const tenMinutesOn = (days) =>
  journal(days.map((day) => ({ id: day, timestamp: `${day}T17:00:00Z`, createdAt: `${day}T17:10:00Z`, duration: 600, utcOffsetMinutes: 60 })));

/** Up to yesterday; one day without practice lies behind the last three, and two in a row a week before. */
const PRACTISED = [
  ...["20", "21", "22", "23", "24", "25", "28"].map((day) => `2026-02-${day}`),
  ...["01", "02", "03", "04", "05", "07", "08", "09"].map((day) => `2026-03-${day}`),
];

scene("a streak goes on over as many rest days as somebody allows themselves, and no more", async ({ profile }) => {
  const anna = await profile(BERLIN);
  await anna.seed(tenMinutesOn(PRACTISED));
  const app = await anna.open();
  const streak = app.page.getByRole("region", { name: "Days in a row", exact: true });
  await reads(streak, /^Days in a row\s+3 days\s+Play today to go on$/);
  for (const [rest, days] of [["1 day", 9], ["2 days", 15], ["0 days", 3], ["2 days", 15]]) {
    await app.go("Account");
    await app.page.getByLabel("Rest days", { exact: true }).selectOption(rest);
    await app.go("Today");
    await reads(streak, new RegExp(`^Days in a row\\s+${days} days\\s+Play today to go on$`));
  }
  await app.reload();
  await reads(streak, /15 days\s+Play today to go on$/);
  await app.go("Logbook");
  await app.writeEntry({ duration: "5", notes: "Today." });
  await app.go("Today");
  await reads(streak, /16 days\s+Today counts already$/);
  await app.go("Reports");
  const figure = app.page.getByText("Streak", { exact: true }).locator("xpath=following-sibling::dd");
  await reads(figure.nth(0), "16 days");
  await reads(figure.nth(1), "Longest: 16 days (2 rest days in seven)");

  // Two days later it still goes on, and after three days of rest nothing is left of it.
  await app.go("Today");
  await app.passes(48 * HOUR);
  await reads(streak, /16 days\s+Play today to go on$/);
  await app.passes(48 * HOUR);
  await streak.waitFor({ state: "detached" });
});
