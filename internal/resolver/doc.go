// Package resolver asks DNS servers for names and says what came of each: an
// engine that knows names, resolvers and records, and nothing of campaigns.
//
// An Engine serves one DNS persona. Queries share a few UDP sockets; an answer
// counts only when it comes from the address that was asked, with the id and
// the question that were asked. A truncated answer is asked again over TCP.
// A failed attempt goes to another resolver, and a resolver that keeps failing
// is passed over for a while.
//
// Guarantees: a name gets at most one Result per call of Resolve, exactly one
// unless the context ends or the engine is closed; never more than MaxInFlight
// queries are out at once; no query is sent to an address the guard refuses.
// Not guaranteed: the order of results, and authenticity (DNSSEC is not checked).
package resolver
