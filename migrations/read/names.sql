-- The names of generation campaigns and lists. The offset of a generated name
-- in its pattern is the start of the campaign's range plus the ordinal; a name
-- of a list has the number of its line instead.
CREATE TABLE names (
    campaign     bigint      NOT NULL,
    generated_at timestamptz NOT NULL,
    ordinal      integer     NOT NULL,
    line_number  integer,
    domain_name  text        NOT NULL,
    PRIMARY KEY (campaign, ordinal)
);
