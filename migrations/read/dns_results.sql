-- One row a resolved name. status is a place in campaign.DNSStatuses, counted
-- from 1; 2 is `unresolved`, the one most names have. Columns are ordered so
-- that alignment costs nothing.
CREATE TABLE dns_results (
    campaign      bigint      NOT NULL,
    checked_at    timestamptz NOT NULL,
    ordinal       integer     NOT NULL,
    duration_ms   integer     NOT NULL,
    status        smallint    NOT NULL,
    attempts      smallint    NOT NULL,
    persona_id    uuid,
    domain_name   text        NOT NULL,
    rcode         text,
    resolver      text,
    transport     text,
    error_code    text,
    error_message text,
    records       json,
    PRIMARY KEY (campaign, ordinal)
);
CREATE INDEX dns_results_rare ON dns_results (campaign, ordinal, status) WHERE status <> 2;
