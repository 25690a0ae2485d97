-- The checkpoints of the nodes' journals: one for each node and day, for the log that is published.
CREATE TABLE journal_checkpoint (
    node TEXT NOT NULL,
    -- The UTC day, in days since 1970-01-01.
    day INTEGER NOT NULL,
    -- The signed object.
    signed BLOB NOT NULL,
    PRIMARY KEY (node, day)
) STRICT, WITHOUT ROWID;

-- The node that publishes looks for new ones.
CREATE INDEX journal_checkpoint_by_day ON journal_checkpoint (day, node);
