-- +goose Up
-- Names the schema that answers queries, and the version of the code that
-- made it. A rebuild fills the next schema and then changes this one row.
CREATE TABLE domainflow.read_schema (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    name    text    NOT NULL,
    version integer NOT NULL
);
