package eventstore_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

func openAccess(t *testing.T, r rig, server int) *eventstore.AccessLog {
	t.Helper()
	l, err := eventstore.OpenAccess(t.Context(), r.Conns[server], eventstore.Config{Replicas: len(r.Conns), RequestTimeout: 10 * time.Second})
	require.NoError(t, err)
	return l
}

func accessRecord(kind string, n int) eventstore.Access {
	return eventstore.Access{
		Type: kind, ID: uuid.NewString(), Actor: eventstore.Actor{ID: fmt.Sprint("user-", n%2), Kind: "user"},
		Time: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), CorrelationID: fmt.Sprint("request-", n), Data: json.RawMessage(`{"count":1}`),
	}
}

// readAccess goes through all pages of a query, and gives sequences.
func readAccess(t *testing.T, l *eventstore.AccessLog, q eventstore.AccessQuery) (found []uint64, pages int) {
	t.Helper()
	for {
		page, err := l.Read(t.Context(), q)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Records), q.Limit)
		for _, a := range page.Records {
			found = append(found, a.Sequence)
		}
		if pages++; page.Next == 0 {
			return found, pages
		}
		if q.Descending {
			q.Before = page.Next
		} else {
			q.After = page.Next
		}
	}
}

func TestAccessRecordsAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, r rig) {
		l := openAccess(t, r, 0)
		empty, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 10})
		require.NoError(t, err)
		require.Zero(t, empty)

		js, err := jetstream.New(r.Conns[0])
		require.NoError(t, err)
		stream, err := js.Stream(t.Context(), "ACCESS")
		require.NoError(t, err)
		config := stream.CachedInfo().Config
		require.Equal(t, 365*24*time.Hour, config.MaxAge)
		require.EqualValues(t, 1<<30, config.MaxBytes)
		require.Equal(t, jetstream.DiscardOld, config.Discard)
		require.Equal(t, len(r.Conns), config.Replicas)

		heard, err := r.Conns[0].SubscribeSync("domainflow.>")
		require.NoError(t, err)
		want := accessRecord("login_failed", 0)
		want.Actor = eventstore.Actor{}
		require.NoError(t, l.Append(t.Context(), want))
		require.NoError(t, l.Append(t.Context(), want), "again, since nobody answered")
		require.Eventually(t, func() bool {
			page, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 10})
			return err == nil && len(page.Records) == 1
		}, patient, tick)
		page, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 10})
		require.NoError(t, err)
		want.Sequence, want.StoredAt = 1, page.Records[0].StoredAt
		require.Equal(t, want, page.Records[0])
		require.Equal(t, "access.login_failed", page.Records[0].Name())
		require.NotZero(t, want.StoredAt)

		// No subscriber hears of it, and it is no event.
		stored, _, err := newCounters(r.store(0)).Do(t.Context(), meta(), newID(), command{Raise: "x"})
		require.NoError(t, err)
		require.EqualValues(t, 1, stored.Sequence)
		m, err := heard.NextMsg(patient)
		require.NoError(t, err)
		require.Contains(t, m.Subject, "domainflow.counter.")

		require.ErrorIs(t, l.Append(t.Context(), accessRecord("no.token", 0)), eventstore.ErrMalformed)
		var api *jetstream.APIError
		require.ErrorAs(t, stream.Purge(t.Context()), &api)
		require.ErrorContains(t, stream.DeleteMsg(t.Context(), 1), "not permitted")
	})
}

func TestAccessRecordsAreSelected(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	l := openAccess(t, r, 0)
	const n = 600
	kinds := []string{"refused", "exported", "login_succeeded"}
	for i := range n {
		require.NoError(t, l.Append(t.Context(), accessRecord(kinds[i%3], i)))
	}
	page, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 1000})
	require.NoError(t, err)
	require.Len(t, page.Records, n)
	at := func(sequence uint64) time.Time { return page.Records[sequence-1].StoredAt }
	for name, c := range map[string]struct {
		query eventstore.AccessQuery
		want  func(sequence uint64) bool
	}{
		"all":         {eventstore.AccessQuery{}, func(uint64) bool { return true }},
		"type":        {eventstore.AccessQuery{Types: []string{"exported"}}, func(s uint64) bool { return s%3 == 2 }},
		"two types":   {eventstore.AccessQuery{Types: []string{"exported", "refused"}}, func(s uint64) bool { return s%3 != 0 }},
		"actor":       {eventstore.AccessQuery{ActorID: "user-1"}, func(s uint64) bool { return s%2 == 0 }},
		"request":     {eventstore.AccessQuery{CorrelationID: "request-41"}, func(s uint64) bool { return s == 42 }},
		"after":       {eventstore.AccessQuery{After: 597}, func(s uint64) bool { return s > 597 }},
		"before":      {eventstore.AccessQuery{Before: 3}, func(s uint64) bool { return s < 3 }},
		"none before": {eventstore.AccessQuery{Before: 1}, func(uint64) bool { return false }},
		"between":     {eventstore.AccessQuery{After: 100, Before: 300}, func(s uint64) bool { return s > 100 && s < 300 }},
		"from":        {eventstore.AccessQuery{From: at(590)}, func(s uint64) bool { return !at(s).Before(at(590)) }},
		"to":          {eventstore.AccessQuery{To: at(10)}, func(s uint64) bool { return at(s).Before(at(10)) }},
		"later":       {eventstore.AccessQuery{From: time.Now().Add(time.Hour)}, func(uint64) bool { return false }},
		"nobody":      {eventstore.AccessQuery{ActorID: "x"}, func(uint64) bool { return false }},
	} {
		var want []uint64
		for _, a := range page.Records {
			if c.want(a.Sequence) {
				want = append(want, a.Sequence)
			}
		}
		for _, limit := range []int{1000, 7} {
			if len(want) > 100 && limit == 7 {
				limit = 97
			}
			c.query.Limit = limit
			found, _ := readAccess(t, l, c.query)
			require.Equal(t, want, found, "%s by %d", name, limit)
			down := c.query
			down.Descending = true
			found, _ = readAccess(t, l, down)
			require.Len(t, found, len(want), "%s descending by %d", name, limit)
			for i, s := range found {
				require.Equal(t, want[len(want)-1-i], s, "%s descending by %d", name, limit)
			}
		}
	}
}

// A page that finds nothing does not go through a year.
func TestAccessPagesLookAtSoManyRecords(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	l := openAccess(t, r, 0)
	js, err := jetstream.New(r.Conns[0])
	require.NoError(t, err)
	const n = 10_500
	for range n {
		_, err := js.PublishAsync("append.access.refused", []byte(`{"id":"x"}`))
		require.NoError(t, err)
	}
	<-js.PublishAsyncComplete()
	for _, descending := range []bool{false, true} {
		found, pages := readAccess(t, l, eventstore.AccessQuery{Types: []string{"exported"}, Descending: descending, Limit: 50})
		require.Empty(t, found)
		require.Equal(t, 2, pages)
	}
	first, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 50})
	require.NoError(t, err)
	require.Len(t, first.Records, 50)
	require.EqualValues(t, n, first.Sequence)
}

func TestAccessOfAnotherHand(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	l := openAccess(t, r, 0)
	require.NoError(t, r.Conns[0].Publish("append.access.refused", []byte("not JSON")))
	require.NoError(t, r.Conns[0].Flush())
	_, err := l.Read(t.Context(), eventstore.AccessQuery{Limit: 1})
	var malformed *eventstore.EnvelopeError
	require.ErrorAs(t, err, &malformed)
}
