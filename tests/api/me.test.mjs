// me, and with it how long a session lasts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { ME } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** Makes the user's sessions older, as if they had begun and been used before. */
async function age(user, { began = 0, used = 0 }) {
  await server.db(
    "UPDATE auth_sessions SET created_at = created_at - ?, last_used_at = last_used_at - ? WHERE user_id = ?",
    began,
    used,
    user.id,
  );
}

async function lastUsed(user) {
  const [row] = await server.db("SELECT last_used_at FROM auth_sessions WHERE user_id = ?", user.id);
  return row.last_used_at;
}

/** Asks who is signed in, with this Cookie header. */
async function meWith(cookie) {
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Cookie: cookie },
    body: JSON.stringify({ query: ME }),
  });
  return response.json();
}

test("who is signed in is told", async () => {
  const { visitor, user } = await signIn(server);
  const response = await visitor.send(ME);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { data: { me: user } });
  assert.deepEqual(response.headers.getSetCookie(), []);
});

test("without a session nobody is signed in, which is no error", async () => {
  assert.deepEqual(await server.visitor().graphql(ME), { data: { me: null } });
});

test("a session that was never given out is nobody's", async () => {
  for (const session of ["", "x", "A".repeat(43), "A".repeat(5_000), "' OR 1=1 --"]) {
    assert.deepEqual(await meWith(`__Host-mirubato_session=${session}`), { data: { me: null } });
  }
});

test("cookies that are none do no harm", async () => {
  for (const cookie of [";", "=", "a=b; ; =c", "__Host-mirubato_session", "%00=%zz"]) {
    assert.deepEqual(await meWith(cookie), { data: { me: null } });
  }
});

test("the hash of a session, as somebody who read the database has it, is no session", async () => {
  const { user } = await signIn(server);
  const [row] = await server.db("SELECT token_hash FROM auth_sessions WHERE user_id = ?", user.id);
  assert.deepEqual(await meWith(`__Host-mirubato_session=${row.token_hash}`), { data: { me: null } });
});

test("a session without the prefix that protects it is not read", async () => {
  const { visitor } = await signIn(server);
  const session = visitor.cookies.get("__Host-mirubato_session");
  assert.deepEqual(await meWith(`mirubato_session=${session}`), { data: { me: null } });
});

test("a session that nobody used for 30 days has ended", async () => {
  const clara = await signIn(server);
  await age(clara.user, { began: 30 * DAY, used: 30 * DAY });
  assert.deepEqual(await clara.visitor.graphql(ME), { data: { me: null } });
  assertRefused(await clara.tryChanges(), "UNAUTHENTICATED");
});

test("a session that was used within 30 days goes on, and its use is written down", async () => {
  const clara = await signIn(server);
  await age(clara.user, { began: 30 * DAY, used: 30 * DAY - HOUR });
  const before = await lastUsed(clara.user);
  assert.deepEqual(await clara.ask("me", ME), clara.user);
  assert.ok((await lastUsed(clara.user)) > before + 29 * DAY);
});

test("a session's use is written down at most once an hour", async () => {
  const clara = await signIn(server);
  await age(clara.user, { used: HOUR / 2 });
  const before = await lastUsed(clara.user);
  await clara.ask("me", ME);
  assert.equal(await lastUsed(clara.user), before);
});

test("a session ends after 180 days, however much it was used", async () => {
  const clara = await signIn(server);
  await age(clara.user, { began: 180 * DAY });
  assert.deepEqual(await clara.visitor.graphql(ME), { data: { me: null } });
});

test("the cron clears away sessions that have ended", async () => {
  const clara = await signIn(server);
  await age(clara.user, { began: 180 * DAY });
  await server.runCron();
  assert.deepEqual(await server.db("SELECT * FROM auth_sessions WHERE user_id = ?", clara.user.id), []);
});

test("a paused account is told", async () => {
  const clara = await signIn(server);
  await server.db("UPDATE users SET has_cloud_storage = 0 WHERE id = ?", clara.user.id);
  assert.deepEqual(await clara.ask("me", ME), { ...clara.user, hasCloudStorage: false });
});
