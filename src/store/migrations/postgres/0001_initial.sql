-- The tables of the release that first ran on PostgreSQL, with the columns that the SQLite database has. Numbers are
-- bigint and texts are compared byte by byte, so that both backends order alike.

-- What is numbered and counted. One row; the program adds it when it makes the database. Who gives serials or numbers
-- locks it until the end of the transaction, so that numbers become visible in their order.
CREATE TABLE register (
    id bigint PRIMARY KEY CHECK (id = 1),
    -- Serials are below 2^serial_bits. Indices of passes follow from it, so it never changes.
    serial_bits bigint NOT NULL CHECK (serial_bits BETWEEN 20 AND 28),
    -- The first serial that nobody has had yet.
    next_serial bigint NOT NULL CHECK (next_serial >= 0),
    -- The number of rows of person.
    people bigint NOT NULL CHECK (people >= 0),
    -- What tells the key of name_hash from another; NULL before the first import.
    name_key_check bytea CHECK (octet_length(name_key_check) = 16),
    -- They grow by one with each transaction that changes something of their kind.
    partner_changes bigint NOT NULL DEFAULT 0 CHECK (partner_changes >= 0),
    record_changes bigint NOT NULL DEFAULT 0 CHECK (record_changes >= 0),
    -- The installation that the database belongs to: 32 hexadecimal digits.
    installation text COLLATE "C" CHECK (length(installation) = 32),
    -- Whether the database is older than what was issued and published.
    reconcile_due boolean NOT NULL DEFAULT false
);

-- What only a database server needs to know. One row.
CREATE TABLE deployment (
    id bigint PRIMARY KEY CHECK (id = 1),
    -- The name to type before something destructive runs; NULL where nothing is lost by it.
    production text COLLATE "C",
    -- Programs that do not know this migration cannot use the schema any more.
    needs_migration bigint NOT NULL DEFAULT 1
);

INSERT INTO deployment (id) VALUES (1);

