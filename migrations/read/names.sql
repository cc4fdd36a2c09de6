-- The generated names. The offset of a name in its pattern is the start of
-- the campaign's range plus the ordinal.
CREATE TABLE names (
    campaign     bigint      NOT NULL,
    generated_at timestamptz NOT NULL,
    ordinal      integer     NOT NULL,
    domain_name  text        NOT NULL,
    PRIMARY KEY (campaign, ordinal)
);
