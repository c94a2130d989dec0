// Signing out takes the journal off this browser and leaves it in the account.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { PUSH, dailyLimit, serverError } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

scene("failure 4: signing out and in three times keeps the same records, no more", async ({ server, profile }) => {
  const email = "anna@example.org";
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ duration: "30", pieces: ["Clair de lune"], notes: "The same." });
  await app.go("Goals");
  await app.writeGoal({ title: "Spring exam", milestones: ["By heart"] });
  await app.signInAndSync(email);
  const counts = await countsOf(server, email);
  const ids = async () => (await anna.records()).map((record) => `${record.key} ${record.writeId}`);
  const before = await ids();
  for (let time = 0; time < 3; time += 1) {
    await app.signOut();
    assert.deepEqual(await anna.records(), []);
    assert.equal((await anna.user()).isAnonymous, true);
    await app.go("Logbook");
    await app.heading("Your logbook is empty").waitFor();
    await app.signInAndSync(email);
    assert.deepEqual(await ids(), before);
    assert.deepEqual(await countsOf(server, email), counts);
  }
  await app.go("Logbook");
  await app.row("The same.").waitFor();
  await app.go("Goals");
  await app.goal("Spring exam").waitFor();
});

scene("failure 9: the next person's sign-in takes nothing of the one before along", async ({ server, profile }) => {
  const shared = await profile();
  const app = await shared.open("/logbook");
  await app.writeEntry({ notes: "Berta's." });
  await app.signInAndSync("berta@example.org");
  await app.signOut();
  await app.signInAndSync("carla@example.org");
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
  await app.writeEntry({ notes: "Carla's." });
  await app.backupReads(BACKUP.backedUp);
  const notes = async (email) => (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes);
  assert.deepEqual(await notes("berta@example.org"), ["Berta's."]);
  assert.deepEqual(await notes("carla@example.org"), ["Carla's."]);
});

scene("signing out warns when something is not backed up, and can back it up first", async ({ server, profile }) => {
  const email = "dora@example.org";
  const dora = await profile();
  const app = await dora.open("/logbook");
  await app.signInAndSync(email);
  const failing = await dora.onRequest(PUSH, serverError);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Not in the account yet." });
  await app.backupReads(BACKUP.failed);
  await app.go("Account");
  await app.button("Sign out").click();
  const question = app.dialog("Sign out?");
  await question.getByText("1 change is not in your account yet. If you sign out now, it is lost.").waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal((await dora.stored("logbook_entries")).length, 1);

  failing.end();
  await app.button("Sign out").click();
  await question.getByRole("button", { name: "Back up now" }).click();
  await app.backupReads(BACKUP.backedUp);
  await app.signOut();
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 1);
});

scene("signing out offers no backup while the server takes no more", async ({ profile }) => {
  const dunja = await profile();
  const app = await dunja.open("/logbook");
  await app.signInAndSync("dunja@example.org");
  await dunja.onRequest(PUSH, dailyLimit);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Too many today." });
  await app.backupReads("Backup continues later");
  await app.go("Account");
  await app.button("Sign out").click();
  const question = app.dialog("Sign out?");
  await question.getByText("The server takes no more for now: to keep everything, sign out later, tomorrow at the latest.").waitFor();
  await question.getByRole("button", { name: "Export as a file" }).waitFor();
  assert.equal(await question.getByRole("button", { name: "Back up now" }).count(), 0);
});

scene("signing out anyway removes what the warning named", async ({ server, profile }) => {
  const email = "emma@example.org";
  const emma = await profile();
  const app = await emma.open("/logbook");
  await app.signInAndSync(email);
  await emma.onRequest(PUSH, serverError);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Given up." });
  await app.backupReads(BACKUP.failed);
  await app.go("Account");
  await app.button("Sign out").click();
  await app.dialog("Sign out?").getByRole("button", { name: "Sign out anyway" }).click();
  await app.notice("Signed out").waitFor();
  assert.deepEqual(await emma.records(), []);
  assert.deepEqual(await rowsOf(server, email, "logbook_entries"), []);
});

scene("signing out without a network takes the journal off the device, and the account hears of it later", async ({ server, profile }) => {
  const email = "fanny@example.org";
  const fanny = await profile();
  const app = await fanny.open("/logbook");
  await app.writeEntry({ notes: "In the account." });
  await app.signInAndSync(email);
  await fanny.setOffline(true);
  await app.go("Account");
  await app.button("Sign out").click();
  await app.dialog("Sign out?").getByRole("button", { name: "Sign out", exact: true }).click();
  await app.notice("Signed out on this device. The server hears of it as soon as it can be reached.").waitFor();
  assert.deepEqual(await fanny.records(), []);
  assert.equal((await fanny.user()).isAnonymous, true);
  await app.page.getByText("the server has not heard of it yet").waitFor();
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
  await app.writeEntry({ notes: "Written since, by nobody." });

  // Nothing but the logout is asked with the old session, and nobody signs in before it has gone through.
  const failing = await fanny.onRequest(/^Logout$/, serverError);
  const others = await fanny.onRequest(/./, serverError);
  await fanny.setOffline(false);
  await app.until(() => assert.ok(failing.count > 0));
  await app.syncEnds();
  assert.equal(others.count, 0);
  assert.equal((await server.db("SELECT * FROM auth_sessions")).length > 0, true);
  failing.end();
  others.end();
  await app.reload();
  await app.until(async () => assert.equal((await fanny.storage()).mirubato_logout_pending, undefined));
  const me = await fanny.graphql("{ me { id } }");
  assert.deepEqual(me, { data: { me: null } });
  assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["In the account."]);
  await app.row("Written since, by nobody.").waitFor();
});

scene("without a network, what is not backed up can be exported before signing out", async ({ profile }) => {
  const greta = await profile();
  const app = await greta.open("/logbook");
  await app.signInAndSync("greta@example.org");
  await greta.setOffline(true);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Only here." });
  await app.go("Account");
  await app.button("Sign out").click();
  const question = app.dialog("Sign out?");
  await question.getByText("1 change is not in your account yet. If you sign out now, it is lost. There is no network to back up with.").waitFor();
  assert.equal(await question.getByRole("button", { name: "Back up now" }).count(), 0);
  const download = app.page.waitForEvent("download");
  await question.getByRole("button", { name: "Export as a file" }).click();
  const file = JSON.parse(await readFile(await (await download).path(), "utf8"));
  assert.deepEqual(file.entries.map((entry) => entry.notes), ["Only here."]);
  await question.getByRole("button", { name: "Sign out anyway" }).click();
  await app.notice("Signed out on this device. The server hears of it as soon as it can be reached.").waitFor();
  assert.deepEqual(await greta.records(), []);
});
