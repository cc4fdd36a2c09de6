-- The ranges that patterns handed out, in the order in which they did: each
-- begins where the one before ended. Offsets may exceed 2^63.
CREATE TABLE pattern_ranges (
    hash        text        NOT NULL,
    sequence    bigint      NOT NULL,
    campaign_id text        NOT NULL UNIQUE,
    from_offset numeric     NOT NULL,
    to_offset   numeric     NOT NULL,
    reserved_at timestamptz NOT NULL,
    -- cancelled: what is not in pattern_used by then may never be used.
    cancelled   boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (hash, sequence)
);
-- The offsets whose names were recorded, one row a unit.
CREATE TABLE pattern_used (
    campaign_id text    NOT NULL,
    from_offset numeric NOT NULL,
    to_offset   numeric NOT NULL,
    PRIMARY KEY (campaign_id, from_offset)
);
