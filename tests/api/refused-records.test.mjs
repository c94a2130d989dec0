// What is wrong with a record is told by field and reason. The server's limits are four times the form's, so that a
// merge of two good records has room.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { deletion, entry, goal, log, many, piece, session } from "../support/records.mjs";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

const MAKERS = { sessions: session, logs: log, entries: entry, goals: goal, pieces: piece };
const text = (length) => "é".repeat(length);
const pieceRef = (fields) => ({ id: "p", title: "Minuet", ...fields });
const milestone = (fields) => ({ id: "m", title: "By heart", ...fields });

/** For each list: what is wrong, and what is told of it. */
const BAD = {
  sessions: [
    [{ id: "" }, "id", "MALFORMED_ID"],
    [{ id: "x".repeat(65) }, "id", "MALFORMED_ID"],
    [{ id: "a b" }, "id", "MALFORMED_ID"],
    [{ id: "é" }, "id", "MALFORMED_ID"],
    [{ id: "a:b" }, "id", "MALFORMED_ID"],
    [{ writeId: "" }, "writeId", "MALFORMED_ID"],
    [{ writeId: "0123456789ABCDEF" }, "writeId", "MALFORMED_ID"],
    [{ writeId: "0123456789abcdef0" }, "writeId", "MALFORMED_ID"],
    [{ baseWriteId: "x" }, "baseWriteId", "MALFORMED_ID"],
    [{ instrument: text(1021) }, "instrument", "TOO_LONG"],
    [{ sheetMusicTitle: text(1021) }, "sheetMusicTitle", "TOO_LONG"],
    [{ completedAt: "2026-11-20T09:59:59.999Z" }, "completedAt", "ENDS_BEFORE_START"],
    [{ pausedDuration: -1 }, "pausedDuration", "OUT_OF_RANGE"],
    [{ pausedDuration: 345_601 }, "pausedDuration", "OUT_OF_RANGE"],
    [{ accuracy: 100.5 }, "accuracy", "OUT_OF_RANGE"],
    [{ accuracy: -0.5 }, "accuracy", "OUT_OF_RANGE"],
    [{ notesAttempted: Number.MAX_SAFE_INTEGER }, "notesAttempted", "OUT_OF_RANGE"],
    [{ notesCorrect: -1 }, "notesCorrect", "OUT_OF_RANGE"],
    [{ utcOffsetMinutes: 1081 }, "utcOffsetMinutes", "OUT_OF_RANGE"],
  ],
  logs: [
    [{ sessionId: "" }, "sessionId", "MALFORMED_ID"],
    [{ durationSeconds: -1 }, "durationSeconds", "OUT_OF_RANGE"],
    [{ pieceId: "a/b" }, "pieceId", "MALFORMED_ID"],
    [{ pieceTitle: text(1021) }, "pieceTitle", "TOO_LONG"],
    [{ tempoPracticed: 0 }, "tempoPracticed", "OUT_OF_RANGE"],
    [{ targetTempo: 1601 }, "targetTempo", "OUT_OF_RANGE"],
    [{ focusAreas: many(81, (n) => `area ${n}`) }, "focusAreas", "TOO_MANY"],
    [{ focusAreas: ["Rhythm", " "] }, "focusAreas[1]", "MISSING"],
    [{ selfRating: 0 }, "selfRating", "OUT_OF_RANGE"],
    [{ selfRating: 11 }, "selfRating", "OUT_OF_RANGE"],
    [{ notes: text(20_001) }, "notes", "TOO_LONG"],
  ],
  entries: [
    [{ duration: -1 }, "duration", "OUT_OF_RANGE"],
    [{ duration: 345_601 }, "duration", "OUT_OF_RANGE"],
    [{ instrument: text(1021) }, "instrument", "TOO_LONG"],
    [{ pieces: many(81, (n) => pieceRef({ id: `p${n}` })) }, "pieces", "TOO_MANY"],
    [{ pieces: [pieceRef(), pieceRef({ id: "" })] }, "pieces[1].id", "MALFORMED_ID"],
    [{ pieces: [pieceRef({ title: " " })] }, "pieces[0].title", "MISSING"],
    [{ pieces: [pieceRef({ composer: text(1021) })] }, "pieces[0].composer", "TOO_LONG"],
    [{ pieces: [pieceRef({ measures: text(1021) })] }, "pieces[0].measures", "TOO_LONG"],
    [{ pieces: [pieceRef({ tempo: 0 })] }, "pieces[0].tempo", "OUT_OF_RANGE"],
    [{ techniques: [text(401)] }, "techniques[0]", "TOO_LONG"],
    [{ goalIds: many(201, (n) => `g${n}`) }, "goalIds", "TOO_MANY"],
    [{ goalIds: ["g", ""] }, "goalIds[1]", "MALFORMED_ID"],
    [{ notes: text(20_001) }, "notes", "TOO_LONG"],
    [{ tags: many(81, (n) => `tag ${n}`) }, "tags", "TOO_MANY"],
    [{ tags: [text(201)] }, "tags[0]", "TOO_LONG"],
    [{ sessionId: "" }, "sessionId", "MALFORMED_ID"],
    [{ utcOffsetMinutes: -1081 }, "utcOffsetMinutes", "OUT_OF_RANGE"],
  ],
  goals: [
    [{ title: "  " }, "title", "MISSING"],
    [{ title: text(1021) }, "title", "TOO_LONG"],
    [{ description: text(8001) }, "description", "TOO_LONG"],
    [{ progress: -1 }, "progress", "OUT_OF_RANGE"],
    [{ progress: 101 }, "progress", "OUT_OF_RANGE"],
    [{ milestones: many(201, (n) => milestone({ id: `m${n}` })) }, "milestones", "TOO_MANY"],
    [{ milestones: [milestone({ id: "" })] }, "milestones[0].id", "MALFORMED_ID"],
    [{ milestones: [milestone(), milestone({ title: "" })] }, "milestones[1].title", "MISSING"],
    [{ target: { kind: "MINUTES", amount: 0 } }, "target.amount", "OUT_OF_RANGE"],
    [{ target: { kind: "TEMPO", amount: 1, pieceId: "" } }, "target.pieceId", "MALFORMED_ID"],
  ],
  pieces: [
    [{ title: "" }, "title", "MISSING"],
    [{ composer: text(1021) }, "composer", "TOO_LONG"],
    [{ notes: text(20_001) }, "notes", "TOO_LONG"],
    [{ mergedInto: "a b" }, "mergedInto", "MALFORMED_ID"],
  ],
};

