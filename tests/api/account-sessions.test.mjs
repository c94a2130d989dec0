// mySessions, mySignIns, revokeSession and revokeOtherSessions.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { askForLink, newAddress, otherThan, signIn, startApi } from "../support/musician.mjs";
import {
  ME,
  MY_SESSIONS,
  MY_SIGN_INS,
  REVOKE_OTHER_SESSIONS,
  REVOKE_SESSION,
  VERIFY_SIGN_IN_CODE,
} from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

const expecting = (musician, variables = {}) => ({ expectedUserId: musician.user.id, ...variables });

function sessionsOf(musician) {
  return musician.ask("mySessions", MY_SESSIONS, expecting(musician));
}

test("sessions are told, and one is this one", async () => {
  const email = newAddress();
  const desk = await signIn(server, email);
  await signIn(server, email);
  const sessions = await sessionsOf(desk);
  assert.equal(sessions.length, 2);
  assert.equal(sessions.filter((session) => session.isCurrent).length, 1);
  for (const session of sessions) {
    assert.match(session.id, /^[0-9a-f]{16}$/);
    assert.ok(Date.parse(session.createdAt) <= Date.parse(session.lastUsedAt));
  }
  const secrets = [...desk.visitor.cookies.values()];
  assert.ok(!secrets.some((secret) => JSON.stringify(sessions).includes(secret)));
});

test("a session's device is the coarse name of its browser and system", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { code } = await askForLink(server, visitor, email);
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  await server.fetch("/graphql", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Cookie: cookie,
      "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    },
    body: JSON.stringify({ query: VERIFY_SIGN_IN_CODE, variables: { code } }),
  });
  const other = await signIn(server, email);
  const devices = (await sessionsOf(other)).map((session) => session.device);
  assert.ok(devices.includes("Firefox, Linux"), JSON.stringify(devices));
});

test("a revoked session has ended, and the others go on", async () => {
  const email = newAddress();
  const desk = await signIn(server, email);
  const phone = await signIn(server, email);
  const { id } = (await sessionsOf(desk)).find((session) => !session.isCurrent);
  const left = await desk.ask("revokeSession", REVOKE_SESSION, expecting(desk, { id }));
  assert.deepEqual(left.map((session) => session.isCurrent), [true]);
  assert.deepEqual(await phone.visitor.graphql(ME), { data: { me: null } });
  assert.deepEqual(await desk.ask("me", ME), desk.user);
});

test("all other sessions are revoked at once", async () => {
  const email = newAddress();
  const desk = await signIn(server, email);
  const phones = [await signIn(server, email), await signIn(server, email)];
  const robert = await signIn(server, newAddress("robert"));
  const left = await desk.ask("revokeOtherSessions", REVOKE_OTHER_SESSIONS, expecting(desk));
  assert.equal(left.length, 1);
  for (const phone of phones) assert.deepEqual(await phone.visitor.graphql(ME), { data: { me: null } });
  assert.deepEqual(await robert.ask("me", ME), robert.user);
});

test("nobody sees or revokes what is somebody else's", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server, newAddress("robert"));
  const [{ id }] = await sessionsOf(clara);
  await robert.ask("revokeSession", REVOKE_SESSION, expecting(robert, { id }));
  assert.deepEqual(await clara.ask("me", ME), clara.user);
  for (const operation of [MY_SESSIONS, MY_SIGN_INS, REVOKE_SESSION, REVOKE_OTHER_SESSIONS]) {
    const variables = expecting(clara, operation === REVOKE_SESSION ? { id } : {});
    assertRefused(await robert.visitor.graphql(operation, variables), "WRONG_ACCOUNT");
    assertRefused(await server.visitor().graphql(operation, variables), "UNAUTHENTICATED");
  }
});

test("the log tells who signed in, by what, and who tried", async () => {
  const email = newAddress();
  const clara = await signIn(server, email);
  const stranger = server.visitor();
  const { code } = await askForLink(server, stranger, email);
  await stranger.graphql(VERIFY_SIGN_IN_CODE, { code: otherThan(code) });
  const log = await clara.ask("mySignIns", MY_SIGN_INS, expecting(clara));
  assert.deepEqual(
    log.map(({ method, outcome }) => [method, outcome]),
    [["CODE", "REFUSED"], ["LINK", "SIGNED_IN"]],
  );
});

test("the cron forgets what is older than 90 days", async () => {
  const clara = await signIn(server);
  await server.db("UPDATE sign_ins SET at = at - 7776000000 WHERE user_id = ?", clara.user.id);
  assert.deepEqual(await clara.ask("mySignIns", MY_SIGN_INS, expecting(clara)), []);
  await server.runCron();
  assert.deepEqual(await server.db("SELECT * FROM sign_ins WHERE user_id = ?", clara.user.id), []);
});
