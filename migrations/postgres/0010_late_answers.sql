-- The schema of ../sqlite/0010_late_answers.sql for PostgreSQL.

-- Evidence. When an answer was given is the browser's word alone (client_revision is its count, a time by the server's clock as far as
-- it knew).
CREATE TABLE late_answer (
    attempt_id      UUID NOT NULL REFERENCES attempt (id),
    number          BIGINT NOT NULL CHECK (number >= 1),
    position        BIGINT NOT NULL CHECK (position >= 1),
    chosen          BIGINT NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision BIGINT NOT NULL,
    address         TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, number)
);

-- What was decided about all of them up to a number that no decision before was about. Evidence.
CREATE TABLE late_decision (
    attempt_id UUID NOT NULL,
    up_to      BIGINT NOT NULL,
    counted    BOOLEAN NOT NULL,
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   UUID NOT NULL REFERENCES staff (id),
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, up_to),
    FOREIGN KEY (attempt_id, up_to) REFERENCES late_answer (attempt_id, number)
);

CREATE TRIGGER late_answer_is_never_changed BEFORE UPDATE OR DELETE ON late_answer FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER late_answer_is_never_emptied BEFORE TRUNCATE ON late_answer FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER late_decision_is_never_changed BEFORE UPDATE OR DELETE ON late_decision FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER late_decision_is_never_emptied BEFORE TRUNCATE ON late_decision FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
