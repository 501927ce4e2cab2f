-- What a browser delivers after the end: answers that it says were given in time and could not send. They count when a person decides so.

-- Evidence. When an answer was given is the browser's word alone (client_revision is its count, a time by the server's clock as far as
-- it knew).
CREATE TABLE late_answer (
    attempt_id      BLOB NOT NULL REFERENCES attempt (id),
    number          INTEGER NOT NULL CHECK (number >= 1),
    position        INTEGER NOT NULL CHECK (position >= 1),
    chosen          INTEGER NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision INTEGER NOT NULL,
    address         TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, number)
) STRICT;

-- What was decided about all of them up to a number that no decision before was about. Evidence.
CREATE TABLE late_decision (
    attempt_id BLOB NOT NULL,
    up_to      INTEGER NOT NULL,
    counted    INTEGER NOT NULL CHECK (counted IN (0, 1)),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   BLOB NOT NULL REFERENCES staff (id),
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, up_to),
    FOREIGN KEY (attempt_id, up_to) REFERENCES late_answer (attempt_id, number)
) STRICT;

CREATE TRIGGER late_answer_is_never_changed BEFORE UPDATE ON late_answer BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_answer'); END;
CREATE TRIGGER late_answer_is_never_deleted BEFORE DELETE ON late_answer BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_answer'); END;
CREATE TRIGGER late_answer_is_never_replaced BEFORE INSERT ON late_answer WHEN EXISTS (SELECT 1 FROM late_answer WHERE rowid = NEW.rowid OR (attempt_id = NEW.attempt_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_answer'); END;

CREATE TRIGGER late_decision_is_never_changed BEFORE UPDATE ON late_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_decision'); END;
CREATE TRIGGER late_decision_is_never_deleted BEFORE DELETE ON late_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_decision'); END;
CREATE TRIGGER late_decision_is_never_replaced BEFORE INSERT ON late_decision WHEN EXISTS (SELECT 1 FROM late_decision WHERE rowid = NEW.rowid OR (attempt_id = NEW.attempt_id AND up_to = NEW.up_to))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: late_decision'); END;
