// "Check my backup": an answer in a sentence, and the repair of what vanished behind the app's back.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { reads } from "../support/eventually.mjs";
import { PUSH, serverError } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** What the check answers. */
async function check(app) {
  await app.go("Account");
  await app.button("Check my backup").click();
  const answer = app.page.getByRole("main").getByRole("status").filter({ hasText: /\.$/ });
  await answer.waitFor();
  return answer.textContent();
}

/** A signed-in browser with three entries, which the account holds too. */
async function backedUp(profile, email) {
  const app = await profile.open("/logbook");
  for (const notes of ["One.", "Two.", "Three."]) await app.writeEntry({ notes });
  await app.signInAndSync(email);
  return app;
}

scene("a backed-up journal is said to be in the account, until something is written that is not", async ({ profile }) => {
  const anna = await profile();
  const app = await backedUp(anna, "anna@example.org");
  assert.equal(await check(app), "All 3 entries are in your account.");
  await assertAccessible(app.page, "account, with the answer of a check");
  const failing = await anna.onRequest(PUSH, serverError);
  const other = await anna.open("/logbook");
  await other.writeEntry({ notes: "Four." });
  await app.lookAt();
  await app.backupReads(BACKUP.failed);
  await app.page.getByText("All 3 entries are in your account.").waitFor({ state: "detached" });
  failing.end();
  await app.backUpNow();
  assert.equal(await check(app), "All 4 entries are in your account.");
});

scene("an account that does not answer says nothing of the backup, and without a network it is not asked", async ({ profile }) => {
  const carla = await profile();
  const app = await backedUp(carla, "carla@example.org");
  const failing = await carla.onRequest(/./, serverError);
  assert.match(await check(app), /^The backup could not be checked\. /);
  failing.end();
  await app.backUpNow();
  await carla.setOffline(true);
  await app.backupReads("Offline");
  const buttons = ["Back up now", "Check my backup"].map((name) => app.button(name));
  for (const button of buttons) {
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    const explained = await button.getAttribute("aria-describedby");
    await reads(app.page.locator(`#${explained}`), /^There is no network\. /);
  }
  await carla.setOffline(false);
  await app.backupReads(BACKUP.backedUp);
  assert.equal(await check(app), "All 3 entries are in your account.");
});

scene("an entry that vanished from the browser comes back, and one that vanished from the account is put back", async ({ server, profile }) => {
  const email = "berta@example.org";
  const berta = await profile();
  const app = await backedUp(berta, email);
  const [first, second] = await rowsOf(server, email, "logbook_entries");
  await app.page.evaluate((key) => localStorage.removeItem(key), `mirubato_logbook_entries:${first.id}`);
  await server.db("DELETE FROM logbook_entries WHERE id = ?", second.id);
  assert.equal(
    await check(app),
    "This device and your account did not hold the same. Now they do. " +
      "1 record was missing or out of date on this device. 1 record was missing in your account. " +
      "All 3 entries are in your account.",
  );
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 3);
  await app.reload();
  await app.go("Logbook");
  for (const notes of ["One.", "Two.", "Three."]) await app.row(notes).waitFor();
  assert.equal(await check(app), "All 3 entries are in your account.");
});
