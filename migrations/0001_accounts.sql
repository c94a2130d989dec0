-- Who signs in. Times are milliseconds since 1970 in UTC; secrets are kept only as their SHA-256.
--
-- No foreign key of this database cascades: a row that others refer to cannot be deleted before them, so that neither a
-- migration that rebuilds a table nor a slip can take a journal with it.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    -- Trimmed and in lower case.
    email TEXT NOT NULL UNIQUE,
    -- 0 while the musician has paused the account's copy of the journal.
    has_cloud_storage INTEGER NOT NULL DEFAULT 1 CHECK (has_cloud_storage IN (0, 1)),
    -- The number of the last push. It orders changes for reading and decides nothing else.
    change_seq INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    -- The browser that asked for the link.
    nonce_hash TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The session that the link began; absent until it is used.
    session_hash TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX login_tokens_by_nonce ON login_tokens (nonce_hash);
CREATE INDEX login_tokens_by_expiry ON login_tokens (expires_at);

CREATE TABLE auth_sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    -- Written at most once an hour.
    last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX auth_sessions_by_user ON auth_sessions (user_id);
CREATE INDEX auth_sessions_by_age ON auth_sessions (created_at);
