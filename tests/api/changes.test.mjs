// changes: whole pushes in order, page by page, each record exactly once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { newAddress, signIn, startApi } from "../support/musician.mjs";
import { CHANGES } from "../support/operations.mjs";
import {
  LISTS,
  deletion,
  entry,
  from,
  goal,
  log,
  many,
  piece,
  session,
  writeId,
} from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** The ids of everything on a page. */
function idsOf(page) {
  return LISTS.flatMap(({ list }) => page[list].map((version) => version.id)).sort();
}

/** All pages since a cursor. */
async function pagesOf(musician, { since, first } = {}) {
  const pages = [];
  let page;
  do {
    page = await musician.changes({ since: page?.cursor ?? since, first });
    pages.push(page);
  } while (page.hasMore);
  return pages;
}

/** Pushes of so many entries each, named by push and number: `2-1` is the first of the second push. */
async function pushInSizes(musician, sizes) {
  for (const [index, size] of sizes.entries()) {
    await musician.pushChanges({ entries: many(size, (n) => entry(`${index + 1}-${n + 1}`, 1)) });
  }
}

test("an empty journal has an empty page, whose cursor goes on with what comes later", async () => {
  const clara = await signIn(server);
  const page = await clara.changes();
  assert.deepEqual(page, {
    cursor: page.cursor,
    hasMore: false,
    serverTime: page.serverTime,
    preferencesVersion: 0,
    sessions: [],
    logs: [],
    entries: [],
    goals: [],
    pieces: [],
  });
  await clara.pushEntry(entry("e", 1));
  assert.deepEqual(idsOf(await clara.changes({ since: page.cursor })), ["e"]);
});

test("every kind of record is told", async () => {
  const clara = await signIn(server);
  await clara.pushChanges({
    sessions: [session("s", 1)],
    logs: [log("l", 1)],
    entries: [entry("e", 1)],
    goals: [goal("g", 1)],
    pieces: [piece("p", 1)],
  });
  const page = await clara.changes();
  for (const { list } of LISTS) {
    assert.equal(page[list].length, 1);
    assert.equal(page[list][0].id, list[0]);
  }
});

test("only what came after the cursor is told, tombstones included", async () => {
  const clara = await signIn(server);
  await clara.pushChanges({ entries: [entry("stays", 1), entry("edited", 1), entry("deleted", 1)] });
  const { cursor } = await clara.changes();
  await clara.pushChanges({
    entries: [entry("edited", 2, from(1, { notes: "new" }))],
    deletions: [deletion("deleted", 2, 1)],
  });
  const page = await clara.changes({ since: cursor });
  const told = Object.fromEntries(page.entries.map(({ id, ...version }) => [id, version]));
  assert.deepEqual(Object.keys(told).sort(), ["deleted", "edited"]);
  assert.equal(told.edited.record.notes, "new");
  const { record, ...tombstone } = told.deleted;
  assert.equal(record.id, "deleted");
  assert.deepEqual(tombstone, {
    writeId: writeId(2),
    recentWrites: [writeId(2), writeId(1)],
    deletedAt: "2026-11-20T11:30:00Z",
  });
});

test("a new device is told of tombstones too", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await clara.pushChanges({ deletions: [deletion("e", 2, 1)] });
  const [version] = (await clara.changes()).entries;
  assert.deepEqual([version.id, version.deletedAt], ["e", "2026-11-20T11:30:00Z"]);
});

test("nothing new is an empty page with the same cursor", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  const { cursor } = await clara.changes();
  const page = await clara.changes({ since: cursor });
  assert.deepEqual([idsOf(page), page.hasMore, page.cursor], [[], false, cursor]);
});

