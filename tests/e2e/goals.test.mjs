// Goals that count what the journal holds.

import assert from "node:assert/strict";

import { reads } from "../support/eventually.mjs";
import { journal } from "../support/journal.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const HOUR = 3_600_000;
const BERLIN = { timezoneId: "Europe/Berlin", clock: "2026-03-10T16:00:00Z" };

/** Opens the form of a new goal that counts something. */
async function writeTarget(app, { title, kind, amount, piece }) {
  await app.button("New goal").click();
  const form = app.dialog("New goal");
  await form.getByLabel("Title").fill(title);
  await form.getByRole("button", { name: kind, exact: true }).click();
  await form.getByLabel(kind, { exact: true }).fill(amount);
  if (piece) await form.getByLabel("Piece", { exact: true }).selectOption({ label: piece });
  return form;
}

scene("a target counts what is played from the day on which it was set, and what says so", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open("/logbook");
  await app.writeEntry({ when: "2026-03-01T10:00", duration: "20", pieces: ["Clair de lune"], notes: "Before the goal." });
  await app.go("Goals");
  await writeTarget(app, { title: "An hour", kind: "Minutes", amount: "60", piece: "Clair de lune" });
  await app.save();
  await reads(app.goal("An hour"), /0 min of 1 h[^]*Nothing has counted yet/);

  await app.go("Logbook");
  await app.writeEntry({ duration: "40", pieces: ["Clair de lune", "Scarbo"], notes: "Half of it counts." });
  await app.go("Goals");
  await reads(app.goal("An hour"), /33%[^]*20 min of 1 h[^]*What counted: 1 time you played/);
  // Opened and closed within a moment, of which the browser tells once.
  await app.goal("An hour").getByText("What counted").evaluate((line) => {
    line.click();
    line.click();
  });
  await app.goal("An hour").getByText("What counted").click();
  await app.goal("An hour").getByRole("button", { name: /Half of it counts/ }).click();
  await app.dialog("Edit entry").waitFor();
  await app.button("Cancel").click();

  // Nothing computed is stored, and nothing computed makes a record wait for a backup.
  const [goal] = await anna.stored("goals");
  assert.equal(goal.progress, undefined);
  assert.deepEqual(goal.target, { kind: "MINUTES", amount: 60, pieceId: goal.target.pieceId });

  await app.go("Logbook");
  await app.writeEntry({ duration: "1:00", pieces: ["Clair de lune"] });
  await app.go("Goals");
  await reads(app.goal("An hour"), /100%[^]*1 h 20 min of 1 h[^]*You have reached it/);
  await app.button("Complete An hour").click();
  await app.notice("Goal completed. Well played!").waitFor();
  await app.page.getByRole("region", { name: "Completed" }).getByRole("heading", { name: "An hour" }).waitFor();
});

scene("an amount that is no number is shown at its field, and nothing is lost", async ({ profile }) => {
  const app = await (await profile(BERLIN)).open("/goals");
  const form = await writeTarget(app, { title: "Faster", kind: "Tempo in BPM", amount: "" });
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await form.getByText("Enter a whole number").waitFor();
  await form.getByLabel("Tempo in BPM", { exact: true }).fill("0");
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await form.getByText(/between|range|too/i).first().waitFor();
  await form.getByLabel("Tempo in BPM", { exact: true }).fill("120");
  await app.save();
  await reads(app.goal("Faster"), /0 of 120 BPM/);
});

scene("a goal is put aside and taken up again", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open("/goals");
  await app.writeGoal({ title: "Spring exam" });
  await app.button("Pause Spring exam").click();
  await app.notice("Goal put aside").waitFor();
  await app.page.getByRole("region", { name: "Put aside" }).getByRole("heading", { name: "Spring exam" }).waitFor();
  assert.equal((await anna.stored("goals"))[0].status, "PAUSED");
  await app.button("Resume Spring exam").click();
  await app.notice("Goal taken up again").waitFor();
  await app.page.getByRole("region", { name: "In progress" }).getByRole("heading", { name: "Spring exam" }).waitFor();
});

scene("a goal is due until its day is over, and overdue from then on, unless it was reached", async ({ profile }) => {
  const app = await (await profile(BERLIN)).open("/goals");
  await app.writeGoal({ title: "Spring exam", targetDate: "2026-03-10" });
  await app.writeGoal({ title: "House concert", targetDate: "2026-03-09" });
  await app.writeGoal({ title: "Recital", targetDate: "2026-03-11" });
  await reads(app.goal("Spring exam"), /By 10 Mar 2026/);
  await reads(app.goal("House concert"), /Was due on 9 Mar 2026/);
  await app.passes(8 * HOUR);
  await reads(app.goal("Spring exam"), /Was due on 10 Mar 2026/);
  await reads(app.goal("Recital"), /By 11 Mar 2026/);

  // What was reached was due on no day.
  await app.button("Complete House concert").click();
  await reads(app.goal("House concert"), /Completed on 11 Mar 2026\s+100%/);
  assert.equal(await app.goal("House concert").getByText(/due/i).count(), 0);
  await app.button("Reopen House concert").click();
  await reads(app.goal("House concert"), /Was due on 9 Mar 2026\s+0%/);
});

