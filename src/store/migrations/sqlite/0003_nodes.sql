-- What nodes on one database tell each other.

-- Which of them publishes. One row.
CREATE TABLE publishing_duty (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Its name; NULL where nobody has taken the duty, or its holder gave it up.
    holder TEXT,
    -- Grows by one with each change of this row, and with each sign of life of its holder.
    beat INTEGER NOT NULL CHECK (beat >= 0)
) STRICT;

INSERT INTO publishing_duty (id, holder, beat) VALUES (1, NULL, 0);

-- The ends of the nodes' journals, for the next manifest.
CREATE TABLE journal_head (
    node TEXT PRIMARY KEY,
    -- The file that the manifest pins.
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