test("pages end with whole pushes, at, before and behind the size that was asked for", async () => {
  const cases = [
    { sizes: [1, 1, 1], first: 1, pages: [1, 1, 1] },
    { sizes: [2, 2, 2], first: 2, pages: [2, 2, 2] },
    { sizes: [2, 2, 2], first: 1, pages: [2, 2, 2] },
    { sizes: [2, 2, 2], first: 3, pages: [4, 2] },
    { sizes: [2, 2, 2], first: 4, pages: [4, 2] },
    { sizes: [2, 2, 2], first: 5, pages: [6] },
    { sizes: [2, 2, 2], first: 6, pages: [6] },
    { sizes: [2, 2, 2], first: 7, pages: [6] },
    { sizes: [5], first: 1, pages: [5] },
    { sizes: [1, 5, 1], first: 2, pages: [6, 1] },
  ];
  for (const { sizes, first, pages } of cases) {
    const clara = await signIn(server);
    await pushInSizes(clara, sizes);
    const told = await pagesOf(clara, { first });
    assert.deepEqual(
      told.map((page) => page.entries.length),
      pages,
      `pushes of ${sizes}, ${first} asked for`,
    );
    const expected = sizes.flatMap((size, push) => many(size, (n) => `${push + 1}-${n + 1}`));
    assert.deepEqual(told.flatMap(idsOf), expected);
  }
});

test("a page counts the records of all collections together", async () => {
  const clara = await signIn(server);
  await clara.pushChanges({ entries: [entry("a", 1)], goals: [goal("b", 1)] });
  await clara.pushChanges({ logs: [log("c", 1)], pieces: [piece("d", 1)] });
  await clara.pushChanges({ sessions: [session("e", 1)] });
  const pages = await pagesOf(clara, { first: 3 });
  assert.deepEqual(pages.map(idsOf), [["a", "b", "c", "d"], ["e"]]);
});

test("a page has 500 records without a size, and at most, and the rest of the last push", async () => {
  const clara = await signIn(server);
  await clara.pushChanges({ entries: many(499, (n) => entry(`a-${n}`, 1)) });
  await clara.pushChanges({ entries: many(300, (n) => entry(`b-${n}`, 1)) });
  await clara.pushChanges({ entries: many(2, (n) => entry(`c-${n}`, 1)) });
  for (const first of [undefined, null, 500, 501, 100_000]) {
    const pages = await pagesOf(clara, { first });
    assert.deepEqual(
      pages.map((page) => page.entries.length),
      [799, 2],
    );
  }
});

test("a record that is edited between two pages is told on the later one, in its later version", async () => {
  const clara = await signIn(server);
  await pushInSizes(clara, [1, 1, 1]);
  const first = await clara.changes({ first: 1 });
  await clara.pushEntry(entry("2-1", 2, from(1, { notes: "between" })));
  const rest = await pagesOf(clara, { since: first.cursor, first: 1 });
  assert.deepEqual([first, ...rest].map(idsOf), [["1-1"], ["3-1"], ["2-1"]]);
  assert.equal(rest.at(-1).entries[0].record.notes, "between");
});

test("a record that is new between two pages is told on a later one", async () => {
  const clara = await signIn(server);
  await pushInSizes(clara, [1, 1]);
  const first = await clara.changes({ first: 1 });
  await clara.pushEntry(entry("new", 1));
  const rest = await pagesOf(clara, { since: first.cursor, first: 1 });
  assert.deepEqual(rest.map(idsOf), [["2-1"], ["new"]]);
});

test("a push that changed nothing hides nothing that comes after it", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("a", 1));
  await clara.pushEntry(entry("a", 1));
  const { cursor } = await clara.changes();
  await clara.pushEntry(entry("a", 1));
  await clara.pushEntry(entry("b", 1));
  assert.deepEqual(idsOf(await clara.changes({ since: cursor })), ["b"]);
});

test("failure 11: a device whose clock is far off hides no changes", async () => {
  const clara = await signIn(server);
  for (const year of ["9999", "0001", "2026"]) {
    const { cursor } = await clara.changes();
    const time = `${year}-01-01T00:00:00Z`;
    await clara.pushEntry(entry(`e-${year}`, 1, { timestamp: time, createdAt: time, updatedAt: time }));
    assert.deepEqual(idsOf(await clara.changes({ since: cursor })), [`e-${year}`]);
  }
});

