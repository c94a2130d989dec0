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
 * @param {string[]} [texts] what somebody wrote, and the codes that were mailed
 */
export function assertNothingPrivate(logs, texts = []) {
  for (const { message } of logs) {
    for (const [what, pattern] of Object.entries(PATTERNS)) assert.doesNotMatch(message, pattern, `${what} is in the log`);
    for (const text of texts) assert.ok(!message.includes(text), `“${text}” is in the log: ${message}`);
  }
}

/** The codes of mails, in the ways in which they are written. A line of its own: other numbers are nobody's secret. */
export function codesIn(mails) {
  const codes = mails.flatMap(({ text = "" }) => text.match(/^\d{4} \d{4}$/gm) ?? []);
  return codes.flatMap((code) => [code, code.replace(" ", "")]);
}
