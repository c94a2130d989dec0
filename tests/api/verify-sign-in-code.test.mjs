// verifySignInCode: the code beside the link, in the browser that asked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { askForLink, newAddress, otherThan, signIn, startApi } from "../support/musician.mjs";
import { ME, VERIFY_MAGIC_LINK, VERIFY_SIGN_IN_CODE } from "../support/operations.mjs";
import { many } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

const SESSION_COOKIE =
  /^__Host-mirubato_session=[\w-]{43}; HttpOnly; SameSite=Lax; Secure; Path=\/; Max-Age=15552000$/;

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function verify(visitor, code) {
  return visitor.graphql(VERIFY_SIGN_IN_CODE, { code });
}

function assertWrong(answer, triesLeft) {
  const sentence =
    triesLeft > 0
      ? /^This is not the code of the last mail\. You can try /
      : "This code does not work any more. Ask for a new mail.";
  assertRefused(answer, "CODE_INVALID", sentence, { triesLeft });
}

test("the code signs in as its link would", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { code } = await askForLink(server, visitor, email);
  const response = await visitor.send(VERIFY_SIGN_IN_CODE, { code });
  assert.equal(response.status, 200);
  const cookies = response.headers.getSetCookie();
  assert.equal(cookies.length, 1);
  assert.match(cookies[0], SESSION_COOKIE);
  const { data } = await response.json();
  assert.equal(data.verifySignInCode.email, email);
  assert.deepEqual((await visitor.graphql(ME)).data.me, data.verifySignInCode);
});

test("the code is of no use in any other browser", async () => {
  const email = newAddress();
  const { code } = await askForLink(server, server.visitor(), email);
  const stranger = server.visitor();
  assertWrong(await verify(stranger, code), 0);
  await askForLink(server, stranger, newAddress("robert"));
  assertWrong(await verify(stranger, code), 4);
});

test("five wrong codes are the last, also if they come at once", async () => {
  const visitor = server.visitor();
  const { code, token } = await askForLink(server, visitor, newAddress());
  const answers = await Promise.all(many(20, () => verify(visitor, otherThan(code))));
  const left = answers.map(({ errors }) => errors[0].extensions.triesLeft).sort();
  assert.deepEqual(left.slice(-5), [0, 1, 2, 3, 4]);
  assertWrong(await verify(visitor, code), 0);
  const answer = await visitor.graphql(VERIFY_MAGIC_LINK, { token });
  assert.equal(answer.errors, undefined, "the link goes on working");
});

test("what are not eight digits is said, and costs no try", async () => {
  const visitor = server.visitor();
  const { code } = await askForLink(server, visitor, newAddress());
  for (const typed of ["", "1234567", "123456789", "letters!", "' OR 1=1 --", "1".repeat(100_000)]) {
    assertRefused(await verify(visitor, typed), "BAD_INPUT", "Enter the 8 digits that are in the mail.");
  }
  assert.equal((await verify(visitor, ` ${code.replace(" ", "")}\n`)).errors, undefined);
});

test("code and link use each other up", async () => {
  const email = newAddress();
  const one = server.visitor();
  const first = await askForLink(server, one, email);
  assert.equal((await verify(one, first.code)).errors, undefined);
  assertRefused(await server.visitor().graphql(VERIFY_MAGIC_LINK, { token: first.token }), "LINK_INVALID");

  const other = server.visitor();
  const second = await askForLink(server, other, email);
  await server.visitor().graphql(VERIFY_MAGIC_LINK, { token: second.token });
  assertWrong(await verify(other, second.code), 0);
});

test("the browser repeats a code whose answer was lost, and gets the same account", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { code } = await askForLink(server, visitor, email);
  const first = await verify(visitor, code);
  assert.deepEqual(await verify(visitor, code), first);
  const sessions = await server.db(
    "SELECT s.* FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id WHERE u.email = ?",
    email,
  );
  assert.equal(sessions.length, 1);
});

test("a code that has expired signs nobody in", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { code } = await askForLink(server, visitor, email);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 600000 WHERE email = ?", email);
  assertWrong(await verify(visitor, code), 0);
  assert.equal((await visitor.graphql(ME)).data.me, null);
});

test("a wrong code leaves the browser's session as it was", async () => {
  const clara = await signIn(server);
  const { code } = await askForLink(server, clara.visitor, newAddress("robert"));
  assertWrong(await verify(clara.visitor, otherThan(code)), 4);
  assert.deepEqual(await clara.ask("me", ME), clara.user);
});
