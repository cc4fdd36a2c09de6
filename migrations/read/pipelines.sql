-- number is the sequence of the created event. steps are campaign ids, in
-- their order; a step that was deleted is in no other table.
CREATE TABLE pipelines (
    number      bigint      PRIMARY KEY,
    id          text        NOT NULL UNIQUE,
    name        text        NOT NULL,
    description text        NOT NULL,
    mode        text        NOT NULL,
    owner_id    text        NOT NULL,
    steps       text[]      NOT NULL,
    created_at  timestamptz NOT NULL
);
