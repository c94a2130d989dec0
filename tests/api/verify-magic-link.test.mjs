// verifyMagicLink: who is signed in, with which cookie, and how often a link does it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";

import { askForLink, newAddress, signIn, startApi } from "../support/musician.mjs";
import { ME, VERIFY_MAGIC_LINK } from "../support/operations.mjs";
import { many } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

const SESSION_COOKIE =
  /^__Host-mirubato_session=[\w-]{43}; HttpOnly; SameSite=Lax; Secure; Path=\/; Max-Age=15552000$/;

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function verify(visitor, token) {
  return visitor.graphql(VERIFY_MAGIC_LINK, { token });
}

async function sessionsOf(email) {
  return server.db(
    "SELECT s.* FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id WHERE u.email = ?",
    email,
  );
}

test("the first link of an address makes its account", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  const response = await visitor.send(VERIFY_MAGIC_LINK, { token });
  assert.equal(response.status, 200);
  const [user, ...others] = await server.db("SELECT * FROM users WHERE email = ?", email);
  assert.deepEqual(others, []);
  assert.equal(user.has_cloud_storage, 1);
  assert.equal(user.change_seq, 0);
  assert.deepEqual(await response.json(), {
    data: { verifyMagicLink: { id: user.id, email, hasCloudStorage: true } },
  });
});

test("the session is a cookie that no script and no other site can use, and is kept only as a hash", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  const response = await visitor.send(VERIFY_MAGIC_LINK, { token });
  const cookies = response.headers.getSetCookie();
  assert.equal(cookies.length, 1);
  assert.match(cookies[0], SESSION_COOKIE);
  const session = visitor.cookies.get("__Host-mirubato_session");
  const sessions = await sessionsOf(email);
  assert.deepEqual(
    sessions.map((row) => row.token_hash),
    [createHash("sha256").update(session).digest("base64url")],
  );
});

test("a later link signs in to the same account", async () => {
  const email = newAddress();
  const first = await signIn(server, email);
  const second = await signIn(server, email);
  assert.deepEqual(second.user, first.user);
  assert.equal((await sessionsOf(email)).length, 2);
  for (const musician of [first, second]) {
    assert.deepEqual(await musician.ask("me", ME), first.user);
  }
});

test("a link works in a browser that did not ask for it", async () => {
  const email = newAddress();
  const { token } = await askForLink(server, server.visitor(), email);
  const other = server.visitor();
  assert.equal((await verify(other, token)).data.verifyMagicLink.email, email);
  assert.equal((await other.graphql(ME)).data.me.email, email);
});

test("failure 22: a used link is refused in another browser, which gets no session", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  await verify(visitor, token);
  const other = server.visitor();
  const response = await other.send(VERIFY_MAGIC_LINK, { token });
  assert.equal(response.status, 200);
  assertRefused(await response.json(), "LINK_INVALID");
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal((await sessionsOf(email)).length, 1);
});

test("the browser that asked repeats a link whose answer was lost, and gets the same account", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  const first = await verify(visitor, token);
  const again = await verify(visitor, token);
  assert.deepEqual(again, first);
  assert.deepEqual((await visitor.graphql(ME)).data.me, first.data.verifyMagicLink);
});

test("a repeated link ends with its time", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  await verify(visitor, token);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 600000 WHERE email = ?", email);
  assertRefused(await verify(visitor, token), "LINK_INVALID");
  assert.equal((await visitor.graphql(ME)).data.me.email, email);
});

test("failure 22: of 20 browsers that use a link at once, exactly one is signed in", async () => {
  const email = newAddress();
  const { token } = await askForLink(server, server.visitor(), email);
  const visitors = many(20, () => server.visitor());
  const answers = await Promise.all(visitors.map((visitor) => verify(visitor, token)));
  const winners = answers.filter((answer) => answer.data);
  assert.equal(winners.length, 1);
  for (const answer of answers) {
    if (!answer.data) assertRefused(answer, "LINK_INVALID");
  }
  const users = await Promise.all(visitors.map(async (visitor) => (await visitor.graphql(ME)).data.me));
  assert.deepEqual(
    users.filter((user) => user !== null),
    [winners[0].data.verifyMagicLink],
  );
  assert.equal((await sessionsOf(email)).length, 1);
});

test("a link that has expired signs nobody in", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 600000 WHERE email = ?", email);
  assertRefused(await verify(visitor, token), "LINK_INVALID");
  assert.equal((await visitor.graphql(ME)).data.me, null);
  assert.deepEqual(await server.db("SELECT * FROM users WHERE email = ?", email), []);
});

test("a link within its last minute still works", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 540000 WHERE email = ?", email);
  assert.equal((await verify(visitor, token)).data.verifyMagicLink.email, email);
});

test("a link that was never given out signs nobody in", async () => {
  const visitor = server.visitor();
  for (const token of ["", "x", "A".repeat(43), `${"A".repeat(42)}!`, "' OR 1=1 --"]) {
    assertRefused(await verify(visitor, token), "LINK_INVALID");
  }
  assert.deepEqual([...visitor.cookies], []);
});

test("the hash of a token, as somebody who read the database has it, is no token", async () => {
  const email = newAddress();
  await askForLink(server, server.visitor(), email);
  const [{ token_hash: token }] = await server.db("SELECT * FROM login_tokens WHERE email = ?", email);
  assertRefused(await verify(server.visitor(), token), "LINK_INVALID");
});

test("signing in as somebody else ends the browser's session before", async () => {
  const clara = newAddress();
  const robert = newAddress("robert");
  const { visitor } = await signIn(server, clara);
  await signIn(server, robert, visitor);
  assert.equal((await visitor.graphql(ME)).data.me.email, robert);
  assert.deepEqual(await sessionsOf(clara), []);
});

test("a refused link leaves the browser's session as it was", async () => {
  const clara = await signIn(server);
  assertRefused(await verify(clara.visitor, "A".repeat(43)), "LINK_INVALID");
  assert.deepEqual(await clara.ask("me", ME), clara.user);
});
