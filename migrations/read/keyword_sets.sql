-- number is the sequence of the created event, version that of the last one.
CREATE TABLE keyword_sets (
    number      bigint      PRIMARY KEY,
    id          text        NOT NULL UNIQUE,
    name        text        NOT NULL,
    description text        NOT NULL,
    is_enabled  boolean     NOT NULL,
    match_in    text[]      NOT NULL,
    rules       json        NOT NULL,
    rule_count  integer     NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint      NOT NULL
);
