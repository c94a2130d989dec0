// The page as a whole: the built app starts in a real browser, and needs nothing that its headers forbid.

import assert from "node:assert/strict";

import { eventually } from "../support/eventually.mjs";
import { journalOf } from "../support/journals.mjs";
import { SCREENS, WELCOMED, leave, show } from "../support/screens.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

scene("the app starts without an error", async ({ profile }) => {
  const app = await (await profile()).open();
  await app.page.getByRole("heading", { level: 1 }).first().waitFor();
});

scene("no screen needs anything that the Content-Security-Policy forbids", async ({ profile }) => {
  const anna = await profile({ clock: Date.now() });
  await anna.context.clock.resume();
  const violations = [];
  await anna.context.exposeFunction("noteViolation", (violation) => violations.push(violation));
  await anna.context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber }) => {
      window.noteViolation(`${location.pathname}: ${effectiveDirective} ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
    });
  });
  await anna.seed({ ...journalOf(40), ...WELCOMED });
  const app = await anna.open();
  for (const screen of SCREENS) await show(app, screen);
  await leave(app);
  await app.visit("/account");
  await app.signInAndSync("policy@example.org");

  // One that is made on purpose comes last, and shows that the policy is there and its violations are heard of.
  anna.expect(/Content Security Policy/);
  await app.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await eventually(() => assert.ok(violations.some((violation) => violation.includes("style-src-attr inline"))));
  assert.equal(violations.length, 1, violations.join("\n"));
});

scene("what only the server can answer does not pass through the service worker", async ({ server, profile }) => {
  const app = await (await profile()).open();
  await eventually(async () => assert.ok(await app.page.evaluate(() => navigator.serviceWorker.controller !== null)));
  const response = await app.page.goto(`${server.url}/health`);
  assert.equal(response.fromServiceWorker(), false);
  assert.deepEqual(await response.json(), { status: "ok" });
});
