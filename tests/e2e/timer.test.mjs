// The timer beside practising: tempo, other screens, other tabs, and what happens when nobody looks at it.

import assert from "node:assert/strict";

import { reads } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BERLIN = { timezoneId: "Europe/Berlin", clock: "2026-03-10T16:00:00Z" };

const clockOf = (app) => app.page.getByRole("timer");
const setPiece = async (app, title) => {
  await app.page.getByLabel("Piece", { exact: true }).fill(title);
  await app.button("Set piece").click();
};
const tempo = (app) => app.page.getByLabel("Tempo (BPM)");
const titleReads = (app, title) => app.until(async () => assert.equal(await app.page.title(), title));
/** Lets a tab hear what others wrote, for which it gathers a moment. */
const hears = (app, check) => app.until(() => Promise.all([app.passes(100), check.waitFor({ timeout: 500 })]));

/** Finishes and saves the session, and answers its logs in order. */
async function saved(profile, app) {
  await app.button("Finish").click();
  await app.dialog("Review session").waitFor();
  await app.save("Save session");
  const logs = await profile.stored("practice_logs");
  return logs.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

scene("each stretch keeps the tempo that was noted last, in its log and with its piece", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.button("Start practising").click();
  await setPiece(app, "Clair de lune");
  await tempo(app).fill("60");
  await app.passes(10 * MINUTE);
  await tempo(app).fill("soon");
  await app.page.getByText("Enter a tempo from 1 to 400, or nothing.").waitFor();
  await tempo(app).fill("72");
  await app.page.getByLabel("Scales").check();
  await reads(clockOf(app), "10:00");
  assert.equal(await tempo(app).inputValue(), "");
  await app.passes(5 * MINUTE);
  await app.reload();
  await app.page.getByRole("region", { name: "This session" }).getByText("72 BPM").waitFor();
  await app.button("Finish").click();
  const review = app.dialog("Review session");
  await reads(review.getByRole("listitem").filter({ hasText: "Repertoire · Clair de lune" }), /72 BPM\s*10 min/);
  await app.button("Back to timer").click();
  const logs = await saved(anna, app);
  assert.deepEqual(
    logs.map((log) => [log.activityType, log.durationSeconds, log.tempoPracticed]),
    [["REPERTOIRE", 600, 72], ["SCALES", 300, undefined]],
  );
  const [entry] = await anna.stored("logbook_entries");
  assert.deepEqual(entry.pieces.map((piece) => [piece.title, piece.tempo]), [["Clair de lune", 72]]);
});

scene("by the keyboard one button starts, pauses and goes on, and keeps the focus", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.button("Start practising").focus();
  for (const [key, next] of [["Space", "Pause"], ["Enter", "Resume"], ["Space", "Pause"]]) {
    await app.page.keyboard.press(key);
    const button = app.button(next);
    await button.waitFor();
    await app.until(async () => assert.ok(await button.evaluate((element) => element === document.activeElement), next));
    await app.passes(MINUTE);
  }
  await reads(clockOf(app), "2:00");
});

scene("failure 18: at the timer a similar title is offered before a second piece is made of it", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open("/logbook");
  await app.writeEntry({ when: "2026-03-09T10:00", pieces: ["Clair de lune"], duration: "20" });
  await app.writeEntry({ when: "2026-03-09T11:00", pieces: ["Asturias"], duration: "20" });
  await app.go("Today");
  await app.button("Start practising").click();
  await app.page.getByText("Repertoire · Asturias", { exact: true }).first().waitFor();
  const field = app.page.getByLabel("Piece", { exact: true });
  const option = (name) => app.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option", { name, exact: true });
  await field.fill("clair de Lune - Debussy");
  await option("Add “clair de Lune - Debussy” as a new piece").waitFor();
  await option("Clair de lune").click();
  await app.page.getByText("Repertoire · Clair de lune", { exact: true }).first().waitFor();
  assert.equal(await field.inputValue(), "Clair de lune");
  await app.passes(10 * MINUTE);

  // A tap shows what there is, whatever is in the field; the keyboard chooses too, and Enter takes what is typed.
  await field.fill("Recuerdos");
  await field.press("Enter");
  await app.page.getByText("Repertoire · Recuerdos", { exact: true }).first().waitFor();
  await app.passes(10 * MINUTE);
  await field.blur();
  await field.click();
  await option("Clair de lune").waitFor();
  await option("Asturias").waitFor();
  await field.press("ArrowUp");
  await field.press("Enter");
  await app.page.getByText("Repertoire · Clair de lune", { exact: true }).first().waitFor();
  await app.passes(10 * MINUTE);
  const logs = await saved(anna, app);
  assert.deepEqual(logs.map((log) => log.pieceTitle), ["Clair de lune", "Recuerdos", "Clair de lune"]);
  assert.deepEqual((await anna.stored("pieces")).map((piece) => piece.title).sort(), ["Asturias", "Clair de lune", "Recuerdos"]);
});

