// Several tabs of one browser share a journal, a cookie and a network.

import assert from "node:assert/strict";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { PUSH } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const notes = async (server, email) => (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes).sort();

scene("one tab is somebody, the other signs in as somebody else: nothing crosses", async ({ server, profile }) => {
  const [anna, berta] = ["anna@example.org", "berta@example.org"];
  const bertas = await (await profile()).open("/logbook");
  await bertas.writeEntry({ notes: "Berta's, from home." });
  await bertas.signInAndSync(berta);

  const shared = await profile();
  const first = await shared.open("/logbook");
  await first.writeEntry({ notes: "Anna's, backed up." });
  await first.signInAndSync(anna);
  await first.go("Logbook");
  // Anna's next change is on its way when Berta signs in in another tab.
  let letGo;
  const released = new Promise((resolve) => (letGo = resolve));
  const held = await shared.onRequest(PUSH, async (route) => {
    await released;
    await route.continue();
  });
  await first.writeEntry({ notes: "Anna's, under way." });
  await first.until(() => assert.equal(held.count, 1));

  const second = await shared.open();
  await second.visit("/account");
  // Berta's link comes from her own browser.
  await bertas.signOut();
  await bertas.askForLink(berta);
  await second.openLink(await bertas.linkFor(berta));
  await second.confirmLink(berta);
  letGo();

  await second.go("Logbook");
  await second.row("Berta's, from home.").waitFor();
  await first.row("Berta's, from home.").waitFor();
  for (const app of [first, second]) {
    await app.backupReads(BACKUP.backedUp);
    assert.equal(await app.row("Anna's").count(), 0);
  }
  await first.lookAt();
  await first.writeEntry({ notes: "Berta's, in the first tab." });
  await first.backupReads(BACKUP.backedUp);
  await second.row("Berta's, in the first tab.").waitFor();

  assert.deepEqual(await notes(server, berta), ["Berta's, from home.", "Berta's, in the first tab."]);
  assert.deepEqual((await notes(server, anna)).filter((note) => note.startsWith("Berta")), []);

  // What Anna wrote last is not lost: it waits in this browser, for her only.
  await first.signOut();
  await first.signInAndSync(anna);
  await first.go("Logbook");
  await first.row("Anna's, under way.").waitFor();
  assert.equal(await first.row("Berta's").count(), 0);
  assert.deepEqual(await notes(server, anna), ["Anna's, backed up.", "Anna's, under way."]);
  assert.deepEqual(await notes(server, berta), ["Berta's, from home.", "Berta's, in the first tab."]);
});

scene("what is open for one user is closed when another signs in: it cannot be saved in their journal", async ({ server, profile }) => {
  const [gerda, hanna] = ["gerda@example.org", "hanna@example.org"];
  const hannas = await (await profile()).open();
  await hannas.signInAndSync(hanna);

  const shared = await profile();
  const journal = await shared.open("/logbook");
  await journal.writeEntry({ notes: "Gerda's, deleted." });
  await journal.signInAndSync(gerda);
  const review = await shared.open();
  await review.lookAt();
  await review.button("Start practising").click();
  await review.button("Finish").click();
  await review.dialog("Review session").waitFor();
  const goals = await shared.open("/goals");
  await goals.lookAt();
  await goals.button("New goal").click();
  await goals.dialog("New goal").getByLabel("Title").fill("Gerda's exam");
  await hannas.signOut();
  await hannas.askForLink(hanna);
  const second = await shared.open();
  await second.openLink(await hannas.linkFor(hanna));
  await journal.lookAt();
  await journal.go("Logbook");
  await journal.deleteEntry("Gerda's, deleted.");
  await journal.notice("Entry deleted").waitFor();
  await journal.button("New entry").click();
  await journal.fillEntry({ notes: "Gerda's, half written." });

  await second.lookAt();
  await second.confirmLink(hanna);
  for (const app of [journal, review, goals]) {
    await app.lookAt();
    await app.page.getByRole("dialog").waitFor({ state: "detached" });
  }
  assert.equal(await journal.notice("Entry deleted").count(), 0);
  await review.button("Start practising").waitFor();

  // The pages go on for the other user.
  await journal.lookAt();
  await journal.writeEntry({ notes: "Hanna's." });
  await journal.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notes(server, hanna), ["Hanna's."]);
  const { goals: hannasGoals, practice_sessions: hannasSessions } = await countsOf(server, hanna);
  assert.deepEqual([hannasGoals, hannasSessions], [0, 0]);
});

