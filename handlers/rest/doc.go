// Package rest is the HTTP API: commands and queries under /api/v2, health,
// and the OpenAPI 3.1 document that is made from the very handlers.
//
//	command: read strictly -> load from the log -> decide -> append -> await the read models -> answer the resource
//	query:   await minSequence -> ask the read models -> answer, with the sequence it reflects
//
// Nothing is decided by what a read model says, and nothing is answered from
// the log: a command whose effect the read models do not show in time is
// answered 202 with its sequence.
//
// Before that, every request passes, in this order: its id, the access log,
// security headers, the guard of hosts and origins, CORS, the rate limit. What
// they do is up to the settings of the moment.
//
// Every error is application/problem+json, also those of the router and of
// panics. See codes for the closed list.
package rest
