// requestMagicLink: what is mailed, what is kept, and what nobody learns from the answer.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";

import { askForLink, codeOf, newAddress, signIn, startApi, tokenOf } from "../support/musician.mjs";
import { REQUEST_MAGIC_LINK, VERIFY_MAGIC_LINK } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

const NONCE_COOKIE =
  /^__Host-mirubato_request=[\w-]{43}; HttpOnly; SameSite=Lax; Secure; Path=\/; Max-Age=600$/;

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** The answer without what differs each time: the cookie's value. */
async function answerTo(email) {
  const response = await server.visitor().send(REQUEST_MAGIC_LINK, { email });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]+/, "="));
  return { status: response.status, body: await response.text(), cookies };
}

test("a mail with one link to ORIGIN and one code is sent to the address", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const response = await visitor.send(REQUEST_MAGIC_LINK, { email });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { data: { requestMagicLink: true } });

  const mails = await server.mails({ to: email });
  assert.equal(mails.length, 1);
  const [mail] = mails;
  assert.deepEqual(mail.to, [email]);
  assert.match(mail.from, /journal@mirubato\.example/);
  assert.equal(mail.subject, "Sign in to Mirubato");
  assert.equal(mail.text.match(/https?:/g).length, 1);
  assert.match(mail.links[0], /^https:\/\/mirubato\.example\/sign-in#[\w-]{43}$/);
  assert.equal(
    mail.text.trim(),
    `Hello,\n\nOpen this link to sign in to your practice journal:\n\n${mail.links[0]}\n\n` +
      `Or enter this code where you asked for it:\n\n${codeOf(mail)}\n\n` +
      "Each works once, and both for 10 minutes. If you did not ask for them, ignore this mail: nothing happens.",
  );
});

test("the HTML of the mail says the same and needs no image", async () => {
  const email = newAddress();
  await server.visitor().graphql(REQUEST_MAGIC_LINK, { email, language: "fr" });
  const [mail] = await server.mails({ to: email });
  assert.ok(mail.html.includes(`href="${mail.links[0]}"`));
  assert.ok(mail.html.includes(codeOf(mail)));
  assert.match(mail.html, /<html lang="fr">/);
  assert.doesNotMatch(mail.html, /<img|<script|<style|<link|url\(/);
});

test("the mail is in the language of whoever asks, and in English where Mirubato does not speak it", async () => {
  const subjects = {
    "en-US": "Sign in to Mirubato",
    "de-AT": "Bei Mirubato anmelden",
    es: "Iniciar sesión en Mirubato",
    "fr-CA": "Connexion à Mirubato",
    "zh-CN": "登录 Mirubato",
    "zh-HK": "登入 Mirubato",
    it: "Sign in to Mirubato",
    "": "Sign in to Mirubato",
    "\r\nBcc: robert@example.org": "Sign in to Mirubato",
  };
  for (const [language, subject] of Object.entries(subjects)) {
    const email = newAddress();
    const answer = await server.visitor().graphql(REQUEST_MAGIC_LINK, { email, language });
    assert.deepEqual(answer, { data: { requestMagicLink: true } });
    const [mail] = await server.mails({ to: email });
    assert.equal(mail.subject, subject, language);
    assert.equal(mail.links.length, 1, language);
    assert.match(mail.text, /\b10\b/);
    assert.doesNotMatch(mail.text, /Bcc/);
  }
});

test("a text that is no address is refused, and nothing is mailed or kept", async () => {
  const before = { mails: (await server.mails()).length, tokens: await tokens() };
  const nonsense = [
    "",
    "clara",
    "clara@",
    "@example.org",
    "clara@localhost",
    "clara schumann@example.org",
    "Clara <clara@example.org>",
    "clara@example.org, robert@example.org",
    "clara@example.org\r\nBcc: robert@example.org",
    `${"c".repeat(255)}@example.org`,
  ];
  for (const email of nonsense) {
    const response = await server.visitor().send(REQUEST_MAGIC_LINK, { email });
    assert.equal(response.status, 200);
    assertRefused(await response.json(), "BAD_INPUT", "Enter an email address like name@example.org.");
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
  assert.deepEqual({ mails: (await server.mails()).length, tokens: await tokens() }, before);
});

async function tokens() {
  return server.db("SELECT * FROM login_tokens ORDER BY token_hash");
}

test("spaces around an address and upper case make no other address", async () => {
  const email = newAddress();
  const answer = await server.visitor().graphql(REQUEST_MAGIC_LINK, { email: `  ${email.toUpperCase()} ` });
  assert.equal(answer.data.requestMagicLink, true);
  assert.equal((await server.mails({ to: email })).length, 1);
});

test("the link's host comes from ORIGIN, whatever the headers say", async () => {
  const email = newAddress();
  const answer = await new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    const headers = {
      "Content-Type": "application/json",
      Host: "stranger.example",
      Referer: "https://stranger.example/",
      Forwarded: "host=stranger.example;proto=https",
      "X-Forwarded-Host": "stranger.example",
      "X-Forwarded-Proto": "https",
      "X-Original-Host": "stranger.example",
    };
    request({ host: "localhost", port, path: "/graphql", method: "POST", headers }, (response) => {
      response.setEncoding("utf8").on("data", resolve);
    })
      .on("error", reject)
      .end(JSON.stringify({ query: REQUEST_MAGIC_LINK, variables: { email } }));
  });
  assert.deepEqual(JSON.parse(answer), { data: { requestMagicLink: true } });
  const [mail] = await server.mails({ to: email });
  assert.equal(mail.links.length, 1);
  assert.doesNotMatch(mail.text, /stranger/);
});

