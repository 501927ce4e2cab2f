-- Time as acts of people, one place at a time, incidents.

-- One place at a time -------------------------------------------------------------------------------------------------

-- The tab that is at work on the attempt, of the candidate's one live session; none until a page with the desk has been opened.
ALTER TABLE attempt ADD COLUMN tab TEXT CHECK (tab <> '');
ALTER TABLE attempt ADD COLUMN tab_since INTEGER CHECK ((tab IS NULL) = (tab_since IS NULL));

-- Time ----------------------------------------------------------------------------------------------------------------

-- Who stopped the clock, why, and who starts it again: a member of staff, or the candidate by coming back.
ALTER TABLE attempt ADD COLUMN paused_by BLOB REFERENCES staff (id) CHECK ((state = 'paused') = (paused_by IS NOT NULL));
ALTER TABLE attempt ADD COLUMN paused_reason TEXT CHECK (paused_reason <> '' AND (state = 'paused') = (paused_reason IS NOT NULL));
ALTER TABLE attempt ADD COLUMN resumes TEXT
    CHECK (resumes IN ('by-staff', 'on-return') AND (state = 'paused') = (resumes IS NOT NULL));

-- The same of a pause that has ended; who ended it, as the log names them.
ALTER TABLE pause ADD COLUMN resumes TEXT NOT NULL DEFAULT 'by-staff' CHECK (resumes IN ('by-staff', 'on-return'));
ALTER TABLE pause ADD COLUMN resumed_by TEXT NOT NULL DEFAULT 'system';

-- Granted to everyone at work in the sitting, or to one person.
ALTER TABLE time_grant ADD COLUMN to_all INTEGER NOT NULL DEFAULT 0 CHECK (to_all IN (0, 1));

-- Time that a person needs more than others, whatever the regulation allows: known before the exam, part of it from its start. Evidence.
CREATE TABLE extra_time (
    enrolment_id BLOB NOT NULL REFERENCES enrolment (id),
    ms           INTEGER NOT NULL CHECK (ms > 0),
    reason       TEXT NOT NULL CHECK (reason <> ''),
    staff_id     BLOB NOT NULL REFERENCES staff (id),
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX extra_time_by_enrolment ON extra_time (enrolment_id);

-- What went otherwise than it should. Evidence.
CREATE TABLE incident (
    id         BLOB PRIMARY KEY,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('clock-jump')),
    attempt_id BLOB REFERENCES attempt (id),
    detail     TEXT NOT NULL          -- JSON
) STRICT;
CREATE INDEX incident_by_time ON incident (at);

-- Results of a reopened attempt ---------------------------------------------------------------------------------------

-- An attempt that was reopened is graded again when it ends again; the last result counts.
CREATE TABLE result_as_it_was AS SELECT * FROM result;
DROP TABLE result;
-- Evidence.
CREATE TABLE result (
    id         BLOB PRIMARY KEY,
    attempt_id BLOB NOT NULL REFERENCES attempt (id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    points     INTEGER NOT NULL CHECK (points BETWEEN 0 AND most),      -- 1/840 of a question
    most       INTEGER NOT NULL,
    passed     INTEGER NOT NULL CHECK (passed IN (0, 1)),
    sections   TEXT NOT NULL,
    answers    INTEGER NOT NULL,      -- links in the attempt's chain when it was graded
    chain_head BLOB NOT NULL,
    graded_at  INTEGER NOT NULL,
    UNIQUE (attempt_id, number)
) STRICT;
INSERT INTO result (id, attempt_id, number, points, most, passed, sections, answers, chain_head, graded_at)
    SELECT id, attempt_id, 1, points, most, passed, sections, answers, chain_head, graded_at FROM result_as_it_was;
DROP TABLE result_as_it_was;

-- Answers, by attempt and link alone ----------------------------------------------------------------------------------

-- One place on the disk for a link, no second one for its revision: each save writes half as much. That a question's revisions count up
-- follows from the chain, in which a save goes on from the link it was worked out from; the verification counts them.

CREATE TABLE answer_revision_as_it_was AS SELECT * FROM answer_revision;
DROP TABLE answer_revision;
-- Each saved answer, a link in its attempt's chain. Evidence.
CREATE TABLE answer_revision (
    attempt_id      BLOB NOT NULL REFERENCES attempt (id),
    link            INTEGER NOT NULL CHECK (link >= 1),
    position        INTEGER NOT NULL CHECK (position >= 1),
    revision        INTEGER NOT NULL CHECK (revision >= 1),
    chosen          INTEGER NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision INTEGER,          -- the island's own count of its changes to this question; none without it
    address         TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    PRIMARY KEY (attempt_id, link)
) STRICT, WITHOUT ROWID;
INSERT INTO answer_revision (attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash)
    SELECT attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash
    FROM answer_revision_as_it_was ORDER BY attempt_id, link;
DROP TABLE answer_revision_as_it_was;

-- Evidence is append-only ---------------------------------------------------------------------------------------------

CREATE TRIGGER extra_time_is_never_changed BEFORE UPDATE ON extra_time BEGIN SELECT RAISE(ABORT, 'evidence is append-only: extra_time'); END;
CREATE TRIGGER extra_time_is_never_deleted BEFORE DELETE ON extra_time BEGIN SELECT RAISE(ABORT, 'evidence is append-only: extra_time'); END;
CREATE TRIGGER extra_time_is_never_replaced BEFORE INSERT ON extra_time WHEN EXISTS (SELECT 1 FROM extra_time WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: extra_time'); END;

CREATE TRIGGER incident_is_never_changed BEFORE UPDATE ON incident BEGIN SELECT RAISE(ABORT, 'evidence is append-only: incident'); END;
CREATE TRIGGER incident_is_never_deleted BEFORE DELETE ON incident BEGIN SELECT RAISE(ABORT, 'evidence is append-only: incident'); END;
CREATE TRIGGER incident_is_never_replaced BEFORE INSERT ON incident WHEN EXISTS (SELECT 1 FROM incident WHERE rowid = NEW.rowid OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: incident'); END;

CREATE TRIGGER answer_revision_is_never_changed BEFORE UPDATE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_deleted BEFORE DELETE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_replaced BEFORE INSERT ON answer_revision WHEN EXISTS (SELECT 1 FROM answer_revision WHERE attempt_id = NEW.attempt_id AND link = NEW.link)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;

CREATE TRIGGER result_is_never_changed BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;
CREATE TRIGGER result_is_never_deleted BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;
CREATE TRIGGER result_is_never_replaced BEFORE INSERT ON result WHEN EXISTS (SELECT 1 FROM result WHERE rowid = NEW.rowid OR id = NEW.id OR (attempt_id = NEW.attempt_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;
