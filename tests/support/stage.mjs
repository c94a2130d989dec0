// What a file of browser tests stands on: one server and one browser for the file, new browser profiles for each test.
//
//   import { stage } from "../support/stage.mjs";
//
//   const scene = stage();
//   scene("an entry survives a reload", async ({ server, profile }) => {
//     const app = await (await profile()).open();
//     ...
//   });
//
// A test fails for an error on a page or its console too, unless its profile expects it. When a test fails, a picture of
// each page and what the page's console said are in target/e2e, and the error names them.

import { mkdir, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startBrowser } from "./browser.mjs";
import { Profile } from "./profile.mjs";
import { startServer } from "./server.mjs";

const REPORTS = fileURLToPath(new URL("../../target/e2e/", import.meta.url));

/**
 * Starts a server and a browser for this file.
 *
 * @returns {(name: string, play: (on: Stage) => Promise<void>) => void} defines a test
 * @typedef {{server: import("./server.mjs").Server, profile: (options?: object) => Promise<Profile>}} Stage A profile
 *   uses the server of the stage, or what it is given as `at`.
 */
export function stage() {
  let server;
  let browser;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
  });
  after(() => Promise.all([browser?.close(), server?.stop()]));

  return (name, play) =>
    test(name, async () => {
      const profiles = [];
      const profile = async ({ at = server, ...options } = {}) => {
        const created = await Profile.create(browser, at, options);
        profiles.push(created);
        return created;
      };
      try {
        await play({ server, profile });
        for (const one of profiles) one.assertNoErrors();
      } catch (error) {
        const said = profiles.flatMap((one) => one.unexpectedErrors().map((text) => `\n  the page said: ${text}`));
        const files = (await report(name, profiles)).map((file) => `\n  see ${file}`);
        // Test runners print the stack, which has the message as it was when the error was made.
        error.stack = [error.stack, ...said, ...files].join("");
        throw error;
      } finally {
        await Promise.all(profiles.map((one) => one.close()));
      }
    });
}

/** Writes down what the pages looked like and said. */
async function report(name, profiles) {
  await mkdir(REPORTS, { recursive: true });
  const base = REPORTS + name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 80);
  const files = [];
  for (const [number, profile] of profiles.entries()) {
    for (const [tab, page] of profile.context.pages().entries()) {
      const picture = `${base}-${number + 1}-${tab + 1}.png`;
      // A page that cannot be pictured any more is no reason to hide the error.
      await page.screenshot({ path: picture, timeout: 5_000 }).then(() => files.push(picture), () => {});
    }
    const log = `${base}-${number + 1}.log`;
    await writeFile(log, profile.console.join("\n"));
    files.push(log);
  }
  return files;
}
