-- +goose Up
-- Password hashes are sealed by the program. Those from before begin with $
-- until the next start, which seals them.
ALTER TABLE accounts.people ALTER COLUMN password_hash TYPE bytea USING convert_to(password_hash, 'UTF8');

-- Names the key that everything here is sealed with, which lies elsewhere.
-- Whoever seals takes a shared lock on the row, so that none is left out when
-- the key is replaced.
CREATE TABLE accounts.master_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id  bytea   NOT NULL CHECK (octet_length(id) = 8)
);
