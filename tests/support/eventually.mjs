// Waiting for what a person would see sooner or later, without sleeping for a fixed time.

import assert from "node:assert/strict";

/** How long something may take before a test says that it does not happen. Only a failing test waits this long. */
export const PATIENCE = 60_000;
const PAUSE = 25;

/**
 * Tries `check` again and again until it does not throw.
 *
 * @template T
 * @param {() => T | Promise<T>} check
 * @param {number} [patience] milliseconds
 * @returns {Promise<T>} what `check` returned
 */
export async function eventually(check, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * Waits until the visible text of an element is `text`, or matches it. A blank at which no line breaks reads like any other.
 *
 * @param {import("playwright-core").Locator} locator
 * @param {string | RegExp} text
 * @param {number} [patience] milliseconds
 */
export function reads(locator, text, patience = PATIENCE) {
  return eventually(async () => {
    const read = (await locator.innerText({ timeout: 1_000 })).trim().replaceAll("\u00a0", " ");
    if (text instanceof RegExp) assert.match(read, text);
    else assert.equal(read, text);
  }, patience);
}
