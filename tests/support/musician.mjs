// Someone with an account, signed in by the link of a mail that was really sent.

import assert from "node:assert/strict";

import {
  CHANGES,
  PUSH_CHANGES,
  REQUEST_MAGIC_LINK,
  SYNC_ANONYMOUS_DATA,
  VERIFY_MAGIC_LINK,
} from "./operations.mjs";
import { startServer } from "./server.mjs";

/** The client's version of the record model. */
export const MODEL_VERSION = 1;

/** Where the app is said to be. These tests open no page, so it need not be the server's own address. */
export const ORIGIN = "https://mirubato.example";

/** A server for these tests: `startServer` with this ORIGIN. */
export function startApi({ vars = {}, ...options } = {}) {
  return startServer({ vars: { ORIGIN, ...vars }, ...options });
}

let addresses = 0;

/** An address that no other test of the file uses. */
export function newAddress(name = "clara") {
  addresses += 1;
  return `${name}.${addresses}@example.org`;
}

/**
 * Asks for a mail in this browser and takes the link and the code out of it.
 *
 * @returns {Promise<{url: string, token: string, code: string}>}
 */
export async function askForLink(server, visitor, email) {
  const answer = await visitor.graphql(REQUEST_MAGIC_LINK, { email });
  assert.deepEqual(answer, { data: { requestMagicLink: true } });
  const mail = (await server.mails({ to: email })).at(-1);
  return { url: mail.links[0], token: tokenOf(mail.links[0]), code: codeOf(mail) };
}

/** The token of a link, which is in the fragment so that no server's log has it. */
export function tokenOf(link) {
  return new URL(link).hash.slice(1);
}

/** The code of a mail, which has a line of its own. */
export function codeOf(mail) {
  return /^\d{4} \d{4}$/m.exec(mail.text)[0];
}

/** Eight digits that are not this code. */
export function otherThan(code) {
  return code.replaceAll(/\d/g, (digit) => (Number(digit) + 1) % 10);
}

/** Signs an address in, in a browser of its own unless one is given. */
export async function signIn(server, email = newAddress(), visitor = server.visitor()) {
  const { token } = await askForLink(server, visitor, email);
  const answer = await visitor.graphql(VERIFY_MAGIC_LINK, { token });
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return new Musician(visitor, answer.data.verifyMagicLink);
}

/** A signed-in browser. What is not answered as asked is a failure, except through `visitor` and `try...`. */
class Musician {
  constructor(visitor, user) {
    /** The browser. */
    this.visitor = visitor;
    /** Who is signed in: id, email, hasCloudStorage. */
    this.user = user;
  }

  /** An input for this user with these lists of records. */
  input(lists = {}) {
    return { expectedUserId: this.user.id, modelVersion: MODEL_VERSION, ...lists };
  }

  async syncAnonymousData(lists) {
    return this.ask("syncAnonymousData", SYNC_ANONYMOUS_DATA, { input: this.input(lists) });
  }

  async pushChanges(lists) {
    return this.ask("pushChanges", PUSH_CHANGES, { input: this.input(lists) });
  }

  tryPushChanges(lists) {
    return this.visitor.graphql(PUSH_CHANGES, { input: this.input(lists) });
  }

  /** Pushes one entry and says what became of it. */
  async pushEntry(entry) {
    return (await this.pushChanges({ entries: [entry] })).entries[0];
  }

  /** A page of changes: `since` a cursor, `first` so many records. */
  async changes({ since, first } = {}) {
    return this.ask("changes", CHANGES, { expectedUserId: this.user.id, since, first });
  }

  tryChanges({ since, first } = {}) {
    return this.visitor.graphql(CHANGES, { expectedUserId: this.user.id, since, first });
  }

  /** Sends an operation and answers with the field. */
  async ask(field, operation, variables) {
    const { data, errors } = await this.visitor.graphql(operation, variables);
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data[field];
  }
}
