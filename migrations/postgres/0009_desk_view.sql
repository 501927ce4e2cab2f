-- How a candidate has set up the desk, and what they noted there. Nothing follows from it: it is no evidence.
CREATE TABLE desk_view (
    enrolment_id UUID PRIMARY KEY REFERENCES enrolment (id),
    text_size    BIGINT NOT NULL CHECK (text_size BETWEEN 0 AND 3),
    contrast     BOOLEAN NOT NULL,
    spaced       BOOLEAN NOT NULL,
    language     TEXT CHECK (language IN ('kk', 'ru', 'en')),  -- of the questions; none: that of the interface
    notes        TEXT NOT NULL CHECK (length(notes) <= 4000),  -- flags and options struck out, as the page writes them
    scratch      TEXT NOT NULL CHECK (length(scratch) <= 4000)
);
