-- What was decided about signing keys that somebody else may have. Rows are never changed or deleted: of each key, the last
-- one counts.
CREATE TABLE key_withdrawal (
    -- Counts the decisions, from 1.
    number INTEGER PRIMARY KEY,
    kid BLOB NOT NULL CHECK (length(kid) = 8),
    -- Seconds since 1970-01-01T00:00:00Z; NULL where the withdrawal was lifted.
    refused_from INTEGER CHECK (refused_from >= 0),
    reason TEXT NOT NULL,
    -- Seconds since 1970-01-01T00:00:00Z.
    entered INTEGER NOT NULL CHECK (entered >= 0)
) STRICT;

CREATE INDEX key_withdrawal_kid ON key_withdrawal (kid, number);
