-- The key that holder keys of one day's passes are hashed with. Without it, nobody can compare a phone's key with hashes.
CREATE TABLE holder_day (
    -- Days since 1970-01-01.
    day INTEGER PRIMARY KEY,
    salt BLOB NOT NULL DEFAULT (randomblob(32)) CHECK (length(salt) = 32)
) STRICT;

-- The phones of a person, by the holder keys of the passes.
CREATE TABLE holder (
    serial INTEGER PRIMARY KEY REFERENCES person (serial) ON UPDATE CASCADE ON DELETE CASCADE,
    -- For each key 12 bytes: the day of its pass (days since 1970-01-01, big-endian), and 8 bytes of its hash.
    keys BLOB NOT NULL CHECK (length(keys) % 12 = 0),
    -- The most keys of one day.
    phones INTEGER NOT NULL CHECK (phones >= 0),
    -- The last of the days.
    last_day INTEGER NOT NULL,
    -- The last sign-in by which a phone got its passes, in seconds since 1970-01-01T00:00:00Z.
    signed_in INTEGER NOT NULL CHECK (signed_in >= 0)
) STRICT;

CREATE INDEX holder_last_day ON holder (last_day);

-- Assertions for paper that were used: hashes only.
CREATE TABLE paper_use (
    -- Of partner and jti.
    id BLOB PRIMARY KEY CHECK (length(id) = 32),
    -- Of these and the subject.
    subject BLOB NOT NULL CHECK (length(subject) = 32),
    -- Of the pass.
    pass BLOB NOT NULL CHECK (length(pass) = 32),
    -- The time for which the pass was made, and until when the assertion may be valid: seconds since 1970.
    at INTEGER NOT NULL CHECK (at >= 0),
    expires INTEGER NOT NULL CHECK (expires >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_use_expires ON paper_use (expires);
