-- The images that questions show, worked out anew. One that many questions show, or many releases, is there once.

-- Evidence.
CREATE TABLE image (
    hash    BLOB PRIMARY KEY,  -- SHA-256 of the content
    kind    TEXT NOT NULL CHECK (kind IN ('jpeg', 'png')),
    width   INTEGER NOT NULL CHECK (width > 0),
    height  INTEGER NOT NULL CHECK (height > 0),
    content BLOB NOT NULL
) STRICT;

-- Which image a question means by a name. Evidence.
CREATE TABLE item_image (
    item_id    BLOB NOT NULL REFERENCES item (id),
    name       TEXT NOT NULL,
    image_hash BLOB NOT NULL REFERENCES image (hash),
    PRIMARY KEY (item_id, name)
) STRICT;

CREATE TRIGGER image_is_never_changed BEFORE UPDATE ON image BEGIN SELECT RAISE(ABORT, 'evidence is append-only: image'); END;
CREATE TRIGGER image_is_never_deleted BEFORE DELETE ON image BEGIN SELECT RAISE(ABORT, 'evidence is append-only: image'); END;
CREATE TRIGGER image_is_never_replaced BEFORE INSERT ON image WHEN EXISTS (SELECT 1 FROM image WHERE rowid = NEW.rowid OR hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: image'); END;
CREATE TRIGGER item_image_is_never_changed BEFORE UPDATE ON item_image BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_image'); END;
CREATE TRIGGER item_image_is_never_deleted BEFORE DELETE ON item_image BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_image'); END;
CREATE TRIGGER item_image_is_never_replaced BEFORE INSERT ON item_image WHEN EXISTS (SELECT 1 FROM item_image WHERE rowid = NEW.rowid OR (item_id = NEW.item_id AND name = NEW.name))
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only: item_image'); END;
