-- The waiting room. One row, once there has been a room.
CREATE TABLE queue_room (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Grows by one with each change.
    version INTEGER NOT NULL CHECK (version > 0),
    -- The room, JSON.
    document BLOB NOT NULL
) STRICT;

-- How many people came to a room in which second.
CREATE TABLE queue_arrival (
    room INTEGER NOT NULL CHECK (room > 0),
    -- In seconds since 1970-01-01T00:00:00Z.
    second INTEGER NOT NULL CHECK (second >= 0),
    people INTEGER NOT NULL CHECK (people > 0),
    PRIMARY KEY (room, second)
) STRICT, WITHOUT ROWID;

-- How issuing keeps up on each node.
CREATE TABLE queue_node (
    node TEXT PRIMARY KEY,
    -- By the clock of the node, in seconds since 1970-01-01T00:00:00Z.
    at INTEGER NOT NULL CHECK (at >= 0),
    -- How many requests for passes were answered in a thousand seconds.
    answered INTEGER NOT NULL CHECK (answered >= 0),
    -- Whether there was no room for a request, or answers were slow.
    pressed INTEGER NOT NULL CHECK (pressed IN (0, 1))
) STRICT, WITHOUT ROWID;
