-- The schema of ../sqlite/0001_first_exam.sql for PostgreSQL: the same tables, columns, rules and names in the same order.
-- Times are milliseconds since 1970-01-01T00:00:00Z; dates are ISO 8601 text; ids are UUIDv7.
-- Text that is sorted, compared or unique is so by its bytes (COLLATE "C"), as SQLite does it, whatever the database's locale.
-- A uniqueness is named after its table and columns, as PostgreSQL would: TABLE_pkey, TABLE_COLUMNS_key; the store knows it by that.
-- Evidence (marked so) is append-only: a correction is a new row.

CREATE TABLE setting (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

-- The licensor's units and who works in them ------------------------------------------------------------------------

CREATE TABLE unit (
    id        UUID PRIMARY KEY,
    code      TEXT COLLATE "C" NOT NULL CONSTRAINT unit_code_key UNIQUE,
    name      TEXT NOT NULL,          -- {"kk","ru","en"}
    address   TEXT NOT NULL,
    time_zone TEXT NOT NULL           -- tz database name
);

-- Each territory belongs to exactly one unit, so a place of activity names its unit.
CREATE TABLE unit_territory (
    territory TEXT COLLATE "C" PRIMARY KEY,  -- ISO 3166-2:KZ
    unit_id   UUID NOT NULL REFERENCES unit (id)
);

CREATE TABLE staff (
    id            UUID PRIMARY KEY,
    login         TEXT COLLATE "C" NOT NULL CONSTRAINT staff_login_key UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('registrar', 'invigilator', 'author', 'reviewer', 'chair', 'auditor', 'administrator')),
    password_hash TEXT NOT NULL,      -- argon2id, PHC string
    created_at    BIGINT NOT NULL
);

-- Applicants, their files, the persons they declare -----------------------------------------------------------------

CREATE TABLE applicant (
    id     UUID PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL CONSTRAINT applicant_number_key UNIQUE,  -- BIN of an entity, IIN of an individual
    form   TEXT NOT NULL CHECK (form IN ('entity', 'individual')),
    name   TEXT NOT NULL
);

CREATE TABLE file (
    id           UUID PRIMARY KEY,
    number       TEXT COLLATE "C" NOT NULL CONSTRAINT file_number_key UNIQUE,
    applicant_id UUID NOT NULL REFERENCES applicant (id),
    standing     TEXT NOT NULL CHECK (standing IN ('applicant', 'licensee')),
    activity     TEXT COLLATE "C" NOT NULL,
    intake_date  TEXT COLLATE "C" NOT NULL,
    due_date     TEXT COLLATE "C" NOT NULL CHECK (due_date >= intake_date),
    opened_at    BIGINT NOT NULL,
    search       TEXT NOT NULL        -- what the search box looks through, in lower case
);
CREATE INDEX file_by_applicant ON file (applicant_id);
CREATE INDEX file_by_intake ON file (intake_date, number);

CREATE TABLE place (
    file_id   UUID NOT NULL REFERENCES file (id),
    number    BIGINT NOT NULL CHECK (number >= 1),
    territory TEXT COLLATE "C" NOT NULL REFERENCES unit_territory (territory),
    address   TEXT NOT NULL,
    PRIMARY KEY (file_id, number)
);

CREATE TABLE specialist (
    id   UUID PRIMARY KEY,
    iin  TEXT COLLATE "C" NOT NULL CONSTRAINT specialist_iin_key UNIQUE,
    name TEXT COLLATE "C" NOT NULL
);

CREATE TABLE declaration (
    id              UUID PRIMARY KEY,
    file_id         UUID NOT NULL REFERENCES file (id),
    specialist_id   UUID NOT NULL REFERENCES specialist (id),
    status          TEXT NOT NULL CHECK (status IN ('declared', 'withdrawn', 'replaced')),
    status_reason   TEXT,
    replaced_by     UUID REFERENCES declaration (id),
    specialty       TEXT NOT NULL,
    qualification   TEXT NOT NULL,
    diploma_number  TEXT NOT NULL,
    diploma_date    TEXT COLLATE "C" NOT NULL,
    diploma_place   TEXT NOT NULL,
    institution     TEXT NOT NULL,
    copies_attached BOOLEAN NOT NULL,
    declared_at     BIGINT NOT NULL,
    CHECK ((status = 'declared') = (status_reason IS NULL)),
    CHECK (status <> 'replaced' OR replaced_by IS NOT NULL)
);
CREATE UNIQUE INDEX one_standing_declaration ON declaration (file_id, specialist_id) WHERE status = 'declared';
CREATE INDEX declaration_by_file ON declaration (file_id, specialist_id);

