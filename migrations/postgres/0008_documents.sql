-- The schema of ../sqlite/0008_documents.sql for PostgreSQL.

-- Evidence.
CREATE TABLE document (
    id             UUID PRIMARY KEY,
    file_id        UUID NOT NULL REFERENCES file (id),
    declaration_id UUID REFERENCES declaration (id),  -- whom it is about; none: the file
    title          TEXT NOT NULL CHECK (title <> ''),
    kind           TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    content        BYTEA NOT NULL,
    staff_id       UUID NOT NULL REFERENCES staff (id),
    attached_at    BIGINT NOT NULL
);
CREATE INDEX document_file ON document (file_id);

CREATE TRIGGER document_is_never_changed BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER document_is_never_emptied BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
