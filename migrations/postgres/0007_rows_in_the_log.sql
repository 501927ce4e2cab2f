-- Each event tells which rows were written with it, and how they then read: a line for each, with a digest under the key file.
ALTER TABLE audit_event ADD COLUMN wrote TEXT NOT NULL DEFAULT '';

-- Whoever reads the log asks what somebody has done.
CREATE INDEX audit_event_by_actor ON audit_event (actor, seq);
