-- Who operates the service. Rows are never deleted: the journal has the names, and no one else gets them.
CREATE TABLE operator (
    name TEXT PRIMARY KEY,
    -- SHA-256 of the credential; NULL where the operator was removed.
    credential BLOB UNIQUE CHECK (length(credential) = 32),
    -- What it may be used for, separated by blanks.
    scopes TEXT NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    created INTEGER NOT NULL CHECK (created >= 0),
    expires INTEGER CHECK (expires >= 0),
    removed INTEGER CHECK (removed >= 0),
    -- The last UTC day on which the credential was used, in days since 1970-01-01.
    last_used INTEGER,
    CHECK ((credential IS NULL) = (removed IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- What one operator asked for and another one must confirm.
CREATE TABLE proposal (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- SHA-256 of all that was asked for.
    content BLOB NOT NULL CHECK (length(content) = 32),
    proposed_by TEXT NOT NULL REFERENCES operator (name),
    -- Seconds since 1970-01-01T00:00:00Z.
    proposed INTEGER NOT NULL CHECK (proposed >= 0),
    expires INTEGER NOT NULL CHECK (expires >= 0),
    confirmed_by TEXT REFERENCES operator (name),
    confirmed INTEGER CHECK (confirmed >= 0)
) STRICT, WITHOUT ROWID;
