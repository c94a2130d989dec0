// What can become of a session and an account while somebody works: paused, ended, deleted, too old, used up. The work
// goes on here, the state is said in words, and nothing is lost.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { PUSH, cutBefore, dailyLimit, refusal, serverError, silence } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";
import { unacceptable } from "../support/unacceptable.mjs";

const scene = stage();

const MINUTE = 60_000;

const notesOf = async (server, email) => (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes).sort();

const pause = (app) => app.page.getByRole("switch", { name: "Back up to my account" });

scene("a paused backup sends and fetches nothing on any device, and resumes everything", async ({ server, profile }) => {
  const email = "anna@example.org";
  const desk = await profile();
  const one = await desk.open("/logbook");
  await one.writeEntry({ notes: "Before." });
  await one.signInAndSync(email);
  const phone = await profile();
  const other = await phone.open();
  await other.signInAndSync(email);

  await one.go("Account");
  await pause(one).click();
  await one.backupReads("Backup paused");
  assert.equal(await pause(one).getAttribute("aria-checked"), "false");
  await one.page.getByText("Nothing is sent to your account or fetched from it, on any device.").waitFor();
  await one.go("Logbook");
  await one.writeEntry({ notes: "On the desk." });
  await one.backupReads("Backup paused, 1 change only here");
  await one.reload();
  await one.backupReads("Backup paused, 1 change only here");

  // The other device learns it when it would back up.
  await other.go("Logbook");
  await other.writeEntry({ notes: "On the phone." });
  await other.backupReads("Backup paused, 1 change only here");
  assert.deepEqual(await notesOf(server, email), ["Before."]);

  await other.go("Account");
  await pause(other).click();
  await other.backupReads(BACKUP.backedUp);
  // And this one that it goes on, when it asks the next time.
  await one.reload();
  await one.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["Before.", "On the desk.", "On the phone."]);
  await one.row("On the phone.").waitFor();
  await other.backUpNow();
  await other.go("Logbook");
  await other.row("On the desk.").waitFor();
  for (const device of [desk, phone]) assert.equal((await device.user()).hasCloudStorage, true);
});

scene("pausing without a network changes nothing and says so", async ({ profile }) => {
  const berta = await profile();
  const app = await berta.open("/account");
  await app.signInAndSync("berta@example.org");
  await app.go("Account");
  await berta.setOffline(true);
  await pause(app).click();
  await app.notice("The server did not answer. Check your connection and try again.").waitFor();
  assert.equal(await pause(app).getAttribute("aria-checked"), "true");
  await berta.setOffline(false);
  await app.backupReads(BACKUP.backedUp);
});

scene("a session that has ended says how many changes wait, and asks their account to sign in again", async ({ server, profile }) => {
  const email = "clara@example.org";
  const clara = await profile();
  const app = await clara.open("/logbook");
  await app.signInAndSync(email);
  await server.db("DELETE FROM auth_sessions");
  await app.go("Logbook");
  await app.writeEntry({ notes: "One." });
  await app.backupReads("Sign in again to back up 1 change");
  await app.writeEntry({ notes: "Two." });
  await app.backupReads("Sign in again to back up 2 changes");
  await app.reload();
  await app.backupReads("Sign in again to back up 2 changes");
  await app.go("Account");
  await app.page.getByText("Your sign-in has ended. You can go on working").waitFor();
  assert.equal(await app.page.getByLabel("Email address").inputValue(), email);
  await app.signInAndSync(email);
  assert.deepEqual(await notesOf(server, email), ["One.", "Two."]);
});

scene("failure 9: who signs in after a session ended leaves the first one's journal for the first one", async ({ server, profile }) => {
  const shared = await profile();
  const app = await shared.open("/logbook");
  await app.signInAndSync("dora@example.org");
  await server.db("DELETE FROM auth_sessions");
  await app.go("Logbook");
  await app.writeEntry({ notes: "Dora's." });
  await app.backupReads("Sign in again to back up 1 change");
  await app.signInAndSync("emma@example.org");
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
  assert.deepEqual(await notesOf(server, "emma@example.org"), []);
  assert.deepEqual(await notesOf(server, "dora@example.org"), []);
  await app.signOut();
  await app.signInAndSync("dora@example.org");
  await app.go("Logbook");
  await app.row("Dora's.").waitFor();
  assert.deepEqual(await notesOf(server, "dora@example.org"), ["Dora's."]);
});