scene("deleting what was timed takes its minutes along, and undoing it brings them back", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.button("Start practising").click();
  await setPiece(app, "Clair de lune");
  await app.passes(25 * MINUTE);
  await saved(anna, app);
  const played = app.page.getByRole("region", { name: "Played today" });
  await reads(played, /25 min\s+1 entry/);
  await app.deleteEntry("25 min");
  await reads(played, /0 min\s+0 entries/);
  await app.button("Undo").click();
  await reads(played, /25 min\s+1 entry/);
  for (const collection of ["practice_sessions", "practice_logs"]) {
    const records = await anna.stored(collection);
    assert.deepEqual(records.map((record) => record.deletedAt), [undefined]);
  }

  await app.deleteEntry("25 min");
  await app.go("Account");
  await app.page.getByRole("link", { name: "Recently deleted" }).click();
  await app.heading("Recently deleted").waitFor();
  const deleted = app.page.getByRole("main").getByRole("listitem");
  assert.equal(await deleted.count(), 1);
  await app.button("Restore Logbook entry of today").click();
  await app.heading("Nothing to restore").waitFor();
  await app.go("Today");
  await reads(played, /25 min\s+1 entry/);
});

scene("what was practised last is planned, and what was practised before is one tap away", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.page.getByLabel("Etudes").check();
  await setPiece(app, "Recuerdos");
  await app.button("Start practising").click();
  await app.passes(10 * MINUTE);
  await app.page.getByLabel("Repertoire").check();
  await setPiece(app, "Lágrima");
  const recent = app.page.getByRole("group", { name: "Recent pieces" });
  await recent.getByRole("button", { name: "Recuerdos" }).waitFor();
  await app.passes(10 * MINUTE);
  await saved(anna, app);
  await app.reload();
  await app.button("Start practising").click();
  await app.page.getByText("Repertoire · Lágrima").waitFor();
  await app.passes(5 * MINUTE);
  await recent.getByRole("button", { name: "Recuerdos" }).click();
  await app.page.getByText("Etudes · Recuerdos", { exact: true }).first().waitFor();
  await app.passes(5 * MINUTE);
  const logs = await saved(anna, app);
  assert.deepEqual(
    logs.slice(2).map((log) => [log.activityType, log.pieceTitle, log.durationSeconds]),
    [["REPERTOIRE", "Lágrima", 300], ["ETUDES", "Recuerdos", 300]],
  );
  assert.equal(new Set(logs.map((log) => log.pieceId)).size, 2);
});

scene("a timer that goes on is on every screen and in the tab's title, and pauses from there", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await titleReads(app, "Today · Mirubato");
  await app.button("Start practising").click();
  await setPiece(app, "Clair de lune");
  await app.passes(10 * MINUTE);
  await titleReads(app, "10:00 · Today · Mirubato");
  const bar = app.page.getByRole("complementary", { name: "Practice timer" });
  assert.equal(await bar.count(), 0);
  for (const screen of ["Logbook", "Repertoire", "Goals", "Reports", "Account"]) {
    await app.go(screen);
    await titleReads(app, `10:00 · ${screen} · Mirubato`);
    await reads(bar.getByRole("timer"), "10:00");
    await bar.getByRole("link", { name: "Clair de lune" }).waitFor();
  }
  await bar.getByRole("button", { name: "Pause" }).click();
  await app.passes(10 * MINUTE);
  await bar.getByText("Paused", { exact: true }).waitFor();
  await reads(bar.getByRole("timer"), "10:00");
  await titleReads(app, "Account · Mirubato");
  await bar.getByRole("button", { name: "Resume" }).click();
  await app.passes(5 * MINUTE);
  await titleReads(app, "15:00 · Account · Mirubato");
  await bar.getByRole("link").click();
  await app.heading("Today").waitFor();
  await reads(clockOf(app), "15:00");
});

scene("failure 25: a forgotten timer asks in every tab, cuts nothing by itself, and goes on when somebody is still practising", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const [app, other] = [await anna.open(), await anna.open("/logbook")];
  await app.button("Start practising").click();
  await hears(other, other.page.getByRole("complementary", { name: "Practice timer" }));
  await app.passes(2 * HOUR);
  await setPiece(app, "Clair de lune");
  await hears(other, other.page.getByRole("link", { name: "Clair de lune" }));
  await app.passes(2 * HOUR);
  await reads(clockOf(app), /^4:00:0\d$/);
  const question = app.dialog("Still practising?");
  assert.equal(await question.count(), 0);
  await app.passes(HOUR);
  await question.getByText("The timer has been running since 19:00 without a touch.").waitFor();
  await other.dialog("Still practising?").waitFor();
  await question.getByRole("button", { name: "Still practising" }).click();
  await question.waitFor({ state: "detached" });
  await other.until(async () => {
    await other.passes(100);
    assert.equal(await other.dialog("Still practising?").count(), 0);
  });
  await reads(clockOf(app), /^5:00:0\d$/);
  await app.button("Pause").waitFor();
});

