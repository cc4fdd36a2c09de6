-- Who may do what, as the log has it. Nothing here is personal: names and
-- e-mail addresses are in the schema accounts alone, so erasing a person there
-- leaves nothing of them. number is the sequence of the created event.
CREATE TABLE users (
    number               bigint      PRIMARY KEY,
    id                   text        NOT NULL UNIQUE,
    roles                text[]      NOT NULL,
    is_active            boolean     NOT NULL,
    must_change_password boolean     NOT NULL,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    version              bigint      NOT NULL
);

-- The API keys of users that exist, revoked ones included.
CREATE TABLE api_keys (
    number     bigint      PRIMARY KEY,
    id         text        NOT NULL UNIQUE,
    owner      text        NOT NULL,
    prefix     text        NOT NULL,
    scopes     text[]      NOT NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    version    bigint      NOT NULL
);
CREATE INDEX api_keys_owner ON api_keys (owner);
