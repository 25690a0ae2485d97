-- What is numbered and counted. One row; the program adds it when it makes the database.
CREATE TABLE register (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Serials are below 2^serial_bits. Indices of passes follow from it, so it never changes.
    serial_bits INTEGER NOT NULL CHECK (serial_bits BETWEEN 20 AND 28),
    -- The first serial that nobody has had yet.
    next_serial INTEGER NOT NULL CHECK (next_serial >= 0),
    -- The number of rows of person.
    people INTEGER NOT NULL CHECK (people >= 0)
) STRICT;

CREATE TABLE person (
    serial INTEGER PRIMARY KEY CHECK (serial >= 0),
    subject TEXT NOT NULL UNIQUE,
    -- Grows by one with each change of the columns below.
    version INTEGER NOT NULL CHECK (version >= 1),
    -- The masked name.
    name TEXT NOT NULL,
    -- Days since 1970-01-01.
    birth_date INTEGER NOT NULL,
    -- A JSON array, its elements sorted as text, no two alike.
    evidence TEXT NOT NULL
) STRICT;

-- Rows are never changed or deleted: what is revoked stays so. A person is revoked while their present serial is here.
CREATE TABLE revoked_serial (
    -- Counts the revocations, from 1.
    number INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL UNIQUE,
    -- Whose serial it was.
    subject TEXT NOT NULL REFERENCES person (subject),
    -- Seconds since 1970-01-01T00:00:00Z.
    at INTEGER NOT NULL CHECK (at >= 0),
    reason TEXT
) STRICT;

CREATE INDEX revoked_serial_at ON revoked_serial (at);

CREATE TABLE partner (
    name TEXT PRIMARY KEY,
    -- Seconds since 1970-01-01T00:00:00Z.
    grace_until INTEGER CHECK (grace_until >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE partner_key (
    partner TEXT NOT NULL REFERENCES partner (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    public BLOB NOT NULL CHECK (length(public) = 32),
    passes INTEGER NOT NULL CHECK (passes IN (0, 1)),
    paper INTEGER NOT NULL CHECK (paper IN (0, 1)),
    PRIMARY KEY (partner, id),
    UNIQUE (partner, public)
) STRICT, WITHOUT ROWID;

-- At most one row: what was published last.
CREATE TABLE published (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The unsigned 64-bit version, its bits read as signed.
    version INTEGER NOT NULL,
    manifest BLOB NOT NULL
) STRICT;

CREATE TABLE published_file (
    name TEXT PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes BLOB NOT NULL
) STRICT;