-- A specialty off the order's list is settled by a named registrar with a reason. Evidence.
CREATE TABLE specialty_resolution (
    declaration_id UUID NOT NULL REFERENCES declaration (id),
    number         BIGINT NOT NULL CHECK (number >= 1),
    accepted       BOOLEAN NOT NULL,
    reason         TEXT NOT NULL CHECK (reason <> ''),
    staff_id       UUID NOT NULL REFERENCES staff (id),
    at             BIGINT NOT NULL,
    PRIMARY KEY (declaration_id, number)
);

-- What a registrar recorded of a requirement row; the last word counts. Evidence.
CREATE TABLE row_confirmation (
    file_id  UUID NOT NULL REFERENCES file (id),
    item     BIGINT NOT NULL,
    number   BIGINT NOT NULL CHECK (number >= 1),
    met      BOOLEAN NOT NULL,
    note     TEXT NOT NULL CHECK (note <> ''),
    staff_id UUID NOT NULL REFERENCES staff (id),
    at       BIGINT NOT NULL,
    PRIMARY KEY (file_id, item, number)
);

-- Banks and regulations ---------------------------------------------------------------------------------------------

-- Evidence: what was once in an exam is never changed under it.
CREATE TABLE bank_release (
    id            UUID PRIMARY KEY,
    bank          TEXT COLLATE "C" NOT NULL,
    number        BIGINT NOT NULL,
    title         TEXT NOT NULL,      -- {"kk","ru","en"}
    digest        BYTEA NOT NULL,     -- SHA-256 of the content
    demonstration BOOLEAN NOT NULL,
    imported_at   BIGINT NOT NULL,
    CONSTRAINT bank_release_bank_number_key UNIQUE (bank, number)
);

-- A question as candidates may see it. Its key stands apart, so that no query for a candidate can hold it. Evidence.
CREATE TABLE item (
    id         UUID PRIMARY KEY,
    release_id UUID NOT NULL REFERENCES bank_release (id),
    code       TEXT COLLATE "C" NOT NULL,
    topic      TEXT NOT NULL,
    difficulty TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('single', 'multiple')),
    source     TEXT NOT NULL,
    options    BIGINT NOT NULL CHECK (options BETWEEN 3 AND 8),
    wording    TEXT NOT NULL,         -- {"stem":{LANG: text},"options":[{LANG: text}]}
    CONSTRAINT item_release_id_code_key UNIQUE (release_id, code)
);

-- Evidence.
CREATE TABLE item_key (
    item_id UUID PRIMARY KEY REFERENCES item (id),
    options BIGINT NOT NULL CHECK (options BETWEEN 1 AND 255)
);

-- Evidence.
CREATE TABLE regulation (
    id            UUID PRIMARY KEY,
    activity      TEXT COLLATE "C" NOT NULL,
    version       BIGINT NOT NULL,
    bank          TEXT COLLATE "C" NOT NULL,
    approved_by   TEXT NOT NULL,      -- {"kk","ru","en"}
    blueprint     TEXT NOT NULL,      -- the checked blueprint
    demonstration BOOLEAN NOT NULL,
    registered_at BIGINT NOT NULL,
    CONSTRAINT regulation_activity_version_key UNIQUE (activity, version)
);

-- The exam day ------------------------------------------------------------------------------------------------------

CREATE TABLE sitting (
    id               UUID PRIMARY KEY,
    unit_id          UUID NOT NULL REFERENCES unit (id),
    room             TEXT NOT NULL,
    starts_at        BIGINT NOT NULL,
    admission        TEXT NOT NULL CHECK (admission IN ('at-sign-in', 'by-invigilator')),
    opened_at        BIGINT
);
CREATE INDEX sitting_by_time ON sitting (starts_at);

CREATE TABLE enrolment (
    id             UUID PRIMARY KEY,
    sitting_id     UUID NOT NULL REFERENCES sitting (id),
    declaration_id UUID NOT NULL REFERENCES declaration (id),
    elsewhere      TEXT CHECK (elsewhere <> ''),  -- why not in the unit of the place of activity
    enrolled_at    BIGINT NOT NULL,
    CONSTRAINT enrolment_sitting_id_declaration_id_key UNIQUE (sitting_id, declaration_id)
);
CREATE INDEX enrolment_by_declaration ON enrolment (declaration_id);

