// deleteAccount.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi } from "../support/musician.mjs";
import { DELETE_ACCOUNT, ME } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

const expecting = (musician) => ({ expectedUserId: musician.user.id, language: "en" });

test("an account is deleted, and a mail tells its address", async () => {
  const email = newAddress();
  const desk = await signIn(server, email);
  const phone = await signIn(server, email);
  assert.equal(await desk.ask("deleteAccount", DELETE_ACCOUNT, expecting(desk)), true);
  const mail = (await server.mails({ to: email })).at(-1);
  assert.match(mail.text, /was deleted here/);
  assert.doesNotMatch(mail.text, /sign-in#/);
  assert.deepEqual(await desk.visitor.graphql(ME), { data: { me: null } });
  assert.deepEqual(await server.db("SELECT id FROM users WHERE email = ?", email), []);
  assertRefused(await phone.visitor.graphql(DELETE_ACCOUNT, expecting(phone)), "ACCOUNT_DELETED");
});

test("nobody deletes the account of somebody else", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  assertRefused(await robert.visitor.graphql(DELETE_ACCOUNT, expecting(clara)), "WRONG_ACCOUNT");
  assertRefused(await server.visitor().graphql(DELETE_ACCOUNT, expecting(clara)), "UNAUTHENTICATED");
  assert.equal((await clara.visitor.graphql(ME)).data.me.id, clara.user.id);
});
