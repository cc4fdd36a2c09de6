-- Everything up to sequence is reflected in every table of this schema, and
-- nothing after it. event_id is the id of the event there, '' before the
-- first; stream is the identity of the log it was read from.
CREATE TABLE checkpoint (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    sequence bigint  NOT NULL,
    event_id text    NOT NULL,
    stream   text    NOT NULL
);
