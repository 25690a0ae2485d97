-- What tells one person from another, and what is left of those who were erased.

-- Systems that subject ids belong to.
CREATE TABLE identifier_system (
    id INTEGER PRIMARY KEY,
    -- Its address, as FHIR writes it.
    uri TEXT NOT NULL UNIQUE
) STRICT;

-- How much of birth_date is known: 0 the day, 1 month and year, 2 the year. It is the first day of that.
ALTER TABLE person ADD COLUMN birth_precision INTEGER NOT NULL DEFAULT 0 CHECK (birth_precision IN (0, 1, 2));
-- Of the full name, under a key that is not in the database; NULL where no import has told the full name.
ALTER TABLE person ADD COLUMN name_hash BLOB CHECK (length(name_hash) = 16);
ALTER TABLE person ADD COLUMN deceased INTEGER NOT NULL DEFAULT 0 CHECK (deceased IN (0, 1));
-- The system of the subject id; NULL where no import has named one.
ALTER TABLE person ADD COLUMN identifier_system INTEGER REFERENCES identifier_system (id);
-- Whether an operator has allowed that another name or birth date takes the place of this one.
ALTER TABLE person ADD COLUMN may_change INTEGER NOT NULL DEFAULT 0 CHECK (may_change IN (0, 1));

-- What tells the key of name_hash from another; NULL before the first import.
ALTER TABLE register ADD COLUMN name_key_check BLOB CHECK (length(name_key_check) = 16);

-- The same table as before, but rows outlive the person: then they do not say any more whose serial it was.
CREATE TABLE revocation (
    -- Counts the revocations, from 1.
    number INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL UNIQUE,
    -- Whose serial it was; NULL where that person was erased.
    subject TEXT REFERENCES person (subject),
    -- Seconds since 1970-01-01T00:00:00Z.
    at INTEGER NOT NULL CHECK (at >= 0),
    reason TEXT
) STRICT;
INSERT INTO revocation SELECT number, serial, subject, at, reason FROM revoked_serial;
DROP TABLE revoked_serial;
ALTER TABLE revocation RENAME TO revoked_serial;
CREATE INDEX revoked_serial_at ON revoked_serial (at);
CREATE INDEX revoked_serial_subject ON revoked_serial (subject);

-- What operators decided about people. Rows are never changed or deleted; while the last one of a subject is an erasure,
-- no import brings that subject back.
CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    -- HMAC-SHA-256 of the subject id under the salt below.
    subject_hash BLOB NOT NULL CHECK (length(subject_hash) = 32),
    decision TEXT NOT NULL CHECK (decision IN ('erased', 'allowed')),
    -- Seconds since 1970-01-01T00:00:00Z.
    at INTEGER NOT NULL CHECK (at >= 0),
    -- The operator's name.
    by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX decision_subject ON decision (subject_hash, number);

CREATE TABLE decision_salt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;
INSERT INTO decision_salt (id, salt) VALUES (1, randomblob(32));
