// Package projections keeps the read models, the tables that answer queries,
// equal to the event log.
//
// There is one [Projector] with one checkpoint. Each of its transactions
// brings all read models to the same sequence, in the order of the log:
//
//	log -> reader (decodes ahead) -> writer: lock checkpoint, COPY rows, move counters, move checkpoint, commit
//
// So every answer reflects exactly one sequence, sums always add up, and a
// crash at any moment repeats or loses nothing: rows and checkpoint are
// committed together.
//
// A read model is one file: its rows, its writer and its queries. All of them
// lie in a schema read_<n>, made by SQL of package migrations and named by the
// one row of domainflow.read_schema. A rebuild fills the next schema beside
// the active one and then changes that row.
//
// Nothing decides by reading a read model, and nothing but the projector
// writes one.
package projections
