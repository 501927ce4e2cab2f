-- What is attached to a file: scans and PDFs, as they were taken in.

-- Evidence.
CREATE TABLE document (
    id             BLOB PRIMARY KEY,
    file_id        BLOB NOT NULL REFERENCES file (id),
    declaration_id BLOB REFERENCES declaration (id),  -- whom it is about; none: the file
    title          TEXT NOT NULL CHECK (title <> ''),
    kind           TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    content        BLOB NOT NULL,
    staff_id       BLOB NOT NULL REFERENCES staff (id),
    attached_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX document_file ON document (file_id);

CREATE TRIGGER document_is_never_changed BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'evidence is append-only: document'); END;
CREATE TRIGGER document_is_never_deleted BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'evidence is append-only: document'); END;
CREATE TRIGGER document_is_never_replaced BEFORE INSERT ON document WHEN EXISTS (SELECT 1 FROM document WHERE rowid = NEW.rowid OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: document'); END;
