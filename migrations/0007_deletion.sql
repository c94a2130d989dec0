-- An account can be deleted by any program that still works on this database, also one from before the tables below, to
-- which the first one that has them may be rolled back. It knows nothing of their rows, and a foreign key that does not
-- cascade would make it fail. So what only tells of an account goes with it from now on. Journals and sessions keep the rule
-- of 0001_accounts.sql: nothing takes them along.

CREATE TABLE new_sign_ins (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('LINK', 'CODE')),
    outcome TEXT NOT NULL CHECK (outcome IN ('SIGNED_IN', 'REFUSED')),
    device TEXT NOT NULL,
    PRIMARY KEY (user_id, at, id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_sign_ins (user_id, at, id, method, outcome, device)
SELECT user_id, at, id, method, outcome, device FROM sign_ins;
DROP TABLE sign_ins;
ALTER TABLE new_sign_ins RENAME TO sign_ins;
CREATE INDEX sign_ins_by_age ON sign_ins (at);

CREATE TABLE new_address_changes (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- The session that asked. The change ends with it.
    session_hash TEXT NOT NULL,
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    old_token_hash TEXT NOT NULL UNIQUE,
    -- Absent where the new address cannot be the account's: nobody was given such a link.
    new_token_hash TEXT UNIQUE,
    old_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (old_confirmed IN (0, 1)),
    new_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (new_confirmed IN (0, 1)),
    -- That of who asked, as a BCP 47 tag.
    language TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The session of the browser that confirmed for the new address: the only one that outlasts the change. Absent before,
    -- and where nobody is signed in there.
    new_session_hash TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO new_address_changes (user_id, session_hash, old_email, new_email, old_token_hash, new_token_hash, old_confirmed,
    new_confirmed, language, expires_at)
SELECT user_id, session_hash, old_email, new_email, old_token_hash, new_token_hash, old_confirmed, new_confirmed, language,
    expires_at
FROM address_changes;
DROP TABLE address_changes;
ALTER TABLE new_address_changes RENAME TO address_changes;
CREATE INDEX address_changes_by_expiry ON address_changes (expires_at);

CREATE TABLE new_changed_addresses (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- Where it was asked for.
    device TEXT NOT NULL,
    PRIMARY KEY (user_id, at, id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_changed_addresses (user_id, at, id, device)
SELECT user_id, at, id, device FROM changed_addresses;
DROP TABLE changed_addresses;
ALTER TABLE new_changed_addresses RENAME TO changed_addresses;
CREATE INDEX changed_addresses_by_age ON changed_addresses (at);

-- The links that were used, by the session that they began: whoever signs out reads only these, whatever was asked for.
CREATE INDEX login_tokens_by_session ON login_tokens (session_hash) WHERE session_hash IS NOT NULL;
