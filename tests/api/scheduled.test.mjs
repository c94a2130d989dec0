// What the Worker's cron does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { deletion, entry } from "../support/records.mjs";

const DAY = 86_400_000;

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** Makes it so long ago that the server took everything of a user in. */
async function age(musician, days) {
  const received = Date.now() - days * DAY;
  await server.db("UPDATE pushes SET created_at = ? WHERE user_id = ?", received, musician.user.id);
}

async function told(musician) {
  const [version] = (await musician.changes()).entries;
  return version;
}

test("the cron purges what was deleted 30 days ago, and leaves that it was deleted", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "private" }));
  await clara.pushChanges({ deletions: [deletion("e", 2, 1)] });
  const before = await told(clara);
  assert.equal(before.record.notes, "private");

  await age(clara, 29);
  await server.runCron();
  assert.deepEqual(await told(clara), before);

  await age(clara, 30);
  await server.runCron();
  assert.deepEqual(await told(clara), { ...before, record: null });
  const rows = await server.db("SELECT * FROM logbook_entries WHERE user_id = ?", clara.user.id);
  assert.ok(!JSON.stringify(rows).includes("private"));
});
