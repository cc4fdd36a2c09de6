-- +goose Up
-- What is secret or personal. The log knows people by id only, so erasing a
-- person is deleting their row here: everything else goes with it. Of tokens
-- and keys only SHA-256 is kept.
CREATE SCHEMA accounts;

CREATE TABLE accounts.people (
    id              uuid        PRIMARY KEY,
    email           text        NOT NULL,
    -- What makes two addresses the same: folded case, one composition.
    email_key       text        NOT NULL CONSTRAINT people_email UNIQUE,
    first_name      text        NOT NULL,
    last_name       text        NOT NULL,
    password_hash   text        NOT NULL,
    -- Grows with every new password, but not when the same is hashed anew.
    password_number bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    last_login_at   timestamptz
);

CREATE TABLE accounts.sessions (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
    device       text        NOT NULL,
    address      text        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL
);
CREATE INDEX sessions_person ON accounts.sessions (person_id);

CREATE TABLE accounts.access_tokens (
    hash       bytea       PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES accounts.sessions ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX access_tokens_session ON accounts.access_tokens (session_id);

-- Those that were used stay for as long as their session, so that it is
-- noticed when somebody else comes with one. The successor of a token is made
-- of itself and the salt.
CREATE TABLE accounts.refresh_tokens (
    hash       bytea PRIMARY KEY,
    session_id uuid  NOT NULL REFERENCES accounts.sessions ON DELETE CASCADE,
    used_at    timestamptz,
    salt       bytea,
    CHECK ((used_at IS NULL) = (salt IS NULL))
);
CREATE INDEX refresh_tokens_session ON accounts.refresh_tokens (session_id);

CREATE TABLE accounts.api_keys (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
    name         text        NOT NULL,
    prefix       text        NOT NULL UNIQUE,
    hash         bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX api_keys_person ON accounts.api_keys (person_id);

CREATE TABLE accounts.tickets (
    hash       bytea       PRIMARY KEY,
    person_id  uuid        NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
    session_id uuid        REFERENCES accounts.sessions ON DELETE CASCADE,
    api_key_id uuid        REFERENCES accounts.api_keys ON DELETE CASCADE,
    purpose    text        NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK (num_nonnulls(session_id, api_key_id) = 1)
);
CREATE INDEX tickets_person ON accounts.tickets (person_id);
CREATE INDEX tickets_session ON accounts.tickets (session_id);
CREATE INDEX tickets_api_key ON accounts.tickets (api_key_id);
