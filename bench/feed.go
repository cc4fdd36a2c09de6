package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go/jetstream"

	"domainflow/handlers/processors"
)

// feeding stores a burst of events and waits until each of the clients of the
// live feed has all of them. The limit sends as many frames of the same size
// to as many clients of plain gorilla, out of nothing.
func feeding(clients, burst int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		a, address, err := r.feedOf(ctx)
		if err != nil {
			return sides{}, err
		}
		event := kilobyte()
		ours, err := watch(clients, address, subscribe(-1, "caught_up"))
		if err != nil {
			return sides{}, err
		}
		frame, err := firstFrame(ours, func() error { return store(ctx, a.Store, event, 1) })
		if err != nil {
			return sides{}, err
		}
		plain := &plainFeed{}
		if address, err = r.serve(ctx, plain); err != nil {
			return sides{}, err
		}
		limit, err := watch(clients, address, func(*websocket.Conn) error { return nil })
		r.before = append(r.before, ours.close, limit.close, plain.close)
		return sides{
			ours: func() (int, error) {
				return clients * burst, ours.receive(burst, func() error { return store(ctx, a.Store, event, burst) })
			},
			limit: func() (int, error) {
				return clients * burst, limit.receive(burst, func() error { return plain.send(frame, burst) })
			},
		}, err
	}
}

// firstFrame is what one event looks like; all read theirs.
func firstFrame(all watchers, send func() error) (frame []byte, err error) {
	if err := send(); err != nil {
		return nil, err
	}
	for _, conn := range all {
		if _, frame, err = conn.ReadMessage(); err != nil {
			return nil, err
		}
	}
	return frame, nil
}

// feedOf is a feed on a store with read models that follow it.
func (r *rig) feedOf(ctx context.Context) (a processors.Aggregates, address string, err error) {
	if a, err = r.aggregates(ctx); err != nil {
		return a, "", err
	}
	p, err := r.projector(ctx, a.Store)
	if err != nil {
		return a, "", err
	}
	address, err = r.feed(ctx, a, p.Queries())
	return a, address, err
}

// catchingUp lets many clients at once begin in the middle of a log that is
// longer than what the feed holds in memory. The limit gives each an ordered
// consumer and a goroutine of its own that writes what comes as it is.
func catchingUp(clients, events int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		if _, err := r.filled(ctx, kilobyte(), events); err != nil {
			return sides{}, err
		}
		_, address, err := r.feedOf(ctx)
		if err != nil {
			return sides{}, err
		}
		js, err := jetstream.New(r.nc)
		if err != nil {
			return sides{}, err
		}
		raw := &rawReplay{ctx: ctx, js: js, from: uint64(events/2 + 1), n: events - events/2}
		rawAddress, err := r.serve(ctx, raw)
		replayed := clients * raw.n
		return sides{
			ours: func() (int, error) {
				all, err := watch(clients, address, subscribe(int64(events/2), "caught_up"))
				all.close()
				return replayed, err
			},
			limit: func() (int, error) {
				all, err := watch(clients, rawAddress, func(*websocket.Conn) error { return nil })
				if err == nil {
					err = all.receive(raw.n, func() error { return nil })
				}
				all.close()
				raw.writing.Wait()
				return replayed, err
			},
		}, err
	}
}

// rawReplay writes a part of EVENTS to whoever connects.
type rawReplay struct {
	ctx     context.Context //nolint:containedctx // of the measure, for a handler
	js      jetstream.JetStream
	from    uint64
	n       int
	writing sync.WaitGroup
}

func (p *rawReplay) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, q, nil)
	if err != nil {
		return
	}
	p.writing.Go(func() {
		defer func() { _ = conn.Close() }()
		// The client of NATS gives up a request after 5 s unless told otherwise.
		ctx, cancel := context.WithTimeout(p.ctx, 10*time.Minute)
		defer cancel()
		err := read(ctx, p.js, "EVENTS", p.from, p.n, func(m jetstream.Msg) error {
			return conn.WriteMessage(websocket.TextMessage, m.Data())
		})
		if err == nil {
			_, _, _ = conn.ReadMessage() // until the client leaves
		}
	})
}
