// myAccount.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi } from "../support/musician.mjs";
import { MY_ACCOUNT } from "../support/operations.mjs";
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
