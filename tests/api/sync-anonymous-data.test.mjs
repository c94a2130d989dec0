// syncAnonymousData: what a musician wrote before signing in is in D1, column by column, and comes back as it was.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import {
  LISTS,
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

const NOTHING = {
  success: true,
  syncedSessions: 0,
  syncedLogs: 0,
  syncedEntries: 0,
  syncedGoals: 0,
  syncedPieces: 0,
  sessions: [],
  logs: [],
  entries: [],
  goals: [],
  pieces: [],
};

function applied(...ids) {
  return ids.map((id) => ({ id, status: "APPLIED", current: null, rejection: null }));
}

const CREATED = { createdAt: "2026-11-01T10:00:00Z", updatedAt: "2026-11-02T10:00:00.456Z" };

/** One record of each kind with every field. */
const FULL = {
  sessions: {
    id: "session-1",
    instrument: "Piano",
    sheetMusicId: "sheet-1",
    sheetMusicTitle: "Minuet in G",
    sessionType: "ASSESSMENT",
    startedAt: "2026-11-20T10:00:00.123Z",
    completedAt: "2026-11-20T10:30:00Z",
    pausedDuration: 60,
    accuracy: 92.5,
    notesAttempted: 200,
    notesCorrect: 185,
    utcOffsetMinutes: -300,
    ...CREATED,
  },
  logs: {
    id: "log-1",
    sessionId: "session-1",
    activityType: "SIGHT_READING",
    startedAt: "2026-11-20T10:00:00Z",
    durationSeconds: 600,
    pieceId: "piece-1",
    pieceTitle: "Minuet in G",
    tempoPracticed: 80,
    targetTempo: 120,
    focusAreas: ["Rhythm", "Both hands"],
    selfRating: 7,
    notes: "Left hand",
    ...CREATED,
  },
  entries: {
    id: "entry-1",
    timestamp: "2026-11-20T10:00:00Z",
    duration: 1800,
    type: "LESSON",
    instrument: "Guitar",
    pieces: [
      { id: "piece-1", title: "Minuet in G", composer: "Petzold", measures: "1-8", tempo: 90 },
      { id: "piece-2", title: "Etude", composer: null, measures: null, tempo: null },
    ],
    techniques: ["Scales"],
    goalIds: ["goal-1"],
    notes: "Good",
    mood: "EXCITED",
    tags: ["morning", "slow"],
    sessionId: "session-1",
    utcOffsetMinutes: 60,
    ...CREATED,
  },
  goals: {
    id: "goal-1",
    title: "Play the Minuet",
    description: "By heart",
    targetDate: "2026-12-24",
    progress: 50,
    milestones: [
      { id: "m-1", title: "First half", completed: true, completedAt: "2026-11-19T10:00:00Z" },
      { id: "m-2", title: "Second half", completed: false, completedAt: null },
    ],
    status: "PAUSED",
    completedAt: "2026-11-20T10:00:00Z",
    target: { kind: "TEMPO", amount: 120, pieceId: "piece-1" },
    ...CREATED,
  },
  pieces: {
    id: "piece-1",
    title: "Minuet in G",
    composer: "Petzold",
    status: "POLISHED",
    notes: "From the book",
    mergedInto: "piece-2",
    ...CREATED,
  },
};

/** FULL as a push. */
function fullPush() {
  return Object.fromEntries(
    LISTS.map(({ list }) => [list, [{ ...FULL[list], writeId: writeId(1) }]]),
  );
}

/** What an answer says of the records. Where the push stands among the others is different each time. */
function said({ cursor, isContinuous, ...answer }) {
  assert.match(cursor, /^\d+\.[0-9a-f]{16}$/);
  assert.equal(isContinuous, true);
  return answer;
}

test("every kind of record is stored, counted and told as applied", async () => {
  const clara = await signIn(server);
  assert.deepEqual(said(await clara.syncAnonymousData(fullPush())), {
    success: true,
    syncedSessions: 1,
    syncedLogs: 1,
    syncedEntries: 1,
    syncedGoals: 1,
    syncedPieces: 1,
    sessions: applied("session-1"),
    logs: applied("log-1"),
    entries: applied("entry-1"),
    goals: applied("goal-1"),
    pieces: applied("piece-1"),
  });
});

