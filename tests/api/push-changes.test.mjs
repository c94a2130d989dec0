// pushChanges: edits, deletions and their versions. No clock decides what is newer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import {
  LISTS,
  deletion,
  entry,
  from,
  goal,
  journalOf,
  log,
  many,
  piece,
  session,
  writeId,
} from "../support/records.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function applied(id) {
  return { id, status: "APPLIED", current: null, rejection: null };
}

function duplicate(id) {
  return { id, status: "REJECTED", current: null, rejection: { field: "id", reason: "DUPLICATE" } };
}

/** The entry as the server tells it. */
async function told(musician, id) {
  return (await musician.changes()).entries.find((version) => version.id === id);
}

async function rowOf(user, id) {
  const [row] = await server.db("SELECT * FROM logbook_entries WHERE user_id = ? AND id = ?", user.id, id);
  return row;
}

test("an edit of the version that the server holds replaces it whole", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "first", duration: 60, tags: ["slow"] }));
  const answer = await clara.pushChanges({ entries: [entry("e", 2, from(1, { notes: "second" }))] });
  assert.deepEqual(answer.entries, [applied("e")]);
  assert.deepEqual([answer.success, answer.syncedEntries], [true, 1]);
  const row = await rowOf(clara.user, "e");
  assert.deepEqual(
    [row.notes, row.duration, row.tags, row.write_id, row.base_write_id, row.recent_writes, row.seq],
    ["second", 0, "[]", writeId(2), writeId(1), writeId(2) + writeId(1), 2],
  );
});

test("failure 8: an edit of an older version is a conflict, told with the row, and changes nothing", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "first" }));
  await clara.pushEntry(entry("e", 2, from(1, { notes: "second" })));
  const held = await told(clara, "e");
  const before = await journalOf(server, clara.user);
  const stale = entry("e", 3, from(1, { notes: "stale", updatedAt: "2099-01-01T00:00:00Z" }));
  const answer = await clara.pushChanges({ entries: [stale] });
  assert.deepEqual([answer.success, answer.syncedEntries], [false, 0]);
  assert.deepEqual(answer.entries, [{ id: "e", status: "CONFLICT", current: held, rejection: null }]);
  assert.equal(held.record.notes, "second");
  assert.deepEqual(held.recentWrites, [writeId(2), writeId(1)]);
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("failure 8: an edit with an older clock is applied, because it was made from what the server holds", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  const edit = entry("e", 2, from(1, { notes: "from a slow clock", updatedAt: "1990-01-01T00:00:00Z" }));
  assert.deepEqual(await clara.pushEntry(edit), applied("e"));
  assert.equal((await rowOf(clara.user, "e")).notes, "from a slow clock");
});

test("the same id made on two devices is a conflict for the second", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "one" }));
  const outcome = await clara.pushEntry(entry("e", 2, { notes: "other" }));
  assert.equal(outcome.status, "CONFLICT");
  assert.equal(outcome.current.record.notes, "one");
});

test("a record that the server does not know is stored although it was made from a version", async () => {
  const clara = await signIn(server);
  assert.deepEqual(await clara.pushEntry(entry("e", 2, from(1))), applied("e"));
});

test("a conflict names the last 16 writes, newest first", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  for (let write = 2; write <= 18; write += 1) {
    assert.deepEqual(await clara.pushEntry(entry("e", write, from(write - 1))), applied("e"));
  }
  const outcome = await clara.pushEntry(entry("e", 99, from(5)));
  assert.deepEqual(
    outcome.current.recentWrites,
    many(16, (n) => writeId(18 - n)),
  );
});

/** What became of a push. A replay has a place of its own in the journal, as every push has. */
function apartFromItsPlace({ cursor, ...payload }) {
  assert.match(cursor, /^\d+\./);
  return payload;
}

