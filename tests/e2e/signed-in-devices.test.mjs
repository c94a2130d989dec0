// The devices on which somebody is signed in, as the Account screen lists them, and the log of sign-ins under them.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { reads } from "../support/eventually.mjs";
import { serverError } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const region = (app) => app.page.getByRole("region", { name: "Signed in on these devices", exact: true });
// Without the log, which is a list too.
const devices = (app) => region(app).getByRole("list").first().getByRole("listitem");

/** Somebody with a desk and a phone, both signed in and backed up. */
async function deskAndPhone(email, profile) {
  const desk = await profile();
  const one = await desk.open("/logbook");
  await one.signInAndSync(email);
  const phone = await profile();
  const other = await phone.open("/logbook");
  await other.signInAndSync(email);
  return { desk, one, phone, other };
}

scene("the list says which device this is, and the other is signed out from here", async ({ server, profile }) => {
  const email = "anna@example.org";
  const { one, other } = await deskAndPhone(email, profile);
  await one.go("Account");
  await reads(devices(one).filter({ hasText: "This device" }), /Linux/);
  await one.until(async () => assert.equal(await devices(one).count(), 2));
  await devices(one).getByRole("button", { name: /^Sign out / }).click();
  await one.page.getByRole("status").getByText(/^Signed out there: /).waitFor();
  await one.until(async () => assert.equal(await devices(one).count(), 1));

  // What is only there stays there, until somebody signs in again.
  await other.go("Logbook");
  await other.writeEntry({ notes: "Signed out from afar." });
  await other.backupReads("Sign in again to back up 1 change");
  await other.signInAndSync(email);
  assert.deepEqual((await rowsOf(server, email, "logbook_entries")).map((row) => row.notes), ["Signed out from afar."]);
});

scene("everywhere else is signed out at once, and this device goes on", async ({ server, profile }) => {
  const email = "berta@example.org";
  const { one, other } = await deskAndPhone(email, profile);
  await one.go("Account");
  await one.button("Sign out everywhere else").click();
  await one.notice("Signed out everywhere else").waitFor();
  await one.until(async () => assert.equal(await devices(one).count(), 1));
  assert.equal(await one.button("Sign out everywhere else").count(), 0);
  await one.backUpNow();
  await one.backupReads(BACKUP.backedUp);
  await other.go("Logbook");
  await other.writeEntry({ notes: "Waits." });
  await other.backupReads("Sign in again to back up 1 change");
  assert.deepEqual(await rowsOf(server, email, "logbook_entries"), []);
});

scene("the log says by what somebody signed in", async ({ profile }) => {
  const email = "clara@example.org";
  const app = await (await profile()).open();
  await app.signInAndSync(email);
  await app.go("Account");
  await region(app).getByText("Sign-ins of the last 90 days").click();
  await region(app).getByText(/^By link: /).waitFor();
  await app.signOut();
  await app.askForLink(email);
  await app.enterCode(await app.codeFor(email));
  await app.notice(`Signed in as ${email}`).waitFor();
  await app.go("Account");
  await region(app).getByText("Sign-ins of the last 90 days").click();
  await region(app).getByText(/^By code: /).waitFor();
});

scene("without a network the list says so, and is there when the network is", async ({ profile }) => {
  const dora = await profile();
  const app = await dora.open();
  await app.signInAndSync("dora@example.org");
  await dora.setOffline(true);
  await app.go("Account");
  await region(app).getByText("The server did not answer. Check your connection and try again.").waitFor();
  await dora.setOffline(false);
  await devices(app).filter({ hasText: "This device" }).waitFor();
});

scene("a list that was not told is asked for again", async ({ profile }) => {
  const emma = await profile();
  const app = await emma.open();
  await app.signInAndSync("emma@example.org");
  const failing = await emma.onRequest(/^MySessions$/, serverError);
  await app.go("Account");
  await region(app).getByRole("alert").waitFor();
  failing.end();
  await region(app).getByRole("button", { name: "Ask again", exact: true }).click();
  await devices(app).filter({ hasText: "This device" }).waitFor();
});
