-- The ranges that patterns handed out, in the order in which they did: each
-- begins where the one before ended. Offsets may exceed 2^63.
CREATE TABLE pattern_ranges (
    hash        text        NOT NULL,
    sequence    bigint      NOT NULL,
    campaign_id text        NOT NULL,
    from_offset numeric     NOT NULL,
    to_offset   numeric     NOT NULL,
    reserved_at timestamptz NOT NULL,
    PRIMARY KEY (hash, sequence)
);
