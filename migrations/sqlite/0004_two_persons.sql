-- Acts that take two persons: one proposes, another decides.

-- What is proposed about a result. Evidence.
CREATE TABLE proposal (
    id          BLOB PRIMARY KEY,
    act         TEXT NOT NULL CHECK (act IN ('annul', 'reinstate')),
    result_id   BLOB NOT NULL REFERENCES result (id),
    reason      TEXT NOT NULL,
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    proposed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX proposal_result ON proposal (result_id);

-- What became of it. Evidence.
CREATE TABLE proposal_decision (
    proposal_id BLOB PRIMARY KEY REFERENCES proposal (id),
    accepted    INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    decided_at  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER proposal_takes_two_persons BEFORE INSERT ON proposal_decision
    WHEN NEW.accepted AND NEW.staff_id = (SELECT staff_id FROM proposal WHERE id = NEW.proposal_id)
    BEGIN SELECT RAISE(ABORT, 'nobody accepts what they have proposed'); END;

CREATE TRIGGER proposal_is_never_changed BEFORE UPDATE ON proposal BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal'); END;
CREATE TRIGGER proposal_is_never_deleted BEFORE DELETE ON proposal BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal'); END;
CREATE TRIGGER proposal_is_never_replaced BEFORE INSERT ON proposal WHEN EXISTS (SELECT 1 FROM proposal WHERE rowid = NEW.rowid OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal'); END;
CREATE TRIGGER proposal_decision_is_never_changed BEFORE UPDATE ON proposal_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal_decision'); END;
CREATE TRIGGER proposal_decision_is_never_deleted BEFORE DELETE ON proposal_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal_decision'); END;
CREATE TRIGGER proposal_decision_is_never_replaced BEFORE INSERT ON proposal_decision WHEN EXISTS (SELECT 1 FROM proposal_decision WHERE rowid = NEW.rowid OR proposal_id = NEW.proposal_id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: proposal_decision'); END;

-- A result that was annulled and reinstated may be approved once more.
CREATE TABLE result_approval_as_it_was AS SELECT * FROM result_approval;
DROP TABLE result_approval;

-- Evidence.
CREATE TABLE result_approval (
    result_id   BLOB NOT NULL REFERENCES result (id),
    number      INTEGER NOT NULL CHECK (number >= 1),  -- from 1, by result
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    approved_at INTEGER NOT NULL,
    PRIMARY KEY (result_id, number)
) STRICT;
INSERT INTO result_approval (result_id, number, staff_id, approved_at) SELECT result_id, 1, staff_id, approved_at FROM result_approval_as_it_was;
DROP TABLE result_approval_as_it_was;

CREATE TRIGGER result_approval_is_never_changed BEFORE UPDATE ON result_approval BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;
CREATE TRIGGER result_approval_is_never_deleted BEFORE DELETE ON result_approval BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;
CREATE TRIGGER result_approval_is_never_replaced BEFORE INSERT ON result_approval
    WHEN EXISTS (SELECT 1 FROM result_approval WHERE rowid = NEW.rowid OR (result_id = NEW.result_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;
