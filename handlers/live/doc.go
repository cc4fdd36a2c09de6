// Package live is the live feed: events over WebSocket, resumable from any
// sequence.
//
//	EVENTS -> Feed -> ring -+-> session -> client
//	                        +-> session -> client
//
// One reader per process feeds a ring of the latest events that serves
// everybody. A session has no queue of events: each of its subscriptions is a
// cursor into the ring, and what a client cannot take yet stays there. A
// cursor older than the ring is brought up from the log, a few at a time.
//
// Guarantees: within one subscription every matching event is sent once, in
// the order of the log, none left out; one event is one frame. A client that
// falls too far behind is closed with the sequence to resume from. Progress
// is no event: it is computed, replaced by newer progress, and never
// replayed.
//
// A client gets what its caller may read at the moment of sending, not at that
// of the event. Rights that grow show what comes from then on. Rights that
// shrink end the connection (4403) if it named what it may not read any more,
// and so does a session or an API key that ends (4401): within a second, and at
// once where an event says so. An access token that expires ends nothing, as
// its session goes on; and being connected is no use of a session, so one that
// does nothing else ends when it has been idle too long. While Postgres is away
// nobody knows of sessions: connections stay, and what the log says of their
// callers still acts. Somebody who is signed in is told of their own account,
// whatever they may do, and it is so by then.
package live
