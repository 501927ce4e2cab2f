-- The images that questions show, worked out anew. One that many questions show, or many releases, is there once.

-- Evidence.
CREATE TABLE image (
    hash    BYTEA PRIMARY KEY,  -- SHA-256 of the content
    kind    TEXT NOT NULL CHECK (kind IN ('jpeg', 'png')),
    width   BIGINT NOT NULL CHECK (width > 0),
    height  BIGINT NOT NULL CHECK (height > 0),
    content BYTEA NOT NULL
);

-- Which image a question means by a name. Evidence.
CREATE TABLE item_image (
    item_id    UUID NOT NULL REFERENCES item (id),
    name       TEXT NOT NULL,
    image_hash BYTEA NOT NULL REFERENCES image (hash),
    PRIMARY KEY (item_id, name)
);

CREATE TRIGGER image_is_never_changed BEFORE UPDATE OR DELETE ON image FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER image_is_never_emptied BEFORE TRUNCATE ON image FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER item_image_is_never_changed BEFORE UPDATE OR DELETE ON item_image FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER item_image_is_never_emptied BEFORE TRUNCATE ON item_image FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
