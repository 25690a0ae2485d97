-- What the nodes' clocks showed: a node compares its own with them before it signs.
CREATE TABLE clock_witness (
    node TEXT PRIMARY KEY,
    -- When the node last believed its clock.
    at INTEGER,
    -- What its clock shows while the node does not believe it, and by how many seconds it is ahead (below zero: behind).
    doubted INTEGER,
    ahead INTEGER
) STRICT;

-- Clocks that an operator has accepted although they disagree.
CREATE TABLE clock_acceptance (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
