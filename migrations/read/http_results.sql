-- One row a fetched page. status is a place in campaign.HTTPStatuses, counted
-- from 1; 2 is `no_match`, the one most pages have. detail has what is only
-- shown: all members of the result that no filter asks for.
CREATE TABLE http_results (
    campaign     bigint      NOT NULL,
    checked_at   timestamptz NOT NULL,
    ordinal      integer     NOT NULL,
    status       smallint    NOT NULL,
    status_code  smallint    NOT NULL,
    persona_id   uuid,
    domain_name  text        NOT NULL,
    content_hash text,
    matches      jsonb,
    detail       json        NOT NULL,
    PRIMARY KEY (campaign, ordinal)
);
CREATE INDEX http_results_rare ON http_results (campaign, ordinal, status) WHERE status <> 2;
