-- The versions of the rules that were published. Rows are never changed or deleted; the newest version counts.
CREATE TABLE rules_version (
    version INTEGER PRIMARY KEY CHECK (version >= 0),
    -- The signed file as scanners get it.
    file BLOB NOT NULL,
    -- The canaries, JSON; empty where there are none.
    cases BLOB NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    published INTEGER NOT NULL CHECK (published >= 0),
    -- An operator's name, or local: and a user of the machine.
    published_by TEXT NOT NULL,
    approved_by TEXT,
    -- Why there was less notice than configured.
    emergency TEXT,
    -- The earlier version whose content it has.
    content_of INTEGER CHECK (content_of >= 0 AND content_of < version)
) STRICT;