test("failure 15: every field comes back as it was sent", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData(fullPush());
  const changes = await clara.changes();
  for (const { list } of LISTS) {
    assert.deepEqual(changes[list], [
      {
        id: FULL[list].id,
        writeId: writeId(1),
        recentWrites: [writeId(1)],
        deletedAt: null,
        record: FULL[list],
      },
    ]);
  }
});

test("every field has a column of its own, times in milliseconds and lists as JSON", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData(fullPush());
  const version = {
    user_id: clara.user.id,
    seq: 1,
    write_id: writeId(1),
    base_write_id: null,
    recent_writes: writeId(1),
    deleted_at: null,
    created_at: Date.parse("2026-11-01T10:00:00Z"),
    updated_at: Date.parse("2026-11-02T10:00:00.456Z"),
  };
  const journal = await journalOf(server, clara.user);
  assert.deepEqual(journal.practice_sessions, [
    {
      ...version,
      id: "session-1",
      instrument: "Piano",
      sheet_music_id: "sheet-1",
      sheet_music_title: "Minuet in G",
      session_type: "ASSESSMENT",
      started_at: Date.parse("2026-11-20T10:00:00.123Z"),
      completed_at: Date.parse("2026-11-20T10:30:00Z"),
      paused_duration: 60,
      accuracy: 92.5,
      notes_attempted: 200,
      notes_correct: 185,
      utc_offset_minutes: -300,
    },
  ]);
  assert.deepEqual(journal.practice_logs, [
    {
      ...version,
      id: "log-1",
      session_id: "session-1",
      activity_type: "SIGHT_READING",
      started_at: Date.parse("2026-11-20T10:00:00Z"),
      duration_secs: 600,
      piece_id: "piece-1",
      piece_title: "Minuet in G",
      tempo_practiced: 80,
      target_tempo: 120,
      focus_areas: JSON.stringify(FULL.logs.focusAreas),
      self_rating: 7,
      notes: "Left hand",
    },
  ]);
  const [{ pieces, ...entryRow }, ...otherEntries] = journal.logbook_entries;
  assert.deepEqual(otherEntries, []);
  assert.deepEqual(JSON.parse(pieces), FULL.entries.pieces);
  assert.deepEqual(entryRow, {
    ...version,
    id: "entry-1",
    timestamp: Date.parse("2026-11-20T10:00:00Z"),
    duration: 1800,
    type: "LESSON",
    instrument: "Guitar",
    techniques: '["Scales"]',
    goal_ids: '["goal-1"]',
    notes: "Good",
    mood: "EXCITED",
    tags: '["morning","slow"]',
    session_id: "session-1",
    utc_offset_minutes: 60,
  });
  const [{ milestones, target, ...goalRow }, ...otherGoals] = journal.goals;
  assert.deepEqual(otherGoals, []);
  assert.deepEqual(JSON.parse(milestones), FULL.goals.milestones);
  assert.deepEqual(JSON.parse(target), FULL.goals.target);
  assert.deepEqual(goalRow, {
    ...version,
    id: "goal-1",
    title: "Play the Minuet",
    description: "By heart",
    target_date: "2026-12-24",
    progress: 50,
    status: "PAUSED",
    completed_at: Date.parse("2026-11-20T10:00:00Z"),
  });
  assert.deepEqual(journal.pieces, [
    {
      ...version,
      id: "piece-1",
      title: "Minuet in G",
      composer: "Petzold",
      status: "POLISHED",
      notes: "From the book",
      merged_into: "piece-2",
    },
  ]);
});

