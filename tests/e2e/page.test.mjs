// The page as a whole: the built app starts in a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

let server;
let browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

test("the app starts without an error", async () => {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(server.url);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  assert.deepEqual(errors, []);
});
