// How often somebody may ask to sign in and try to, who may make an account, and a server that is not set up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { codeOf, newAddress, otherThan, signIn, startApi } from "../support/musician.mjs";
import { ME, REQUEST_MAGIC_LINK, VERIFY_MAGIC_LINK, VERIFY_SIGN_IN_CODE } from "../support/operations.mjs";
import { many } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

async function withServer(options, run) {
  const server = await startApi(options);
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

/** Asks from an address of the network. */
async function ask(server, email, clientIp = "203.0.113.7", [query, variables] = [REQUEST_MAGIC_LINK, { email }]) {
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", "CF-Connecting-IP": clientIp },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

function assertLimited(answer) {
  const { retryAfterSecs } = answer.errors[0].extensions;
  assert.ok(retryAfterSecs > 3_500 && retryAfterSecs <= 3_601, `${retryAfterSecs}`);
  assertRefused(answer, "RATE_LIMITED", /^This was tried too often\. Try again in \d\d minutes\.$/, { retryAfterSecs });
}

test("an address is mailed five times an hour without any setting, also if it is asked for at once", () =>
  withServer({ vars: { SIGN_IN_LIMITS: "" } }, async (server) => {
    const email = newAddress();
    const answers = await Promise.all(many(20, (n) => ask(server, email, `203.0.${n}.7`)));
    const refused = answers.filter(({ errors }) => errors);
    assert.equal(refused.length, 15);
    refused.forEach(assertLimited);
    assert.equal((await server.mails({ to: email })).length, 5);
    assert.equal((await ask(server, newAddress())).errors, undefined);
  }));

test("a network asks only so often an hour, and others go on", () =>
  withServer({ vars: { SIGN_IN_LIMITS: "network=3" } }, async (server) => {
    for (const clientIp of ["203.0.113.1", "203.0.113.2", "203.0.113.255"]) {
      assert.equal((await ask(server, newAddress(), clientIp)).errors, undefined);
    }
    assertLimited(await ask(server, newAddress(), "203.0.113.3"));
    assert.equal((await ask(server, newAddress(), "203.0.114.3")).errors, undefined);
    const kept = JSON.stringify(await server.db("SELECT * FROM rate_limits"));
    assert.doesNotMatch(kept, /203\.0|example\.org|clara/);
  }));

test("everybody together asks only so often an hour", () =>
  withServer({ vars: { SIGN_IN_LIMITS: "total=2" } }, async (server) => {
    for (const network of [1, 2]) {
      assert.equal((await ask(server, newAddress(), `203.0.${network}.1`)).errors, undefined);
    }
    assertLimited(await ask(server, newAddress(), "203.0.3.1"));
  }));

test("a network tries links only so often an hour", () =>
  withServer({ vars: { SIGN_IN_LIMITS: "network=2" } }, async (server) => {
    const attempt = [VERIFY_MAGIC_LINK, { token: "A".repeat(43) }];
    for (let tries = 0; tries < 14; tries += 1) {
      assertRefused(await ask(server, "", "203.0.113.7", attempt), "LINK_INVALID");
    }
    assertLimited(await ask(server, "", "203.0.113.7", attempt));
  }));

test("a day later the cron clears the counters away", () =>
  withServer({}, async (server) => {
    await ask(server, newAddress());
    await server.db("UPDATE rate_limits SET window_start = window_start - 86400000");
    await server.runCron();
    assert.deepEqual(await server.db("SELECT * FROM rate_limits"), []);
  }));

test("with registration closed, the answer is the same for everybody and only an account gets a link", async () => {
  await withServer({ vars: { REGISTRATION: "clara.known@example.org" } }, async (server) => {
    const known = "clara.known@example.org";
    const { user } = await signIn(server, known);
    const unknown = "robert.unknown@example.org";
    const answers = [];
    for (const email of [known, unknown]) {
      const response = await server.visitor().send(REQUEST_MAGIC_LINK, { email, language: "en" });
      const cookies = response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]+/, "="));
      answers.push({ status: response.status, body: await response.text(), cookies });
    }
    assert.deepEqual(answers[0], answers[1]);
    const [mail] = await server.mails({ to: unknown });
    assert.equal(mail.subject, "No Mirubato account with this address");
    assert.doesNotMatch(mail.text + mail.html, /sign-in#/);
    const usable = "SELECT * FROM login_tokens WHERE email = ? AND code_hash IS NOT NULL";
    assert.deepEqual(await server.db(usable, unknown), []);
    assert.equal((await signIn(server, known)).user.id, user.id);
  });
});

test("a wrong code is counted against its mail by the Worker too", () =>
  withServer({}, async (server) => {
    const visitor = server.visitor();
    const email = newAddress();
    await visitor.graphql(REQUEST_MAGIC_LINK, { email });
    const code = codeOf((await server.mails({ to: email }))[0]);
    await visitor.graphql(VERIFY_SIGN_IN_CODE, { code: otherThan(code) });
    const [{ wrong_codes: wrong }] = await server.db("SELECT * FROM login_tokens WHERE email = ?", email);
    assert.equal(wrong, 1);
  }));

for (const [what, options, said] of [
  ["without a secret", { secrets: { SECRET: "" } }, /SECRET is missing/],
  ["with a secret that is too short", { secrets: { SECRET: "secret" } }, /SECRET is missing or shorter/],
  ["with a registration that cannot be meant", { vars: { REGISTRATION: "close" } }, /REGISTRATION is neither/],
]) {
  test(`${what} nobody signs in, the log says why, and the rest works`, () =>
    withServer(options, async (server) => {
      const visitor = server.visitor();
      const answer = await visitor.graphql(REQUEST_MAGIC_LINK, { email: newAddress() });
      assertRefused(answer, "UNAVAILABLE", "Signing in is not set up on this server. Tell whoever runs it.");
      assert.deepEqual(await server.mails(), []);
      assert.match(JSON.stringify(server.logs()), said);
      assert.deepEqual(await visitor.graphql(ME), { data: { me: null } });
    }));
}

test("without a way for mail nobody is mailed, the log says why, and the rest works", () =>
  withServer({ config: "tests/support/no-mail.toml" }, async (server) => {
    const visitor = server.visitor();
    assertRefused(await visitor.graphql(REQUEST_MAGIC_LINK, { email: newAddress() }), "MAIL_NOT_SENT");
    assert.match(JSON.stringify(server.logs()), /neither the secret RESEND_API_KEY nor the binding EMAIL/);
    assert.deepEqual(await visitor.graphql(ME), { data: { me: null } });
    assert.equal((await server.fetch("/health")).status, 200);
  }));

test("the platform's own limit comes before everything else, where it is switched on", () =>
  withServer({ config: "tests/support/rate-limited.toml" }, async (server) => {
    const statuses = [];
    for (let asked = 0; asked < 30; asked += 1) {
      const headers = { "Content-Type": "application/json", "CF-Connecting-IP": "203.0.113.7" };
      const response = await server.fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query: ME }) });
      statuses.push(response.status);
    }
    assert.equal(statuses[0], 200);
    assert.ok(statuses.includes(429), statuses.join(", "));
    const headers = { "CF-Connecting-IP": "203.0.113.7" };
    assert.equal((await server.fetch("/health", { headers })).status, 429, "and the database is not asked how it is");
    assert.deepEqual(await server.visitor().graphql(ME), { data: { me: null } }, "others go on");
  }));
