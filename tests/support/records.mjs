// Records as they are pushed, each with as little as it can have unless a test gives it more.

const WRITTEN_AT = "2026-11-20T11:00:00Z";

/** The lists of a push and of a page of changes, with the name of each one's count and of its table. */
export const LISTS = [
  { list: "sessions", count: "syncedSessions", collection: "PRACTICE_SESSIONS", table: "practice_sessions" },
  { list: "logs", count: "syncedLogs", collection: "PRACTICE_LOGS", table: "practice_logs" },
  { list: "entries", count: "syncedEntries", collection: "LOGBOOK_ENTRIES", table: "logbook_entries" },
  { list: "goals", count: "syncedGoals", collection: "GOALS", table: "goals" },
  { list: "pieces", count: "syncedPieces", collection: "PIECES", table: "pieces" },
];

/** The name of a write, which is 16 hexadecimal digits. */
export function writeId(number) {
  return number.toString(16).padStart(16, "0");
}

function record(id, write, needed, fields) {
  return { id, ...needed, createdAt: WRITTEN_AT, updatedAt: WRITTEN_AT, writeId: writeId(write), ...fields };
}

/** A session; `write` is the number of the write that made it. */
export function session(id, write, fields = {}) {
  return record(id, write, { startedAt: "2026-11-20T10:00:00Z" }, fields);
}

export function log(id, write, fields = {}) {
  return record(id, write, { sessionId: "session" }, fields);
}

export function entry(id, write, fields = {}) {
  return record(id, write, { timestamp: "2026-11-20T10:00:00Z" }, fields);
}

export function goal(id, write, fields = {}) {
  return record(id, write, { title: "Play the Minuet" }, fields);
}

export function piece(id, write, fields = {}) {
  return record(id, write, { title: "Minuet", status: "LEARNING" }, fields);
}

/** The deletion of an entry, or of what `fields` say. */
export function deletion(id, write, base, fields = {}) {
  return {
    collection: "LOGBOOK_ENTRIES",
    id,
    writeId: writeId(write),
    baseWriteId: base === null ? null : writeId(base),
    deletedAt: "2026-11-20T11:30:00Z",
    ...fields,
  };
}

/** The fields of an edit that was made from version `base`. */
export function from(base, fields = {}) {
  return { baseWriteId: writeId(base), ...fields };
}

/** So many items, each made from its number, which begins with 0. */
export function many(count, item) {
  return Array.from({ length: count }, (_, index) => item(index));
}

/** Everything that the database has of a user's journal, by table. */
export async function journalOf(server, user) {
  const rows = await Promise.all(
    LISTS.map(({ table }) => server.db(`SELECT * FROM ${table} WHERE user_id = ? ORDER BY id`, user.id)),
  );
  return Object.fromEntries(LISTS.map(({ table }, index) => [table, rows[index]]));
}
