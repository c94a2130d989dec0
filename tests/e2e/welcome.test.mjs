// The first visit, and the example that can be looked at.

import assert from "node:assert/strict";

import { countsOf } from "../support/account.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const EXAMPLE = "This is an example. What you write here is part of it, and is removed with it.";

async function showExample(app) {
  await app.button("Look at an example").click();
  await app.page.getByText(EXAMPLE).waitFor();
  await app.backupReads("Example");
}

/** Fails if anything of the example is in this browser. */
async function assertNothingOfIt(anna) {
  const storage = JSON.stringify(await anna.storage());
  assert.ok(!storage.includes("example"), storage);
}

scene("the welcome is read once", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await app.page.getByRole("region", { name: "A journal for your practice" }).waitFor();
  await app.page.getByText("without an account and without a network").waitFor();
  await app.button("Start my journal").click();
  await app.heading("A journal for your practice").waitFor({ state: "detached" });
  await app.reload();
  assert.equal(await app.heading("A journal for your practice").count(), 0);
});

scene("somebody who has written something is not welcomed", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Mine." });
  await app.go("Today");
  await app.row("Mine.").waitFor();
  assert.equal(await app.heading("A journal for your practice").count(), 0);
});

scene("the example is looked at, written in, and removed with one click", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await showExample(app);
  await app.go("Logbook");
  await app.row("Clair de lune").first().waitFor();
  await app.page.getByText(EXAMPLE).waitFor();
  await app.button("New entry").click();
  await app.dialog("New entry").getByText("Part of the example: it is removed with it.").waitFor();
  await app.fillEntry({ notes: "Only to try it." });
  await app.save();
  await app.reload();
  await app.row("Only to try it.").waitFor();
  const other = await anna.open();
  await other.page.getByText(EXAMPLE).waitFor();
  await app.lookAt();

  await app.button("Remove the example").click();
  await app.notice("The example is removed. This journal is yours.").waitFor();
  await app.heading("Your logbook is empty").waitFor();
  await other.page.getByText(EXAMPLE).waitFor({ state: "detached" });
  await other.backupReads("Saved on this device");
  await assertNothingOfIt(anna);
});

scene("nothing of the example reaches an account", async ({ server, profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await showExample(app);
  await app.go("Logbook");
  await app.writeEntry({ notes: "Only to try it." });
  await app.signInAndSync("example-reader@example.org");
  await app.go("Logbook");
  await app.heading("Your logbook is empty").waitFor();
  const counts = await countsOf(server, "example-reader@example.org");
  assert.deepEqual(Object.values(counts), [0, 0, 0, 0, 0]);
  const storage = await anna.storage();
  assert.ok(!Object.entries(storage).some(([key, value]) => key.includes(":example") || value.includes("Only to try it.")));
});