-- Systems that subject ids belong to.
CREATE TABLE identifier_system (
    id bigint PRIMARY KEY,
    -- Its address, as FHIR writes it.
    uri text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE person (
    serial bigint PRIMARY KEY CHECK (serial >= 0),
    subject text COLLATE "C" NOT NULL UNIQUE,
    -- Grows by one with each change of name, birth date, death or evidence.
    version bigint NOT NULL CHECK (version >= 1),
    -- The masked name.
    name text COLLATE "C" NOT NULL,
    -- Days since 1970-01-01.
    birth_date bigint NOT NULL,
    -- A JSON array, its elements sorted as text, no two alike.
    evidence text COLLATE "C" NOT NULL,
    -- How much of birth_date is known: 0 the day, 1 month and year, 2 the year. It is the first day of that.
    birth_precision bigint NOT NULL DEFAULT 0 CHECK (birth_precision IN (0, 1, 2)),
    -- Of the full name, under a key that is not in the database; NULL where no import has told the full name.
    name_hash bytea CHECK (octet_length(name_hash) = 16),
    deceased boolean NOT NULL DEFAULT false,
    -- The system of the subject id; NULL where no import has named one.
    identifier_system bigint REFERENCES identifier_system (id),
    -- Whether an operator has allowed that another name or birth date takes the place of this one.
    may_change boolean NOT NULL DEFAULT false
);

-- Rows are never deleted: what is revoked stays so. A person is revoked while their present serial is here.
CREATE TABLE revoked_serial (
    -- Counts the revocations, from 1, in the order in which they were committed.
    number bigint PRIMARY KEY,
    serial bigint NOT NULL UNIQUE,
    -- Whose serial it was; NULL where that person was erased.
    subject text COLLATE "C" REFERENCES person (subject),
    -- Seconds since 1970-01-01T00:00:00Z.
    at bigint NOT NULL CHECK (at >= 0),
    reason text COLLATE "C"
);

CREATE INDEX revoked_serial_at ON revoked_serial (at);
CREATE INDEX revoked_serial_subject ON revoked_serial (subject);

-- What operators decided about people. Rows are never changed or deleted; while the last one of a subject is an erasure,
-- no import brings that subject back.
CREATE TABLE decision (
    number bigint PRIMARY KEY,
    -- HMAC-SHA-256 of the subject id under the salt below.
    subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
    decision text COLLATE "C" NOT NULL CHECK (decision IN ('erased', 'allowed')),
    -- Seconds since 1970-01-01T00:00:00Z.
    at bigint NOT NULL CHECK (at >= 0),
    -- The operator's name.
    by text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL
);

CREATE INDEX decision_subject ON decision (subject_hash, number);

CREATE TABLE decision_salt (
    id bigint PRIMARY KEY CHECK (id = 1),
    salt bytea NOT NULL CHECK (octet_length(salt) = 32)
);

-- Two random UUIDs have 244 random bits, from the system's generator.
INSERT INTO decision_salt (id, salt)
VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

CREATE TABLE partner (
    name text COLLATE "C" PRIMARY KEY,
    -- Seconds since 1970-01-01T00:00:00Z.
    grace_until bigint CHECK (grace_until >= 0)
);

CREATE TABLE partner_key (
    partner text COLLATE "C" NOT NULL REFERENCES partner (name) ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    public bytea NOT NULL CHECK (octet_length(public) = 32),
    passes boolean NOT NULL,
    paper boolean NOT NULL,
    PRIMARY KEY (partner, id),
    UNIQUE (partner, public)
);

-- What was decided about signing keys that somebody else may have. Rows are never changed or deleted: of each key, the last
-- one counts.
CREATE TABLE key_withdrawal (
    -- Counts the decisions, from 1.
    number bigint PRIMARY KEY,
    kid bytea NOT NULL CHECK (octet_length(kid) = 8),
    -- Seconds since 1970-01-01T00:00:00Z; NULL where the withdrawal was lifted.
    refused_from bigint CHECK (refused_from >= 0),
    reason text COLLATE "C" NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    entered bigint NOT NULL CHECK (entered >= 0)
);

CREATE INDEX key_withdrawal_kid ON key_withdrawal (kid, number);

-- At most one row: what was published last.
CREATE TABLE published (
    id bigint PRIMARY KEY CHECK (id = 1),
    -- The unsigned 64-bit version, its bits read as signed.
    version bigint NOT NULL,
    manifest bytea NOT NULL
);

CREATE TABLE published_file (
    name text COLLATE "C" PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    bytes bytea NOT NULL
);

-- The files are compressed already.
ALTER TABLE published_file ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- How far the published status files of each day have come: they hold all revocations up to this number.
CREATE TABLE published_day (
    day bigint PRIMARY KEY CHECK (day >= 0),
    revocations bigint NOT NULL CHECK (revocations >= 0)
);

-- Which node publishes. One row; who publishes locks it.
CREATE TABLE publishing_duty (
    id bigint PRIMARY KEY CHECK (id = 1),
    -- Its name; NULL where nobody has taken the duty, or its holder gave it up.
    holder text COLLATE "C",
    -- Grows by one with each change of this row, and with each sign of life of its holder.
    beat bigint NOT NULL CHECK (beat >= 0)
);

INSERT INTO publishing_duty (id, holder, beat) VALUES (1, NULL, 0);

-- The ends of the nodes' journals, for the next manifest.
CREATE TABLE journal_head (
    node text COLLATE "C" PRIMARY KEY,
    -- The file that the manifest pins.
    document bytea NOT NULL
);

-- The checkpoints of the nodes' journals: one for each node and day, for the log that is published.
CREATE TABLE journal_checkpoint (
    node text COLLATE "C" NOT NULL,
    -- The UTC day, in days since 1970-01-01.
    day bigint NOT NULL,
    -- The signed object.
    signed bytea NOT NULL,
    PRIMARY KEY (node, day)
);

-- The node that publishes looks for new ones.
CREATE INDEX journal_checkpoint_by_day ON journal_checkpoint (day, node);

-- What the nodes' clocks showed: a node compares its own with them before it signs.
CREATE TABLE clock_witness (
    node text COLLATE "C" PRIMARY KEY,
    -- When the node last believed its clock.
    at bigint,
    -- What its clock shows while the node does not believe it, and by how many seconds it is ahead (below zero: behind).
    doubted bigint,
    ahead bigint
);

-- Clocks that an operator has accepted although they disagree.
CREATE TABLE clock_acceptance (
    number bigint PRIMARY KEY,
    at bigint NOT NULL
);

-- The key that holder keys of one day's passes are hashed with. Without it, nobody can compare a phone's key with hashes.
CREATE TABLE holder_day (
    -- Days since 1970-01-01.
    day bigint PRIMARY KEY,
    salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
        CHECK (octet_length(salt) = 32)
);

-- The phones of a person, by the holder keys of the passes.
CREATE TABLE holder (
    serial bigint PRIMARY KEY REFERENCES person (serial) ON UPDATE CASCADE ON DELETE CASCADE,
    -- For each key 12 bytes: the day of its pass (days since 1970-01-01, big-endian), and 8 bytes of its hash.
    keys bytea NOT NULL CHECK (octet_length(keys) % 12 = 0),
    -- The most keys of one day.
    phones bigint NOT NULL CHECK (phones >= 0),
    -- The last of the days.
    last_day bigint NOT NULL,
    -- The last sign-in by which a phone got its passes, in seconds since 1970-01-01T00:00:00Z.
    signed_in bigint NOT NULL CHECK (signed_in >= 0)
);

CREATE INDEX holder_last_day ON holder (last_day);

-- Assertions for paper that were used: hashes only.
CREATE TABLE paper_use (
    -- Of partner and jti.
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    -- Of these and the subject.
    subject bytea NOT NULL CHECK (octet_length(subject) = 32),
    -- Of the pass.
    pass bytea NOT NULL CHECK (octet_length(pass) = 32),
    -- The time for which the pass was made, and until when the assertion may be valid: seconds since 1970.
    at bigint NOT NULL CHECK (at >= 0),
    expires bigint NOT NULL CHECK (expires >= 0)
);

CREATE INDEX paper_use_expires ON paper_use (expires);

-- Who operates the service. Rows are never deleted: the journal has the names, and no one else gets them.
CREATE TABLE operator (
    name text COLLATE "C" PRIMARY KEY,
    -- SHA-256 of the credential; NULL where the operator was removed.
    credential bytea UNIQUE CHECK (octet_length(credential) = 32),
    -- What it may be used for, separated by blanks.
    scopes text COLLATE "C" NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    created bigint NOT NULL CHECK (created >= 0),
    expires bigint CHECK (expires >= 0),
    removed bigint CHECK (removed >= 0),
    -- The last UTC day on which the credential was used, in days since 1970-01-01.
    last_used bigint,
    CHECK ((credential IS NULL) = (removed IS NOT NULL))
);

-- Upper and lower case make no difference.
CREATE UNIQUE INDEX operator_name ON operator (lower(name));

-- What one operator asked for and another one must confirm.
CREATE TABLE proposal (
    id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    summary text COLLATE "C" NOT NULL,
    -- SHA-256 of all that was asked for.
    content bytea NOT NULL CHECK (octet_length(content) = 32),
    proposed_by text COLLATE "C" NOT NULL REFERENCES operator (name),
    -- Seconds since 1970-01-01T00:00:00Z.
    proposed bigint NOT NULL CHECK (proposed >= 0),
    expires bigint NOT NULL CHECK (expires >= 0),
    confirmed_by text COLLATE "C" REFERENCES operator (name),
    confirmed bigint CHECK (confirmed >= 0)
);

-- The versions of the rules that were published. Rows are never changed or deleted; the newest version counts.
CREATE TABLE rules_version (
    version bigint PRIMARY KEY CHECK (version >= 0),
    -- The signed file as scanners get it.
    file bytea NOT NULL,
    -- The canaries, JSON; empty where there are none.
    cases bytea NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    published bigint NOT NULL CHECK (published >= 0),
    -- An operator's name, or local: and a user of the machine.
    published_by text COLLATE "C" NOT NULL,
    approved_by text COLLATE "C",
    -- Why there was less notice than configured.
    emergency text COLLATE "C",
    -- The earlier version whose content it has.
    content_of bigint CHECK (content_of >= 0 AND content_of < version)
);

-- Requests with an idempotency key: a repetition has no second effect and gets the same answer.
CREATE TABLE keyed_request (
    -- SHA-256 of the operator and the key.
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    -- SHA-256 of method, path and body.
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- In seconds since 1970-01-01T00:00:00Z.
    begun bigint NOT NULL CHECK (begun >= 0),
    -- The answer, once there is one.
    status bigint,
    body bytea,
    CHECK ((status IS NULL) = (body IS NULL))
);

CREATE INDEX keyed_request_begun ON keyed_request (begun);
