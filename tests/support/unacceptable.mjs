// Records that no account takes.

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
const AT = "2026-03-10T16:00:00Z";
const LONG = "La ".repeat(8_000);

const RECORDS = {
  "mirubato_logbook_entries:good": { timestamp: AT, notes: "Acceptable." },
  "mirubato_logbook_entries:entry": { timestamp: AT, notes: LONG },
  "mirubato_goals:goal": { title: "", description: "Without a title." },
  "mirubato_pieces:piece": { title: " ", status: "LEARNING" },
  "mirubato_practice_sessions:session": { startedAt: AT, instrument: LONG },
  "mirubato_practice_logs:log": { sessionId: "session", activityType: "SCALES", notes: LONG },
};

/** An anonymous journal, for `profile.seed`: a record of each kind that no account takes, and one that it does. */
export function unacceptable() {
  const stored = Object.entries(RECORDS).map(([key, record], number) => {
    const id = key.split(":")[1];
    const writeId = `${number + 1}`.padStart(16, "0");
    return [key, JSON.stringify({ id, userId: USER, createdAt: AT, writeId, isSynced: false, ...record })];
  });
  return { mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }), ...Object.fromEntries(stored) };
}
