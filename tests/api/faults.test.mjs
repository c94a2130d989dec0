// What happens when the database or the mail fails, or the account goes away while a request is under way. Triggers in
// the test's own database make that happen at a certain moment.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { askForLink, newAddress, signIn, startApi } from "../support/musician.mjs";
import {
  LOGOUT,
  ME,
  PUSH_CHANGES,
  REQUEST_MAGIC_LINK,
  VERIFY_MAGIC_LINK,
} from "../support/operations.mjs";
import { LISTS, entry, goal, journalOf, many, writeId } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** Runs `body` while the database does `sql` at the moment that `moment` names. */
async function during(moment, sql, body) {
  await server.db(`CREATE TRIGGER disturbance ${moment} BEGIN ${sql}; END`);
  try {
    await body();
  } finally {
    await server.db("DROP TRIGGER disturbance");
  }
}

const FAIL = "SELECT RAISE(ABORT, 'a text that is for nobody')";

/** Makes the next request of this user write down its use, which happens right after the user was recognised. */
async function writeDownTheNextUse(user) {
  await server.db("UPDATE auth_sessions SET last_used_at = last_used_at - 7200000 WHERE user_id = ?", user.id);
}

async function pushesOf(user) {
  return server.db("SELECT seq FROM pushes WHERE user_id = ?", user.id);
}

test("a push that fails in the last of its tables stores nothing in the first, and a retry succeeds", async () => {
  const clara = await signIn(server);
  const lists = { entries: [entry("e", 1)], goals: [goal("g", 1)] };
  await during("BEFORE INSERT ON goals", FAIL, async () => {
    const response = await clara.visitor.send(PUSH_CHANGES, { input: clara.input(lists) });
    const text = await response.text();
    assertRefused(JSON.parse(text), "UNAVAILABLE");
    assert.doesNotMatch(text, /for nobody|D1|SQL|Error:/);
  });
  assert.deepEqual((await journalOf(server, clara.user)).logbook_entries, []);
  assert.deepEqual(await pushesOf(clara.user), []);
  assert.equal((await clara.pushChanges(lists)).success, true);
});

test("failure 24: a pull that fails is an error and not an empty journal", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await server.db("ALTER TABLE logbook_entries RENAME TO elsewhere");
  try {
    assertRefused(await clara.tryChanges(), "UNAVAILABLE");
    const list = await clara.visitor.graphql("{ myLogbookEntries { totalCount } }");
    assertRefused(list, "UNAVAILABLE");
  } finally {
    await server.db("ALTER TABLE elsewhere RENAME TO logbook_entries");
  }
  assert.equal((await clara.changes()).entries.length, 1);
});

test("whether a session lasts cannot be found out: nobody is told to be signed out", async () => {
  const clara = await signIn(server);
  await server.db("ALTER TABLE auth_sessions RENAME TO elsewhere");
  try {
    const response = await clara.visitor.send(ME);
    assert.equal(response.status, 500);
    assertRefused(await response.json(), "UNAVAILABLE");
    assert.deepEqual(response.headers.getSetCookie(), []);
  } finally {
    await server.db("ALTER TABLE elsewhere RENAME TO auth_sessions");
  }
  assert.deepEqual(await clara.ask("me", ME), clara.user);
});

test("a logout that fails leaves the session and the cookie", async () => {
  const clara = await signIn(server);
  await during("BEFORE DELETE ON auth_sessions", FAIL, async () => {
    const response = await clara.visitor.send(LOGOUT);
    assertRefused(await response.json(), "UNAVAILABLE");
    assert.deepEqual(response.headers.getSetCookie(), []);
  });
  assert.deepEqual(await clara.ask("me", ME), clara.user);
});

test("a link whose session could not be stored is not used up", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  const stranger = server.visitor();
  await during("BEFORE INSERT ON auth_sessions", FAIL, async () => {
    const response = await stranger.send(VERIFY_MAGIC_LINK, { token });
    assertRefused(await response.json(), "UNAVAILABLE");
    assert.deepEqual(response.headers.getSetCookie(), []);
  });
  assert.deepEqual(await server.db("SELECT id FROM users WHERE email = ?", email), []);
  const answer = await stranger.graphql(VERIFY_MAGIC_LINK, { token });
  assert.equal(answer.data.verifyMagicLink.email, email);
});

test("a link that could not be stored is not mailed", async () => {
  const email = newAddress();
  await during("BEFORE INSERT ON login_tokens", FAIL, async () => {
    assertRefused(await server.visitor().graphql(REQUEST_MAGIC_LINK, { email }), "UNAVAILABLE");
  });
  assert.deepEqual(await server.mails({ to: email }), []);
});

