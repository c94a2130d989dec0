// Mail through Resend, which a stand-in plays: what it is asked, and what becomes of its refusals.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { codeOf, newAddress, startApi } from "../support/musician.mjs";
import { REQUEST_MAGIC_LINK, VERIFY_SIGN_IN_CODE } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";
import { startResend } from "../support/resend.mjs";

const KEY = "re_a_key_for_the_stand_in";

let resend;
let server;
before(async () => {
  resend = await startResend();
  server = await startApi({ secrets: { RESEND_API_KEY: KEY }, vars: { RESEND_URL: `${resend.url}/` } });
});
after(async () => {
  await server?.stop();
  await resend?.stop();
});
beforeEach(() => {
  resend.requests.length = 0;
});

const tokensOf = (email) => server.db("SELECT * FROM login_tokens WHERE email = ?", email);

test("a mail is one request, and what it carries signs in", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  assert.deepEqual(await visitor.graphql(REQUEST_MAGIC_LINK, { email }), { data: { requestMagicLink: true } });
  assert.equal(resend.requests.length, 1);
  const [{ method, path, headers, body }] = resend.requests;
  assert.deepEqual([method, path], ["POST", "/emails"]);
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(headers["content-type"], "application/json");
  assert.match(headers["idempotency-key"], /^[0-9a-f]{16}$/);
  assert.deepEqual(Object.keys(body).sort(), ["from", "html", "subject", "text", "to"]);
  assert.equal(body.from, "Mirubato <journal@mirubato.example>");
  assert.deepEqual(body.to, [email]);
  assert.equal(body.subject, "Sign in to Mirubato");
  const answer = await visitor.graphql(VERIFY_SIGN_IN_CODE, { code: codeOf(body) });
  assert.equal(answer.data.verifySignInCode.email, email);
  // The email binding is not used beside it.
  assert.deepEqual(await server.mails(), []);
});

for (const refusal of [
  { status: 500, name: "internal_server_error", message: "An unexpected error occurred." },
  { status: 429, name: "rate_limit_exceeded", message: "Too many requests." },
  "silence",
]) {
  test(`after ${refusal.name ?? refusal} the same mail is tried once more`, async () => {
    const email = newAddress();
    resend.refuse(refusal);
    assert.equal((await server.visitor().graphql(REQUEST_MAGIC_LINK, { email })).errors, undefined);
    const [first, second, ...others] = resend.requests;
    assert.deepEqual(others, []);
    assert.equal(first.headers["idempotency-key"], second.headers["idempotency-key"]);
    assert.deepEqual(first.body, second.body);
  });
}

test("a mail that does not go out is told, its link is of no use, and the log names nobody", async () => {
  const email = newAddress();
  const trouble = { status: 503, name: "application_error", message: `No mail to ${email}.` };
  resend.refuse(trouble, trouble);
  const answer = await server.visitor().graphql(REQUEST_MAGIC_LINK, { email });
  assertRefused(answer, "MAIL_NOT_SENT");
  assert.deepEqual(await tokensOf(email), []);
  const logs = JSON.stringify(server.logs());
  assert.match(logs, /Resend answered 503 application_error/);
  assert.ok(!logs.includes(email));
  assert.ok(!logs.includes(KEY));
});

test("an address that takes no mail is told apart, and not tried again", async () => {
  const email = newAddress();
  resend.refuse({ status: 422, name: "validation_error", message: "Invalid `to` field." });
  const answer = await server.visitor().graphql(REQUEST_MAGIC_LINK, { email });
  assertRefused(answer, "MAIL_NOT_SENT", "No mail can be sent to this address. Check it, or use another one.");
  assert.equal(resend.requests.length, 1);
  assert.deepEqual(await tokensOf(email), []);
});

test("whoever sends the mail elsewhere is not followed there", async () => {
  const email = newAddress();
  const redirection = { status: 307, location: `${resend.url}/elsewhere` };
  resend.refuse(redirection, redirection);
  assertRefused(await server.visitor().graphql(REQUEST_MAGIC_LINK, { email }), "MAIL_NOT_SENT");
  assert.deepEqual([...new Set(resend.requests.map(({ path }) => path))], ["/emails"]);
  assert.deepEqual(await tokensOf(email), []);
});

test("mails that are used up are promised for tomorrow", async () => {
  resend.refuse({ status: 429, name: "daily_quota_exceeded", message: "You have reached your daily email sending quota." });
  const answer = await server.visitor().graphql(REQUEST_MAGIC_LINK, { email: newAddress() });
  assertRefused(answer, "MAIL_NOT_SENT", /^No more mails can be sent today\. Try again tomorrow/, { retryAfterSecs: 86_400 });
});