test("failure 4: a replayed push is applied again and changes nothing", async () => {
  const clara = await signIn(server);
  await clara.pushChanges({ entries: [entry("edited", 1), entry("deleted", 1)], goals: [goal("g", 1)] });
  const push = {
    entries: [entry("edited", 2, from(1, { notes: "again" })), entry("new", 3)],
    goals: [goal("g", 2, from(1, { progress: 50 }))],
    deletions: [deletion("deleted", 2, 1)],
  };
  const first = await clara.pushChanges(push);
  const before = await journalOf(server, clara.user);
  assert.equal(first.success, true);
  assert.deepEqual([first.syncedEntries, first.syncedGoals], [3, 1]);
  for (let replay = 0; replay < 3; replay += 1) {
    assert.deepEqual(apartFromItsPlace(await clara.pushChanges(push)), apartFromItsPlace(first));
  }
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("a push that arrives twice at the same time changes the record once", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  const push = { entries: [entry("e", 2, from(1)), entry("new", 3)] };
  const answers = await Promise.all(many(5, () => clara.pushChanges(push)));
  for (const answer of answers) assert.deepEqual(apartFromItsPlace(answer), apartFromItsPlace(answers[0]));
  assert.equal(answers[0].success, true);
  assert.equal((await rowOf(clara.user, "e")).recent_writes, writeId(2) + writeId(1));
});

test("of edits that two devices push at the same time one is applied and the others are conflicts", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  const outcomes = await Promise.all(
    many(5, (n) => clara.pushEntry(entry("e", 10 + n, from(1, { notes: `device ${n}` })))),
  );
  const statuses = outcomes.map((outcome) => outcome.status).sort();
  assert.deepEqual(statuses, ["APPLIED", "CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT"]);
  const held = await told(clara, "e");
  assert.equal(held.record.notes, `device ${outcomes.findIndex(({ status }) => status === "APPLIED")}`);
  for (const { status, current } of outcomes) {
    if (status === "CONFLICT") assert.deepEqual(current, held);
  }
});

test("a replay of a write that was built upon since is a conflict that names it among the recent writes", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await clara.pushEntry(entry("e", 2, from(1)));
  const outcome = await clara.pushEntry(entry("e", 1));
  assert.equal(outcome.status, "CONFLICT");
  assert.ok(outcome.current.recentWrites.includes(writeId(1)));
});

test("a deletion leaves a tombstone that is told with what the record had", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "to be deleted" }));
  const { record } = await told(clara, "e");
  const answer = await clara.pushChanges({ deletions: [deletion("e", 2, 1)] });
  assert.deepEqual(answer.entries, [applied("e")]);
  assert.deepEqual([answer.success, answer.syncedEntries], [true, 1]);
  assert.equal(record.notes, "to be deleted");
  assert.deepEqual(await told(clara, "e"), {
    id: "e",
    writeId: writeId(2),
    recentWrites: [writeId(2), writeId(1)],
    deletedAt: "2026-11-20T11:30:00Z",
    record,
  });
});

test("every kind of record can be deleted", async () => {
  const clara = await signIn(server);
  const records = {
    sessions: session("one", 1),
    logs: log("one", 1),
    entries: entry("one", 1),
    goals: goal("one", 1),
    pieces: piece("one", 1),
  };
  await clara.pushChanges(Object.fromEntries(LISTS.map(({ list }) => [list, [records[list]]])));
  for (const { list, collection, table } of LISTS) {
    const answer = await clara.pushChanges({ deletions: [deletion("one", 2, 1, { collection })] });
    assert.deepEqual(answer[list], [applied("one")]);
    const rows = await server.db(`SELECT deleted_at FROM ${table} WHERE user_id = ?`, clara.user.id);
    assert.deepEqual(rows, [{ deleted_at: Date.parse("2026-11-20T11:30:00Z") }]);
  }
});

test("failure 7: a deletion of an older version is a conflict, and the record stays", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await clara.pushEntry(entry("e", 2, from(1, { notes: "newer" })));
  const { success, entries } = await clara.pushChanges({ deletions: [deletion("e", 3, 1)] });
  assert.equal(success, false);
  assert.equal(entries[0].status, "CONFLICT");
  assert.equal(entries[0].current.record.notes, "newer");
  assert.equal((await rowOf(clara.user, "e")).deleted_at, null);
});

test("failure 7: an edit made without having seen the deletion is a conflict with a tombstone", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await clara.pushChanges({ deletions: [deletion("e", 2, 1)] });
  const outcome = await clara.pushEntry(entry("e", 3, from(1)));
  assert.equal(outcome.status, "CONFLICT");
  assert.equal(outcome.current.deletedAt, "2026-11-20T11:30:00Z");
  assert.notEqual((await rowOf(clara.user, "e")).deleted_at, null);
});

