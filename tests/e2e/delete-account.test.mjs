// Deleting the account from its own screen.

import assert from "node:assert/strict";

import { stage } from "../support/stage.mjs";

const scene = stage();

scene("an account is deleted once its address is typed, and the journal here is decided on afterwards", async ({ server, profile }) => {
  const email = "anna@example.org";
  const browser = await profile();
  const app = await browser.open("/logbook");
  await app.writeEntry({ notes: "Stays until decided." });
  await app.signInAndSync(email);
  await app.go("Account");
  await app.button("Delete account…").click();
  const question = app.dialog("Delete your account?");
  await question.getByLabel("Type your address to confirm").fill("anna@example.com");
  await question.getByRole("button", { name: "Delete account", exact: true }).click();
  await question.getByText("This is not the address of your account.").waitFor();
  assert.equal((await server.db("SELECT id FROM users WHERE email = ?", email)).length, 1);

  await question.getByLabel("Type your address to confirm").fill(email);
  await question.getByRole("button", { name: "Delete account", exact: true }).click();
  await app.heading("This account was deleted").waitFor();
  await app.backupReads("Account deleted");
  assert.deepEqual(await server.db("SELECT id FROM users WHERE email = ?", email), []);
  assert.match((await server.mails({ to: email })).at(-1).text, /was deleted here/);
  assert.equal((await browser.records()).length, 1);

  await app.button("Delete it from this device").click();
  await app.dialog("Delete the journal from this device?").getByRole("button", { name: "Delete journal" }).click();
  await app.notice("Journal deleted from this device").waitFor();
  assert.deepEqual(await browser.records(), []);
});

scene("without a network the account stays, and the question says why", async ({ server, profile }) => {
  const email = "berta@example.org";
  const browser = await profile();
  const app = await browser.open("/account");
  await app.signInAndSync(email);
  await app.go("Account");
  await browser.setOffline(true);
  await app.button("Delete account…").click();
  const question = app.dialog("Delete your account?");
  await question.getByLabel("Type your address to confirm").fill(email);
  await question.getByRole("button", { name: "Delete account", exact: true }).click();
  await question.getByRole("alert").getByText("The server did not answer.", { exact: false }).waitFor();
  assert.equal((await server.db("SELECT id FROM users WHERE email = ?", email)).length, 1);
});
