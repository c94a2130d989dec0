-- What a musician may change of their account: its name, and its address once both addresses have confirmed that. A new
-- column takes no table apart.

-- What whose account it is wants to be called; absent while nobody has chosen a name.
ALTER TABLE users ADD COLUMN display_name TEXT;

-- A change of address that was asked for, at most one of an account. The links are kept only as their SHA-256.
CREATE TABLE address_changes (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    -- The session that asked. The change ends with it.
    session_hash TEXT NOT NULL,
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    old_token_hash TEXT NOT NULL UNIQUE,
    -- Absent where the new address has an account already: nobody was given such a link.
    new_token_hash TEXT UNIQUE,
    old_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (old_confirmed IN (0, 1)),
    new_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (new_confirmed IN (0, 1)),
    -- That of who asked, as a BCP 47 tag.
    language TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX address_changes_by_expiry ON address_changes (expires_at);

-- When an account's address was changed, for 90 days. The log of sign-ins tells it; their own table takes nothing else.
CREATE TABLE changed_addresses (
    user_id TEXT NOT NULL REFERENCES users (id),
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- Where it was asked for.
    device TEXT NOT NULL,
    PRIMARY KEY (user_id, at, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX changed_addresses_by_age ON changed_addresses (at);