for (const [list, cases] of Object.entries(BAD)) {
  test(`what is wrong with one of the ${list} is told, and the others are stored`, async () => {
    const clara = await signIn(server);
    const make = MAKERS[list];
    const bad = cases.map(([fields], n) => make(`bad-${n}`, 1, fields));
    const answer = await clara.pushChanges({ [list]: [make("first", 1), ...bad, make("last", 1)] });
    assert.equal(answer.success, false);
    const outcomes = answer[list];
    assert.deepEqual(
      outcomes.map(({ id, status }) => [id, status]),
      [["first", "APPLIED"], ...bad.map(({ id }) => [id, "REJECTED"]), ["last", "APPLIED"]],
    );
    assert.deepEqual(
      outcomes.slice(1, -1).map(({ rejection }) => rejection),
      cases.map(([, field, reason]) => ({ field, reason })),
    );
    const stored = (await clara.changes())[list];
    assert.deepEqual(stored.map(({ id }) => id).sort(), ["first", "last"]);
  });
}

/** What is just within the limits. */
const GOOD = {
  sessions: { id: "x".repeat(64), instrument: text(1020), completedAt: "2026-11-20T10:00:00Z", accuracy: 0 },
  logs: { tempoPracticed: 1600, focusAreas: many(80, () => text(400)), selfRating: 10, notes: text(20_000) },
  entries: {
    duration: 345_600,
    pieces: many(80, (n) => pieceRef({ id: `p${n}`, title: text(1020), tempo: 1 })),
    goalIds: many(200, (n) => `g${n}`),
    tags: many(80, () => text(200)),
  },
  goals: {
    title: text(1020),
    description: text(8000),
    progress: 100,
    milestones: many(200, (n) => milestone({ id: `m${n}` })),
    target: { kind: "ENTRIES", amount: 4_000_000 },
  },
  pieces: { title: text(1020), composer: text(1020), notes: text(20_000) },
};

test("a record at the server's limits is stored and comes back whole", async () => {
  const clara = await signIn(server);
  for (const [list, fields] of Object.entries(GOOD)) {
    const record = MAKERS[list]("full", 1, fields);
    const answer = await clara.pushChanges({ [list]: [record] });
    assert.equal(answer.success, true, JSON.stringify(answer[list][0].rejection));
  }
  const changes = await clara.changes();
  for (const [list, fields] of Object.entries(GOOD)) {
    const { record } = changes[list][0];
    for (const [name, value] of Object.entries(fields)) {
      if (name === "pieces" || name === "milestones" || name === "target") {
        assert.partialDeepStrictEqual(record[name], value);
      } else {
        assert.deepEqual(record[name], value, name);
      }
    }
  }
});

test("a deletion with a bad name is told, and the others are stored", async () => {
  const clara = await signIn(server);
  const answer = await clara.pushChanges({
    deletions: [
      deletion("a b", 1, null),
      deletion("bad-write", 1, null, { writeId: "short" }),
      deletion("bad-base", 1, null, { baseWriteId: "short" }),
      deletion("good", 1, null),
    ],
  });
  assert.deepEqual(
    answer.entries.map(({ id, rejection }) => [id, rejection]),
    [
      ["a b", { field: "id", reason: "MALFORMED_ID" }],
      ["bad-write", { field: "writeId", reason: "MALFORMED_ID" }],
      ["bad-base", { field: "baseWriteId", reason: "MALFORMED_ID" }],
      ["good", null],
    ],
  );
  assert.equal(answer.syncedEntries, 1);
});
