// Package natsusers lets NATS users in: it keeps the listener of the embedded
// NATS server, and the consumers of its users, in step with the log.
//
//	EVENTS --nats_user.*, user.*--> Follower --+-> users of the listener
//	                                           +-> one durable consumer a user on EVENTS
//
// Guarantees: who is let in has their consumer; it begins with the first event
// of the log and keeps its position until the user is revoked, whatever
// restarts meanwhile. Who is revoked is cut off before their consumer goes. A
// user reads only while its owner, a person, may read all of it; one made on
// the command line has no owner.
// Not guaranteed: that either has happened when the command is answered, it
// follows within moments.
//
// The [Follower] holds no truth. What it finds at its start, consumers of users
// who were revoked while it did not run, it puts right.
package natsusers
