// Pushes that are refused as a whole, by both operations that push: nothing is stored, nothing is counted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { MODEL_VERSION, newAddress, signIn, startApi } from "../support/musician.mjs";
import { LOGOUT, PUSH_CHANGES, SYNC_ANONYMOUS_DATA } from "../support/operations.mjs";
import { deletion, entry, goal, journalOf, many } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

const OPERATIONS = [SYNC_ANONYMOUS_DATA, PUSH_CHANGES];

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** Everything that a push could change. */
async function everythingOf(user) {
  return {
    users: await server.db("SELECT * FROM users WHERE id = ?", user.id),
    pushes: await server.db("SELECT * FROM pushes WHERE user_id = ?", user.id),
    journal: await journalOf(server, user),
  };
}

/** Sends the input by both operations, and asserts that the code refuses it and nothing of the user changes. */
async function assertPushRefused(musician, input, code, visitor = musician.visitor, details = {}) {
  const before = await everythingOf(musician.user);
  for (const operation of OPERATIONS) {
    const response = await visitor.send(operation, { input });
    assert.equal(response.status, 200);
    assertRefused(await response.json(), code, undefined, details);
  }
  assert.deepEqual(await everythingOf(musician.user), before);
}

test("without signing in", async () => {
  const clara = await signIn(server);
  const input = clara.input({ entries: [entry("e", 1)] });
  await assertPushRefused(clara, input, "UNAUTHENTICATED", server.visitor());
});

test("after signing out", async () => {
  const clara = await signIn(server);
  await clara.visitor.graphql(LOGOUT);
  await assertPushRefused(clara, clara.input({ entries: [entry("e", 1)] }), "UNAUTHENTICATED");
});

test("with a session that has ended by itself", async () => {
  const clara = await signIn(server);
  await server.db("UPDATE auth_sessions SET last_used_at = 0 WHERE user_id = ?", clara.user.id);
  await assertPushRefused(clara, clara.input({ entries: [entry("e", 1)] }), "UNAUTHENTICATED");
});

test("failure 9: what is meant for another account than the cookie's", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server, newAddress("robert"), clara.visitor);
  const input = clara.input({ entries: [entry("e", 1)] });
  await assertPushRefused(clara, input, "WRONG_ACCOUNT");
  assert.deepEqual((await robert.changes()).entries, []);
});

test("what is meant for nobody", async () => {
  const clara = await signIn(server);
  for (const expectedUserId of ["", "nobody", clara.user.email, `${clara.user.id} `]) {
    const input = { ...clara.input({ entries: [entry("e", 1)] }), expectedUserId };
    await assertPushRefused(clara, input, "WRONG_ACCOUNT", clara.visitor, { accountIsUnknown: 1 });
  }
});

test("from a client with another version of the record model", async () => {
  const clara = await signIn(server);
  for (const modelVersion of [MODEL_VERSION - 1, MODEL_VERSION + 1, -1, 2_147_483_647]) {
    const input = { ...clara.input({ entries: [entry("e", 1)] }), modelVersion };
    await assertPushRefused(clara, input, "UPGRADE_REQUIRED");
  }
});

test("while the account's copy is paused", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("before", 1));
  await server.db("UPDATE users SET has_cloud_storage = 0 WHERE id = ?", clara.user.id);
  await assertPushRefused(clara, clara.input({ entries: [entry("e", 1)] }), "CLOUD_STORAGE_PAUSED");
  await server.db("UPDATE users SET has_cloud_storage = 1 WHERE id = ?", clara.user.id);
  assert.equal((await clara.pushEntry(entry("e", 1))).status, "APPLIED");
});

test("1,001 records", async () => {
  const clara = await signIn(server);
  const lists = { entries: many(1_000, (n) => entry(`e-${n}`, 1)), goals: [goal("g", 1)] };
  await assertPushRefused(clara, clara.input(lists), "TOO_LARGE");
});

test("1,000 records and a deletion", async () => {
  const clara = await signIn(server);
  const input = clara.input({
    entries: many(1_000, (n) => entry(`e-${n}`, 1)),
    deletions: [deletion("d", 1, null)],
  });
  const before = await everythingOf(clara.user);
  assertRefused(await clara.visitor.graphql(PUSH_CHANGES, { input }), "TOO_LARGE");
  assert.deepEqual(await everythingOf(clara.user), before);
});

test("a body that is too large has status 413", async () => {
  const clara = await signIn(server);
  const before = await everythingOf(clara.user);
  const notes = "x".repeat(10_000);
  const input = clara.input({ entries: many(100, (n) => entry(`e-${n}`, 1, { notes })) });
  for (const operation of OPERATIONS) {
    const response = await clara.visitor.send(operation, { input });
    assert.equal(response.status, 413);
    assertRefused(await response.json(), "TOO_LARGE");
  }
  assert.deepEqual(await everythingOf(clara.user), before);
});

test("a body of 900 kB goes through", async () => {
  const clara = await signIn(server);
  const entries = many(45, (n) => entry(`e-${n}`, 1, { notes: "x".repeat(19_500) }));
  const body = JSON.stringify({ query: PUSH_CHANGES, variables: { input: clara.input({ entries }) } });
  assert.ok(body.length > 880_000 && body.length < 900_000, `${body.length} bytes`);
  assert.equal((await clara.pushChanges({ entries })).syncedEntries, 45);
});

test("records that are no records", async () => {
  const clara = await signIn(server);
  const bad = [
    { entries: [{ id: "e" }] },
    { entries: [entry("e", 1, { timestamp: "yesterday" })] },
    { entries: [entry("e", 1, { timestamp: 1_700_000_000_000 })] },
    { entries: [entry("e", 1, { type: "CONCERT" })] },
    { entries: [entry("e", 1, { duration: "long" })] },
    { entries: [entry("e", 1, { duration: 1.5 })] },
    { entries: [entry("e", 1, { duration: 1e300 })] },
    { entries: [entry("e", 1, { userId: "somebody-else" })] },
    { entries: [entry("e", 1, { seq: 1 })] },
    { entries: "e" },
    { entries: [null] },
    { goals: [goal("g", 1, { targetDate: "2026-02-30" })] },
    { records: [] },
  ];
  const before = await everythingOf(clara.user);
  for (const lists of bad) {
    for (const operation of OPERATIONS) {
      const answer = await clara.visitor.graphql(operation, { input: clara.input(lists) });
      assertRefused(answer, "BAD_INPUT", /Invalid value|Expected|Failed to parse|Unknown field/i);
    }
  }
  assert.deepEqual(await everythingOf(clara.user), before);
});
