// Package resolver asks DNS servers for names and says what came of each: an
// engine that knows names, resolvers and records, and nothing of campaigns.
//
// An Engine serves one DNS persona. Queries share a few UDP sockets; an answer
// counts only when it comes from the address that was asked, to the port that
// asked, with the id and the question that were asked. A truncated answer is
// asked again over TCP. A failed attempt goes to another resolver, and a
// resolver that keeps failing is passed over for a while.
//
// Each call of Resolve is a request, each of its names a job. One goroutine of
// the engine, the loop, moves all jobs on: it sends what they want to ask,
// takes in the answers and decides what is next. It never waits for one job;
// what takes time (limits, pauses, TCP) happens in other goroutines, which give
// the job back.
//
//	feed -> loop -> deliver -> each
//	        |  ^
//	        v  |
//	     transport, TCP, pauses
//
// What a query costs is the way through the kernel, so the transport of Linux
// takes that way once for many: see send_linux.go and receive_linux.go. All
// other systems use Go's sockets.
//
// Guarantees: a name gets at most one Result per call of Resolve, exactly one
// unless the context ends or the engine is closed; never more than MaxInFlight
// queries are out at once; no query is sent to an address the guard refuses.
// Not guaranteed: the order of results, and authenticity (DNSSEC is not checked).
package resolver
