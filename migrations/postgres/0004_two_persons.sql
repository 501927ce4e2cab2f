-- Acts that take two persons: one proposes, another decides.

-- What is proposed about a result. Evidence.
CREATE TABLE proposal (
    id          UUID PRIMARY KEY,
    act         TEXT NOT NULL CHECK (act IN ('annul', 'reinstate')),
    result_id   UUID NOT NULL REFERENCES result (id),
    reason      TEXT NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff (id),
    proposed_at BIGINT NOT NULL
);
CREATE INDEX proposal_result ON proposal (result_id);

-- What became of it. Evidence.
CREATE TABLE proposal_decision (
    proposal_id UUID PRIMARY KEY REFERENCES proposal (id),
    accepted    BOOLEAN NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff (id),
    decided_at  BIGINT NOT NULL
);

CREATE FUNCTION proposal_takes_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.accepted AND NEW.staff_id = (SELECT staff_id FROM proposal WHERE id = NEW.proposal_id) THEN
        RAISE EXCEPTION 'nobody accepts what they have proposed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER proposal_takes_two_persons BEFORE INSERT ON proposal_decision
    FOR EACH ROW EXECUTE FUNCTION proposal_takes_two_persons();

CREATE TRIGGER proposal_is_never_changed BEFORE UPDATE OR DELETE ON proposal FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER proposal_is_never_emptied BEFORE TRUNCATE ON proposal FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER proposal_decision_is_never_changed BEFORE UPDATE OR DELETE ON proposal_decision FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER proposal_decision_is_never_emptied BEFORE TRUNCATE ON proposal_decision FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

-- A result that was annulled and reinstated may be approved once more.
CREATE TABLE result_approval_as_it_was AS SELECT * FROM result_approval;
DROP TABLE result_approval;

-- Evidence.
CREATE TABLE result_approval (
    result_id   UUID NOT NULL REFERENCES result (id),
    number      BIGINT NOT NULL CHECK (number >= 1),  -- from 1, by result
    staff_id    UUID NOT NULL REFERENCES staff (id),
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (result_id, number)
);
INSERT INTO result_approval (result_id, number, staff_id, approved_at) SELECT result_id, 1, staff_id, approved_at FROM result_approval_as_it_was;
DROP TABLE result_approval_as_it_was;

CREATE TRIGGER result_approval_is_never_changed BEFORE UPDATE OR DELETE ON result_approval FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER result_approval_is_never_emptied BEFORE TRUNCATE ON result_approval FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
