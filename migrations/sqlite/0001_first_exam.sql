-- Times are milliseconds since 1970-01-01T00:00:00Z; dates are ISO 8601 text; ids are UUIDv7.
-- Evidence (marked so) is append-only: a correction is a new row.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- The licensor's units and who works in them ------------------------------------------------------------------------

CREATE TABLE unit (
    id        BLOB PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,          -- {"kk","ru","en"}
    address   TEXT NOT NULL,
    time_zone TEXT NOT NULL           -- tz database name
) STRICT;

-- Each territory belongs to exactly one unit, so a place of activity names its unit.
CREATE TABLE unit_territory (
    territory TEXT PRIMARY KEY,       -- ISO 3166-2:KZ
    unit_id   BLOB NOT NULL REFERENCES unit (id)
) STRICT;

CREATE TABLE staff (
    id            BLOB PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('registrar', 'invigilator', 'author', 'reviewer', 'chair', 'auditor', 'administrator')),
    password_hash TEXT NOT NULL,      -- argon2id, PHC string
    created_at    INTEGER NOT NULL
) STRICT;

-- Applicants, their files, the persons they declare -----------------------------------------------------------------

CREATE TABLE applicant (
    id     BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,      -- BIN of an entity, IIN of an individual
    form   TEXT NOT NULL CHECK (form IN ('entity', 'individual')),
    name   TEXT NOT NULL
) STRICT;

CREATE TABLE file (
    id           BLOB PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,
    applicant_id BLOB NOT NULL REFERENCES applicant (id),
    standing     TEXT NOT NULL CHECK (standing IN ('applicant', 'licensee')),
    activity     TEXT NOT NULL,
    intake_date  TEXT NOT NULL,
    due_date     TEXT NOT NULL CHECK (due_date >= intake_date),
    opened_at    INTEGER NOT NULL,
    search       TEXT NOT NULL         -- what the search box looks through, in lower case
) STRICT;
CREATE INDEX file_by_applicant ON file (applicant_id);
CREATE INDEX file_by_intake ON file (intake_date, number);

