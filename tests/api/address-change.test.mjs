// requestAddressChange, addressChange and confirmAddressChange.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi, tokenOf } from "../support/musician.mjs";
import { ADDRESS_CHANGE, CONFIRM_ADDRESS_CHANGE, ME, MY_SIGN_INS, REQUEST_ADDRESS_CHANGE } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

const GONE = /^This link does not work any more/;

async function ask(musician, email) {
  const variables = { expectedUserId: musician.user.id, email, language: "en" };
  assert.equal(await musician.ask("requestAddressChange", REQUEST_ADDRESS_CHANGE, variables), true);
}

/** The token that an address was sent. */
async function tokenTo(email) {
  const [link] = (await server.mails({ to: email })).at(-1).links;
  assert.match(link, /\/account\/address#/);
  return tokenOf(link);
}

async function confirm(token, visitor = server.visitor()) {
  const { data, errors } = await visitor.graphql(CONFIRM_ADDRESS_CHANGE, { token });
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data.confirmAddressChange;
}

test("the address changes after both addresses have confirmed, and the old one is told", async () => {
  const [from, to] = [newAddress(), newAddress("wieck")];
  const desk = await signIn(server, from);
  const phone = await signIn(server, from);
  await ask(desk, to);
  const [old, fresh] = [await tokenTo(from), await tokenTo(to)];
  const looked = await server.visitor().graphql(ADDRESS_CHANGE, { token: old });
  assert.deepEqual(looked.data.addressChange, { from, to, step: "ASKED" });
  assert.deepEqual(await confirm(old), { from, to, step: "WAITING" });
  assert.equal((await desk.visitor.graphql(ME)).data.me.email, from);
  assert.deepEqual(await confirm(fresh, desk.visitor), { from, to, step: "CHANGED" });
  assert.deepEqual((await desk.visitor.graphql(ME)).data.me, { ...desk.user, email: to });
  assert.deepEqual(await phone.visitor.graphql(ME), { data: { me: null } });
  assert.match((await server.mails({ to: from })).at(-1).text, /your account here has another address now/);
  const log = await desk.ask("mySignIns", MY_SIGN_INS, { expectedUserId: desk.user.id });
  assert.equal(log[0].outcome, "ADDRESS_CHANGED");
  for (const token of [old, fresh]) {
    assertRefused(await server.visitor().graphql(CONFIRM_ADDRESS_CHANGE, { token }), "LINK_INVALID", GONE);
  }
  assert.equal((await signIn(server, to)).user.id, desk.user.id);
});

test("who asked is signed out, where somebody else confirms for the new address", async () => {
  const [from, to] = [newAddress(), newAddress("wieck")];
  const asking = await signIn(server, from);
  await ask(asking, to);
  await confirm(await tokenTo(to));
  assert.equal((await confirm(await tokenTo(from), asking.visitor)).step, "CHANGED");
  assert.deepEqual(await asking.visitor.graphql(ME), { data: { me: null } });
});

test("whether the new address has an account is told to that address alone", async () => {
  const [from, taken] = [newAddress(), newAddress("robert")];
  await signIn(server, taken);
  const clara = await signIn(server, from);
  await ask(clara, taken);
  const mail = (await server.mails({ to: taken })).at(-1);
  assert.match(mail.text, /It has an account of its own/);
  assert.doesNotMatch(mail.text, /#/);
  assert.equal((await confirm(await tokenTo(from))).step, "WAITING");
  assert.equal((await clara.visitor.graphql(ME)).data.me.email, from);
});

test("an address that is the account's own, or none, is refused", async () => {
  const email = newAddress();
  const clara = await signIn(server, email);
  const asked = (address) =>
    clara.visitor.graphql(REQUEST_ADDRESS_CHANGE, { expectedUserId: clara.user.id, email: address });
  assertRefused(await asked(email.toUpperCase()), "BAD_INPUT", "This is the address of your account already.");
  assertRefused(await asked("clara"), "BAD_INPUT", "Enter an email address like name@example.org.");
});

test("nobody asks for the account of somebody else", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  const variables = { expectedUserId: clara.user.id, email: newAddress() };
  assertRefused(await robert.visitor.graphql(REQUEST_ADDRESS_CHANGE, variables), "WRONG_ACCOUNT");
  assertRefused(await server.visitor().graphql(REQUEST_ADDRESS_CHANGE, variables), "UNAUTHENTICATED");
});
