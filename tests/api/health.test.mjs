// /health: whether the server and its database are well, for whoever watches them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startApi } from "../support/musician.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

test("the server is well", async () => {
  const response = await server.fetch("/health");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  assert.deepEqual(await response.json(), { status: "ok" });
  assert.equal((await server.fetch("/health", { method: "HEAD" })).status, 200);
});

test("a database that does not answer as it should is told, and that it does again", async () => {
  await server.db("ALTER TABLE users RENAME TO elsewhere");
  try {
    const response = await server.fetch("/health");
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Cache-Control"), "no-store");
    assertRefused(await response.json(), "UNAVAILABLE");
  } finally {
    await server.db("ALTER TABLE elsewhere RENAME TO users");
  }
  assert.equal((await server.fetch("/health")).status, 200);
});

test("nothing can be sent to it", async () => {
  const response = await server.fetch("/health", { method: "POST", body: "{}" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("Allow"), "GET, HEAD");
  assertRefused(await response.json(), "BAD_INPUT", "Use GET.");
});