test("a record whose deletion was seen can be brought back", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1, { notes: "before" }));
  await clara.pushChanges({ deletions: [deletion("e", 2, 1)] });
  const outcome = await clara.pushEntry(entry("e", 3, from(2, { notes: "undone" })));
  assert.deepEqual(outcome, applied("e"));
  const held = await told(clara, "e");
  assert.equal(held.deletedAt, null);
  assert.equal(held.record.notes, "undone");
  assert.deepEqual(held.recentWrites, [writeId(3), writeId(2), writeId(1)]);
});

test("a deletion of a record that the server never had leaves a tombstone", async () => {
  const clara = await signIn(server);
  const answer = await clara.pushChanges({ deletions: [deletion("never-seen", 1, null)] });
  assert.deepEqual(answer.entries, [applied("never-seen")]);
  assert.equal((await told(clara, "never-seen")).record, null);
  const outcome = await clara.pushEntry(entry("never-seen", 2));
  assert.equal(outcome.status, "CONFLICT");
});

test("an id that comes twice in a push is rejected both times, and nothing is stored under it", async () => {
  const clara = await signIn(server);
  const answer = await clara.pushChanges({
    entries: [entry("twice", 1, { notes: "a" }), entry("once", 2), entry("twice", 3, { notes: "b" })],
  });
  assert.deepEqual(answer.entries, [duplicate("twice"), applied("once"), duplicate("twice")]);
  assert.deepEqual([answer.success, answer.syncedEntries], [false, 1]);
  const { logbook_entries: rows } = await journalOf(server, clara.user);
  assert.deepEqual(
    rows.map((row) => row.id),
    ["once"],
  );
});

test("an id that is edited and deleted in one push is rejected both times", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  const before = await journalOf(server, clara.user);
  const answer = await clara.pushChanges({
    entries: [entry("e", 2, from(1))],
    deletions: [deletion("e", 3, 1)],
  });
  assert.deepEqual(answer.entries, [duplicate("e"), duplicate("e")]);
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("the same id in different collections is no duplicate", async () => {
  const clara = await signIn(server);
  const answer = await clara.pushChanges({ entries: [entry("x", 1)], goals: [goal("x", 1)], pieces: [piece("x", 1)] });
  assert.equal(answer.success, true);
});

test("failure 10: the same id under two users is two records", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  await clara.pushEntry(entry("shared", 1, { notes: "Clara's" }));
  assert.deepEqual(await robert.pushEntry(entry("shared", 1, { notes: "Robert's" })), applied("shared"));
  assert.equal((await rowOf(clara.user, "shared")).notes, "Clara's");
  assert.equal((await rowOf(robert.user, "shared")).notes, "Robert's");
});

test("failure 10: knowing another user's ids and writes changes nothing of theirs", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  await clara.pushChanges({ entries: [entry("e", 1, { notes: "Clara's" })], goals: [goal("g", 1)] });
  const before = await journalOf(server, clara.user);
  const answer = await robert.pushChanges({
    entries: [entry("e", 2, from(1, { notes: "taken over" }))],
    deletions: [deletion("g", 2, 1, { collection: "GOALS" })],
  });
  assert.equal(answer.success, true);
  assert.deepEqual(await journalOf(server, clara.user), before);
  assert.equal((await told(clara, "e")).record.notes, "Clara's");
  assert.equal((await rowOf(robert.user, "e")).notes, "taken over");
});

test("each push has a number of its own, and a random name", async () => {
  const clara = await signIn(server);
  for (const id of ["a", "b", "c"]) await clara.pushEntry(entry(id, 1));
  const pushes = await server.db("SELECT * FROM pushes WHERE user_id = ? ORDER BY seq", clara.user.id);
  assert.deepEqual(
    pushes.map((push) => push.seq),
    [1, 2, 3],
  );
  assert.equal(new Set(pushes.map((push) => push.push_id)).size, 3);
  for (const { push_id: id } of pushes) assert.match(id, /^[0-9a-f]{16}$/);
});

test("a push may have 1,000 records, deletions among them", async () => {
  const clara = await signIn(server);
  const answer = await clara.pushChanges({
    entries: many(600, (n) => entry(`e-${n}`, n)),
    logs: many(300, (n) => log(`l-${n}`, n)),
    deletions: many(100, (n) => deletion(`d-${n}`, n, null)),
  });
  assert.deepEqual([answer.success, answer.syncedEntries, answer.syncedLogs], [true, 700, 300]);
});