/** Somebody with an entry in an account, which is deleted on another device. */
async function deletedAccount(email, profile) {
  const browser = await profile();
  const app = await browser.open("/logbook");
  await app.writeEntry({ duration: "30", notes: "Still here." });
  await app.signInAndSync(email);
  const { id } = await browser.user();
  const phone = await profile();
  await (await phone.open()).signInAndSync(email);
  const mutation = "mutation($id: String!) { deleteAccount(expectedUserId: $id) }";
  assert.deepEqual(await phone.graphql(mutation, { id }), { data: { deleteAccount: true } });
  await app.go("Logbook");
  await app.writeEntry({ notes: "Written since." });
  await app.backupReads("Account deleted");
  await app.go("Account");
  await app.heading("This account was deleted").waitFor();
  return { browser, app, id };
}

scene("the journal of a deleted account can be kept here, and moved into a new account later", async ({ server, profile }) => {
  const email = "fanny@example.org";
  const { browser, app, id } = await deletedAccount(email, profile);
  await app.button("Keep it on this device").click();
  await app.notice("Your journal is on this device").waitFor();
  await app.backupReads(BACKUP.onThisDevice);
  const user = await browser.user();
  assert.equal(user.isAnonymous, true);
  const records = await browser.records();
  assert.equal(records.length, 2);
  for (const record of records) {
    assert.deepEqual([record.userId, record.isSynced, record.base, record.sent], [user.id, false, undefined, undefined]);
  }
  await app.go("Logbook");
  await app.row("Still here.").waitFor();
  await app.row("Written since.").waitFor();

  await app.signInAndSync(email);
  assert.notEqual((await browser.user()).id, id);
  assert.deepEqual(await notesOf(server, email), ["Still here.", "Written since."]);
});

scene("the journal of a deleted account can be exported, and deleted here after a question", async ({ profile }) => {
  const { browser, app } = await deletedAccount("greta@example.org", profile);
  const download = app.page.waitForEvent("download");
  await app.button("Export as a file").click();
  const file = JSON.parse(await readFile(await (await download).path(), "utf8"));
  assert.deepEqual(file.entries.map((entry) => entry.notes).sort(), ["Still here.", "Written since."]);

  await app.button("Delete it from this device").click();
  const question = app.dialog("Delete the journal from this device?");
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal((await browser.records()).length, 2);
  await app.button("Delete it from this device").click();
  await question.getByRole("button", { name: "Delete journal" }).click();
  await app.notice("Journal deleted from this device").waitFor();
  assert.deepEqual(await browser.records(), []);
  await app.backupReads(BACKUP.onThisDevice);
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
});

scene("nobody signs in over the journal of a deleted account before it is decided on", async ({ profile }) => {
  const email = "hedwig@example.org";
  const { browser, app, id } = await deletedAccount(email, profile);
  const elsewhere = await (await profile()).open();
  await elsewhere.askForLink(email);
  await app.openLink(await elsewhere.linkFor(email));
  await app.page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await app.page.getByText("Decide on the Account screen what becomes of it, and then sign in.").waitFor();
  await app.page.getByRole("link", { name: "Open Account" }).click();
  await app.heading("This account was deleted").waitFor();
  assert.equal((await browser.user()).id, id);
  assert.equal((await browser.records()).length, 2);
});

scene("a version that is too old says so, keeps what was written, and sends it after the page is loaded again", async ({ server, profile }) => {
  const email = "ida@example.org";
  const ida = await profile();
  const app = await ida.open("/logbook");
  await app.signInAndSync(email);
  const refusing = await ida.onRequest(PUSH, refusal("UPGRADE_REQUIRED"));
  await app.go("Logbook");
  await app.writeEntry({ notes: "By the old version." });
  await app.backupReads("Load again to back up");
  await app.go("Account");
  await app.page.getByText("There is a newer version of Mirubato. Load the page again to go on backing up.").waitFor();
  assert.equal((await ida.stored("logbook_entries"))[0].isSynced, false);
  refusing.end();
  await app.button("Load again").click();
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["By the old version."]);
});

