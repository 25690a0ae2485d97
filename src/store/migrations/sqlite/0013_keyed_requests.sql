-- Requests with an idempotency key: a repetition has no second effect and gets the same answer.
CREATE TABLE keyed_request (
    -- SHA-256 of the operator and the key.
    id BLOB PRIMARY KEY CHECK (length(id) = 32),
    -- SHA-256 of method, path and body.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    -- In seconds since 1970-01-01T00:00:00Z.
    begun INTEGER NOT NULL CHECK (begun >= 0),
    -- The answer, once there is one.
    status INTEGER,
    body BLOB,
    CHECK ((status IS NULL) = (body IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX keyed_request_begun ON keyed_request (begun);
