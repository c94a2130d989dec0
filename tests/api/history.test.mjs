// history and backupCheck: a long journal as a new device reads and compares it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { BACKUP_CHECK, HISTORY } from "../support/operations.mjs";
import { deletion, entry, goal, many, session } from "../support/records.mjs";

const MINUTE = 60_000;
const BEGIN = Date.parse("2020-01-01T00:00:00Z");

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function history(musician, { before, first } = {}) {
  return musician.ask("history", HISTORY, { expectedUserId: musician.user.id, before, first });
}

function backupCheck(musician, since) {
  return musician.ask("backupCheck", BACKUP_CHECK, { expectedUserId: musician.user.id, since });
}

/** A journal with an entry each minute. */
async function pushEntries(musician, count) {
  for (let begin = 0; begin < count; begin += 1000) {
    const entries = many(Math.min(1000, count - begin), (index) => {
      const number = begin + index;
      return entry(`e-${number}`, number, { timestamp: new Date(BEGIN + number * MINUTE).toISOString() });
    });
    await musician.pushChanges({ entries });
  }
}

test("a new device reads the newest part of a long journal in one request, and older parts when it wants them", async () => {
  const clara = await signIn(server);
  await pushEntries(clara, 5_000);
  await clara.pushChanges({
    goals: [goal("g", 1)],
    deletions: [deletion("e-0", 90_000, 0)],
  });
  const page = await history(clara);
  assert.equal(page.entries.length, 500);
  assert.equal(page.goals.length, 1);
  assert.equal(Date.parse(page.since), BEGIN + 4_500 * MINUTE);
  assert.equal(page.asOf, (await clara.changes({ since: page.asOf })).cursor);

  const older = await history(clara, { before: page.since, first: 2 });
  assert.deepEqual(older.entries.map(({ id }) => id).sort(), ["e-4498", "e-4499"]);
  assert.deepEqual(older.goals, []);

  // What is in the trash comes with the records of its time.
  const oldest = await history(clara, { before: new Date(BEGIN + 2 * MINUTE).toISOString() });
  assert.deepEqual(oldest.entries.map(({ id, deletedAt }) => [id, Boolean(deletedAt)]).sort(), [["e-0", true], ["e-1", false]]);
});

test("a check tells how many there are from an instant on, and one version less makes another checksum", async () => {
  const clara = await signIn(server);
  await pushEntries(clara, 3_000);
  const all = await backupCheck(clara);
  assert.deepEqual([all.entries.count, all.goals.count], [3_000, 0]);
  const since = new Date(BEGIN + 2_000 * MINUTE).toISOString();
  const part = await backupCheck(clara, since);
  assert.equal(part.entries.count, 1_000);

  await clara.pushChanges({ sessions: [session("s", 1)], deletions: [deletion("e-0", 90_000, 0)] });
  const later = await backupCheck(clara);
  assert.deepEqual([later.entries.count, later.sessions.count], [2_999, 1]);
  assert.notEqual(later.entries.checksum, all.entries.checksum);
  assert.deepEqual((await backupCheck(clara, since)).entries, part.entries);
});
