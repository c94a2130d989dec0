// The name and the address of an account, changed on the Account screen.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

async function linkTo(server, email) {
  return (await server.mails({ to: email })).at(-1).links[0];
}

/** Opens the link of a mail and confirms. */
async function confirm(app, link, from, to) {
  const { pathname, hash } = new URL(link);
  await app.visit(`${pathname}${hash}`);
  const main = app.page.getByRole("main");
  await main.getByText(from, { exact: true }).waitFor();
  await main.getByText(to, { exact: true }).waitFor();
  await app.button("Confirm the change").click();
}

scene("the address changes once both mailboxes have confirmed, and the journal goes on", async ({ server, profile }) => {
  const [from, to] = ["anna@example.org", "anna@example.com"];
  const app = await (await profile()).open("/logbook");
  await app.writeEntry({ notes: "Before." });
  await app.signInAndSync(from);
  await app.go("Account");
  await app.page.getByLabel("New email address").fill(to);
  await app.button("Change address").click();
  await app.page.getByText("Look into both mailboxes", { exact: false }).waitFor();
  const [old, fresh] = [await linkTo(server, from), await linkTo(server, to)];

  // In a browser that nobody has signed in with.
  const elsewhere = await (await profile()).open();
  await confirm(elsewhere, old, from, to);
  await elsewhere.page.getByText("Confirmed. The address changes as soon as", { exact: false }).waitFor();
  await confirm(app, fresh, from, to);
  await app.page.getByText("The address has changed. From now on the new one signs in.").waitFor();
  await app.page.getByRole("link", { name: "Open Account" }).click();
  await app.heading("Signed in as").waitFor();
  await app.page.getByText(to, { exact: true }).waitFor();
  await app.go("Logbook");
  await app.writeEntry({ notes: "After." });
  await app.backUpNow();
  assert.deepEqual((await rowsOf(server, to, "logbook_entries")).map((row) => row.notes).sort(), ["After.", "Before."]);
  assert.match((await server.mails({ to: from })).at(-1).text, /your account here has another address now/);

  await elsewhere.reload();
  await elsewhere.page.getByText("This link does not work any more", { exact: false }).waitFor();
});

scene("an address that is none, or the own one, is said at the field", async ({ server, profile }) => {
  const email = "berta@example.org";
  const app = await (await profile()).open("/account");
  await app.signInAndSync(email);
  await app.go("Account");
  const field = app.page.getByLabel("New email address");
  await field.fill(email.toUpperCase());
  await app.button("Change address").click();
  await app.page.getByText("This is your address already.").waitFor();
  await field.fill("berta");
  await app.button("Change address").click();
  await app.page.getByText("Enter an email address, such as anna@example.org.").waitFor();
  assert.deepEqual(await server.db("SELECT * FROM address_changes"), []);
});

scene("a name stands on the Account screen of every device", async ({ profile }) => {
  const email = "clara@example.org";
  const app = await (await profile()).open("/account");
  await app.signInAndSync(email);
  await app.go("Account");
  await app.page.getByRole("textbox", { name: "Your name" }).fill("Clara Wieck");
  await app.button("Save name").click();
  await app.notice("Name saved").waitFor();
  await app.page.getByText("Clara Wieck", { exact: true }).waitFor();
  const phone = await (await profile()).open("/account");
  await phone.signInAndSync(email);
  await phone.go("Account");
  await phone.page.getByText("Clara Wieck", { exact: true }).waitFor();
  await phone.page.getByRole("textbox", { name: "Your name" }).fill("x".repeat(81));
  await phone.button("Save name").click();
  await phone.page.getByText("A name has at most 80 characters.").waitFor();
});