scene("failure 25: a timer that was forgotten overnight stops when the musician says so", async ({ profile }) => {
  const anna = await profile({ ...BERLIN, clock: "2026-03-28T21:30:00Z" });
  const before = await anna.open();
  await before.button("Start practising").click();
  await before.page.close();
  // The night in which clocks are put forward; the browser was closed.
  const app = await anna.open("/logbook");
  await app.passes(10 * HOUR);
  const question = app.dialog("Still practising?");
  await question.getByText("The timer has been running since yesterday, 22:30 without a touch.").waitFor();
  const when = question.getByLabel("Stopped at");
  assert.equal(await when.inputValue(), "2026-03-28T23:30");
  for (const outside of ["2026-03-28T22:29", "2026-03-29T09:31"]) {
    await when.fill(outside);
    await question.getByRole("button", { name: "Stopped then" }).click();
    await question.getByText("Enter a time between the start of this session and now.").waitFor();
  }
  await when.fill("2026-03-29T03:15");
  await question.getByRole("button", { name: "Stopped then" }).click();
  await app.notice("Paused as of 3:15").waitFor();
  await question.waitFor({ state: "detached" });
  await app.go("Today");
  await reads(clockOf(app), "3:45:00");
  const [log] = await saved(anna, app);
  assert.equal(log.durationSeconds, 3.75 * 3600);
  const [session] = await anna.stored("practice_sessions");
  assert.deepEqual([session.completedAt, session.utcOffsetMinutes], ["2026-03-29T01:15:00Z", 60]);
});

scene("failure 25: tabs that have not heard of each other lose no time", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const [one, other] = [await anna.open(), await anna.open()];
  await one.button("Start practising").click();
  // As long as no time passes, the other tab has heard of nothing.
  await other.page.getByLabel("Scales").check();
  await other.button("Start practising").click();
  await reads(other.page.getByText("Repertoire", { exact: true }).first(), "Repertoire");
  await one.passes(10 * MINUTE);
  await one.page.getByLabel("Technique").check();
  await tempo(other).fill("80");
  await one.passes(10 * MINUTE);
  await one.button("Finish").click();
  await one.dialog("Review session").waitFor();
  await hears(other, other.button("Resume"));
  await other.button("Resume").click();
  await other.passes(10 * MINUTE);
  await one.fillEntry({ notes: "Written in the first review." });
  await one.save("Save session");
  // The session went on meanwhile, so it is still there.
  await reads(clockOf(one), "30:00");
  await hears(other, other.row("Written in the first review."));
  const logs = await saved(anna, other);
  assert.deepEqual(
    logs.map((log) => [log.activityType, log.durationSeconds, log.tempoPracticed]),
    [["REPERTOIRE", 600, undefined], ["TECHNIQUE", 1200, 80]],
  );
  const entries = await anna.stored("logbook_entries");
  assert.deepEqual(entries.map((entry) => [entry.duration, entry.notes]), [[1800, "Written in the first review."]]);
});

scene("failure 25: a tab that was frozen shows the right time as soon as somebody looks", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open("/logbook");
  await app.go("Today");
  await app.button("Start practising").click();
  await app.passes(10 * MINUTE);
  await reads(clockOf(app), "10:00");
  // Time goes on, and nothing on the page is called.
  await app.page.clock.setSystemTime("2026-03-10T16:25:00Z");
  await reads(clockOf(app), "10:00");
  await app.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await reads(clockOf(app), "25:00");
});

scene("the screen stays on while somebody practises and wants that, and may go dark otherwise", async ({ profile }) => {
  const anna = await profile(BERLIN);
  await anna.context.addInitScript(() => {
    window.held = [];
    const request = async () => {
      const lock = { released: false, release: async () => (lock.released = true) };
      window.held.push(lock);
      return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
  });
  const app = await anna.open();
  const stays = (expected) =>
    app.until(async () => assert.equal(await app.page.evaluate(() => window.held.filter((lock) => !lock.released).length), expected));
  const choice = app.page.getByRole("switch", { name: "Keep the screen on while practising" });
  await choice.click();
  await stays(0);
  await app.button("Start practising").click();
  await stays(1);
  // The browser takes it back from a hidden tab.
  await app.page.evaluate(() => window.held.forEach((lock) => (lock.released = true)));
  await app.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await stays(1);
  await app.go("Logbook");
  await stays(1);
  await app.page.getByRole("button", { name: "Pause" }).click();
  await stays(0);
  await app.reload();
  await app.page.getByRole("button", { name: "Resume" }).click();
  await stays(1);
  await app.go("Today");
  assert.equal(await choice.getAttribute("aria-checked"), "true");
  await choice.click();
  await stays(0);
});

scene("a browser that cannot keep the screen on does not offer it", async ({ profile }) => {
  const anna = await profile();
  await anna.context.addInitScript(() => delete Navigator.prototype.wakeLock);
  const app = await anna.open();
  await app.button("Start practising").waitFor();
  assert.equal(await app.page.getByRole("switch").count(), 0);
});