scene("what is open stays open when the anonymous journal moves into an account", async ({ server, profile }) => {
  const email = "ida@example.org";
  const ida = await profile();
  const [one, other] = [await ida.open("/logbook"), await ida.open("/logbook")];
  await one.lookAt();
  await one.button("New entry").click();
  await one.fillEntry({ notes: "Half written, then signed in." });
  await other.lookAt();
  await other.signInAndSync(email);
  await one.lookAt();
  await one.backupReads(BACKUP.backedUp);
  await one.save();
  await one.backupReads(BACKUP.backedUp);
  await one.until(async () => assert.deepEqual(await notes(server, email), ["Half written, then signed in."]));
});

scene("failure 16: tabs that sync at the same time make no duplicates", async ({ server, profile }) => {
  const email = "carla@example.org";
  const carla = await profile();
  const tabs = [await carla.open("/logbook"), await carla.open("/logbook"), await carla.open("/logbook")];
  for (const [number, app] of tabs.entries()) {
    await app.lookAt();
    await app.writeEntry({ notes: `From tab ${number}.` });
  }
  await tabs[0].lookAt();
  await tabs[0].signIn(email);
  for (const app of tabs) {
    await app.lookAt();
    await app.go("Account");
  }
  const press = (app) => app.page.getByRole("button", { name: /^(Back up now|Try again)$/ }).click();
  await Promise.all(tabs.map(press));
  for (const app of tabs) await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notes(server, email), ["From tab 0.", "From tab 1.", "From tab 2."]);
  assert.equal((await countsOf(server, email)).logbook_entries, 3);
});

scene("what one tab writes, the other shows at once", async ({ profile }) => {
  const dora = await profile();
  const [one, other] = [await dora.open("/logbook"), await dora.open("/logbook")];
  await one.lookAt();
  await one.writeEntry({ notes: "Seen in both." });
  await other.lookAt();
  await other.row("Seen in both.").waitFor();
  await other.editEntry("Seen in both.", { mood: "Excited" });
  await one.lookAt();
  await reads(one.row("Seen in both."), /Excited/);
  await one.deleteEntry("Seen in both.");
  await other.heading("Your logbook is empty").waitFor();
});

scene("an edit that was opened before another tab changed the entry keeps both changes", async ({ profile }) => {
  const emma = await profile();
  const [one, other] = [await emma.open("/logbook"), await emma.open("/logbook")];
  await one.lookAt();
  await one.writeEntry({ duration: "30", notes: "Slow movement." });
  await other.lookAt();
  await other.openEntry("Slow movement.");
  await one.lookAt();
  await one.editEntry("Slow movement.", { duration: "50" });
  await other.lookAt();
  await other.fillEntry({ mood: "Neutral" });
  await other.save();
  for (const app of [one, other]) {
    await reads(app.row("Slow movement."), /50 min/);
    await reads(app.row("Slow movement."), /Neutral/);
  }
});

scene("both tabs save an edit of one entry at once: both edits are kept, here and in the account", async ({ server, profile }) => {
  const email = "greta@example.org";
  const greta = await profile();
  const one = await greta.open("/logbook");
  await one.writeEntry({ duration: "30", notes: "Slow movement.", tags: ["exam"] });
  await one.signInAndSync(email);
  await one.go("Logbook");
  const other = await greta.open("/logbook");
  await one.lookAt();
  await one.openEntry("Slow movement.");
  await one.fillEntry({ duration: "50", tags: ["one"] });
  await other.lookAt();
  await other.openEntry("Slow movement.");
  await other.fillEntry({ mood: "Neutral", tags: ["other"] });
  await Promise.all([one.save(), other.save()]);
  for (const app of [one, other]) {
    await app.lookAt();
    await reads(app.row("Slow movement."), /Neutral[^]*50 min/);
    await reads(app.row("Slow movement."), /#exam[^]*#one/);
    await reads(app.row("Slow movement."), /#other/);
    await app.backupReads(BACKUP.backedUp);
  }
  const [row] = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual([row.duration, row.mood, JSON.parse(row.tags).sort()], [3000, "NEUTRAL", ["exam", "one", "other"]]);
});

scene("the timer is one across tabs", async ({ profile }) => {
  const fanny = await profile({ clock: "2026-03-10T16:00:00Z" });
  const [one, other] = [await fanny.open(), await fanny.open()];
  await one.button("Start practising").click();
  // A tab gathers for a moment what others write.
  const hears = (app, check) => app.until(() => Promise.all([app.passes(100), check.waitFor({ timeout: 500 })]));
  await hears(other, other.button("Pause"));
  await one.passes(300_000);
  await reads(other.page.getByRole("timer"), /^5:\d\d$/);
  await other.button("Pause").click();
  await hears(one, one.button("Resume"));
});