test("missing fields get their defaults", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData({
    sessions: [session("s", 1)],
    logs: [log("l", 1)],
    entries: [entry("e", 1)],
    goals: [goal("g", 1)],
    pieces: [piece("p", 1)],
  });
  const changes = await clara.changes();
  const record = (list) => {
    const { id, createdAt, updatedAt, ...fields } = changes[list][0].record;
    return fields;
  };
  assert.deepEqual(record("sessions"), {
    instrument: "",
    sheetMusicId: null,
    sheetMusicTitle: null,
    sessionType: "FREE_PRACTICE",
    startedAt: "2026-11-20T10:00:00Z",
    completedAt: null,
    pausedDuration: 0,
    accuracy: null,
    notesAttempted: 0,
    notesCorrect: 0,
    utcOffsetMinutes: 0,
  });
  assert.deepEqual(record("logs"), {
    sessionId: "session",
    activityType: "OTHER",
    startedAt: null,
    durationSeconds: 0,
    pieceId: null,
    pieceTitle: null,
    tempoPracticed: null,
    targetTempo: null,
    focusAreas: [],
    selfRating: null,
    notes: null,
  });
  assert.deepEqual(record("entries"), {
    timestamp: "2026-11-20T10:00:00Z",
    duration: 0,
    type: "PRACTICE",
    instrument: "",
    pieces: [],
    techniques: [],
    goalIds: [],
    notes: null,
    mood: null,
    tags: [],
    sessionId: null,
    utcOffsetMinutes: 0,
  });
  assert.deepEqual(record("goals"), {
    title: "Play the Minuet",
    description: null,
    targetDate: null,
    progress: 0,
    milestones: [],
    status: "ACTIVE",
    completedAt: null,
    target: null,
  });
  assert.deepEqual(record("pieces"), {
    title: "Minuet",
    composer: null,
    status: "LEARNING",
    notes: null,
    mergedInto: null,
  });
});

test("nothing to sync succeeds", async () => {
  const clara = await signIn(server);
  assert.deepEqual(said(await clara.syncAnonymousData({})), NOTHING);
});

