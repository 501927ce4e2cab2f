-- Who holds which role and where; how a member of staff gets in; sessions that end when nobody uses them.

-- Roles ---------------------------------------------------------------------------------------------------------------

-- A role is held for one unit, or for the whole licensor; by as many appointments as there are.
CREATE TABLE appointment (
    id       BLOB PRIMARY KEY,
    staff_id BLOB NOT NULL REFERENCES staff (id),
    role     TEXT NOT NULL CHECK (role IN ('registrar', 'invigilator', 'author', 'reviewer', 'chair', 'auditor', 'administrator')),
    unit_id  BLOB REFERENCES unit (id),   -- none: the whole licensor
    since    INTEGER NOT NULL,
    until    INTEGER CHECK (until >= since)
) STRICT;
CREATE UNIQUE INDEX one_appointment_in_a_unit ON appointment (staff_id, role, unit_id) WHERE until IS NULL AND unit_id IS NOT NULL;
CREATE UNIQUE INDEX one_appointment_everywhere ON appointment (staff_id, role) WHERE until IS NULL AND unit_id IS NULL;

INSERT INTO appointment (id, staff_id, role, unit_id, since, until) SELECT id, id, role, NULL, created_at, NULL FROM staff;
ALTER TABLE staff DROP COLUMN role;
-- Who has left opens no session; a password that is empty opens none either.
ALTER TABLE staff ADD COLUMN closed_at INTEGER;

-- What one person proposes about another's appointments or way in. Evidence.
CREATE TABLE staff_proposal (
    id          BLOB PRIMARY KEY,
    act         TEXT NOT NULL CHECK (act IN ('appoint', 'renew-password', 'renew-second-factor')),
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    role        TEXT CHECK ((act = 'appoint') = (role IS NOT NULL)),
    unit_id     BLOB REFERENCES unit (id) CHECK (unit_id IS NULL OR act = 'appoint'),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    proposed_by BLOB NOT NULL REFERENCES staff (id),
    proposed_at INTEGER NOT NULL,
    CHECK (proposed_by <> staff_id)
) STRICT;
CREATE INDEX staff_proposal_staff ON staff_proposal (staff_id);

-- What became of it. Evidence.
CREATE TABLE staff_proposal_decision (
    proposal_id BLOB PRIMARY KEY REFERENCES staff_proposal (id),
    accepted    INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    decided_at  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER staff_proposal_takes_two_persons BEFORE INSERT ON staff_proposal_decision
    WHEN NEW.accepted AND EXISTS (SELECT 1 FROM staff_proposal WHERE id = NEW.proposal_id AND NEW.staff_id IN (proposed_by, staff_id))
    BEGIN SELECT RAISE(ABORT, 'nobody accepts what they have proposed, or what is about themselves'); END;

CREATE TRIGGER staff_proposal_is_never_changed BEFORE UPDATE ON staff_proposal BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal'); END;
CREATE TRIGGER staff_proposal_is_never_deleted BEFORE DELETE ON staff_proposal BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal'); END;
CREATE TRIGGER staff_proposal_is_never_replaced BEFORE INSERT ON staff_proposal WHEN EXISTS (SELECT 1 FROM staff_proposal WHERE rowid = NEW.rowid OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal'); END;
CREATE TRIGGER staff_proposal_decision_is_never_changed BEFORE UPDATE ON staff_proposal_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal_decision'); END;
CREATE TRIGGER staff_proposal_decision_is_never_deleted BEFORE DELETE ON staff_proposal_decision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal_decision'); END;
CREATE TRIGGER staff_proposal_decision_is_never_replaced BEFORE INSERT ON staff_proposal_decision WHEN EXISTS (SELECT 1 FROM staff_proposal_decision WHERE rowid = NEW.rowid OR proposal_id = NEW.proposal_id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: staff_proposal_decision'); END;

-- The way in ----------------------------------------------------------------------------------------------------------

-- A one-time code with which a person chooses a password; without a person: the first administrator's, at the first start.
CREATE TABLE joining_code (
    hmac       BLOB PRIMARY KEY,      -- HMAC-SHA-256 of the code; the code itself is shown once and kept nowhere
    staff_id   BLOB REFERENCES staff (id),
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    voided_at  INTEGER
) STRICT;

-- The secret that an authenticator shares with us follows from the key file and this: a copy of the database alone makes no codes.
CREATE TABLE second_factor (
    staff_id  BLOB PRIMARY KEY REFERENCES staff (id),
    nonce     BLOB NOT NULL,
    begun_at  INTEGER NOT NULL,
    since     INTEGER,                -- none until the first code has been typed
    last_step INTEGER                 -- the last code that was used: none opens twice
) STRICT;

-- Each opens a session once, without the authenticator.
CREATE TABLE recovery_code (
    hmac      BLOB PRIMARY KEY,
    staff_id  BLOB NOT NULL REFERENCES staff (id),
    issued_at INTEGER NOT NULL,
    used_at   INTEGER
) STRICT;
CREATE INDEX recovery_code_staff ON recovery_code (staff_id);

-- Sessions ------------------------------------------------------------------------------------------------------------

-- Of staff: when it was last used, to the minute.
ALTER TABLE session ADD COLUMN seen_at INTEGER;
-- The password was right, the second factor is still to come: it opens nothing but the page that asks for it.
ALTER TABLE session ADD COLUMN half INTEGER NOT NULL DEFAULT 0 CHECK (half IN (0, 1));
UPDATE session SET seen_at = started_at WHERE staff_id IS NOT NULL;
