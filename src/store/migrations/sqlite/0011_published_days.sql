-- How far the published status files of each day have come: they hold all revocations up to this number.
CREATE TABLE published_day (
    day INTEGER PRIMARY KEY CHECK (day >= 0),
    revocations INTEGER NOT NULL CHECK (revocations >= 0)
) STRICT;
