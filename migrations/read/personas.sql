-- number is the sequence of the created event, version that of the last one.
CREATE TABLE personas (
    number       bigint      PRIMARY KEY,
    id           text        NOT NULL UNIQUE,
    persona_type text        NOT NULL,
    name         text        NOT NULL,
    description  text        NOT NULL,
    is_enabled   boolean     NOT NULL,
    config       json        NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      bigint      NOT NULL
);
