-- One row a campaign, with its counters. number is the sequence of its created
-- event, so a rebuild gives the same; result tables refer to it. counts has
-- the results by status, without `pending`, which is total minus their sum.
CREATE TABLE campaigns (
    number            bigint      PRIMARY KEY,
    id                text        NOT NULL UNIQUE,
    campaign_type     text        NOT NULL,
    name              text        NOT NULL,
    description       text        NOT NULL,
    owner_id          text        NOT NULL,
    pipeline_id       text        NOT NULL,
    source_id         text        NOT NULL,
    version           bigint      NOT NULL,
    status            text        NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    started_at        timestamptz,
    paused_at         timestamptz,
    ended_at          timestamptz,
    last_activity_at  timestamptz,
    params            json        NOT NULL,
    range             json,
    total             bigint      NOT NULL,
    counts            jsonb       NOT NULL,
    completion_reason text        NOT NULL,
    error_code        text        NOT NULL,
    error_message     text        NOT NULL
);
CREATE INDEX campaigns_source ON campaigns (source_id) WHERE source_id <> '';
CREATE INDEX campaigns_pipeline ON campaigns (pipeline_id) WHERE pipeline_id <> '';
CREATE INDEX campaigns_created ON campaigns (created_at, number);
-- Campaigns that were deleted and may still have rows in the tables of
-- results. Nobody sees those any more; they go some thousands at a time.
CREATE TABLE deletions (
    campaign bigint PRIMARY KEY
);
