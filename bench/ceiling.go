package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"domainflow/domain"
)

// perTransaction is how many messages a transaction takes at most.
const perTransaction = 50

// table is a bare table for the rows of one step: the columns that the proof
// of concept of the design had, without any of what makes a product of it.
type table struct {
	name, columns string
	part          func(chunk int) (domain.Event, domain.Counts)
	rows          func(body []byte) ([][]any, error)
}

var (
	namesTable = table{"names", "name text", names1000, func(body []byte) ([][]any, error) {
		var e struct {
			FirstOrdinal int64
			Names        []string
		}
		err := json.Unmarshal(body, &e)
		rows := make([][]any, len(e.Names))
		for i, name := range e.Names {
			rows[i] = []any{nil, e.FirstOrdinal + int64(i), name}
		}
		return rows, err
	}}
	dnsTable = table{"dns", "status smallint, at timestamptz", resolved1000, func(body []byte) ([][]any, error) {
		var e struct {
			Ordinals    []int64
			CheckedFrom time.Time
		}
		err := json.Unmarshal(body, &e)
		rows := make([][]any, len(e.Ordinals))
		for i, ordinal := range e.Ordinals {
			rows[i] = []any{nil, ordinal, int16(1), e.CheckedFrom}
		}
		return rows, err
	}}
	httpTable = table{"http", "status smallint, at timestamptz", checked1000, func(body []byte) ([][]any, error) {
		var e struct {
			Pages []struct {
				Ordinal   int64
				CheckedAt time.Time
			}
		}
		err := json.Unmarshal(body, &e)
		rows := make([][]any, len(e.Pages))
		for i, page := range e.Pages {
			rows[i] = []any{nil, page.Ordinal, int16(1), page.CheckedAt}
		}
		return rows, err
	}}
)

// ceiling is publish -> read -> rows with nothing else, over and over: each
// call is a run of its own.
func ceiling(ctx context.Context, r *rig, names int, tables ...table) (func() (int, error), error) {
	js, err := rawStream(ctx, r)
	if err != nil {
		return nil, err
	}
	if _, err := r.pool.Exec(ctx, "CREATE TABLE checkpoint (sequence bigint); INSERT INTO checkpoint VALUES (0)"); err != nil {
		return nil, err
	}
	for _, t := range tables {
		create := fmt.Sprintf("CREATE TABLE %s (campaign int, ordinal bigint, %s, PRIMARY KEY (campaign, ordinal))", t.name, t.columns)
		if _, err := r.pool.Exec(ctx, create); err != nil {
			return nil, err
		}
	}
	f := flow{rig: r, js: js, chunks: names / partSize, tables: tables}
	return func() (int, error) { f.number++; return names, f.run(ctx) }, nil
}

// flow is one run of the ceiling. Its number is that of its campaign.
type flow struct {
	rig    *rig
	js     jetstream.JetStream
	chunks int
	tables []table
	number int
}

// message is one decoded message on its way to its table.
type message struct {
	table table
	rows  [][]any
}

// run publishes, reads, decodes and copies, each in a goroutine of its own.
func (f flow) run(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { return f.publish(ctx) })
	decoded := make(chan message, perTransaction)
	g.Go(func() error {
		defer close(decoded)
		return f.decode(ctx, decoded)
	})
	for done := false; !done; {
		var batch []message
		if batch, done = gather(decoded); len(batch) > 0 {
			if err := f.copyRows(ctx, batch); err != nil {
				return err
			}
		}
	}
	return g.Wait()
}

// publish stores the parts step by step, with as many publishers as ours.
func (f flow) publish(ctx context.Context) error {
	for _, t := range f.tables {
		var g errgroup.Group
		g.SetLimit(publishers)
		for chunk := range f.chunks {
			g.Go(func() error {
				event, _ := t.part(chunk)
				body, err := json.Marshal(event)
				if err != nil {
					return err
				}
				return publishRaw(ctx, f.js, fmt.Sprintf("raw.%s.%d.%d", t.name, f.number, chunk), body)
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (f flow) decode(ctx context.Context, out chan<- message) error {
	total, i := f.chunks*len(f.tables), 0
	return read(ctx, f.js, "RAW", uint64((f.number-1)*total+1), total, func(m jetstream.Msg) error {
		t := f.tables[i/f.chunks]
		i++
		rows, err := t.rows(m.Data())
		out <- message{t, rows}
		return err
	})
}

// gather takes what is waiting, at least one message.
func gather(from <-chan message) (batch []message, done bool) {
	for m := range from {
		batch = append(batch, m)
		if len(batch) == perTransaction || len(from) == 0 {
			return batch, false
		}
	}
	return batch, true
}

func (f flow) copyRows(ctx context.Context, batch []message) error {
	return pgx.BeginFunc(ctx, f.rig.pool, func(tx pgx.Tx) error {
		for len(batch) > 0 {
			t := batch[0].table
			var rows [][]any
			for len(batch) > 0 && batch[0].table.name == t.name {
				rows, batch = append(rows, batch[0].rows...), batch[1:]
			}
			for _, row := range rows {
				row[0] = int32(f.number)
			}
			columns := []string{"campaign", "ordinal", "name"}
			if t.name != namesTable.name {
				columns = []string{"campaign", "ordinal", "status", "at"}
			}
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, columns, pgx.CopyFromRows(rows)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "UPDATE checkpoint SET sequence = sequence + 1")
		return err
	})
}