test("a cursor that the server does not know asks for everything again", async () => {
  const clara = await signIn(server);
  await pushInSizes(clara, [1, 1]);
  const { cursor } = await clara.changes();
  const [seq, pushId] = cursor.split(".");
  const unknown = [
    "x",
    "1",
    ".",
    "..",
    "0.",
    `${Number(seq) + 1}.${pushId}`,
    `${Number(seq) - 1}.${pushId}`,
    `-${cursor}`,
    `${seq}.${"0".repeat(16)}`,
    `${seq}.`,
    `99999999999999999999.${pushId}`,
    `${seq}.${pushId}' OR 1=1 --`,
    "x".repeat(10_000),
  ];
  for (const since of unknown) assertRefused(await clara.tryChanges({ since }), "RESYNC");
});

test("a cursor of another user's journal is unknown", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await robert.pushEntry(entry("e", 1));
  const { cursor } = await clara.changes();
  assertRefused(await robert.tryChanges({ since: cursor }), "RESYNC");
});

test("nobody is told another user's changes", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server);
  await clara.pushEntry(entry("claras", 1));
  await robert.pushEntry(entry("roberts", 1));
  assert.deepEqual(idsOf(await clara.changes()), ["claras"]);
  assert.deepEqual(idsOf(await robert.changes()), ["roberts"]);
});

test("without signing in nothing is told", async () => {
  const clara = await signIn(server);
  const answer = await server.visitor().graphql(CHANGES, { expectedUserId: clara.user.id });
  assertRefused(answer, "UNAUTHENTICATED");
});

test("failure 9: what is asked for one account is not told of the other that the cookie is for", async () => {
  const clara = await signIn(server);
  const robert = await signIn(server, newAddress("robert"), clara.visitor);
  await robert.pushEntry(entry("roberts", 1));
  assertRefused(await clara.tryChanges(), "WRONG_ACCOUNT");
});

test("a page of less than one record is no page", async () => {
  const clara = await signIn(server);
  for (const first of [0, -1, -2_147_483_648]) {
    assertRefused(await clara.tryChanges({ first }), "BAD_INPUT", "`first` must be at least 1.");
  }
});

test("while the account's copy is paused nothing is told", async () => {
  const clara = await signIn(server);
  await clara.pushEntry(entry("e", 1));
  await server.db("UPDATE users SET has_cloud_storage = 0 WHERE id = ?", clara.user.id);
  assertRefused(await clara.tryChanges(), "CLOUD_STORAGE_PAUSED");
});

test("failure 5: 20,000 records in chunks arrive, and come back exactly once", async () => {
  const clara = await signIn(server);
  // As many at a time as one push may have, of every kind.
  const chunks = many(20, (chunk) => ({
    sessions: many(100, (n) => session(`s-${chunk}-${n}`, 1)),
    logs: many(300, (n) => log(`l-${chunk}-${n}`, 1, { sessionId: `s-${chunk}-${n % 100}` })),
    entries: many(500, (n) => entry(`e-${chunk}-${n}`, 1, { notes: `entry ${n} of ${chunk}` })),
    goals: many(50, (n) => goal(`g-${chunk}-${n}`, 1)),
    pieces: many(50, (n) => piece(`p-${chunk}-${n}`, 1)),
  }));
  for (const chunk of chunks) {
    const { success } = await clara.syncAnonymousData(chunk);
    assert.equal(success, true);
  }
  const sent = chunks.flatMap((chunk) => LISTS.flatMap(({ list }) => chunk[list].map(({ id }) => id)));
  assert.equal(sent.length, 20_000);
  const pages = await pagesOf(clara);
  assert.equal(pages.length, 20);
  assert.deepEqual(pages.flatMap(idsOf).sort(), sent.sort());
  const { entries } = pages[7];
  assert.equal(
    entries.find(({ id }) => id === "e-7-123").record.notes,
    "entry 123 of 7",
  );
});
