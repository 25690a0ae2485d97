-- The waiting room. One row, once there has been a room.
CREATE TABLE queue_room (
    id bigint PRIMARY KEY CHECK (id = 1),
    -- Grows by one with each change.
    version bigint NOT NULL CHECK (version > 0),
    -- The room, JSON.
    document bytea NOT NULL
);

-- How many people came to a room in which second.
CREATE TABLE queue_arrival (
    room bigint NOT NULL CHECK (room > 0),
    -- In seconds since 1970-01-01T00:00:00Z.
    second bigint NOT NULL CHECK (second >= 0),
    people bigint NOT NULL CHECK (people > 0),
    PRIMARY KEY (room, second)
);

-- How issuing keeps up on each node.
CREATE TABLE queue_node (
    node text PRIMARY KEY,
    -- By the clock of the node, in seconds since 1970-01-01T00:00:00Z.
    at bigint NOT NULL CHECK (at >= 0),
    -- How many requests for passes were answered in a thousand seconds.
    answered bigint NOT NULL CHECK (answered >= 0),
    -- Whether there was no room for a request, or answers were slow.
    pressed boolean NOT NULL
);