CREATE TABLE access_code (
    hmac         BYTEA PRIMARY KEY,   -- HMAC-SHA-256 of the code; the code itself is printed once and kept nowhere
    enrolment_id UUID NOT NULL REFERENCES enrolment (id),
    issued_at    BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    voided_at    BIGINT
);
CREATE UNIQUE INDEX one_live_code ON access_code (enrolment_id) WHERE used_at IS NULL AND voided_at IS NULL;

CREATE TABLE session (
    token_hash   BYTEA PRIMARY KEY,   -- SHA-256 of the cookie's token
    staff_id     UUID REFERENCES staff (id),
    enrolment_id UUID REFERENCES enrolment (id),
    address      TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT,
    CHECK ((staff_id IS NULL) <> (enrolment_id IS NULL))
);
CREATE UNIQUE INDEX one_session_a_candidate ON session (enrolment_id) WHERE ended_at IS NULL;

-- Evidence.
CREATE TABLE paper (
    id            UUID PRIMARY KEY,
    enrolment_id  UUID NOT NULL REFERENCES enrolment (id),
    regulation_id UUID NOT NULL REFERENCES regulation (id),
    release_id    UUID NOT NULL REFERENCES bank_release (id),
    algorithm     TEXT NOT NULL,
    seed          BYTEA NOT NULL,
    drawn_at      BIGINT NOT NULL
);

-- Evidence.
CREATE TABLE paper_question (
    paper_id     UUID NOT NULL REFERENCES paper (id),
    position     BIGINT NOT NULL CHECK (position >= 1),
    section      BIGINT NOT NULL CHECK (section >= 0),
    item_id      UUID NOT NULL REFERENCES item (id),
    option_order TEXT NOT NULL,       -- a digit an option: its place in the bank, in the order presented
    PRIMARY KEY (paper_id, position),
    CONSTRAINT paper_question_paper_id_item_id_key UNIQUE (paper_id, item_id)
);

