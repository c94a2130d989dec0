// Practising without an account: everything is kept in this browser, at once.

import assert from "node:assert/strict";

import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const MINUTE = 60_000;
const BERLIN = { timezoneId: "Europe/Berlin", clock: "2026-03-10T16:00:00Z" };

scene("a timed session with two activities, an entry and a goal are all there after a reload", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.page.getByLabel("Scales").check();
  await app.button("Start practising").click();
  await app.passes(10 * MINUTE);
  await app.page.getByLabel("Repertoire").check();
  await app.page.getByLabel("Piece", { exact: true }).fill("Clair de lune");
  await app.button("Set piece").click();
  await app.passes(20 * MINUTE);
  await app.button("Pause").click();
  await app.passes(5 * MINUTE);
  await app.button("Resume").click();
  await app.passes(5 * MINUTE);
  await app.button("Finish").click();
  const review = app.dialog("Review session");
  await review.getByText("Repertoire · Clair de lune").waitFor();
  await reads(review.getByRole("listitem").filter({ hasText: "Scales" }), /10 min/);
  await app.fillEntry({ instrument: "Piano", mood: "Satisfied", notes: "Left hand alone, slowly." });
  await app.save("Save session");
  await app.notice("Session saved").waitFor();

  await app.go("Logbook");
  await app.writeEntry({
    duration: "1:30",
    type: "Lesson",
    instrument: "Guitar",
    pieces: ["Recuerdos", "Lágrima"],
    techniques: ["Tremolo"],
    tags: ["exam"],
    notes: "Recuerdos is ready to be played for others.",
  });
  await app.go("Goals");
  await app.writeGoal({ title: "Spring exam", targetDate: "2026-05-20", milestones: ["By heart", "In tempo"] });
  await app.goal("Spring exam").getByLabel("By heart").check();
  await app.until(async () => assert.equal((await anna.stored("goals"))[0].progress, 50));

  await app.reload();
  await reads(app.goal("Spring exam"), /50%/);
  assert.ok(await app.goal("Spring exam").getByLabel("By heart").isChecked());
  await app.go("Logbook");
  await reads(app.row("Left hand alone, slowly."), /Clair de lune[^]*35 min/);
  await reads(app.row("ready to be played"), /Recuerdos\s· Lágrima[^]*Lesson · Guitar · Tremolo[^]*#exam[^]*1 h 30 min/);
  await app.go("Today");
  await reads(app.page.getByRole("region", { name: "Played today" }), /2 h 5 min\s+2 entries/);
  await app.backupReads(BACKUP.onThisDevice);

  const [session] = await anna.stored("practice_sessions");
  const logs = (await anna.stored("practice_logs")).sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  assert.equal(session.pausedDuration, 5 * 60);
  assert.equal(session.instrument, "Piano");
  assert.equal(session.utcOffsetMinutes, 60);
  assert.deepEqual(
    logs.map((log) => [log.activityType, log.durationSeconds]),
    [["SCALES", 10 * 60], ["REPERTOIRE", 25 * 60]],
  );
  assert.ok(logs.every((log) => log.sessionId === session.id));
  assert.equal((await anna.stored("logbook_entries")).length, 2);
  const user = await anna.user();
  assert.equal(user.isAnonymous, true);
  assert.ok((await anna.records()).every((record) => record.userId === user.id && record.isSynced === false));
});

scene("failure 25: the timer loses nothing while its tab is closed", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const first = await anna.open();
  await first.button("Start practising").click();
  await first.passes(10 * MINUTE);
  const second = await anna.open();
  await first.page.close();
  await second.passes(15 * MINUTE);
  await reads(second.page.getByRole("timer"), "25:00");
  await second.reload();
  await reads(second.page.getByRole("timer"), "25:00");
});

scene("failure 13: an entry is kept in the moment in which it is saved", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.button("New entry").click();
  await app.fillEntry({ notes: "Saved, and the tab closed at once." });
  await app.button("Save").click();
  await app.page.close();
  const again = await anna.open("/logbook");
  await again.row("Saved, and the tab closed at once.").waitFor();
});

scene("failure 19: a late evening belongs to the day where it was played", async ({ profile }) => {
  const anna = await profile({ timezoneId: "America/Los_Angeles", clock: "2026-03-11T06:30:00Z" });
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "20", notes: "Half past eleven at night." });
  const day = (name) => app.page.getByRole("region", { name, exact: true });
  await reads(day("Today"), /20 min[^]*Half past eleven at night\./);
  const [entry] = await anna.stored("logbook_entries");
  assert.equal(entry.utcOffsetMinutes, -420);
  await app.passes(60 * MINUTE);
  await reads(day("Yesterday"), /20 min[^]*Half past eleven at night\./);
});

