// Package processors does the work of campaigns: event in, names generated,
// resolved or fetched, results out as events.
//
//	EVENTS --fold--> Dispatcher --unit--> WORK --lease--> Workers --part--> EVENTS
//
// The unit of work is one result message of the source: a names_generated
// message for resolve, a names_resolved part for fetch, a range of offsets
// for generate. Its results are recorded in numbered parts, each on a subject
// of its own where the first writer wins.
//
// Guarantees: every name gets exactly one result, whoever works on it and
// however often; a crash costs at most the names whose part was not stored
// yet, which are asked again. Not guaranteed: that a name is asked only once.
//
// The [Dispatcher] holds no truth: it folds EVENTS into memory and can be
// killed, doubled and restarted at any moment. WORK is a queue in memory that
// is filled again when it is lost. [Workers] hold leases, no state.
package processors
