// Signing in by the link from the mail: the journal of this browser moves into the account.

import assert from "node:assert/strict";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { silence } from "../support/faults.mjs";
import { eventually, reads } from "../support/eventually.mjs";
import { otherThan } from "../support/musician.mjs";
import { startServer } from "../support/server.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const MINUTE = 60_000;

scene("failures 1, 2 and 6: what was practised before signing in is in D1 afterwards, all of it", async ({ server, profile }) => {
  const email = "anna@example.org";
  const anna = await profile({ clock: "2026-03-10T16:00:00Z", timezoneId: "Europe/Berlin" });
  const app = await anna.open();
  await app.page.getByLabel("Scales").check();
  await app.button("Start practising").click();
  await app.passes(10 * MINUTE);
  await app.page.getByLabel("Etudes").check();
  await app.passes(15 * MINUTE);
  await app.button("Finish").click();
  await app.fillEntry({ instrument: "Piano", notes: "The timed one." });
  await app.save("Save session");
  await app.go("Logbook");
  await app.writeEntry({ duration: "45", pieces: ["Clair de lune"], mood: "Excited", notes: "The written one.", tags: ["exam"] });
  await app.go("Goals");
  await app.writeGoal({ title: "Spring exam", targetDate: "2026-05-20", milestones: ["By heart", "In tempo"] });

  await app.signInAndSync(email);

  assert.deepEqual(await countsOf(server, email), {
    practice_sessions: 1,
    practice_logs: 2,
    logbook_entries: 2,
    goals: 1,
    pieces: 1,
  });
  const [written] = (await rowsOf(server, email, "logbook_entries")).filter((row) => row.notes === "The written one.");
  assert.equal(written.duration, 2700);
  assert.equal(written.mood, "EXCITED");
  assert.deepEqual(JSON.parse(written.tags), ["exam"]);
  assert.equal(JSON.parse(written.pieces)[0].title, "Clair de lune");
  const logs = await rowsOf(server, email, "practice_logs");
  assert.deepEqual(logs.map((log) => log.activity_type).sort(), ["ETUDES", "SCALES"]);
  const [goal] = await rowsOf(server, email, "goals");
  assert.equal(goal.target_date, "2026-05-20");
  assert.deepEqual(JSON.parse(goal.milestones).map((milestone) => milestone.title), ["By heart", "In tempo"]);

  const { data } = await anna.graphql(`{
    me { id email hasCloudStorage }
    myLogbookEntries { totalCount edges { node { notes } } }
    myGoals { totalCount }
    myPracticeSessions { totalCount }
  }`);
  assert.equal(data.me.email, email);
  assert.equal(data.me.hasCloudStorage, true);
  assert.deepEqual(data.myLogbookEntries.edges.map((edge) => edge.node.notes), ["The written one.", "The timed one."]);
  assert.deepEqual([data.myGoals.totalCount, data.myPracticeSessions.totalCount], [1, 1]);

  const records = await anna.records();
  assert.equal(records.length, 7);
  for (const record of records) {
    assert.equal(record.isSynced, true, record.key);
    assert.equal(record.userId, data.me.id, record.key);
  }
  const user = await anna.user();
  assert.deepEqual([user.id, user.isAnonymous, user.hasCloudStorage, user.email], [data.me.id, false, true, email]);

  await app.go("Logbook");
  await app.row("The timed one.").waitFor();
  await app.row("The written one.").waitFor();
});

scene("failure 22: looking at a link uses nothing up, its button does, and only once", async ({ server, profile }) => {
  const email = "berta@example.org";
  const berta = await profile();
  const app = await berta.open();
  await app.askForLink(email);
  const link = await app.linkFor(email);
  assert.equal(new URL(link).origin, server.url);

  // A mail scanner follows the link, even with a browser.
  await server.fetch(link.slice(server.url.length));
  const scanner = await (await profile()).open();
  await scanner.openLink(link);
  await reads(scanner.page.getByRole("main"), /You are signing in as\s+berta@example\.org/);

  const sessions = async () =>
    (await server.db("SELECT s.* FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id WHERE u.email = ?", email)).length;
  await app.openLink(link);
  await app.reload();
  assert.equal(await sessions(), 0);
  await app.confirmLink(email);
  assert.equal(await sessions(), 1);

  await scanner.page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await reads(scanner.page.getByRole("alert").filter({ hasText: "link" }), /^This link does not work any more/);
  await scanner.page.getByRole("link", { name: "Ask for a new link" }).waitFor();
  assert.equal(await sessions(), 1);
});

