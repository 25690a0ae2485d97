-- Who may be issued what. Rows are never changed or deleted: of those that have begun, the newest version counts.
CREATE TABLE eligibility_version (
    version bigint PRIMARY KEY CHECK (version > 0),
    -- The first second in which it is in force, since 1970-01-01T00:00:00Z.
    begins bigint NOT NULL CHECK (begins >= 0),
    -- The file, JSON.
    file bytea NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    added bigint NOT NULL CHECK (added >= 0),
    -- An operator's name, or local: and a user of the machine.
    added_by text NOT NULL
);