scene("the platform's daily limit says that the backup goes on later, and it does", async ({ server, profile }) => {
  const email = "jane@example.org";
  const jane = await profile({ clock: Date.now() });
  const app = await jane.open("/logbook");
  await app.signInAndSync(email);
  const limit = await jane.onRequest(/./, dailyLimit);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Over the limit." });
  await app.backupReads("Backup continues later");
  await app.go("Account");
  await app.page.getByText("Mirubato goes on by itself, tomorrow at the latest.").waitFor();
  // The screen has asked once where the account is signed in. From then on the server is left alone for a good while.
  await app.page.getByRole("region", { name: "Signed in on these devices" }).getByText("The server takes no more for now.").waitFor();
  const { count } = limit;
  for (let minute = 0; minute < 5; minute += 1) await app.passes(MINUTE);
  await app.syncEnds();
  assert.equal(limit.count, count);
  limit.end();
  await app.passes(15 * MINUTE);
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["Over the limit."]);
});

scene("after failures the app waits longer and longer, unless it is asked to", async ({ server, profile }) => {
  const email = "klara@example.org";
  const klara = await profile({ clock: Date.now() });
  const app = await klara.open("/logbook");
  await app.signInAndSync(email);
  const failing = await klara.onRequest(/^Changes$/, serverError);
  await app.go("Account");
  await app.button("Back up now").click();
  await app.backupReads(BACKUP.failed);
  // The waits are 4, 8, 16 ... seconds at most, and half of that at least.
  for (const seconds of [4, 8, 16, 32]) {
    const before = failing.count;
    await app.passes((seconds / 2 - 1) * 1_000);
    await app.syncEnds();
    assert.equal(failing.count, before, `too early after ${seconds} s`);
    await app.passes((seconds / 2 + 1) * 1_000);
    await app.until(() => assert.equal(failing.count, before + 1));
    await app.syncEnds();
  }
  const before = failing.count;
  await app.button("Try again").click();
  await app.until(() => assert.equal(failing.count, before + 1));
  failing.end();
  await app.button("Try again").click();
  await app.backupReads(BACKUP.backedUp);
  // A success has made it patient again.
  const later = await klara.onRequest(/^Changes$/, cutBefore, 1);
  await app.button("Back up now").click();
  await app.until(() => assert.equal(later.count, 1));
  await app.passes(5_000);
  await app.backupReads(BACKUP.backedUp);
});

scene("coming online tries at once, whatever failed before", async ({ server, profile }) => {
  const email = "laura@example.org";
  const laura = await profile({ clock: Date.now() });
  const app = await laura.open("/logbook");
  await app.signInAndSync(email);
  const failing = await laura.onRequest(/./, serverError);
  await app.go("Logbook");
  await app.writeEntry({ notes: "In the tunnel." });
  await app.backupReads(BACKUP.failed);
  await laura.setOffline(true);
  failing.end();
  await app.backupReads("Offline, 1 change waiting");
  await laura.setOffline(false);
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["In the tunnel."]);
});