scene("an address that is none is refused in words, and what was typed stays", async ({ server, profile }) => {
  const app = await (await profile()).open("/account");
  await app.page.getByLabel("Email address").fill("anna");
  await app.button("Send sign-in link").click();
  await app.page.getByText("Enter an email address, such as anna@example.org.").waitFor();
  assert.equal(await app.page.getByLabel("Email address").inputValue(), "anna");
  assert.deepEqual((await server.mails()).filter((mail) => mail.to.includes("anna")), []);
});

scene("the account's journal is shown beside what this browser brought along", async ({ profile }) => {
  const email = "carla@example.org";
  const [desk, phone] = [await profile(), await profile()];
  const first = await desk.open("/logbook");
  await first.writeEntry({ notes: "From the desk." });
  await first.signInAndSync(email);
  const second = await phone.open("/logbook");
  await second.writeEntry({ notes: "From the phone." });
  await second.signInAndSync(email);
  await second.go("Logbook");
  await second.row("From the desk.").waitFor();
  await second.row("From the phone.").waitFor();
});

scene("failure 21: signing in does not wait for the sync, and a reload in its middle loses nothing", async ({ server, profile }) => {
  const email = "dora@example.org";
  const dora = await profile();
  const app = await dora.open("/logbook");
  await app.writeEntry({ notes: "Before signing in." });
  const hanging = await dora.onRequest(/^SyncAnonymousData$/, silence, 1);
  await app.signIn(email);
  await app.until(() => assert.equal(hanging.count, 1));
  await app.backupReads(/^Backing up/);
  await app.go("Logbook");
  await app.row("Before signing in.").waitFor();
  await app.writeEntry({ notes: "While the first is under way." });
  await app.reload();
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual(
    (await rowsOf(server, email, "logbook_entries")).map((row) => row.notes),
    ["Before signing in.", "While the first is under way."],
  );
});

scene("a move into the account that was interrupted is completed at the next start", async ({ server, profile }) => {
  const email = "emma@example.org";
  const emma = await profile();
  const app = await emma.open("/logbook");
  await app.writeEntry({ notes: "Moved already." });
  await app.signInAndSync(email);
  const to = await emma.user();
  // As a browser leaves it that was closed when the intent was written and one of two records had moved.
  await app.page.evaluate((account) => {
    const from = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
    const left = { id: "left-behind", userId: from, timestamp: "2026-03-10T16:00:00Z", notes: "Not moved yet.",
      createdAt: "2026-03-10T16:00:00Z", writeId: "9f86d081884c7d65", isSynced: false };
    localStorage.setItem(`mirubato_logbook_entries:${left.id}`, JSON.stringify(left));
    localStorage.setItem("mirubato_migration", JSON.stringify({ from, to: account }));
    localStorage.setItem("mirubato_user_data", JSON.stringify({ id: from, isAnonymous: true, hasCloudStorage: false }));
  }, to);
  await app.reload();
  await app.backupReads(BACKUP.backedUp);
  await app.go("Logbook");
  await app.row("Moved already.").waitFor();
  await app.row("Not moved yet.").waitFor();
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 2);
  assert.equal((await emma.storage()).mirubato_migration, undefined);
});