CREATE TABLE attempt (
    id           UUID PRIMARY KEY,
    enrolment_id UUID NOT NULL REFERENCES enrolment (id),
    paper_id     UUID NOT NULL CONSTRAINT attempt_paper_id_key UNIQUE REFERENCES paper (id),
    state        TEXT NOT NULL CHECK (state IN
                 ('prepared', 'admitted', 'running', 'paused', 'submitted', 'expired', 'graded', 'approved', 'annulled')),
    admitted_at  BIGINT,
    started_at   BIGINT,
    limit_ms     BIGINT,
    deadline_at  BIGINT,              -- started + limit + grants + ended pauses, kept for the closing task; the rows decide
    paused_since BIGINT,
    ended_at     BIGINT CHECK (ended_at <= deadline_at),
    ended_how    TEXT CHECK (ended_how IN ('submitted', 'expired')),
    CHECK ((state = 'prepared') = (admitted_at IS NULL)),
    CHECK ((state IN ('prepared', 'admitted')) = (started_at IS NULL)),
    CHECK ((started_at IS NULL) = (limit_ms IS NULL) AND (started_at IS NULL) = (deadline_at IS NULL)),
    CHECK ((state = 'paused') = (paused_since IS NOT NULL)),
    CHECK ((state IN ('prepared', 'admitted', 'running', 'paused')) = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
);
CREATE UNIQUE INDEX one_open_attempt ON attempt (enrolment_id) WHERE ended_at IS NULL;
CREATE INDEX attempt_by_enrolment ON attempt (enrolment_id);
CREATE INDEX attempt_to_close ON attempt (deadline_at) WHERE state = 'running';

-- Evidence.
CREATE TABLE time_grant (
    attempt_id UUID NOT NULL REFERENCES attempt (id),
    ms         BIGINT NOT NULL CHECK (ms > 0),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   UUID NOT NULL REFERENCES staff (id),
    at         BIGINT NOT NULL
);
CREATE INDEX time_grant_by_attempt ON time_grant (attempt_id);

-- A pause that has ended. Evidence.
CREATE TABLE pause (
    attempt_id UUID NOT NULL REFERENCES attempt (id),
    since      BIGINT NOT NULL,
    until      BIGINT NOT NULL CHECK (until >= since),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    staff_id   UUID NOT NULL REFERENCES staff (id)
);
CREATE INDEX pause_by_attempt ON pause (attempt_id);

-- Each saved answer, a link in its attempt's chain. Evidence.
CREATE TABLE answer_revision (
    attempt_id      UUID NOT NULL REFERENCES attempt (id),
    link            BIGINT NOT NULL CHECK (link >= 1),
    position        BIGINT NOT NULL CHECK (position >= 1),
    revision        BIGINT NOT NULL CHECK (revision >= 1),
    chosen          BIGINT NOT NULL CHECK (chosen BETWEEN 0 AND 255),  -- presented positions, bit n for option n
    client_revision BIGINT,           -- the island's own count of its changes to this question; none without it
    address         TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    hash            BYTEA NOT NULL,
    PRIMARY KEY (attempt_id, link),
    CONSTRAINT answer_revision_attempt_id_position_revision_key UNIQUE (attempt_id, position, revision)
);

-- Evidence.
CREATE TABLE result (
    id         UUID PRIMARY KEY,
    attempt_id UUID NOT NULL CONSTRAINT result_attempt_id_key UNIQUE REFERENCES attempt (id),
    points     BIGINT NOT NULL CHECK (points BETWEEN 0 AND most),  -- 1/840 of a question
    most       BIGINT NOT NULL,
    passed     BOOLEAN NOT NULL,
    sections   TEXT NOT NULL,
    answers    BIGINT NOT NULL,       -- links in the attempt's chain when it was graded
    chain_head BYTEA NOT NULL,
    graded_at  BIGINT NOT NULL
);

-- Evidence.
CREATE TABLE result_approval (
    result_id   UUID PRIMARY KEY REFERENCES result (id),
    staff_id    UUID NOT NULL REFERENCES staff (id),
    approved_at BIGINT NOT NULL
);

-- The log -----------------------------------------------------------------------------------------------------------

-- Evidence, hash-chained.
CREATE TABLE audit_event (
    seq     BIGINT PRIMARY KEY CHECK (seq >= 1),
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,            -- staff:ID, candidate:ENROLMENT, console:USER, system
    role    TEXT NOT NULL,
    address TEXT NOT NULL,
    act     TEXT NOT NULL,
    object  TEXT COLLATE "C" NOT NULL,  -- KIND:ID
    detail  TEXT NOT NULL,            -- JSON
    hash    BYTEA NOT NULL
);
CREATE INDEX audit_event_by_object ON audit_event (object, seq);

-- Evidence is append-only ---------------------------------------------------------------------------------------------

-- An upsert fires the trigger of an update; a TRUNCATE … CASCADE fires that of each table it reaches.

CREATE FUNCTION evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence is append-only: %', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER specialty_resolution_is_never_changed BEFORE UPDATE OR DELETE ON specialty_resolution FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER specialty_resolution_is_never_emptied BEFORE TRUNCATE ON specialty_resolution FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER row_confirmation_is_never_changed BEFORE UPDATE OR DELETE ON row_confirmation FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER row_confirmation_is_never_emptied BEFORE TRUNCATE ON row_confirmation FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER bank_release_is_never_changed BEFORE UPDATE OR DELETE ON bank_release FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER bank_release_is_never_emptied BEFORE TRUNCATE ON bank_release FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER item_is_never_changed BEFORE UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER item_is_never_emptied BEFORE TRUNCATE ON item FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER item_key_is_never_changed BEFORE UPDATE OR DELETE ON item_key FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER item_key_is_never_emptied BEFORE TRUNCATE ON item_key FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER regulation_is_never_changed BEFORE UPDATE OR DELETE ON regulation FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER regulation_is_never_emptied BEFORE TRUNCATE ON regulation FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER paper_is_never_changed BEFORE UPDATE OR DELETE ON paper FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER paper_is_never_emptied BEFORE TRUNCATE ON paper FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER paper_question_is_never_changed BEFORE UPDATE OR DELETE ON paper_question FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER paper_question_is_never_emptied BEFORE TRUNCATE ON paper_question FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER time_grant_is_never_changed BEFORE UPDATE OR DELETE ON time_grant FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER time_grant_is_never_emptied BEFORE TRUNCATE ON time_grant FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER pause_is_never_changed BEFORE UPDATE OR DELETE ON pause FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER pause_is_never_emptied BEFORE TRUNCATE ON pause FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER answer_revision_is_never_changed BEFORE UPDATE OR DELETE ON answer_revision FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER answer_revision_is_never_emptied BEFORE TRUNCATE ON answer_revision FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER result_is_never_changed BEFORE UPDATE OR DELETE ON result FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER result_is_never_emptied BEFORE TRUNCATE ON result FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER result_approval_is_never_changed BEFORE UPDATE OR DELETE ON result_approval FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER result_approval_is_never_emptied BEFORE TRUNCATE ON result_approval FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER audit_event_is_never_emptied BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