test("the token and the browser's nonce are in the database only as hashes", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const asked = Date.now();
  const { token, code } = await askForLink(server, visitor, email);
  const nonce = visitor.cookies.get("__Host-mirubato_request");
  const [row, ...others] = await server.db("SELECT * FROM login_tokens WHERE email = ?", email);
  assert.deepEqual(others, []);
  const { expires_at: expiresAt, code_hash: codeHash, ...kept } = row;
  assert.deepEqual(kept, {
    token_hash: hash(token),
    email,
    nonce_hash: hash(nonce),
    session_hash: null,
    wrong_codes: 0,
  });
  // Eight digits could be guessed from a plain hash.
  const digits = code.replace(" ", "");
  assert.match(codeHash, /^[\w-]{43}$/);
  assert.ok(![code, digits, nonce + digits, digits + nonce].map(hash).includes(codeHash));
  const begun = expiresAt - 600_000;
  assert.ok(asked <= begun && begun <= Date.now(), `${begun - asked} ms after it was asked for`);
});

function hash(secret) {
  return createHash("sha256").update(secret).digest("base64url");
}

test("the answer is the same for an address with an account and one without", async () => {
  const known = newAddress();
  await signIn(server, known);
  const unknown = newAddress();
  const answer = await answerTo(unknown);
  assert.deepEqual(await answerTo(known), answer);
  assert.equal(answer.status, 200);
  assert.deepEqual(await server.db("SELECT id FROM users WHERE email = ?", unknown), []);
});

test("asking gives the browser a nonce that no script and no other site can use", async () => {
  const response = await server.visitor().send(REQUEST_MAGIC_LINK, { email: newAddress() });
  const cookies = response.headers.getSetCookie();
  assert.equal(cookies.length, 1);
  assert.match(cookies[0], NONCE_COOKIE);
});

test("a new link cancels the older one of the same browser", async () => {
  const visitor = server.visitor();
  const email = newAddress();
  const older = await askForLink(server, visitor, email);
  const newer = await askForLink(server, visitor, email);
  assertRefused(await visitor.graphql(VERIFY_MAGIC_LINK, { token: older.token }), "LINK_INVALID");
  const answer = await visitor.graphql(VERIFY_MAGIC_LINK, { token: newer.token });
  assert.equal(answer.data.verifyMagicLink.email, email);
});

test("a new link leaves alone what another browser asked for", async () => {
  const email = newAddress();
  const owner = server.visitor();
  const { token } = await askForLink(server, owner, email);
  await askForLink(server, server.visitor(), email);
  const answer = await owner.graphql(VERIFY_MAGIC_LINK, { token });
  assert.equal(answer.data.verifyMagicLink.email, email);
});

test("asking again keeps the browser's nonce", async () => {
  const visitor = server.visitor();
  await askForLink(server, visitor, newAddress());
  const nonce = visitor.cookies.get("__Host-mirubato_request");
  await askForLink(server, visitor, newAddress());
  assert.equal(visitor.cookies.get("__Host-mirubato_request"), nonce);
});

test("a nonce that the server never gave out is replaced", async () => {
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Cookie: "__Host-mirubato_request=mine" },
    body: JSON.stringify({ query: REQUEST_MAGIC_LINK, variables: { email: newAddress() } }),
  });
  assert.match(response.headers.getSetCookie()[0], NONCE_COOKIE);
});

test("the cron clears away links that have expired", async () => {
  const email = newAddress();
  await askForLink(server, server.visitor(), email);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 600000 WHERE email = ?", email);
  await server.runCron();
  assert.deepEqual(await server.db("SELECT * FROM login_tokens WHERE email = ?", email), []);
});

test("no link, code or address is written to the log", async () => {
  const email = newAddress();
  const { token, code } = await askForLink(server, server.visitor(), email);
  const logs = JSON.stringify(server.logs());
  assert.ok(!logs.includes(token));
  assert.ok(!logs.includes(code));
  assert.ok(!logs.includes(email));
});

test("every link is another one", async () => {
  const email = newAddress();
  for (const visitor of [server.visitor(), server.visitor()]) {
    await askForLink(server, visitor, email);
  }
  const [one, other] = await server.mails({ to: email });
  assert.notEqual(tokenOf(one.links[0]), tokenOf(other.links[0]));
});