scene("failure 10: the same id in two people's journals is two records", async ({ server, profile }) => {
  const userId = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
  const people = [];
  for (const name of ["Erna", "Fritz"]) {
    const person = await profile();
    const record = { id: "entry-1", userId, timestamp: "2026-03-10T16:00:00Z", duration: 1_800, notes: `${name}'s.`, createdAt: "2026-03-10T16:30:00Z" };
    await person.seed({
      mirubato_user_data: JSON.stringify({ id: userId, isAnonymous: true, hasCloudStorage: false }),
      "mirubato_logbook_entries:entry-1": JSON.stringify({ ...record, writeId: "9f86d081884c7d65", isSynced: false }),
    });
    const app = await person.open();
    await app.signInAndSync(`${name.toLowerCase()}@example.org`);
    people.push({ name, app });
  }
  const [erna, fritz] = people;
  await fritz.app.go("Logbook");
  await fritz.app.editEntry("Fritz's.", { duration: "45" });
  await fritz.app.backupReads(BACKUP.backedUp);
  for (const { name, app } of people) {
    await app.backUpNow();
    await app.go("Logbook");
    await app.row(`${name}'s.`).waitFor();
    assert.equal(await app.row(/\w+'s\./).count(), 1);
  }
  await reads(erna.app.row("Erna's."), /30 min/);
  const rows = await Promise.all(["erna", "fritz"].map((name) => rowsOf(server, `${name}@example.org`, "logbook_entries")));
  assert.deepEqual(rows.map(([row]) => [row.id, row.notes, row.duration]), [["entry-1", "Erna's.", 1_800], ["entry-1", "Fritz's.", 2_700]]);
});

scene("failure 17: two entries that are equal in every field stay two", async ({ server, profile }) => {
  const email = "fanny@example.org";
  const fanny = await profile();
  const app = await fanny.open("/logbook");
  const same = { when: "2026-03-10T17:00", duration: "30", instrument: "Piano", notes: "Scales, twice that day." };
  await app.writeEntry(same);
  await app.writeEntry(same);
  await app.signInAndSync(email);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 2);
  await app.go("Logbook");
  await eventually(async () => assert.equal(await app.row("Scales, twice that day.").count(), 2));
});

scene("a code signs in where it was asked for, and takes the journal along", async ({ server, profile }) => {
  const email = "gerda@example.org";
  const gerda = await profile();
  const app = await gerda.open("/logbook");
  await app.writeEntry({ notes: "In the installed app." });
  await app.askForLink(email);
  const field = app.page.getByLabel("Code from the mail");
  assert.deepEqual(
    [await field.getAttribute("inputmode"), await field.getAttribute("autocomplete")],
    ["numeric", "one-time-code"],
  );
  await app.enterCode(await app.codeFor(email));
  await app.notice(`Signed in as ${email}`).waitFor();
  await app.syncEnds();
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["In the installed app."]);
});

scene("who comes back from the mail to a page that was loaded anew enters the code all the same", async ({ profile }) => {
  const email = "helga@example.org";
  const app = await (await profile()).open();
  await app.askForLink(email);
  const code = await app.codeFor(email);
  await app.reload();
  await app.button("I have a code").click();
  await app.heading("Enter your code").waitFor();
  await app.enterCode(code.replace(" ", ""));
  await app.notice(`Signed in as ${email}`).waitFor();
});

scene("a slip of the finger costs no try, and wrong codes are counted in words", async ({ profile }) => {
  const email = "ida@example.org";
  const app = await (await profile()).open();
  await app.askForLink(email);
  const code = await app.codeFor(email);
  await app.enterCode("1234 567");
  await app.page.getByText("Enter the eight digits that are in the mail.").waitFor();
  const wrong = "This is not the code of the last mail. You can try ";
  for (const left of ["4 more times.", "3 more times.", "2 more times.", "1 more time."]) {
    await app.enterCode(otherThan(code));
    await app.page.getByText(wrong + left, { exact: true }).waitFor();
  }
  await app.enterCode(otherThan(code));
  await app.page.getByText("This code does not work any more. Ask for a new mail.").waitFor();
  await app.button("Send it again").click();
  await app.heading("Look into your mail").waitFor();
  await eventually(async () => assert.notEqual(await app.codeFor(email), code));
  await app.enterCode(await app.codeFor(email));
  await app.notice(`Signed in as ${email}`).waitFor();
});

scene("who asks too often is told how long to wait", async ({ profile }) => {
  const strict = await startServer({ vars: { SIGN_IN_LIMITS: "address=1" } });
  try {
    const jana = await profile({ at: strict });
    const app = await jana.open();
    await app.askForLink("jana@example.org");
    await app.button("Send it again").click();
    await app.page.getByText(/^This was tried too often\. Try again in (60|61|59) minutes\.$/).waitFor();
    await jana.close();
  } finally {
    await strict.stop();
  }
});
