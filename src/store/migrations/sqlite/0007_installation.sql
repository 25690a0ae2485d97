-- The installation that the database belongs to: 32 hexadecimal digits, as in the data folder and in the keys' folder. NULL
-- until the program first opens a database that was made without one.
ALTER TABLE register ADD COLUMN installation TEXT CHECK (length(installation) = 32);
-- Whether the database is older than what was issued and published: nothing is published and no serial is given then.
ALTER TABLE register ADD COLUMN reconcile_due INTEGER NOT NULL DEFAULT 0 CHECK (reconcile_due IN (0, 1));
