-- One row an event: who did what when, and because of what. What the event
-- says is in the log only. stored_at is when the log took it in.
CREATE TABLE events (
    sequence       bigint      PRIMARY KEY,
    stored_at      timestamptz NOT NULL,
    id             uuid        NOT NULL,
    command_id     uuid        NOT NULL,
    is_result      boolean     NOT NULL,
    category       text        NOT NULL,
    aggregate_id   text        NOT NULL,
    event_type     text        NOT NULL,
    actor_id       text        NOT NULL,
    actor_kind     text        NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   text        NOT NULL
);
CREATE INDEX events_id ON events (id);
CREATE INDEX events_stored ON events (stored_at);
CREATE INDEX events_aggregate ON events (aggregate_id, sequence);
CREATE INDEX events_type ON events (category, event_type, sequence);
CREATE INDEX events_command ON events (command_id);
CREATE INDEX events_correlation ON events (correlation_id, sequence);
CREATE INDEX events_causation ON events (causation_id, sequence) WHERE causation_id <> '';
-- Most events are results, of the system: the index leaves them out.
CREATE INDEX events_actor ON events (actor_id, sequence) WHERE NOT is_result;
