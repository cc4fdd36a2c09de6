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
package live
