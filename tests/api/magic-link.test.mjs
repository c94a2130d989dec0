// magicLink: the confirmation page looks at a link, and the link is as good as before.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { askForLink, newAddress, startApi } from "../support/musician.mjs";
import { MAGIC_LINK, VERIFY_MAGIC_LINK } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

test("the browser that asked sees its address and that it asked here", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  const response = await visitor.send(MAGIC_LINK, { token });
  assert.deepEqual(await response.json(), { data: { magicLink: { email, requestedHere: true } } });
  assert.deepEqual(response.headers.getSetCookie(), []);
});

test("another browser sees the address and that it did not ask", async () => {
  const email = newAddress();
  const { token } = await askForLink(server, server.visitor(), email);
  const stranger = server.visitor();
  await askForLink(server, stranger, newAddress("robert"));
  for (const visitor of [server.visitor(), stranger]) {
    assert.deepEqual(await visitor.graphql(MAGIC_LINK, { token }), {
      data: { magicLink: { email, requestedHere: false } },
    });
  }
});

test("looking changes nothing in the database, however often", async () => {
  const { token } = await askForLink(server, server.visitor(), newAddress());
  const before = await everything();
  for (let look = 0; look < 5; look += 1) {
    await server.visitor().graphql(MAGIC_LINK, { token });
  }
  assert.deepEqual(await everything(), before);
});

test("failure 22: a mail scanner that opens the link does not use it", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { url, token } = await askForLink(server, visitor, email);
  const before = await everything();
  const query = encodeURIComponent(VERIFY_MAGIC_LINK);
  const variables = encodeURIComponent(JSON.stringify({ token }));
  const addresses = [
    new URL(url).pathname,
    `/sign-in?token=${token}`,
    `/graphql?query=${query}&variables=${variables}`,
  ];
  for (const address of addresses) {
    for (const method of ["GET", "HEAD"]) {
      const response = await server.fetch(address, { method });
      assert.deepEqual(response.headers.getSetCookie(), []);
      await response.arrayBuffer();
    }
  }
  assert.deepEqual(await everything(), before);
  const answer = await visitor.graphql(VERIFY_MAGIC_LINK, { token });
  assert.equal(answer.data.verifyMagicLink.email, email);
});

async function everything() {
  return Promise.all(
    ["login_tokens ORDER BY token_hash", "users ORDER BY id", "auth_sessions ORDER BY token_hash"].map(
      (table) => server.db(`SELECT * FROM ${table}`),
    ),
  );
}

test("a link that was never given out is refused", async () => {
  for (const token of ["", "x", "A".repeat(43), `${"A".repeat(42)}!`, "A".repeat(10_000), "' OR 1=1 --"]) {
    assertRefused(await server.visitor().graphql(MAGIC_LINK, { token }), "LINK_INVALID");
  }
});

test("a link that has expired is refused", async () => {
  const email = newAddress();
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, email);
  await server.db("UPDATE login_tokens SET expires_at = expires_at - 600000 WHERE email = ?", email);
  assertRefused(await visitor.graphql(MAGIC_LINK, { token }), "LINK_INVALID");
});

test("a link that was used is refused in any browser but the one that asked", async () => {
  const visitor = server.visitor();
  const { token } = await askForLink(server, visitor, newAddress());
  await visitor.graphql(VERIFY_MAGIC_LINK, { token });
  assertRefused(await server.visitor().graphql(MAGIC_LINK, { token }), "LINK_INVALID");
  assert.equal((await visitor.graphql(MAGIC_LINK, { token })).data.magicLink.requestedHere, true);
});
