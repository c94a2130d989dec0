// What an answer that refuses says: a stable code, and a sentence for the person.

import assert from "node:assert/strict";

const SENTENCES = {
  UNAUTHENTICATED: "Sign in to do this.",
  WRONG_ACCOUNT: "Another account is signed in in this browser now. Sign in again to go on with yours.",
  ACCOUNT_DELETED: "This account was deleted. What is on this device is still here.",
  UPGRADE_REQUIRED: "This page is of another version than the server. Reload it; what you wrote stays.",
  CLOUD_STORAGE_PAUSED: "The account's copy of the journal is paused. Switch it on to back up again.",
  RESYNC: "The server does not know where this device stopped reading. Read everything again.",
  TOO_LARGE: "This is more than one request may carry. Send it in smaller parts.",
  LINK_INVALID: "This link was used already or is older than 10 minutes. Ask for a new one.",
  MAIL_NOT_SENT: "The mail could not be sent. Try again in a few minutes.",
  UNAVAILABLE: "The server could not do this right now. Try again in a moment.",
};

/**
 * Asserts that an answer is nothing but a refusal.
 *
 * @param {{data?: unknown, errors?: object[]}} answer the answer's JSON
 * @param {string} code its `extensions.code`
 * @param {string | RegExp} [sentence] what it says, where that does not follow from the code
 * @param {Record<string, number>} [details] what its extensions say beside the code
 */
export function assertRefused(answer, code, sentence = SENTENCES[code], details = {}) {
  assert.equal(answer.data, null, JSON.stringify(answer));
  assert.equal(answer.errors?.length, 1, JSON.stringify(answer));
  const [error] = answer.errors;
  const { requestId, ...extensions } = error.extensions;
  assert.deepEqual(extensions, { code, ...details }, JSON.stringify(answer));
  assert.match(requestId, /^[0-9a-f]{16}$/);
  if (sentence instanceof RegExp) assert.match(error.message, sentence);
  else assert.equal(error.message, sentence);
}
