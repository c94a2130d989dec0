-- Codes beside the links, exact limits, and what an account is told of its sessions. New columns take no table apart.

-- The code that the mail carries beside the link, as an HMAC under the Worker's secret: eight digits could be guessed from
-- a plain hash. It names the browser that asked as well.
ALTER TABLE login_tokens ADD COLUMN code_hash TEXT;
-- How many wrong codes that browser has tried.
ALTER TABLE login_tokens ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;

-- How often somebody has asked to sign in, or tried to, within an hour. The key is an HMAC: no address and no network can
-- be read out of it.
CREATE TABLE rate_limits (
    key TEXT NOT NULL PRIMARY KEY,
    window_start INTEGER NOT NULL,
    uses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rate_limits_by_age ON rate_limits (window_start);

-- The name by which a session is listed and revoked: random, and nothing that signs in.
ALTER TABLE auth_sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE auth_sessions SET id = lower(hex(randomblob(8)));
-- The browser and the system that signed in, as "Firefox, Android"; empty where nobody knows.
ALTER TABLE auth_sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';

CREATE INDEX auth_sessions_by_use ON auth_sessions (last_used_at);

-- Who signed in to an account and who tried, for 90 days.
CREATE TABLE sign_ins (
    user_id TEXT NOT NULL REFERENCES users (id),
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('LINK', 'CODE')),
    outcome TEXT NOT NULL CHECK (outcome IN ('SIGNED_IN', 'REFUSED')),
    device TEXT NOT NULL,
    PRIMARY KEY (user_id, at, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_ins_by_age ON sign_ins (at);
