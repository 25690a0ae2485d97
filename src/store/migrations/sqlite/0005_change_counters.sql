-- Counters of what nodes keep in memory: they grow by one with each transaction that changes something of their kind.
ALTER TABLE register ADD COLUMN partner_changes INTEGER NOT NULL DEFAULT 0 CHECK (partner_changes >= 0);
ALTER TABLE register ADD COLUMN record_changes INTEGER NOT NULL DEFAULT 0 CHECK (record_changes >= 0);
