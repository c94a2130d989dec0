-- For the trash, and for reading a long journal from its newest records back.

-- When the server took the push in, by its own clock: from then on the content of what it deleted is kept for the trash.
ALTER TABLE pushes ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
UPDATE pushes SET created_at = unixepoch() * 1000;

-- The instants that sessions and logs are read by; entries have such an index already.
CREATE INDEX practice_sessions_by_instant ON practice_sessions (user_id, started_at);
CREATE INDEX practice_logs_by_instant ON practice_logs (user_id, coalesce(started_at, created_at));

-- The tombstones that still have content.
CREATE INDEX pieces_trash ON pieces (user_id, seq)
    WHERE deleted_at IS NOT NULL AND created_at IS NOT NULL;
CREATE INDEX practice_sessions_trash ON practice_sessions (user_id, seq)
    WHERE deleted_at IS NOT NULL AND created_at IS NOT NULL;
CREATE INDEX practice_logs_trash ON practice_logs (user_id, seq)
    WHERE deleted_at IS NOT NULL AND created_at IS NOT NULL;
CREATE INDEX logbook_entries_trash ON logbook_entries (user_id, seq)
    WHERE deleted_at IS NOT NULL AND created_at IS NOT NULL;
CREATE INDEX goals_trash ON goals (user_id, seq)
    WHERE deleted_at IS NOT NULL AND created_at IS NOT NULL;

-- The accounts that their musicians have deleted: the random id and nothing else, so that a device which still has the
-- journal can be told what became of its account.
CREATE TABLE deleted_accounts (
    user_id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