test("an account that is deleted between the check and the batch: nothing is stored, and it is told", async () => {
  const clara = await signIn(server);
  const { id } = clara.user;
  await writeDownTheNextUse(clara.user);
  const deletion = `DELETE FROM auth_sessions WHERE user_id = '${id}'; DELETE FROM sign_ins WHERE user_id = '${id}'; DELETE FROM users WHERE id = '${id}'`;
  await during("AFTER UPDATE OF last_used_at ON auth_sessions", deletion, async () => {
    assertRefused(await clara.tryPushChanges({ entries: [entry("e", 1)] }), "ACCOUNT_DELETED");
  });
  assert.deepEqual(await server.db("SELECT * FROM users WHERE id = ?", id), []);
  assert.deepEqual(await pushesOf(clara.user), []);
  assert.deepEqual(
    await journalOf(server, clara.user),
    Object.fromEntries(LISTS.map(({ table }) => [table, []])),
  );
});

test("an account that is deleted between the check and a pull is told, and is no empty journal", async () => {
  const clara = await signIn(server);
  const { id } = clara.user;
  await writeDownTheNextUse(clara.user);
  const deletion = `DELETE FROM auth_sessions WHERE user_id = '${id}'; DELETE FROM sign_ins WHERE user_id = '${id}'; DELETE FROM users WHERE id = '${id}'`;
  await during("AFTER UPDATE OF last_used_at ON auth_sessions", deletion, async () => {
    assertRefused(await clara.tryChanges(), "ACCOUNT_DELETED");
  });
});

test("a pause between the check and the batch: nothing is stored, and it is told", async () => {
  const clara = await signIn(server);
  await writeDownTheNextUse(clara.user);
  const pause = `UPDATE users SET has_cloud_storage = 0 WHERE id = '${clara.user.id}'`;
  await during("AFTER UPDATE OF last_used_at ON auth_sessions", pause, async () => {
    assertRefused(await clara.tryPushChanges({ entries: [entry("e", 1)] }), "CLOUD_STORAGE_PAUSED");
  });
  assert.deepEqual(await pushesOf(clara.user), []);
  assert.deepEqual((await journalOf(server, clara.user)).logbook_entries, []);
});

test("sessions that end while pushes are under way: what was answered as stored is stored, and no more", async () => {
  const clara = await signIn(server);
  const pushes = many(10, (n) => clara.tryPushChanges({ entries: [entry(`e-${n}`, 1)] }));
  await server.db("DELETE FROM auth_sessions WHERE user_id = ?", clara.user.id);
  const applied = [];
  for (const [n, answer] of (await Promise.all(pushes)).entries()) {
    if (answer.data) applied.push(`e-${n}`);
    else assertRefused(answer, "UNAUTHENTICATED");
  }
  const stored = (await journalOf(server, clara.user)).logbook_entries.map((row) => row.id);
  assert.deepEqual(stored, applied.sort());
});

test("failure 11: a push whose numbers were restored from a backup cannot be mistaken for the one before", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("kept", 1));
  await clara.pushEntry(entry("lost", 1));
  const { cursor } = await clara.changes();
  // The database is as it was before the second push; then another one gets its number.
  await server.db("DELETE FROM logbook_entries WHERE user_id = ? AND seq = 2", clara.user.id);
  await server.db("DELETE FROM pushes WHERE user_id = ? AND seq = 2", clara.user.id);
  await server.db("UPDATE users SET change_seq = 1 WHERE id = ?", clara.user.id);
  assertRefused(await clara.tryChanges({ since: cursor }), "RESYNC");
  await clara.pushEntry(entry("new", 1));
  assertRefused(await clara.tryChanges({ since: cursor }), "RESYNC");
  const everything = await clara.changes();
  assert.deepEqual(everything.entries.map(({ id }) => id).sort(), ["kept", "new"]);
  // What the restored server does not know goes up again.
  assert.equal((await clara.pushEntry(entry("lost", 1))).status, "APPLIED");
  assert.equal((await clara.changes()).entries.find(({ id }) => id === "lost").writeId, writeId(1));
});

test("a mail that cannot be sent is told, and its link is of no use", async () => {
  const refusing = await startApi({ config: "tests/support/mail-refused.toml" });
  try {
    const email = newAddress();
    const visitor = refusing.visitor();
    await askForLink(refusing, visitor, "allowed@example.org");
    const tokens = await refusing.db("SELECT * FROM login_tokens");
    assert.equal(tokens.length, 1);

    const stranger = refusing.visitor();
    const response = await stranger.send(REQUEST_MAGIC_LINK, { email });
    const sentence = /^(No mail can be sent to this address\.|The mail could not be sent\.) /;
    assertRefused(await response.json(), "MAIL_NOT_SENT", sentence);
    assert.deepEqual(response.headers.getSetCookie(), []);
    assert.equal((await refusing.mails()).length, 1);
    assert.deepEqual(await refusing.db("SELECT * FROM login_tokens"), tokens);
    const logs = JSON.stringify(refusing.logs());
    assert.match(logs, /MAIL_NOT_SENT/);
    assert.ok(!logs.includes(email));
  } finally {
    await refusing.stop();
  }
});
