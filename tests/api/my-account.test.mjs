// myAccount and setDisplayName.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi } from "../support/musician.mjs";
import { MY_ACCOUNT, SET_DISPLAY_NAME } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

test("an account says its address and since when it is there", async () => {
  const email = newAddress();
  const since = Date.now();
  const clara = await signIn(server, email);
  const account = await clara.ask("myAccount", MY_ACCOUNT, { expectedUserId: clara.user.id });
  assert.equal(account.email, email);
  assert.ok(Date.parse(account.createdAt) >= since);
  const again = await signIn(server, email);
  assert.deepEqual(await again.ask("myAccount", MY_ACCOUNT, { expectedUserId: clara.user.id }), account);
});

test("nobody is told of the account of somebody else", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  const variables = { expectedUserId: clara.user.id };
  assertRefused(await robert.visitor.graphql(MY_ACCOUNT, variables), "WRONG_ACCOUNT");
  assertRefused(await server.visitor().graphql(MY_ACCOUNT, variables), "UNAUTHENTICATED");
});

test("a name is kept until it is taken away", async () => {
  const clara = await signIn(server);
  const named = (name) => clara.ask("setDisplayName", SET_DISPLAY_NAME, { expectedUserId: clara.user.id, name });
  assert.equal((await named(" Clara Wieck ")).displayName, "Clara Wieck");
  const account = await clara.ask("myAccount", MY_ACCOUNT, { expectedUserId: clara.user.id });
  assert.equal(account.displayName, "Clara Wieck");
  assert.equal((await named("")).displayName, null);
});

test("what is no name is refused", async () => {
  const clara = await signIn(server);
  for (const name of ["x".repeat(81), "two\nlines"]) {
    const answer = await clara.visitor.graphql(SET_DISPLAY_NAME, { expectedUserId: clara.user.id, name });
    assertRefused(answer, "BAD_INPUT", /at most 80 characters/);
  }
});
