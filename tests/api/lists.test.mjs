// myLogbookEntries, myGoals and myPracticeSessions: filters that filter, pages that neither lose nor repeat a record.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { deletion, entry, from, goal, many, session } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

/** Each list with the type of its filter, how to push one of its records, and by which time it is ordered. */
const LISTS = {
  myLogbookEntries: {
    filter: "LogbookEntryFilter",
    collection: "LOGBOOK_ENTRIES",
    input: "entries",
    make: entry,
    time: "timestamp",
  },
  myGoals: {
    filter: "GoalFilter",
    collection: "GOALS",
    input: "goals",
    make: goal,
    time: "createdAt",
  },
  myPracticeSessions: {
    filter: "PracticeSessionFilter",
    collection: "PRACTICE_SESSIONS",
    input: "sessions",
    make: session,
    time: "startedAt",
  },
};

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function query(list) {
  return `query ($filter: ${LISTS[list].filter}, $first: Int, $after: String) {
    ${list}(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
      edges { cursor node { id } }
      nodes { id }
    }
  }`;
}

function listOf(musician, list, variables = {}) {
  return musician.ask(list, query(list), variables);
}

/** The ids that a filter lets through, in order; the count must be theirs. */
async function filtered(musician, list, filter) {
  const { totalCount, nodes, edges } = await listOf(musician, list, { filter });
  assert.equal(totalCount, nodes.length);
  assert.deepEqual(
    edges.map((edge) => edge.node),
    nodes,
  );
  return nodes.map((node) => node.id);
}

/** Someone with these records in a list, each a minute older than the one before, by id. */
async function having(list, records) {
  const { input, make, time } = LISTS[list];
  const clara = await signIn(server);
  const pushed = Object.entries(records).map(([id, fields], minute) =>
    make(id, 1, { [time]: new Date(Date.UTC(2026, 10, 20, 10) - minute * 60_000).toISOString(), ...fields }),
  );
  assert.equal((await clara.pushChanges({ [input]: pushed })).success, true);
  return clara;
}

/** Asserts for each case that its filter lets through just these ids. */
async function assertFilters(musician, list, cases) {
  for (const [filter, ids] of cases) {
    assert.deepEqual(await filtered(musician, list, filter), ids, JSON.stringify(filter));
  }
}

