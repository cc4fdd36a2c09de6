-- The sections that were ever changed; content as in their last event.
CREATE TABLE settings (
    section    text        PRIMARY KEY,
    content    json        NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    version    bigint      NOT NULL
);
