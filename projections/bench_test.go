package projections_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

const (
	benchEvents = 300
	perEvent    = 1000
)

// BenchmarkNames projects events of 1,000 generated names that are in the log
// already. The ratio is to a plain pgx CopyFrom of the same rows into a table
// of the same shape, 50,000 a transaction.
func BenchmarkNames(b *testing.B) {
	for b.Loop() {
		r := newRig(b)
		r.benchNames()
		r.benchAgainst("names")
	}
}

// BenchmarkWholeLife projects names, a DNS result for each and a page for one
// in twenty. One life is 2.05 rows.
func BenchmarkWholeLife(b *testing.B) {
	for b.Loop() {
		r := newRig(b)
		id := r.benchNames()
		dns, http := newID(), newID()
		r.append(campaign.Category, dns, dnsCampaign("dns", id), campaign.Started{})
		r.append(campaign.Category, http, httpCampaign("http", dns), campaign.Started{})
		for i := range int64(benchEvents) {
			r.part(dns, resolved(between(i*perEvent, (i+1)*perEvent)...))
			ordinals := make([]int64, perEvent/20)
			for j := range ordinals {
				ordinals[j] = i*perEvent + int64(j)*20
			}
			r.part(http, pages(ordinals...))
		}
		r.benchAgainst("names", "dns_results", "http_results")
	}
}

func (r *rig) benchNames() (id string) {
	id = newID()
	r.append(campaign.Category, id, generation("bench"), startedWith(0, benchEvents*perEvent))
	for i := range int64(benchEvents) {
		r.part(id, names(i*perEvent, perEvent, false))
	}
	return id
}

// benchAgainst measures the projector up to the end of the log, and then the
// raw COPY of the rows it made.
func (r *rig) benchAgainst(tables ...string) {
	b := r.t.(*testing.B)
	_, err := r.pool.Exec(b.Context(), "CHECKPOINT")
	require.NoError(b, err)
	p := r.open(r.config())
	b.ResetTimer()
	stop := r.run(p)
	r.reach(p)
	projected := b.Elapsed()
	b.StopTimer()
	require.ErrorContains(b, stop(), "canceled")

	copies := make([]func(), len(tables))
	for i, table := range tables {
		copies[i] = r.rawCopy(table)
	}
	before := b.Elapsed()
	b.StartTimer()
	for _, run := range copies {
		run()
	}
	raw := b.Elapsed() - before
	names := float64(benchEvents * perEvent)
	b.ReportMetric(names/projected.Seconds(), "names/s")
	b.ReportMetric(names/raw.Seconds(), "raw-names/s")
	b.ReportMetric(raw.Seconds()/projected.Seconds(), "ratio")
}

// rawCopy reads all rows of a table and returns what copies them into another.
func (r *rig) rawCopy(table string) func() {
	b, ctx := r.t, r.t.Context()
	_, err := r.pool.Exec(ctx, "CREATE TABLE raw_"+table+" (LIKE read_1."+table+" INCLUDING ALL)")
	require.NoError(b, err)
	found, err := r.pool.Query(ctx, "SELECT * FROM read_1."+table)
	require.NoError(b, err)
	var columns []string
	for _, f := range found.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	rows, err := pgx.CollectRows(found, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	require.NoError(b, err)
	return func() {
		for len(rows) > 0 {
			batch := rows[:min(len(rows), 50*perEvent)]
			rows = rows[len(batch):]
			err := pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
				_, err := tx.CopyFrom(ctx, pgx.Identifier{"raw_" + table}, columns, pgx.CopyFromRows(batch))
				return err
			})
			require.NoError(b, err)
		}
	}
}