CREATE TABLE place (
    file_id   BLOB NOT NULL REFERENCES file (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    territory TEXT NOT NULL REFERENCES unit_territory (territory),
    address   TEXT NOT NULL,
    PRIMARY KEY (file_id, number)
) STRICT;

CREATE TABLE specialist (
    id   BLOB PRIMARY KEY,
    iin  TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE declaration (
    id              BLOB PRIMARY KEY,
    file_id         BLOB NOT NULL REFERENCES file (id),
    specialist_id   BLOB NOT NULL REFERENCES specialist (id),
    status          TEXT NOT NULL CHECK (status IN ('declared', 'withdrawn', 'replaced')),
    status_reason   TEXT,
    replaced_by     BLOB REFERENCES declaration (id),
    specialty       TEXT NOT NULL,
    qualification   TEXT NOT NULL,
    diploma_number  TEXT NOT NULL,
    diploma_date    TEXT NOT NULL,
    diploma_place   TEXT NOT NULL,
    institution     TEXT NOT NULL,
    copies_attached INTEGER NOT NULL CHECK (copies_attached IN (0, 1)),
    declared_at     INTEGER NOT NULL,
    CHECK ((status = 'declared') = (status_reason IS NULL)),
    CHECK (status <> 'replaced' OR replaced_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_standing_declaration ON declaration (file_id, specialist_id) WHERE status = 'declared';
CREATE INDEX declaration_by_file ON declaration (file_id, specialist_id);

-- A specialty off the order's list is settled by a named registrar with a reason. Evidence.
CREATE TABLE specialty_resolution (
    declaration_id BLOB NOT NULL REFERENCES declaration (id),
    number         INTEGER NOT NULL CHECK (number >= 1),
    accepted       INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    reason         TEXT NOT NULL CHECK (reason <> ''),
    staff_id       BLOB NOT NULL REFERENCES staff (id),
    at             INTEGER NOT NULL,
    PRIMARY KEY (declaration_id, number)
) STRICT;

-- What a registrar recorded of a requirement row; the last word counts. Evidence.
CREATE TABLE row_confirmation (
    file_id  BLOB NOT NULL REFERENCES file (id),
    item     INTEGER NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 1),
    met      INTEGER NOT NULL CHECK (met IN (0, 1)),
    note     TEXT NOT NULL CHECK (note <> ''),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    at       INTEGER NOT NULL,
    PRIMARY KEY (file_id, item, number)
) STRICT;

-- Banks and regulations ---------------------------------------------------------------------------------------------

-- Evidence: what was once in an exam is never changed under it.
CREATE TABLE bank_release (
    id            BLOB PRIMARY KEY,
    bank          TEXT NOT NULL,
    number        INTEGER NOT NULL,
    title         TEXT NOT NULL,      -- {"kk","ru","en"}
    digest        BLOB NOT NULL,      -- SHA-256 of the content
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    imported_at   INTEGER NOT NULL,
    UNIQUE (bank, number)
) STRICT;

-- A question as candidates may see it. Its key stands apart, so that no query for a candidate can hold it. Evidence.
CREATE TABLE item (
    id         BLOB PRIMARY KEY,
    release_id BLOB NOT NULL REFERENCES bank_release (id),
    code       TEXT NOT NULL,
    topic      TEXT NOT NULL,
    difficulty TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('single', 'multiple')),
    source     TEXT NOT NULL,
    options    INTEGER NOT NULL CHECK (options BETWEEN 3 AND 8),
    wording    TEXT NOT NULL,         -- {"stem":{LANG: text},"options":[{LANG: text}]}
    UNIQUE (release_id, code)
) STRICT;

-- Evidence.
CREATE TABLE item_key (
    item_id BLOB PRIMARY KEY REFERENCES item (id),
    options INTEGER NOT NULL CHECK (options BETWEEN 1 AND 255)
) STRICT;

-- Evidence.
CREATE TABLE regulation (
    id            BLOB PRIMARY KEY,
    activity      TEXT NOT NULL,
    version       INTEGER NOT NULL,
    bank          TEXT NOT NULL,
    approved_by   TEXT NOT NULL,      -- {"kk","ru","en"}
    blueprint     TEXT NOT NULL,      -- the checked blueprint
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    registered_at INTEGER NOT NULL,
    UNIQUE (activity, version)
) STRICT;

-- The exam day ------------------------------------------------------------------------------------------------------

CREATE TABLE sitting (
    id               BLOB PRIMARY KEY,
    unit_id          BLOB NOT NULL REFERENCES unit (id),
    room             TEXT NOT NULL,
    starts_at        INTEGER NOT NULL,
    admission        TEXT NOT NULL CHECK (admission IN ('at-sign-in', 'by-invigilator')),
    opened_at        INTEGER
) STRICT;
CREATE INDEX sitting_by_time ON sitting (starts_at);

CREATE TABLE enrolment (
    id             BLOB PRIMARY KEY,
    sitting_id     BLOB NOT NULL REFERENCES sitting (id),
    declaration_id BLOB NOT NULL REFERENCES declaration (id),
    elsewhere      TEXT CHECK (elsewhere <> ''),   -- why not in the unit of the place of activity
    enrolled_at    INTEGER NOT NULL,
    UNIQUE (sitting_id, declaration_id)
) STRICT;
CREATE INDEX enrolment_by_declaration ON enrolment (declaration_id);

CREATE TABLE access_code (
    hmac         BLOB PRIMARY KEY,    -- HMAC-SHA-256 of the code; the code itself is printed once and kept nowhere
    enrolment_id BLOB NOT NULL REFERENCES enrolment (id),
    issued_at    INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER,
    voided_at    INTEGER
) STRICT;
CREATE UNIQUE INDEX one_live_code ON access_code (enrolment_id) WHERE used_at IS NULL AND voided_at IS NULL;

CREATE TABLE session (
    token_hash   BLOB PRIMARY KEY,    -- SHA-256 of the cookie's token
    staff_id     BLOB REFERENCES staff (id),
    enrolment_id BLOB REFERENCES enrolment (id),
    address      TEXT NOT NULL,
    started_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    CHECK ((staff_id IS NULL) <> (enrolment_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX one_session_a_candidate ON session (enrolment_id) WHERE ended_at IS NULL;

-- Evidence.
CREATE TABLE paper (
    id            BLOB PRIMARY KEY,
    enrolment_id  BLOB NOT NULL REFERENCES enrolment (id),
    regulation_id BLOB NOT NULL REFERENCES regulation (id),
    release_id    BLOB NOT NULL REFERENCES bank_release (id),
    algorithm     TEXT NOT NULL,
    seed          BLOB NOT NULL,
    drawn_at      INTEGER NOT NULL
) STRICT;

-- Evidence.
CREATE TABLE paper_question (
    paper_id     BLOB NOT NULL REFERENCES paper (id),
    position     INTEGER NOT NULL CHECK (position >= 1),
    section      INTEGER NOT NULL CHECK (section >= 0),
    item_id      BLOB NOT NULL REFERENCES item (id),
    option_order TEXT NOT NULL,       -- a digit an option: its place in the bank, in the order presented
    PRIMARY KEY (paper_id, position),
    UNIQUE (paper_id, item_id)
) STRICT;

CREATE TABLE attempt (
    id           BLOB PRIMARY KEY,
    enrolment_id BLOB NOT NULL REFERENCES enrolment (id),
    paper_id     BLOB NOT NULL UNIQUE REFERENCES paper (id),
    state        TEXT NOT NULL CHECK (state IN
                 ('prepared', 'admitted', 'running', 'paused', 'submitted', 'expired', 'graded', 'approved', 'annulled')),
    admitted_at  INTEGER,
    started_at   INTEGER,
    limit_ms     INTEGER,
    deadline_at  INTEGER,             -- started + limit + grants + ended pauses, kept for the closing task; the rows decide
    paused_since INTEGER,
    ended_at     INTEGER CHECK (ended_at <= deadline_at),
    ended_how    TEXT CHECK (ended_how IN ('submitted', 'expired')),
    CHECK ((state = 'prepared') = (admitted_at IS NULL)),
    CHECK ((state IN ('prepared', 'admitted')) = (started_at IS NULL)),
    CHECK ((started_at IS NULL) = (limit_ms IS NULL) AND (started_at IS NULL) = (deadline_at IS NULL)),
    CHECK ((state = 'paused') = (paused_since IS NOT NULL)),
    CHECK ((state IN ('prepared', 'admitted', 'running', 'paused')) = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) STRICT;
CREATE UNIQUE INDEX one_open_attempt ON attempt (enrolment_id) WHERE ended_at IS NULL;
CREATE INDEX attempt_by_enrolment ON attempt (enrolment_id);
CREATE INDEX attempt_to_close ON attempt (deadline_at) WHERE state = 'running';

-- Evidence.
CREATE TABLE time_grant (
    attempt_id BLOB NOT NULL REFERENCES attempt (id),
    ms         INTEGER NOT NULL CHECK (ms > 0),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   BLOB NOT NULL REFERENCES staff (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX time_grant_by_attempt ON time_grant (attempt_id);

-- A pause that has ended. Evidence.
CREATE TABLE pause (
    attempt_id BLOB NOT NULL REFERENCES attempt (id),
    since      INTEGER NOT NULL,
    until      INTEGER NOT NULL CHECK (until >= since),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   BLOB NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX pause_by_attempt ON pause (attempt_id);

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
    PRIMARY KEY (attempt_id, link),
    UNIQUE (attempt_id, position, revision)
) STRICT;

-- Evidence.
CREATE TABLE result (
    id         BLOB PRIMARY KEY,
    attempt_id BLOB NOT NULL UNIQUE REFERENCES attempt (id),
    points     INTEGER NOT NULL CHECK (points BETWEEN 0 AND most),      -- 1/840 of a question
    most       INTEGER NOT NULL,
    passed     INTEGER NOT NULL CHECK (passed IN (0, 1)),
    sections   TEXT NOT NULL,
    answers    INTEGER NOT NULL,      -- links in the attempt's chain when it was graded
    chain_head BLOB NOT NULL,
    graded_at  INTEGER NOT NULL
) STRICT;

-- Evidence.
CREATE TABLE result_approval (
    result_id   BLOB PRIMARY KEY REFERENCES result (id),
    staff_id    BLOB NOT NULL REFERENCES staff (id),
    approved_at INTEGER NOT NULL
) STRICT;

-- The log -----------------------------------------------------------------------------------------------------------

-- Evidence, hash-chained.
CREATE TABLE audit_event (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,            -- staff:ID, candidate:ENROLMENT, console:USER, system
    role    TEXT NOT NULL,
    address TEXT NOT NULL,
    act     TEXT NOT NULL,
    object  TEXT NOT NULL,            -- KIND:ID
    detail  TEXT NOT NULL,            -- JSON
    hash    BLOB NOT NULL
) STRICT;
CREATE INDEX audit_event_by_object ON audit_event (object, seq);

-- Evidence is append-only ---------------------------------------------------------------------------------------------

-- INSERT OR REPLACE deletes what stands in its way, and fires no DELETE trigger unless recursive_triggers is on: so nothing may be
-- inserted where something stands already, be it by key or by the row's hidden number.

CREATE TRIGGER specialty_resolution_is_never_changed BEFORE UPDATE ON specialty_resolution BEGIN SELECT RAISE(ABORT, 'evidence is append-only: specialty_resolution'); END;
CREATE TRIGGER specialty_resolution_is_never_deleted BEFORE DELETE ON specialty_resolution BEGIN SELECT RAISE(ABORT, 'evidence is append-only: specialty_resolution'); END;
CREATE TRIGGER specialty_resolution_is_never_replaced BEFORE INSERT ON specialty_resolution WHEN EXISTS (SELECT 1 FROM specialty_resolution WHERE rowid = NEW.rowid OR (declaration_id = NEW.declaration_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: specialty_resolution'); END;

CREATE TRIGGER row_confirmation_is_never_changed BEFORE UPDATE ON row_confirmation BEGIN SELECT RAISE(ABORT, 'evidence is append-only: row_confirmation'); END;
CREATE TRIGGER row_confirmation_is_never_deleted BEFORE DELETE ON row_confirmation BEGIN SELECT RAISE(ABORT, 'evidence is append-only: row_confirmation'); END;
CREATE TRIGGER row_confirmation_is_never_replaced BEFORE INSERT ON row_confirmation WHEN EXISTS (SELECT 1 FROM row_confirmation WHERE rowid = NEW.rowid OR (file_id = NEW.file_id AND item = NEW.item AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: row_confirmation'); END;

CREATE TRIGGER bank_release_is_never_changed BEFORE UPDATE ON bank_release BEGIN SELECT RAISE(ABORT, 'evidence is append-only: bank_release'); END;
CREATE TRIGGER bank_release_is_never_deleted BEFORE DELETE ON bank_release BEGIN SELECT RAISE(ABORT, 'evidence is append-only: bank_release'); END;
CREATE TRIGGER bank_release_is_never_replaced BEFORE INSERT ON bank_release WHEN EXISTS (SELECT 1 FROM bank_release WHERE rowid = NEW.rowid OR id = NEW.id OR (bank = NEW.bank AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: bank_release'); END;

CREATE TRIGGER item_is_never_changed BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item'); END;
CREATE TRIGGER item_is_never_deleted BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item'); END;
CREATE TRIGGER item_is_never_replaced BEFORE INSERT ON item WHEN EXISTS (SELECT 1 FROM item WHERE rowid = NEW.rowid OR id = NEW.id OR (release_id = NEW.release_id AND code = NEW.code))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item'); END;

CREATE TRIGGER item_key_is_never_changed BEFORE UPDATE ON item_key BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_key'); END;
CREATE TRIGGER item_key_is_never_deleted BEFORE DELETE ON item_key BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_key'); END;
CREATE TRIGGER item_key_is_never_replaced BEFORE INSERT ON item_key WHEN EXISTS (SELECT 1 FROM item_key WHERE rowid = NEW.rowid OR item_id = NEW.item_id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_key'); END;

CREATE TRIGGER regulation_is_never_changed BEFORE UPDATE ON regulation BEGIN SELECT RAISE(ABORT, 'evidence is append-only: regulation'); END;
CREATE TRIGGER regulation_is_never_deleted BEFORE DELETE ON regulation BEGIN SELECT RAISE(ABORT, 'evidence is append-only: regulation'); END;
CREATE TRIGGER regulation_is_never_replaced BEFORE INSERT ON regulation WHEN EXISTS (SELECT 1 FROM regulation WHERE rowid = NEW.rowid OR id = NEW.id OR (activity = NEW.activity AND version = NEW.version))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: regulation'); END;

CREATE TRIGGER paper_is_never_changed BEFORE UPDATE ON paper BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper'); END;
CREATE TRIGGER paper_is_never_deleted BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper'); END;
CREATE TRIGGER paper_is_never_replaced BEFORE INSERT ON paper WHEN EXISTS (SELECT 1 FROM paper WHERE rowid = NEW.rowid OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper'); END;

CREATE TRIGGER paper_question_is_never_changed BEFORE UPDATE ON paper_question BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper_question'); END;
CREATE TRIGGER paper_question_is_never_deleted BEFORE DELETE ON paper_question BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper_question'); END;
CREATE TRIGGER paper_question_is_never_replaced BEFORE INSERT ON paper_question WHEN EXISTS (SELECT 1 FROM paper_question WHERE rowid = NEW.rowid OR (paper_id = NEW.paper_id AND position = NEW.position) OR (paper_id = NEW.paper_id AND item_id = NEW.item_id))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: paper_question'); END;

CREATE TRIGGER time_grant_is_never_changed BEFORE UPDATE ON time_grant BEGIN SELECT RAISE(ABORT, 'evidence is append-only: time_grant'); END;
CREATE TRIGGER time_grant_is_never_deleted BEFORE DELETE ON time_grant BEGIN SELECT RAISE(ABORT, 'evidence is append-only: time_grant'); END;
CREATE TRIGGER time_grant_is_never_replaced BEFORE INSERT ON time_grant WHEN EXISTS (SELECT 1 FROM time_grant WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: time_grant'); END;

CREATE TRIGGER pause_is_never_changed BEFORE UPDATE ON pause BEGIN SELECT RAISE(ABORT, 'evidence is append-only: pause'); END;
CREATE TRIGGER pause_is_never_deleted BEFORE DELETE ON pause BEGIN SELECT RAISE(ABORT, 'evidence is append-only: pause'); END;
CREATE TRIGGER pause_is_never_replaced BEFORE INSERT ON pause WHEN EXISTS (SELECT 1 FROM pause WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: pause'); END;

CREATE TRIGGER answer_revision_is_never_changed BEFORE UPDATE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_deleted BEFORE DELETE ON answer_revision BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;
CREATE TRIGGER answer_revision_is_never_replaced BEFORE INSERT ON answer_revision WHEN EXISTS (SELECT 1 FROM answer_revision WHERE rowid = NEW.rowid OR (attempt_id = NEW.attempt_id AND link = NEW.link) OR (attempt_id = NEW.attempt_id AND position = NEW.position AND revision = NEW.revision))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: answer_revision'); END;

CREATE TRIGGER result_is_never_changed BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;
CREATE TRIGGER result_is_never_deleted BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;
CREATE TRIGGER result_is_never_replaced BEFORE INSERT ON result WHEN EXISTS (SELECT 1 FROM result WHERE rowid = NEW.rowid OR id = NEW.id OR attempt_id = NEW.attempt_id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result'); END;

CREATE TRIGGER result_approval_is_never_changed BEFORE UPDATE ON result_approval BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;
CREATE TRIGGER result_approval_is_never_deleted BEFORE DELETE ON result_approval BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;
CREATE TRIGGER result_approval_is_never_replaced BEFORE INSERT ON result_approval WHEN EXISTS (SELECT 1 FROM result_approval WHERE rowid = NEW.rowid OR result_id = NEW.result_id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: result_approval'); END;

CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'evidence is append-only: audit_event'); END;
CREATE TRIGGER audit_event_is_never_deleted BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'evidence is append-only: audit_event'); END;
CREATE TRIGGER audit_event_is_never_replaced BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: audit_event'); END;
