// The Worker as a whole: it answers, and serves the app beside /graphql.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

test("the Worker answers GraphQL", async () => {
  const answer = await server.visitor().graphql("{ __typename }");
  assert.equal(answer.data.__typename, "Query");
});

test("a page of the app is the app, so that its address can be reloaded", async () => {
  const response = await server.fetch("/logbook");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type"), /^text\/html/);
  assert.match(await response.text(), /<title>Mirubato<\/title>/);
});

test("the migrations make the database from nothing", async () => {
  const files = (await readdir(new URL("../../migrations/", import.meta.url))).sort();
  const applied = await server.db("SELECT name FROM d1_migrations ORDER BY name");
  assert.deepEqual(
    applied.map(({ name }) => name),
    files,
  );
});
