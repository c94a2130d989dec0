// A link that somebody else asked for, opened in a browser that holds an anonymous journal: nothing goes into that
// account without a yes.

import assert from "node:assert/strict";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** A browser with one entry, on the page of a link that was asked for elsewhere. */
async function opensLinkOf(email, profile) {
  const stranger = await (await profile()).open();
  await stranger.askForLink(email);
  const mine = await profile();
  const app = await mine.open("/logbook");
  await app.writeEntry({ notes: "Nobody else's business." });
  await app.openLink(await stranger.linkFor(email));
  await app.heading("Add this journal to the account?").waitFor();
  await app.page.getByText(/there is a journal here: 1\sentry\./).waitFor();
  return { mine, app };
}

const records = async (server, email) => Object.values(await countsOf(server, email)).reduce((sum, count) => sum + count);

scene("yes: the journal moves into the account", async ({ server, profile }) => {
  const email = "yes@example.org";
  const { app } = await opensLinkOf(email, profile);
  assert.equal(await records(server, email), 0);
  await app.confirmLink(email, `Add 1 entry to ${email}`);
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["Nobody else's business."]);
});

scene("without: somebody is signed in, and the journal stays here, apart", async ({ server, profile }) => {
  const email = "without@example.org";
  const { mine, app } = await opensLinkOf(email, profile);
  await app.confirmLink(email, "Sign in without adding them");
  await app.backupReads(BACKUP.backedUp);
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
  await app.writeEntry({ notes: "Written when signed in." });
  await app.backupReads(BACKUP.backedUp);
  assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["Written when signed in."]);
  const entries = await mine.stored("logbook_entries");
  const apart = entries.find((entry) => entry.notes === "Nobody else's business.");
  assert.equal(apart.isSynced, false);
  assert.match(apart.userId, /^anonymous-/);

  await app.signOut();
  await app.go("Logbook");
  await app.row("Nobody else's business.").waitFor();
  assert.equal(await app.row("Written when signed in.").count(), 0);
  await app.backupReads(BACKUP.onThisDevice);
});

scene("cancel: nobody is signed in, the link is unused, the journal is as it was", async ({ server, profile }) => {
  const email = "cancel@example.org";
  const { mine, app } = await opensLinkOf(email, profile);
  await app.button("Cancel").click();
  await app.heading("Today").waitFor();
  await app.row("Nobody else's business.").waitFor();
  await app.backupReads(BACKUP.onThisDevice);
  assert.equal((await mine.user()).isAnonymous, true);
  assert.deepEqual(await server.db("SELECT * FROM users WHERE email = ?", email), []);
  const { data } = await mine.graphql("{ me { id } }");
  assert.equal(data.me, null);
});

scene("a browser without a journal signs in without a question", async ({ profile }) => {
  const email = "phone@example.org";
  const desk = await (await profile()).open();
  await desk.askForLink(email);
  const phone = await (await profile()).open();
  await phone.openLink(await desk.linkFor(email));
  assert.equal(await phone.heading("Add this journal to the account?").count(), 0);
  await phone.confirmLink(email);
  await phone.backupReads(BACKUP.backedUp);
});

scene("a journal that begins while the page of the link is open is asked about too", async ({ server, profile }) => {
  const email = "meanwhile@example.org";
  const stranger = await (await profile()).open();
  await stranger.askForLink(email);
  const mine = await profile();
  const app = await mine.open();
  await app.openLink(await stranger.linkFor(email));
  // The app gathers what other tabs write for a moment; this comes after.
  const heard = app.page.evaluate(
    () => new Promise((resolve) => addEventListener("storage", () => setTimeout(resolve, 100), { once: true })),
  );
  const other = await mine.open("/logbook");
  await other.lookAt();
  await other.writeEntry({ notes: "Written meanwhile." });
  await app.lookAt();
  await heard;
  await app.page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await app.heading("Add this journal to the account?").waitFor();
  await app.page.getByText(/there is a journal here: 1\sentry\./).waitFor();
  assert.deepEqual(await server.db("SELECT * FROM users WHERE email = ?", email), []);
  await app.confirmLink(email, "Sign in without adding them");
  await app.backupReads(BACKUP.backedUp);
  assert.equal(await records(server, email), 0);
});
