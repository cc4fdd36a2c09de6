package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

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

// generateLimit is generate -> message -> rows with nothing else.
func generateLimit(names int) prepare { return ceiling(names, namesTable) }

// lifeLimit is the whole life with nothing else.
func lifeLimit(names int) prepare { return ceiling(names, namesTable, dnsTable, httpTable) }

var (
	namesTable = table{"names", "name text", names1000, func(body []byte) ([][]any, error) {
		var e struct {
			FirstOrdinal int64
			Names        []string
		}
		err := json.Unmarshal(body, &e)
		rows := make([][]any, len(e.Names))
		for i, name := range e.Names {
			rows[i] = []any{int32(1), e.FirstOrdinal + int64(i), name}
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
			rows[i] = []any{int32(1), ordinal, int16(1), e.CheckedFrom}
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
			rows[i] = []any{int32(1), page.Ordinal, int16(1), page.CheckedAt}
		}
		return rows, err
	}}
)

func ceiling(names int, tables ...table) prepare {
	return func(ctx context.Context, r *rig) (func() (int, error), error) {
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
		return func() (int, error) { return names, flow(ctx, r, js, names/partSize, tables) }, nil
	}
}

// message is one decoded message on its way to its table.
type message struct {
	table table
	rows  [][]any
}

// flow publishes, reads, decodes and copies, each in a goroutine of its own.
func flow(ctx context.Context, r *rig, js jetstream.JetStream, chunks int, tables []table) error {
	published := make(chan error, 1)
	go func() { published <- publish(ctx, js, chunks, tables) }()
	decoded, readErr := make(chan message, perTransaction), make(chan error, 1)
	go func() {
		defer close(decoded)
		i := 0
		_, err := read(ctx, js, "RAW", chunks*len(tables), func(m jetstream.Msg) error {
			t := tables[i/chunks]
			i++
			rows, err := t.rows(m.Data())
			decoded <- message{t, rows}
			return err
		})
		readErr <- err
	}()
	for done := false; !done; {
		var batch []message
		if batch, done = gather(decoded); len(batch) > 0 {
			if err := copyRows(ctx, r, batch); err != nil {
				return err
			}
		}
	}
	if err := <-readErr; err != nil {
		return err
	}
	return <-published
}

func publish(ctx context.Context, js jetstream.JetStream, chunks int, tables []table) error {
	for _, t := range tables {
		for chunk := range chunks {
			event, _ := t.part(chunk)
			body, err := json.Marshal(event)
			if err != nil {
				return err
			}
			m := &nats.Msg{Subject: "raw." + t.name + "." + strconv.Itoa(chunk), Data: body}
			if _, err := js.PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(0)); err != nil {
				return err
			}
		}
	}
	return nil
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

func copyRows(ctx context.Context, r *rig, batch []message) error {
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		for len(batch) > 0 {
			t := batch[0].table
			var rows [][]any
			for len(batch) > 0 && batch[0].table.name == t.name {
				rows, batch = append(rows, batch[0].rows...), batch[1:]
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
