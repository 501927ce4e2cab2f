-- The schema of ../sqlite/0002_exam_engine.sql for PostgreSQL. Time as acts of people, one place at a time, incidents.

-- One place at a time -------------------------------------------------------------------------------------------------

-- The tab that is at work on the attempt, of the candidate's one live session; none until a page with the desk has been opened.
ALTER TABLE attempt ADD COLUMN tab TEXT CHECK (tab <> '');
ALTER TABLE attempt ADD COLUMN tab_since BIGINT CHECK ((tab IS NULL) = (tab_since IS NULL));

-- Time ----------------------------------------------------------------------------------------------------------------

-- Who stopped the clock, why, and who starts it again: a member of staff, or the candidate by coming back.
ALTER TABLE attempt ADD COLUMN paused_by UUID REFERENCES staff (id) CHECK ((state = 'paused') = (paused_by IS NOT NULL));
ALTER TABLE attempt ADD COLUMN paused_reason TEXT CHECK (paused_reason <> '' AND (state = 'paused') = (paused_reason IS NOT NULL));
ALTER TABLE attempt ADD COLUMN resumes TEXT
    CHECK (resumes IN ('by-staff', 'on-return') AND (state = 'paused') = (resumes IS NOT NULL));

-- The same of a pause that has ended; who ended it, as the log names them.
ALTER TABLE pause ADD COLUMN resumes TEXT NOT NULL DEFAULT 'by-staff' CHECK (resumes IN ('by-staff', 'on-return'));
ALTER TABLE pause ADD COLUMN resumed_by TEXT NOT NULL DEFAULT 'system';

-- Granted to everyone at work in the sitting, or to one person.
ALTER TABLE time_grant ADD COLUMN to_all BOOLEAN NOT NULL DEFAULT FALSE;

-- Time that a person needs more than others, whatever the regulation allows: known before the exam, part of it from its start. Evidence.
CREATE TABLE extra_time (
    enrolment_id UUID NOT NULL REFERENCES enrolment (id),
    ms           BIGINT NOT NULL CHECK (ms > 0),
    reason       TEXT NOT NULL CHECK (reason <> ''),
    staff_id     UUID NOT NULL REFERENCES staff (id),
    at           BIGINT NOT NULL
);
CREATE INDEX extra_time_by_enrolment ON extra_time (enrolment_id);

-- What went otherwise than it should. Evidence.
CREATE TABLE incident (
    id         UUID PRIMARY KEY,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('clock-jump')),
    attempt_id UUID REFERENCES attempt (id),
    detail     TEXT NOT NULL          -- JSON
);
CREATE INDEX incident_by_time ON incident (at);

-- Results of a reopened attempt ---------------------------------------------------------------------------------------

-- An attempt that was reopened is graded again when it ends again; the last result counts.
ALTER TABLE result DROP CONSTRAINT result_attempt_id_key;
ALTER TABLE result ADD COLUMN number BIGINT NOT NULL DEFAULT 1 CHECK (number >= 1);
ALTER TABLE result ALTER COLUMN number DROP DEFAULT;
ALTER TABLE result ADD CONSTRAINT result_attempt_id_number_key UNIQUE (attempt_id, number);

-- Answers, by attempt and link alone ----------------------------------------------------------------------------------

-- One place on the disk for a link, no second one for its revision: each save writes half as much. That a question's revisions count up
-- follows from the chain, in which a save goes on from the link it was worked out from; the verification counts them.
ALTER TABLE answer_revision DROP CONSTRAINT answer_revision_attempt_id_position_revision_key;

-- Evidence is append-only ---------------------------------------------------------------------------------------------

CREATE TRIGGER extra_time_is_never_changed BEFORE UPDATE OR DELETE ON extra_time FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER extra_time_is_never_emptied BEFORE TRUNCATE ON extra_time FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER incident_is_never_changed BEFORE UPDATE OR DELETE ON incident FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER incident_is_never_emptied BEFORE TRUNCATE ON incident FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
