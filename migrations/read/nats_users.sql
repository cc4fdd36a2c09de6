-- The users that exist. number is the sequence of the created event, which is
-- the only one until they are revoked.
CREATE TABLE nats_users (
    number     bigint      PRIMARY KEY,
    id         text        NOT NULL UNIQUE,
    name       text        NOT NULL,
    subjects   text[]      NOT NULL,
    public_key text        NOT NULL,
    owner_id   text,
    created_at timestamptz NOT NULL
);