test("failure 4: a retry after a lost answer doubles nothing and is counted again", async () => {
  const clara = await signIn(server);
  const push = {
    sessions: [session("s", 1)],
    logs: many(3, (n) => log(`l-${n}`, n)),
    entries: many(5, (n) => entry(`e-${n}`, n)),
    goals: [goal("g", 1)],
    pieces: [piece("p", 1)],
  };
  const first = await clara.syncAnonymousData(push);
  const before = await journalOf(server, clara.user);
  assert.deepEqual(said(await clara.syncAnonymousData(push)), said(first));
  assert.equal(first.success, true);
  assert.equal(first.syncedLogs, 3);
  assert.equal(first.syncedEntries, 5);
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("a retry in other chunks, or through pushChanges, doubles nothing", async () => {
  const clara = await signIn(server);
  const entries = many(6, (n) => entry(`e-${n}`, n));
  await clara.syncAnonymousData({ entries });
  const before = await journalOf(server, clara.user);
  for (const chunk of [entries.slice(0, 4), entries.slice(2)]) {
    assert.equal((await clara.syncAnonymousData({ entries: chunk })).syncedEntries, 4);
  }
  assert.equal((await clara.pushChanges({ entries })).syncedEntries, 6);
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("a retry that has new records beside the old ones adds the new ones", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData({ entries: [entry("old", 1)] });
  const answer = await clara.syncAnonymousData({ entries: [entry("old", 1), entry("new", 2)] });
  assert.equal(answer.syncedEntries, 2);
  const { logbook_entries: rows } = await journalOf(server, clara.user);
  assert.deepEqual(
    rows.map((row) => [row.id, row.seq]),
    [
      ["new", 2],
      ["old", 1],
    ],
  );
});

test("failure 17: entries that are equal but for their id are all kept", async () => {
  const clara = await signIn(server);
  const answer = await clara.syncAnonymousData({ entries: many(3, (n) => entry(`twin-${n}`, 1)) });
  assert.equal(answer.syncedEntries, 3);
  assert.equal((await clara.changes()).entries.length, 3);
});

test("failures 3 and 15: a bad record among good ones is named, and the others are stored", async () => {
  const clara = await signIn(server);
  const answer = await clara.syncAnonymousData({
    sessions: [session("s-good", 1), session("s-bad", 1, { pausedDuration: -1 })],
    entries: [
      entry("e-first", 1),
      entry("e-bad", 1, { pieces: [{ id: "p", title: "" }] }),
      entry("e-last", 1),
    ],
  });
  assert.deepEqual(said(answer), {
    ...NOTHING,
    success: false,
    syncedSessions: 1,
    syncedEntries: 2,
    sessions: [
      ...applied("s-good"),
      {
        id: "s-bad",
        status: "REJECTED",
        current: null,
        rejection: { field: "pausedDuration", reason: "OUT_OF_RANGE" },
      },
    ],
    entries: [
      ...applied("e-first"),
      {
        id: "e-bad",
        status: "REJECTED",
        current: null,
        rejection: { field: "pieces[0].title", reason: "MISSING" },
      },
      ...applied("e-last"),
    ],
  });
  const journal = await journalOf(server, clara.user);
  assert.deepEqual(
    journal.logbook_entries.map((row) => row.id),
    ["e-first", "e-last"],
  );
  assert.deepEqual(
    journal.practice_sessions.map((row) => row.id),
    ["s-good"],
  );
});

test("a record that another device has changed since is a conflict and stays as it is", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData({ entries: [entry("e", 1, { notes: "first" })] });
  await clara.pushEntry(entry("e", 2, from(1, { notes: "second" })));
  const before = await journalOf(server, clara.user);
  const answer = await clara.syncAnonymousData({ entries: [entry("e", 1, { notes: "first" })] });
  assert.equal(answer.success, false);
  assert.equal(answer.syncedEntries, 0);
  const [{ status, current }] = answer.entries;
  assert.equal(status, "CONFLICT");
  assert.equal(current.record.notes, "second");
  assert.deepEqual(current.recentWrites, [writeId(2), writeId(1)]);
  assert.deepEqual(await journalOf(server, clara.user), before);
});

test("a log whose session never arrived is stored", async () => {
  const clara = await signIn(server);
  const answer = await clara.syncAnonymousData({ logs: [log("l", 1, { sessionId: "elsewhere" })] });
  assert.equal(answer.syncedLogs, 1);
});

test("texts of any kind come back as they were", async () => {
  const clara = await signIn(server);
  const texts = [
    "\"double\" 'single' `back` \\ backslash",
    "'); DROP TABLE logbook_entries; --",
    "line\nline\r\n\ttab",
    "control \u0001\u001f\u007f and zero \u0000 in the middle",
    "Für Elise, Дебюсси, ショパン, 🎹👩‍🎤, e\u0301 and é",
    "line separator \u2028 and byte order mark \ufeff",
    "null",
    "123",
    "<script>alert(1)</script> & &amp;",
    "%_?1 :name @name $1",
  ];
  const entries = texts.map((text, n) =>
    entry(`e-${n}`, 1, { notes: text, tags: [text], pieces: [{ id: "p", title: text }] }),
  );
  const answer = await clara.syncAnonymousData({ entries });
  assert.deepEqual([answer.success, answer.syncedEntries], [true, texts.length]);
  const stored = (await clara.changes()).entries;
  for (const [n, text] of texts.entries()) {
    const { record } = stored.find((version) => version.id === `e-${n}`);
    assert.deepEqual([record.notes, record.tags[0], record.pieces[0].title], [text, text, text]);
  }
});

test("numbers at the ends of their ranges come back as they were", async () => {
  const clara = await signIn(server);
  const edge = {
    pausedDuration: 345_600,
    notesAttempted: 4_000_000,
    notesCorrect: 0,
    accuracy: 100,
    utcOffsetMinutes: 1_080,
    startedAt: "0001-01-01T00:00:00Z",
    completedAt: "9999-12-31T23:59:59.999Z",
  };
  const answer = await clara.syncAnonymousData({ sessions: [session("s", 1, edge)] });
  assert.deepEqual(answer.sessions, applied("s"));
  const [{ record }] = (await clara.changes()).sessions;
  assert.deepEqual({ ...record, ...edge }, record);
});

test("a time with another offset or finer parts is the same instant in whole milliseconds", async () => {
  const clara = await signIn(server);
  await clara.syncAnonymousData({
    entries: [entry("e", 1, { timestamp: "2026-11-20T12:00:00.1239+02:00" })],
  });
  const [{ record }] = (await clara.changes()).entries;
  assert.equal(record.timestamp, "2026-11-20T10:00:00.123Z");
});