/** A piece that was played yesterday and this morning, and another one. */
const PLAYED = journal(
  [
    ["yesterday", "2026-03-09T17:00:00Z", { id: "clair", title: "Clair de lune", tempo: 140 }, "Too fast."],
    ["morning", "2026-03-10T08:00:00Z", { id: "clair", title: "Clair de lune", tempo: 96 }, "In the morning."],
    ["noon", "2026-03-10T11:00:00Z", { id: "scarbo", title: "Scarbo", tempo: 200 }, "At noon."],
  ].map(([id, timestamp, piece, notes]) => ({ id, timestamp, createdAt: timestamp, duration: 1200, utcOffsetMinutes: 60, pieces: [piece], notes })),
  [{ id: "clair", title: "Clair de lune" }, { id: "scarbo", title: "Scarbo" }],
);

scene("a tempo is reached by the fastest time that its piece was played since the goal was set", async ({ profile }) => {
  const anna = await profile(BERLIN);
  await anna.seed(PLAYED);
  const app = await anna.open("/goals");
  await writeTarget(app, { title: "In tempo", kind: "Tempo in BPM", amount: "120", piece: "Clair de lune" });
  await app.save();
  await reads(app.goal("In tempo"), /80%[^]*96 of 120 BPM[^]*What counted: 1 time you played/);

  await app.go("Logbook");
  await app.openEntry("In the morning.");
  await app.button("Details of Clair de lune").click();
  await app.dialog("Edit entry").getByLabel("Tempo (BPM)", { exact: true }).fill("126");
  await app.save();
  // What is slower afterwards takes nothing away.
  await app.writeEntry({ duration: "10", pieces: ["Clair de lune"], notes: "Slowly again." });
  await app.go("Goals");
  await reads(app.goal("In tempo"), /100%[^]*126 of 120 BPM[^]*You have reached it[^]*What counted: 2 times you played/);
  // The musician says when it is done.
  await app.page.getByRole("region", { name: "In progress" }).getByRole("heading", { name: "In tempo" }).waitFor();
  await app.button("Complete In tempo").click();
  await app.page.getByRole("region", { name: "Completed" }).getByRole("heading", { name: "In tempo" }).waitFor();
  await reads(app.goal("In tempo"), /100%[^]*126 of 120 BPM/);
});

scene("a number of entries is reached by those of the days since the goal was set, and by none that was deleted", async ({ profile }) => {
  const anna = await profile(BERLIN);
  await anna.seed(PLAYED);
  const app = await anna.open("/goals");
  await writeTarget(app, { title: "Keep a diary", kind: "Entries", amount: "3" });
  await app.save();
  await reads(app.goal("Keep a diary"), /66%[^]*2 of 3 entries[^]*What counted: 2 times you played/);
  await app.go("Logbook");
  await app.writeEntry({ duration: "10", notes: "In the evening." });
  await app.go("Goals");
  await reads(app.goal("Keep a diary"), /100%[^]*3 of 3 entries[^]*You have reached it/);
  await app.go("Logbook");
  await app.deleteEntry("At noon.");
  await app.go("Goals");
  await reads(app.goal("Keep a diary"), /66%[^]*2 of 3 entries/);
  assert.equal(await app.goal("Keep a diary").getByText("You have reached it").count(), 0);
});

scene("the days in a row are counted by the days where it was played", async ({ profile }) => {
  const app = await (await profile(BERLIN)).open("/logbook");
  for (const day of ["2026-03-07", "2026-03-08", "2026-03-09"]) {
    await app.writeEntry({ when: `${day}T23:30`, duration: "10" });
  }
  await app.go("Today");
  const streak = app.page.getByRole("region", { name: "Days in a row" });
  await reads(streak, /3 days\s+Play today to go on/);
  await app.go("Logbook");
  await app.writeEntry({ duration: "5" });
  await app.go("Today");
  await reads(streak, /4 days\s+Today counts already/);
});

scene("what the account has and this device does not yet is not said to be nothing", async ({ profile }) => {
  const email = "nina@example.org";
  const one = await (await profile()).open("/goals");
  await one.writeGoal({ title: "Spring exam" });
  await one.signInAndSync(email);

  const phone = await profile();
  let letCome;
  const come = new Promise((resolve) => (letCome = resolve));
  await phone.onRequest(/^(Changes|History)$/, async (route) => {
    await come;
    await route.continue();
  });
  const other = await phone.open();
  await other.signIn(email);
  const arriving = other.page.getByText("Your journal is on its way to this device. You can start working.", { exact: true });
  await other.go("Goals");
  await arriving.waitFor();
  assert.equal(await other.heading("No goals yet").count(), 0);
  await other.go("Account");
  await other.page.getByRole("link", { name: "Recently deleted" }).click();
  await other.heading("Recently deleted").waitFor();
  await arriving.waitFor();
  assert.equal(await other.heading("Nothing to restore").count(), 0);

  letCome();
  await other.heading("Nothing to restore").waitFor();
  await other.go("Goals");
  await other.goal("Spring exam").waitFor();
  assert.equal(await arriving.count(), 0);
});
