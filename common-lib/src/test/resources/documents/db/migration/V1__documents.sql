-- In whichever schema is migrated.
CREATE TABLE documents (
    id   BIGINT PRIMARY KEY,
    text TEXT   NOT NULL
);

INSERT INTO documents VALUES (0, 'the first');

CREATE TABLE pages (
    id BIGINT PRIMARY KEY
);