scene("failure 20: what is typed as minutes is minutes", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "45", notes: "Three quarters." });
  await reads(app.row("Three quarters."), /45 min/);
  assert.equal((await anna.stored("logbook_entries"))[0].duration, 45 * 60);
});

scene("failure 18: a piece that is named again is the same piece", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ pieces: ["Clair de lune"], notes: "first" });
  await app.button("New entry").click();
  await app.dialog("New entry").getByLabel("Pieces", { exact: true }).fill("clair de lune");
  await app.save();
  const entries = await anna.stored("logbook_entries");
  assert.equal(new Set(entries.map((entry) => entry.pieces[0].id)).size, 1);
  assert.equal((await anna.stored("pieces")).length, 1);
});

scene("a deleted entry comes back by undo, with everything that it had", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "30", pieces: ["Recuerdos"], notes: "Deleted by mistake.", tags: ["exam"] });
  const [before] = await anna.stored("logbook_entries");
  await app.deleteEntry("Deleted by mistake.");
  await app.notice("Entry deleted").waitFor();
  await app.heading("Your logbook is empty").waitFor();
  await app.button("Undo").click();
  await app.row("Deleted by mistake.").waitFor();
  await app.reload();
  await app.row("Deleted by mistake.").waitFor();
  const [after] = await anna.stored("logbook_entries");
  for (const field of ["id", "timestamp", "duration", "pieces", "notes", "tags"]) {
    assert.deepEqual(after[field], before[field], field);
  }
});

scene("a message with a way back stays for as long as somebody is at it, and goes then", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "30", notes: "Deleted by mistake." });
  await app.deleteEntry("Deleted by mistake.");
  // The sheet is on its way out.
  await app.passes(1_000);
  await app.button("Undo").hover();
  await app.button("Undo").focus();
  await app.passes(MINUTE);
  await app.button("Undo").waitFor();
  // The pointer goes, the focus stays; and the other way round.
  const opener = app.button("New entry");
  await opener.hover();
  await app.passes(MINUTE);
  await app.button("Undo").hover();
  await opener.focus();
  await app.passes(MINUTE);
  await app.button("Undo").waitFor();
  await opener.hover();
  await app.passes(MINUTE);
  await app.button("Undo").waitFor({ state: "detached" });
});

scene("the review of a session can be left without losing the session, and a session can be discarded", async ({ profile }) => {
  const anna = await profile(BERLIN);
  const app = await anna.open();
  await app.button("Start practising").click();
  await app.passes(10 * MINUTE);
  await app.button("Finish").click();
  await app.dialog("Review session").waitFor();
  await app.button("Back to timer").click();
  await app.button("Resume").click();
  await app.passes(10 * MINUTE);
  await reads(app.page.getByRole("timer"), "20:00");
  await app.button("Discard").click();
  await app.button("Keep session").click();
  await reads(app.page.getByRole("timer"), "20:00");
  await app.button("Discard").click();
  await app.button("Discard session").click();
  await app.button("Start practising").waitFor();
  await app.reload();
  await app.button("Start practising").waitFor();
  assert.deepEqual(await anna.records(), []);
});

scene("a goal is completed by its last milestone, opened again, edited, deleted and restored", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/goals");
  await app.writeGoal({ title: "Spring exam", milestones: ["By heart", "In tempo"] });
  await app.goal("Spring exam").getByLabel("By heart").check();
  await app.goal("Spring exam").getByLabel("In tempo").check();
  await app.notice("Goal completed. Well played!").waitFor();
  const completed = app.page.getByRole("region", { name: "Completed" });
  await reads(completed, /Spring exam[^]*Completed on[^]*100%/);
  await app.goal("Spring exam").getByLabel("In tempo").uncheck();
  await app.page.getByRole("region", { name: "In progress" }).getByText("50%").waitFor();

  await app.button("Edit Spring exam").click();
  await app.dialog("Edit goal").getByLabel("Title").fill("Summer exam");
  await app.save();
  await app.button("Edit Summer exam").click();
  await app.button("Delete goal").click();
  await app.notice("Goal deleted").waitFor();
  await app.heading("No goals yet").waitFor();
  await app.button("Undo").click();
  await reads(app.goal("Summer exam"), /50%/);
  const [goal] = await anna.stored("goals");
  assert.deepEqual(goal.milestones.map((milestone) => milestone.completed ?? false), [true, false]);
});
