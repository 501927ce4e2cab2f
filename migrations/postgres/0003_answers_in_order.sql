-- The schema of ../sqlite/0003_answers_in_order.sql for PostgreSQL. Answers, in the order in which they come.

CREATE TABLE answer_revision_as_it_was AS SELECT * FROM answer_revision;
DROP TABLE answer_revision;

-- Each saved answer, a link in its attempt's chain. Evidence.
CREATE TABLE answer_revision (
    number          BIGINT PRIMARY KEY,
    attempt_id      UUID NOT NULL REFERENCES attempt (id),
    link            BIGINT NOT NULL CHECK (link >= 1),
    previous        BIGINT CHECK (previous < number),  -- the number of the link before
    position        BIGINT NOT NULL CHECK (position >= 1),
    revision        BIGINT NOT NULL CHECK (revision >= 1),
    chosen          BIGINT NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision BIGINT,           -- the island's own count of its changes to this question; none without it
    address         TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    hash            BYTEA NOT NULL,
    CHECK ((link = 1) = (previous IS NULL))
);

-- The last link of each chain. It follows from the answers, and is kept by their trigger alone. Room is left on each page, so that a
-- row that moves on stays on its own.
CREATE TABLE answer_head (
    attempt_id UUID PRIMARY KEY,
    number     BIGINT NOT NULL,
    link       BIGINT NOT NULL
) WITH (fillfactor = 50);

-- All that one statement inserts at once, in whatever order.
CREATE FUNCTION answer_revision_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM inserted i
        LEFT JOIN inserted b ON b.number = i.previous AND b.attempt_id = i.attempt_id
        LEFT JOIN answer_head h ON h.attempt_id = i.attempt_id
        WHERE i.link - 1 <> coalesce(b.link, h.link, 0)
        OR i.previous IS DISTINCT FROM coalesce(b.number, h.number)
    ) OR EXISTS (SELECT 1 FROM inserted GROUP BY attempt_id, link HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'an answer goes on from the last one of its attempt';
    END IF;
    INSERT INTO answer_head (attempt_id, number, link)
        SELECT DISTINCT ON (attempt_id) attempt_id, number, link FROM inserted ORDER BY attempt_id, link DESC
        ON CONFLICT (attempt_id) DO UPDATE SET number = excluded.number, link = excluded.link;
    RETURN NULL;
END
$$;
CREATE TRIGGER answer_revision_goes_on AFTER INSERT ON answer_revision REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION answer_revision_goes_on();

INSERT INTO answer_revision
    (number, attempt_id, link, previous, position, revision, chosen, client_revision, address, received_at, hash)
    SELECT number, attempt_id, link, lag(number) OVER (PARTITION BY attempt_id ORDER BY link), position, revision, chosen,
        client_revision, address, received_at, hash
    FROM (
        SELECT *, row_number() OVER (ORDER BY came_at, attempt_id, link) AS number
        -- A clock may have been set back between two links: the later one has come later nevertheless.
        FROM (SELECT *, max(received_at) OVER (PARTITION BY attempt_id ORDER BY link) AS came_at FROM answer_revision_as_it_was) o
    ) o
    ORDER BY number;
DROP TABLE answer_revision_as_it_was;

CREATE TRIGGER answer_revision_is_never_changed BEFORE UPDATE OR DELETE ON answer_revision FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER answer_revision_is_never_emptied BEFORE TRUNCATE ON answer_revision FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
