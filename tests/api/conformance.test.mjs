// What the server promises, case by case (tests/conformance), on the real local D1. The same cases run natively on SQLite
// as Rust tests.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";

let server;
before(async () => {
  server = await startServer({ config: "tests/conformance/wrangler.toml" });
});
after(() => server?.stop());

test("every promise is kept on D1", async (context) => {
  const names = await (await server.fetch("/")).json();
  assert.ok(names.length > 0);
  for (const name of names) {
    await context.test(name, async () => {
      const response = await server.fetch("/", { method: "POST", body: name });
      const answer = await response.text();
      assert.ok(response.ok, `${answer}\n${JSON.stringify(server.logs(), null, 2)}`);
    });
  }
});
