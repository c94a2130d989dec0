// logout: the session ends on the server, not only in the browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi } from "../support/musician.mjs";
import { LOGOUT, ME } from "../support/operations.mjs";

const FORGET_SESSION =
  "__Host-mirubato_session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

test("the session's row is deleted and the browser forgets the cookie", async () => {
  const { visitor, user } = await signIn(server);
  const response = await visitor.send(LOGOUT);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { data: { logout: true } });
  assert.deepEqual(response.headers.getSetCookie(), [FORGET_SESSION]);
  assert.deepEqual(await server.db("SELECT * FROM auth_sessions WHERE user_id = ?", user.id), []);
  assert.equal((await visitor.graphql(ME)).data.me, null);
});

test("a cookie that was copied before does not sign in any more", async () => {
  const { visitor } = await signIn(server);
  const session = visitor.cookies.get("__Host-mirubato_session");
  await visitor.graphql(LOGOUT);
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Cookie: `__Host-mirubato_session=${session}` },
    body: JSON.stringify({ query: ME }),
  });
  assert.deepEqual(await response.json(), { data: { me: null } });
});

test("the account's other sessions, and other accounts, stay signed in", async () => {
  const email = newAddress();
  const here = await signIn(server, email);
  const there = await signIn(server, email);
  const robert = await signIn(server, newAddress("robert"));
  await here.visitor.graphql(LOGOUT);
  assert.deepEqual(await there.ask("me", ME), there.user);
  assert.deepEqual(await robert.ask("me", ME), robert.user);
});

test("that nobody is signed in is no mistake", async () => {
  const response = await server.visitor().send(LOGOUT);
  assert.deepEqual(await response.json(), { data: { logout: true } });
  assert.deepEqual(response.headers.getSetCookie(), [FORGET_SESSION]);
});

test("signing out again, because the first answer was lost, succeeds", async () => {
  const { visitor } = await signIn(server);
  const session = visitor.cookies.get("__Host-mirubato_session");
  await visitor.graphql(LOGOUT);
  const response = await visitor.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Cookie: `__Host-mirubato_session=${session}` },
    body: JSON.stringify({ query: LOGOUT }),
  });
  assert.deepEqual(await response.json(), { data: { logout: true } });
});

test("the account and its journal stay", async () => {
  const email = newAddress();
  const { visitor, user } = await signIn(server, email);
  await visitor.graphql(LOGOUT);
  const again = await signIn(server, email);
  assert.deepEqual(again.user, user);
});