for (const list of Object.keys(LISTS)) {
  const { input, make, collection, time } = LISTS[list];

  test(`${list}: without records it is empty`, async () => {
    const clara = await signIn(server);
    assert.deepEqual(await listOf(clara, list), {
      totalCount: 0,
      pageInfo: { hasPreviousPage: false, hasNextPage: false, startCursor: null, endCursor: null },
      edges: [],
      nodes: [],
    });
  });

  test(`${list}: the newest come first, page by page`, async () => {
    const clara = await having(list, { a: {}, b: {}, c: {}, d: {}, e: {} });
    const pages = [];
    let after;
    do {
      const page = await listOf(clara, list, { first: 2, after });
      assert.equal(page.totalCount, 5);
      assert.equal(page.pageInfo.hasPreviousPage, after !== undefined);
      assert.equal(page.pageInfo.startCursor, page.edges[0].cursor);
      assert.equal(page.pageInfo.endCursor, page.edges.at(-1).cursor);
      pages.push(page.nodes.map((node) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after);
    assert.deepEqual(pages, [["a", "b"], ["c", "d"], ["e"]]);
  });

  test(`${list}: the last page says so when it is full, too`, async () => {
    const clara = await having(list, { a: {}, b: {} });
    const page = await listOf(clara, list, { first: 2 });
    assert.equal(page.pageInfo.hasNextPage, false);
    const behind = await listOf(clara, list, { first: 2, after: page.pageInfo.endCursor });
    assert.deepEqual([behind.nodes, behind.totalCount, behind.pageInfo.hasNextPage], [[], 2, false]);
  });

  test(`${list}: records of the same moment are neither lost nor repeated between pages`, async () => {
    const clara = await signIn(server);
    await clara.pushChanges({ [input]: many(7, (n) => make(`r-${n}`, 1)) });
    const seen = [];
    let after;
    do {
      const page = await listOf(clara, list, { first: 3, after });
      seen.push(...page.nodes.map((node) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after);
    assert.deepEqual(
      seen,
      many(7, (n) => `r-${6 - n}`),
    );
  });

  test(`${list}: a cursor stays where it is while records come and go`, async () => {
    const clara = await having(list, { a: {}, b: {}, c: {}, d: {} });
    const { endCursor } = (await listOf(clara, list, { first: 2 })).pageInfo;
    await clara.pushChanges({
      [input]: [make("newer", 1, { [time]: "2026-11-21T10:00:00Z" })],
      // The very record that the cursor names, and one on the next page.
      deletions: [deletion("b", 2, 1, { collection }), deletion("c", 2, 1, { collection })],
    });
    const rest = await listOf(clara, list, { after: endCursor });
    assert.deepEqual(
      rest.nodes.map((node) => node.id),
      ["d"],
    );
    assert.equal(rest.totalCount, 3);
  });

  test(`${list}: a page has 500 records without a size, and at most`, async () => {
    const clara = await signIn(server);
    await clara.pushChanges({ [input]: many(501, (n) => make(`r-${n}`, 1)) });
    for (const first of [undefined, 500, 501, 2_147_483_647]) {
      const page = await clara.ask(
        list,
        `query ($first: Int) { ${list}(first: $first) { totalCount pageInfo { hasNextPage } nodes { id } } }`,
        { first },
      );
      assert.deepEqual([page.nodes.length, page.totalCount, page.pageInfo.hasNextPage], [500, 501, true]);
    }
  });

  test(`${list}: what is deleted is neither told nor counted, and is again once it is brought back`, async () => {
    const clara = await having(list, { kept: {}, deleted: {} });
    await clara.pushChanges({ deletions: [deletion("deleted", 2, 1, { collection })] });
    assert.deepEqual(await filtered(clara, list), ["kept"]);
    await clara.pushChanges({ [input]: [make("deleted", 3, from(2, { [time]: "2026-01-01T00:00:00Z" }))] });
    assert.deepEqual(await filtered(clara, list), ["kept", "deleted"]);
  });

  test(`${list}: other users' records are neither told nor counted`, async () => {
    const clara = await having(list, { shared: {}, claras: {} });
    const robert = await having(list, { shared: {}, roberts: {} });
    assert.deepEqual(await filtered(clara, list), ["shared", "claras"]);
    assert.deepEqual(await filtered(robert, list), ["shared", "roberts"]);
    const { startCursor } = (await listOf(robert, list)).pageInfo;
    const page = await listOf(clara, list, { after: startCursor });
    assert.deepEqual(
      page.nodes.map((node) => node.id),
      ["claras"],
    );
  });

  test(`${list}: without signing in nothing is told`, async () => {
    await having(list, { a: {} });
    assertRefused(await server.visitor().graphql(query(list)), "UNAUTHENTICATED");
  });

  test(`${list}: a page that is none is refused`, async () => {
    const clara = await having(list, { a: {} });
    for (const first of [0, -1]) {
      const answer = await clara.visitor.graphql(query(list), { first });
      assertRefused(answer, "BAD_INPUT", "`first` must be at least 1.");
    }
    for (const after of ["", "x", ".", "a.b", "99999999999999999999.a", "1e3.a", "1".repeat(10_000)]) {
      const answer = await clara.visitor.graphql(query(list), { after });
      assertRefused(answer, "BAD_INPUT", "`after` must be a cursor of this list.");
    }
  });

  test(`${list}: a filter that does not exist is refused and not ignored`, async () => {
    const clara = await having(list, { a: {} });
    const answer = await clara.visitor.graphql(query(list), { filter: { colour: "blue" } });
    assertRefused(answer, "BAD_INPUT", /colour/);
  });

  test(`${list}: an empty filter restricts nothing`, async () => {
    const clara = await having(list, { a: {}, b: {} });
    await assertFilters(clara, list, [
      [undefined, ["a", "b"]],
      [null, ["a", "b"]],
      [{}, ["a", "b"]],
    ]);
  });
}

test("entries by type", async () => {
  const clara = await having("myLogbookEntries", {
    practice: {},
    lesson: { type: "LESSON" },
    concert: { type: "PERFORMANCE" },
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ types: ["PRACTICE"] }, ["practice"]],
    [{ types: ["LESSON", "PERFORMANCE"] }, ["lesson", "concert"]],
    [{ types: ["REHEARSAL"] }, []],
    [{ types: [] }, ["practice", "lesson", "concert"]],
  ]);
});

test("entries by instrument, in upper or lower case, and whole", async () => {
  const clara = await having("myLogbookEntries", {
    piano: { instrument: "Piano" },
    shout: { instrument: "PIANO" },
    fortepiano: { instrument: "Fortepiano" },
    none: {},
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ instrument: "piano" }, ["piano", "shout"]],
    [{ instrument: " Piano " }, ["piano", "shout"]],
    [{ instrument: "%" }, []],
  ]);
});

