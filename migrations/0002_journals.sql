-- The journals. A row is a record of one user: the key begins with the user, so that an id can never take over another
-- user's row. No record refers to another by a foreign key: a log may arrive before its session.
--
-- A deleted record is a row with `deleted_at`. It keeps the content that it had; one that arrived deleted has none, which
-- is why only a live row must have the content that every record of its kind has. Lists are JSON text.

CREATE TABLE pushes (
    user_id TEXT NOT NULL REFERENCES users (id),
    seq INTEGER NOT NULL,
    -- Random, so that a cursor which was given out before the database was restored from a backup is not mistaken for one
    -- that was given out afterwards.
    push_id TEXT NOT NULL,
    PRIMARY KEY (user_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pieces (
    user_id TEXT NOT NULL REFERENCES users (id),
    id TEXT NOT NULL,
    -- The push that wrote this version.
    seq INTEGER NOT NULL,
    -- The write that made this version, and the version that it was made from.
    write_id TEXT NOT NULL,
    base_write_id TEXT,
    -- The last 16 writes of 16 characters each, newest first.
    recent_writes TEXT NOT NULL,
    deleted_at INTEGER,
    title TEXT,
    composer TEXT,
    status TEXT,
    notes TEXT,
    merged_into TEXT,
    created_at INTEGER,
    updated_at INTEGER,
    PRIMARY KEY (user_id, id),
    CHECK (
        deleted_at IS NOT NULL
        OR (title IS NOT NULL
            AND status IS NOT NULL
            AND created_at IS NOT NULL
            AND updated_at IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;

CREATE INDEX pieces_by_seq ON pieces (user_id, seq);

CREATE TABLE practice_sessions (
    user_id TEXT NOT NULL REFERENCES users (id),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    write_id TEXT NOT NULL,
    base_write_id TEXT,
    recent_writes TEXT NOT NULL,
    deleted_at INTEGER,
    instrument TEXT,
    sheet_music_id TEXT,
    sheet_music_title TEXT,
    session_type TEXT,
    started_at INTEGER,
    completed_at INTEGER,
    paused_duration INTEGER,
    accuracy REAL,
    notes_attempted INTEGER,
    notes_correct INTEGER,
    utc_offset_minutes INTEGER,
    created_at INTEGER,
    updated_at INTEGER,
    PRIMARY KEY (user_id, id),
    CHECK (
        deleted_at IS NOT NULL
        OR (instrument IS NOT NULL
            AND session_type IS NOT NULL
            AND started_at IS NOT NULL
            AND paused_duration IS NOT NULL
            AND notes_attempted IS NOT NULL
            AND notes_correct IS NOT NULL
            AND utc_offset_minutes IS NOT NULL
            AND created_at IS NOT NULL
            AND updated_at IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_sessions_by_seq ON practice_sessions (user_id, seq);

CREATE TABLE practice_logs (
    user_id TEXT NOT NULL REFERENCES users (id),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    write_id TEXT NOT NULL,
    base_write_id TEXT,
    recent_writes TEXT NOT NULL,
    deleted_at INTEGER,
    session_id TEXT,
    activity_type TEXT,
    started_at INTEGER,
    duration_secs INTEGER,
    piece_id TEXT,
    piece_title TEXT,
    tempo_practiced INTEGER,
    target_tempo INTEGER,
    focus_areas TEXT,
    self_rating INTEGER,
    notes TEXT,
    created_at INTEGER,
    updated_at INTEGER,
    PRIMARY KEY (user_id, id),
    CHECK (
        deleted_at IS NOT NULL
        OR (session_id IS NOT NULL
            AND activity_type IS NOT NULL
            AND duration_secs IS NOT NULL
            AND focus_areas IS NOT NULL
            AND created_at IS NOT NULL
            AND updated_at IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_logs_by_seq ON practice_logs (user_id, seq);

CREATE TABLE logbook_entries (
    user_id TEXT NOT NULL REFERENCES users (id),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    write_id TEXT NOT NULL,
    base_write_id TEXT,
    recent_writes TEXT NOT NULL,
    deleted_at INTEGER,
    timestamp INTEGER,
    duration INTEGER,
    type TEXT,
    instrument TEXT,
    pieces TEXT,
    techniques TEXT,
    goal_ids TEXT,
    notes TEXT,
    mood TEXT,
    tags TEXT,
    session_id TEXT,
    utc_offset_minutes INTEGER,
    created_at INTEGER,
    updated_at INTEGER,
    PRIMARY KEY (user_id, id),
    CHECK (
        deleted_at IS NOT NULL
        OR (timestamp IS NOT NULL
            AND duration IS NOT NULL
            AND type IS NOT NULL
            AND instrument IS NOT NULL
            AND pieces IS NOT NULL
            AND techniques IS NOT NULL
            AND goal_ids IS NOT NULL
            AND tags IS NOT NULL
            AND utc_offset_minutes IS NOT NULL
            AND created_at IS NOT NULL
            AND updated_at IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;

CREATE INDEX logbook_entries_by_seq ON logbook_entries (user_id, seq);
CREATE INDEX logbook_entries_by_timestamp ON logbook_entries (user_id, timestamp);

CREATE TABLE goals (
    user_id TEXT NOT NULL REFERENCES users (id),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    write_id TEXT NOT NULL,
    base_write_id TEXT,
    recent_writes TEXT NOT NULL,
    deleted_at INTEGER,
    title TEXT,
    description TEXT,
    target_date TEXT,
    progress INTEGER,
    milestones TEXT,
    status TEXT,
    completed_at INTEGER,
    target TEXT,
    created_at INTEGER,
    updated_at INTEGER,
    PRIMARY KEY (user_id, id),
    CHECK (
        deleted_at IS NOT NULL
        OR (title IS NOT NULL
            AND progress IS NOT NULL
            AND milestones IS NOT NULL
            AND status IS NOT NULL
            AND created_at IS NOT NULL
            AND updated_at IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;

CREATE INDEX goals_by_seq ON goals (user_id, seq);
