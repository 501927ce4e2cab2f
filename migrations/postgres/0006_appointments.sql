-- Who holds which role and where; how a member of staff gets in; sessions that end when nobody uses them.

-- Roles ---------------------------------------------------------------------------------------------------------------

-- A role is held for one unit, or for the whole licensor; by as many appointments as there are.
CREATE TABLE appointment (
    id       UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff (id),
    role     TEXT NOT NULL CHECK (role IN ('registrar', 'invigilator', 'author', 'reviewer', 'chair', 'auditor', 'administrator')),
    unit_id  UUID REFERENCES unit (id),   -- none: the whole licensor
    since    BIGINT NOT NULL,
    until    BIGINT CHECK (until >= since)
);
CREATE UNIQUE INDEX one_appointment_in_a_unit ON appointment (staff_id, role, unit_id) WHERE until IS NULL AND unit_id IS NOT NULL;
CREATE UNIQUE INDEX one_appointment_everywhere ON appointment (staff_id, role) WHERE until IS NULL AND unit_id IS NULL;

INSERT INTO appointment (id, staff_id, role, unit_id, since, until) SELECT id, id, role, NULL, created_at, NULL FROM staff;
ALTER TABLE staff DROP COLUMN role;
-- Who has left opens no session; a password that is empty opens none either.
ALTER TABLE staff ADD COLUMN closed_at BIGINT;

-- What one person proposes about another's appointments or way in. Evidence.
CREATE TABLE staff_proposal (
    id          UUID PRIMARY KEY,
    act         TEXT NOT NULL CHECK (act IN ('appoint', 'renew-password', 'renew-second-factor')),
    staff_id    UUID NOT NULL REFERENCES staff (id),
    role        TEXT CHECK ((act = 'appoint') = (role IS NOT NULL)),
    unit_id     UUID REFERENCES unit (id) CHECK (unit_id IS NULL OR act = 'appoint'),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    proposed_by UUID NOT NULL REFERENCES staff (id),
    proposed_at BIGINT NOT NULL,
    CHECK (proposed_by <> staff_id)
);
CREATE INDEX staff_proposal_staff ON staff_proposal (staff_id);

-- What became of it. Evidence.
CREATE TABLE staff_proposal_decision (
    proposal_id UUID PRIMARY KEY REFERENCES staff_proposal (id),
    accepted    BOOLEAN NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff (id),
    decided_at  BIGINT NOT NULL
);

CREATE FUNCTION staff_proposal_takes_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.accepted AND EXISTS (SELECT 1 FROM staff_proposal p WHERE p.id = NEW.proposal_id AND NEW.staff_id IN (p.proposed_by, p.staff_id)) THEN
        RAISE EXCEPTION 'nobody accepts what they have proposed, or what is about themselves';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER staff_proposal_takes_two_persons BEFORE INSERT ON staff_proposal_decision
    FOR EACH ROW EXECUTE FUNCTION staff_proposal_takes_two_persons();

CREATE TRIGGER staff_proposal_is_never_changed BEFORE UPDATE OR DELETE ON staff_proposal FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER staff_proposal_is_never_emptied BEFORE TRUNCATE ON staff_proposal FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER staff_proposal_decision_is_never_changed BEFORE UPDATE OR DELETE ON staff_proposal_decision FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER staff_proposal_decision_is_never_emptied BEFORE TRUNCATE ON staff_proposal_decision FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

-- The way in ----------------------------------------------------------------------------------------------------------

-- A one-time code with which a person chooses a password; without a person: the first administrator's, at the first start.
CREATE TABLE joining_code (
    hmac       BYTEA PRIMARY KEY,      -- HMAC-SHA-256 of the code; the code itself is shown once and kept nowhere
    staff_id   UUID REFERENCES staff (id),
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    voided_at  BIGINT
);

-- The secret that an authenticator shares with us follows from the key file and this: a copy of the database alone makes no codes.
CREATE TABLE second_factor (
    staff_id  UUID PRIMARY KEY REFERENCES staff (id),
    nonce     BYTEA NOT NULL,
    begun_at  BIGINT NOT NULL,
    since     BIGINT,                -- none until the first code has been typed
    last_step BIGINT                 -- the last code that was used: none opens twice
);

-- Each opens a session once, without the authenticator.
CREATE TABLE recovery_code (
    hmac      BYTEA PRIMARY KEY,
    staff_id  UUID NOT NULL REFERENCES staff (id),
    issued_at BIGINT NOT NULL,
    used_at   BIGINT
);
CREATE INDEX recovery_code_staff ON recovery_code (staff_id);

-- Sessions ------------------------------------------------------------------------------------------------------------

-- Of staff: when it was last used, to the minute.
ALTER TABLE session ADD COLUMN seen_at BIGINT;
-- The password was right, the second factor is still to come: it opens nothing but the page that asks for it.
ALTER TABLE session ADD COLUMN half BOOLEAN NOT NULL DEFAULT false;
UPDATE session SET seen_at = started_at WHERE staff_id IS NOT NULL;
