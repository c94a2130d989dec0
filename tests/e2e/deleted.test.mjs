// Recently deleted: what was deleted is listed, on every device, and can be restored.

import assert from "node:assert/strict";

import { BACKUP } from "../support/app.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** So that today does not end during a test. */
const NOON = "2026-03-10T12:00:00Z";

/** Goes to the list as people do. */
async function lookAtDeleted(app) {
  await app.go("Account");
  await app.page.getByRole("link", { name: "Recently deleted" }).click();
  await app.heading("Recently deleted").waitFor();
}

/** The rows of the list. */
function deleted(app, text) {
  return app.page.getByRole("main").getByRole("listitem").filter({ hasText: text });
}

scene("somebody without an account restores an entry and a goal, also without a network", async ({ profile }) => {
  const anna = await profile({ clock: NOON });
  // axe-core waits by timers.
  await anna.context.clock.resume();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "25", pieces: ["Clair de lune"], notes: "By mistake." });
  await app.deleteEntry("By mistake.");
  await app.go("Goals");
  await app.writeGoal({ title: "Spring exam" });
  await app.button("Edit Spring exam").click();
  await app.button("Delete goal").click();
  await app.notice("Goal deleted").waitFor();
  await app.reload();
  await lookAtDeleted(app);
  await deleted(app, "Goal “Spring exam”").waitFor();
  const entry = deleted(app, "Logbook entry of today");
  assert.match(await entry.textContent(), /25 min · Clair de lune · By mistake\./);
  assert.match(await entry.textContent(), /Deleted today, can be restored until \d+ \w+ \d{4}/);
  await assertAccessible(app.page, "recently deleted");

  await anna.setOffline(true);
  await app.button("Restore Logbook entry of today").click();
  await app.notice("Logbook entry of today restored").waitFor();
  await entry.waitFor({ state: "detached" });
  await app.button("Restore Goal “Spring exam”").click();
  await app.heading("Nothing to restore").waitFor();
  await assertAccessible(app.page, "nothing deleted");
  await app.go("Logbook");
  await app.row("By mistake.").waitFor();
  await app.go("Goals");
  await app.goal("Spring exam").waitFor();
});

scene("what was deleted on one device is restored on another", async ({ profile }) => {
  const email = "berta@example.org";
  const [laptop, phone] = [await profile({ clock: NOON }), await profile({ clock: NOON })];
  const one = await laptop.open("/logbook");
  await one.writeEntry({ notes: "Left hand alone." });
  await one.signInAndSync(email);
  const other = await phone.open("/logbook");
  await other.signInAndSync(email);
  await other.go("Logbook");
  await other.row("Left hand alone.").waitFor();

  await one.go("Logbook");
  await one.deleteEntry("Left hand alone.");
  await one.backupReads(BACKUP.backedUp);
  await other.backUpNow();
  await lookAtDeleted(other);
  await other.button("Restore Logbook entry of today").click();
  await other.backUpNow();
  await one.backUpNow();
  await one.go("Logbook");
  await one.row("Left hand alone.").waitFor();
  await lookAtDeleted(one);
  await one.heading("Nothing to restore").waitFor();
});