test("failure 19: entries by the local day on which they were played", async () => {
  const clara = await having("myLogbookEntries", {
    // The 21st in Berlin, the 20th in New York.
    berlin: { timestamp: "2026-11-20T23:30:00Z", utcOffsetMinutes: 60 },
    newYork: { timestamp: "2026-11-20T23:29:00Z", utcOffsetMinutes: -300 },
    first: { timestamp: "2026-11-20T00:00:00Z" },
    before: { timestamp: "2026-11-19T23:59:59.999Z" },
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ from: "2026-11-21" }, ["berlin"]],
    [{ from: "2026-11-20", to: "2026-11-20" }, ["newYork", "first"]],
    [{ to: "2026-11-19" }, ["before"]],
    [{ from: "2026-11-20" }, ["berlin", "newYork", "first"]],
    [{ from: "2026-11-21", to: "2026-11-19" }, []],
    [{ from: "0001-01-01", to: "9999-12-31" }, ["berlin", "newYork", "first", "before"]],
  ]);
});

test("entries by mood", async () => {
  const clara = await having("myLogbookEntries", {
    excited: { mood: "EXCITED" },
    neutral: { mood: "NEUTRAL" },
    untold: {},
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ moods: ["EXCITED"] }, ["excited"]],
    [{ moods: ["EXCITED", "NEUTRAL"] }, ["excited", "neutral"]],
    [{ moods: ["FRUSTRATED"] }, []],
  ]);
});

test("entries with all of the tags, each whole", async () => {
  const clara = await having("myLogbookEntries", {
    both: { tags: ["slow", "morning"] },
    one: { tags: ["slow"] },
    similar: { tags: ["slowly", '"slow"'] },
    none: {},
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ tags: ["slow"] }, ["both", "one"]],
    [{ tags: ["slow", "morning"] }, ["both"]],
    [{ tags: ["slow", "evening"] }, []],
    [{ tags: ['"slow"'] }, ["similar"]],
    [{ tags: ["slow\" OR 1=1 --"] }, []],
  ]);
});

test("entries by text in the notes, in a piece's title or composer, and in a tag", async () => {
  const clara = await having("myLogbookEntries", {
    notes: { notes: "The left hand was uneven" },
    title: { pieces: [{ id: "p", title: "Left Bank Waltz" }] },
    composer: { pieces: [{ id: "p", title: "Study", composer: "Leftowitz" }] },
    tag: { tags: ["left"] },
    elsewhere: { instrument: "left", techniques: ["left"], goalIds: ["left"] },
    percent: { notes: "100% in tempo_1" },
    umlaut: { notes: "Übung für Élise" },
  });
  await assertFilters(clara, "myLogbookEntries", [
    [{ text: "left" }, ["notes", "title", "composer", "tag"]],
    [{ text: " LEFT HAND " }, ["notes"]],
    [{ text: "%" }, ["percent"]],
    [{ text: "o_1" }, ["percent"]],
    [{ text: "_" }, ["percent"]],
    [{ text: "Élise" }, ["umlaut"]],
    [{ text: "' OR '1'='1" }, []],
    [{ text: "x".repeat(200) }, []],
    [{ text: "  " }, ["notes", "title", "composer", "tag", "elsewhere", "percent", "umlaut"]],
  ]);
});

