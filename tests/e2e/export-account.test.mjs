// The file with everything that there is of somebody: the journal, and what the server has beside it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { stage } from "../support/stage.mjs";

const scene = stage();

const WITH_ACCOUNT = "Export everything with the account (JSON)";

scene("everything comes out as one file, whose journal comes in again", async ({ profile }) => {
  const email = "anna@example.org";
  const app = await (await profile()).open("/logbook");
  await app.writeEntry({ notes: "In the file." });
  await app.signInAndSync(email);
  await app.go("Account");
  const download = app.page.waitForEvent("download");
  await app.button(WITH_ACCOUNT).click();
  const path = await (await download).path();
  const file = JSON.parse(await readFile(path, "utf8"));
  assert.deepEqual(file.entries.map((entry) => entry.notes), ["In the file."]);
  assert.equal(file.account.email, email);
  assert.equal(file.account.sessions.length, 1);
  assert.equal(file.account.signIns[0].outcome, "SIGNED_IN");

  const other = await (await profile()).open("/account");
  assert.equal(await other.button(WITH_ACCOUNT).count(), 0);
  await other.page.getByLabel("Import a file…").setInputFiles(path);
  await other.button("Import 1 record").click();
  await other.page.getByText("1 record imported.").waitFor();
  await other.go("Logbook");
  await other.row("In the file.").waitFor();
});

scene("without a network there is no such file, and a notice says why", async ({ profile }) => {
  const browser = await profile();
  const app = await browser.open("/account");
  await app.signInAndSync("berta@example.org");
  await app.go("Account");
  await browser.setOffline(true);
  await app.button(WITH_ACCOUNT).click();
  await app.page.getByRole("status").getByText("The server did not answer.", { exact: false }).waitFor();
});
