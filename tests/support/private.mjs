// What must not be in a log, whatever happened.

import assert from "node:assert/strict";

const PATTERNS = {
  "an address": /[\w.+-]+@[\w-]+\.\w+/,
  "a token or the value of a cookie": /(?<![\w-])[\w-]{43}(?![\w-])/,
  "a cookie": /mirubato_(session|request)/,
};

/**
 * Fails if one of the lines has something private.
 *
 * @param {{message: string}[]} logs what `server.logs()` gives
 * @param {string[]} [texts] what somebody wrote
 */
export function assertNothingPrivate(logs, texts = []) {
  for (const { message } of logs) {
    for (const [what, pattern] of Object.entries(PATTERNS)) assert.doesNotMatch(message, pattern, `${what} is in the log`);
    for (const text of texts) assert.ok(!message.includes(text), `“${text}” is in the log: ${message}`);
  }
}