test("all parts of a filter restrict together, and pages keep to them", async () => {
  const match = { type: "LESSON", instrument: "Piano", mood: "EXCITED", tags: ["slow"], notes: "scales" };
  const clara = await having("myLogbookEntries", {
    one: match,
    otherType: { ...match, type: "PRACTICE" },
    otherInstrument: { ...match, instrument: "Guitar" },
    two: match,
    otherMood: { ...match, mood: "NEUTRAL" },
    otherTag: { ...match, tags: [] },
    otherText: { ...match, notes: "arpeggios" },
    otherDay: { ...match, timestamp: "2026-11-18T10:00:00Z" },
    three: match,
  });
  const filter = {
    types: ["LESSON"],
    instrument: "piano",
    moods: ["EXCITED"],
    tags: ["slow"],
    text: "scale",
    from: "2026-11-20",
    to: "2026-11-20",
  };
  assert.deepEqual(await filtered(clara, "myLogbookEntries", filter), ["one", "two", "three"]);
  const page = await listOf(clara, "myLogbookEntries", { filter, first: 2 });
  assert.deepEqual([page.totalCount, page.pageInfo.hasNextPage], [3, true]);
  const rest = await listOf(clara, "myLogbookEntries", { filter, first: 2, after: page.pageInfo.endCursor });
  assert.deepEqual(
    rest.nodes.map((node) => node.id),
    ["three"],
  );
});

test("goals by status", async () => {
  const clara = await having("myGoals", {
    active: {},
    completed: { status: "COMPLETED" },
    paused: { status: "PAUSED" },
    cancelled: { status: "CANCELLED" },
  });
  await assertFilters(clara, "myGoals", [
    [{ statuses: ["ACTIVE"] }, ["active"]],
    [{ statuses: ["PAUSED", "CANCELLED"] }, ["paused", "cancelled"]],
    [{ statuses: [] }, ["active", "completed", "paused", "cancelled"]],
  ]);
});

test("sessions by instrument and local day", async () => {
  const clara = await having("myPracticeSessions", {
    berlin: { instrument: "Piano", startedAt: "2026-11-20T23:30:00Z", utcOffsetMinutes: 60 },
    guitar: { instrument: "Guitar", startedAt: "2026-11-20T12:00:00Z" },
    before: { instrument: "piano", startedAt: "2026-11-19T23:59:59Z" },
  });
  await assertFilters(clara, "myPracticeSessions", [
    [{ instrument: "piano" }, ["berlin", "before"]],
    [{ from: "2026-11-21" }, ["berlin"]],
    [{ from: "2026-11-20", to: "2026-11-20" }, ["guitar"]],
    [{ to: "2026-11-20", instrument: "PIANO" }, ["before"]],
  ]);
});

test("an entry is told with all its fields", async () => {
  const fields = {
    timestamp: "2026-11-20T10:00:00Z",
    duration: 1800,
    type: "LESSON",
    instrument: "Guitar",
    pieces: [{ id: "p", title: "Minuet", composer: "Petzold", measures: "1-8", tempo: 90 }],
    techniques: ["Scales"],
    goalIds: ["g"],
    notes: "Good",
    mood: "EXCITED",
    tags: ["slow"],
    sessionId: "s",
    utcOffsetMinutes: 60,
  };
  const clara = await having("myLogbookEntries", { e: fields });
  const { nodes } = await clara.ask(
    "myLogbookEntries",
    `{ myLogbookEntries { nodes { timestamp duration type instrument pieces { id title composer measures tempo }
      techniques goalIds notes mood tags sessionId utcOffsetMinutes } } }`,
  );
  assert.deepEqual(nodes, [fields]);
});
