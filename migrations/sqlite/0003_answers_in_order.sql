-- Answers, in the order in which they come.

-- Kept by attempt, each save wrote a page of its own: as many pages a moment as people are at work. In the order in which they come,
-- all saves of a moment share the last page. Where an attempt's chain ends is told by a table so small that few pages hold it for
-- everyone; from there each answer tells the one before it.

CREATE TABLE answer_revision_as_it_was AS SELECT * FROM answer_revision;
DROP TABLE answer_revision;

-- Each saved answer, a link in its attempt's chain. Evidence.
CREATE TABLE answer_revision (
    number          INTEGER PRIMARY KEY,
    attempt_id      BLOB NOT NULL REFERENCES attempt (id),
    link            INTEGER NOT NULL CHECK (link >= 1),
    previous        INTEGER CHECK (previous < number),  -- the number of the link before
    position        INTEGER NOT NULL CHECK (position >= 1),
    revision        INTEGER NOT NULL CHECK (revision >= 1),
    chosen          INTEGER NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision INTEGER,          -- the island's own count of its changes to this question; none without it
    address         TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    CHECK ((link = 1) = (previous IS NULL))
) STRICT;

-- The last link of each chain. It follows from the answers, and is kept by their trigger alone.
CREATE TABLE answer_head (
    attempt_id BLOB PRIMARY KEY,
    number     INTEGER NOT NULL,
    link       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER answer_revision_goes_on AFTER INSERT ON answer_revision BEGIN
    SELECT RAISE(ABORT, 'an answer goes on from the last one of its attempt')
        WHERE NEW.link <> coalesce((SELECT link FROM answer_head WHERE attempt_id = NEW.attempt_id), 0) + 1
        OR NEW.previous IS NOT (SELECT number FROM answer_head WHERE attempt_id = NEW.attempt_id);
    INSERT INTO answer_head (attempt_id, number, link) VALUES (NEW.attempt_id, NEW.number, NEW.link)
        ON CONFLICT (attempt_id) DO UPDATE SET number = excluded.number, link = excluded.link;
END;

INSERT INTO answer_revision
    (number, attempt_id, link, previous, position, revision, chosen, client_revision, address, received_at, hash)
    SELECT number, attempt_id, link, lag(number) OVER (PARTITION BY attempt_id ORDER BY link), position, revision, chosen,
        client_revision, address, received_at, hash
    FROM (
        SELECT *, row_number() OVER (ORDER BY came_at, attempt_id, link) AS number
        -- A clock may have been set back between two links: the later one has come later nevertheless.
        FROM (SELECT *, max(received_at) OVER (PARTITION BY attempt_id ORDER BY link) AS came_at FROM answer_revision_as_it_was)
    )
    ORDER BY number;
DROP TABLE answer_revision_as_it_was;

CREATE TRIGGER answer_revision_is_never_changed BEFORE UPDATE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_deleted BEFORE DELETE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_replaced BEFORE INSERT ON answer_revision WHEN EXISTS (SELECT 1 FROM answer_revision WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
