// Package fetcher is the HTTP engine: it asks for the start page of each name of a list, once, at the addresses the
// DNS result holds, and says what came back. It knows nothing of campaigns, events or keyword rules.
//
// The pages come from strangers. Everything read from them is bounded (time, header bytes, wire bytes, decoded bytes,
// redirects), and no connection is made that the outbound guard refuses. A hostile site costs its own name a result
// and nothing else.
//
// What lies where: config.go and fetch.go are the way in, page.go the way out; visit.go is the course of one name
// (targets, retries), redirect.go and exchange.go that of one target and one request; guard.go, dial.go and limit.go
// stand before every connection; body.go, decode.go, charset.go and text.go turn bytes into text.
package fetcher
