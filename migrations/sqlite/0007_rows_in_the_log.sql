-- Each event tells which rows were written with it, and how they then read: a line for each, with a digest under the key file.
ALTER TABLE audit_event ADD COLUMN wrote TEXT NOT NULL DEFAULT '';