scene("failure 15: records that the account does not take are listed with the reason, and go up once they are put right", async ({ server, profile }) => {
  const email = "maria@example.org";
  const maria = await profile();
  await maria.seed(unacceptable());
  const app = await maria.open("/logbook");
  await app.signIn(email);
  await app.backupReads("5 records not backed up");
  assert.deepEqual(await notesOf(server, email), ["Acceptable."], "the others are not held up");
  await app.go("Account");
  const list = app.page.getByRole("region", { name: "Not in your account" }).getByRole("listitem");
  const row = (name) => list.filter({ hasText: name });
  const open = (name) => row(name).getByRole("button").click();
  await row("Piece without a title").getByText("Title: This cannot be empty.").waitFor();
  await row("Practice session of").getByText("Instrument: This is too long.").waitFor();
  await row("Practice log (Scales)").getByText("Notes: This is too long.").waitFor();
  await row("Logbook entry of").getByText("Notes: This is too long.").waitFor();
  await row("Goal without a title").getByText("Title: This cannot be empty.").waitFor();
  assert.equal(await list.count(), 5);

  // The records say it themselves too.
  await app.go("Logbook");
  await app.page.getByText("Not in your account. Notes: This is too long.").waitFor();
  await app.go("Goals");
  await app.goal("Without a title").getByText("Not in your account. Title: This cannot be empty.").waitFor();

  await app.go("Account");
  await open("Piece without a title");
  await app.dialog("Edit piece").getByLabel("Title", { exact: true }).fill("Minuet");
  await app.save();
  await row("Piece").waitFor({ state: "detached" });
  await open("Practice session of");
  await app.page.getByRole("dialog").getByText("This is too long.").waitFor();
  await app.page.getByRole("dialog").getByLabel("Instrument").fill("Harp");
  await app.save();
  await row("Practice session of").waitFor({ state: "detached" });
  await open("Practice log (Scales)");
  await app.page.getByRole("dialog").getByLabel("Notes").fill("Slowly.");
  await app.save();
  await open("Logbook entry of");
  await app.fillEntry({ notes: "Shorter." });
  await app.save();
  await open("Goal without a title");
  await app.dialog("Edit goal").getByLabel("Title", { exact: true }).fill("Spring exam");
  await app.save();
  await app.page.getByRole("region", { name: "Not in your account" }).waitFor({ state: "detached" });
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["Acceptable.", "Shorter."]);
  const field = async (table, column) => (await rowsOf(server, email, table)).map((one) => one[column]);
  assert.deepEqual(await field("goals", "title"), ["Spring exam"]);
  assert.deepEqual(await field("pieces", "title"), ["Minuet"]);
  assert.deepEqual(await field("practice_sessions", "instrument"), ["Harp"]);
  assert.deepEqual(await field("practice_logs", "notes"), ["Slowly."]);
});

scene("a deletion that the account does not take is listed, and what was deleted can be restored from there", async ({ server, profile }) => {
  const email = "olga@example.org";
  const olga = await profile();
  const app = await olga.open("/logbook");
  await app.writeEntry({ notes: "Deleted by mistake." });
  await app.signInAndSync(email);
  const [{ id }] = await olga.stored("logbook_entries");
  const refuse = refusal("BAD_INPUT");
  const refusing = await olga.onRequest(PUSH, (route) => (route.request().postData().includes(id) ? refuse(route) : route.continue()));
  await app.go("Logbook");
  await app.deleteEntry("Deleted by mistake.");
  await app.backupReads("1 record not backed up");
  await app.go("Account");
  const row = app.page.getByRole("region", { name: "Not in your account" }).getByRole("listitem");
  await row.getByText(/^Logbook entry of .+, deleted$/).waitFor();
  await row.getByText("Your account does not take this deletion.").waitFor();
  assert.equal(await row.getByRole("button").count(), 1);
  refusing.end();
  await row.getByRole("button", { name: /^Restore Logbook entry of / }).click();
  await row.waitFor({ state: "detached" });
  await app.until(async () => assert.ok(await app.page.getByRole("main").evaluate((element) => element === document.activeElement)));
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(await notesOf(server, email), ["Deleted by mistake."]);
  await app.go("Logbook");
  await app.row("Deleted by mistake.").waitFor();
});

scene("a tab whose request hangs holds the other tabs up only until it gives up", async ({ server, profile }) => {
  const email = "nora@example.org";
  const nora = await profile({ clock: Date.now() });
  const one = await nora.open("/account");
  await one.signInAndSync(email);
  const other = await nora.open("/logbook");
  await other.syncEnds();
  const hanging = await nora.onRequest(/^Changes$/, silence, 1);
  await one.lookAt();
  await one.go("Account");
  await one.button("Back up now").click();
  await one.until(() => assert.equal(hanging.count, 1));
  await other.lookAt();
  await other.writeEntry({ notes: "Behind the other tab." });
  await other.backupReads("1 change to back up");
  assert.deepEqual(await notesOf(server, email), []);
  // Both tabs have the same clock: what the other one begins at that moment may run out of time too, and is tried again.
  await one.until(async () => {
    await one.passes(31_000);
    await reads(other.backup, BACKUP.backedUp, 5_000);
  });
  assert.deepEqual(await notesOf(server, email), ["Behind the other tab."]);
});
