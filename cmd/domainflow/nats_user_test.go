package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"

	"domainflow/projections"
)

// reader is a NATS user with their secret.
type reader struct {
	projections.NATSUser
	Seed string
}

// newReader lets somebody read.
func (p *process) newReader(name string, subjects ...string) reader {
	p.t.Helper()
	var r reader
	body, err := json.Marshal(object{"name": name, "subjects": subjects})
	require.NoError(p.t, err)
	require.NoError(p.t, p.call(context.Background(), http.MethodPost, "/nats-users", strings.NewReader(string(body)), &r), p.output)
	return r
}

// said waits for a line that begins so, and returns the rest of it.
func (p *process) said(begin string) (rest string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		p.output.mu.Lock()
		defer p.output.mu.Unlock()
		for _, line := range p.output.said {
			if after, ok := strings.CutPrefix(line, begin); ok {
				rest = after
				return true
			}
		}
		return false
	}, patience, time.Millisecond, p.output)
	return rest
}

func (p *process) natsURL() string { return p.said("NATS clients connect to ") }

// refused runs a command line that fails, and returns what it said.
func refused(t *testing.T, args ...string) string {
	t.Helper()
	p, _ := launch(t, args...)
	require.Error(t, p.wait(), p.output)
	return p.output.String()
}

// readerOf reads what nats-user create printed.
func readerOf(t *testing.T, printed string) reader {
	t.Helper()
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = strings.Trim(value, "'")
	}
	return reader{Seed: values["NATS_SEED"], NATSUser: projections.NATSUser{PublicKey: values["NATS_PUBLIC_KEY"],
		InboxPrefix: values["NATS_INBOX_PREFIX"], Consumer: values["NATS_CONSUMER"], Subjects: strings.Split(values["NATS_SUBJECTS"], ",")}}
}

func (r reader) dial(t *testing.T, url string, opts ...nats.Option) (*nats.Conn, error) {
	t.Helper()
	key, err := nkeys.FromSeed([]byte(r.Seed))
	require.NoError(t, err)
	base := []nats.Option{nats.Nkey(r.PublicKey, key.Sign), nats.CustomInboxPrefix(r.InboxPrefix), nats.MaxReconnects(-1)}
	nc, err := nats.Connect(url, append(base, opts...)...)
	if err == nil {
		t.Cleanup(nc.Close)
	}
	return nc, err
}

// enter waits until the reader is let in.
func (r reader) enter(t *testing.T, url string, opts ...nats.Option) *nats.Conn {
	t.Helper()
	var nc *nats.Conn
	require.Eventually(t, func() bool {
		var err error
		nc, err = r.dial(t, url, opts...)
		return err == nil
	}, patience, 10*time.Millisecond)
	return nc
}

// next takes an event by the consumer of the reader.
func (r reader) next(t *testing.T, nc *nats.Conn) jetstream.Msg {
	t.Helper()
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	consumer, err := js.Consumer(t.Context(), "EVENTS", r.Consumer)
	require.NoError(t, err)
	m, err := consumer.Next(jetstream.FetchMaxWait(patience / 6))
	require.NoError(t, err)
	require.NoError(t, m.DoubleAck(t.Context()))
	return m
}

// The verbs work on the data of a serve that is stopped, and of one that runs.
func TestNATSUserVerbs(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	create := []string{"nats-user", "create", "--data", data, "--name"}
	first := readerOf(t, execute(t, append(create, "warehouse", "--subjects", "domainflow.nats_user.>,domainflow.persona.>")...))
	require.Equal(t, []string{"domainflow.nats_user.>", "domainflow.persona.>"}, first.Subjects)
	require.Contains(t, refused(t, append(create, "Warehouse")...), "another one has this name")
	require.Contains(t, refused(t, append(create, "n", "--subjects", ">")...), "subjects[0]")

	p := serve(t, "--data", data, "--nats-listen", "127.0.0.1:0")
	require.Equal(t, []string{"warehouse"}, p.readers())
	nc := first.enter(t, p.natsURL())
	require.Contains(t, first.next(t, nc).Subject(), "domainflow.nats_user.")
	require.Regexp(t, `warehouse .* domainflow\.nats_user\.>,domainflow\.persona\.>`, execute(t, "nats-user", "list", "--data", data))
	require.Contains(t, refused(t, append(create, "warehouse")...), "another one has this name")
	require.Contains(t, refused(t, "nats-user", "revoke", "--data", data, "--name", "nobody"), `is called "nobody"`)

	gone := nc.StatusChanged(nats.CLOSED)
	require.Contains(t, execute(t, "nats-user", "revoke", "--data", data, "--name", " WAREHOUSE"), `"warehouse" is revoked`)
	<-gone
	second := readerOf(t, execute(t, append(create, "warehouse")...))
	require.Equal(t, []string{"domainflow.>"}, second.Subjects)
	second.enter(t, p.natsURL())
	_, err := first.dial(t, p.natsURL())
	require.ErrorIs(t, err, nats.ErrAuthorization)
}

// readers are the names in the list of the API.
func (p *process) readers() []string {
	p.t.Helper()
	names := []string{}
	require.Eventually(p.t, func() bool {
		var page projections.Page[projections.NATSUser]
		if err := p.call(context.Background(), http.MethodGet, "/nats-users", http.NoBody, &page); err != nil {
			return false
		}
		names = names[:0]
		for _, u := range page.Items {
			names = append(names, u.Name)
		}
		return len(names) > 0
	}, patience, 10*time.Millisecond)
	return names
}

func TestNATSUsersOfExternalServers(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"nats-user", "create", "--name", "n"}, {"nats-user", "list"}, {"nats-user", "revoke", "--name", "n"}, {"serve", "--nats-listen", "127.0.0.1:0"},
	} {
		require.Contains(t, refused(t, append(args, "--nats-url", "nats://127.0.0.1:1", "--data", dataDir(t))...), "docs/nats.md", args)
	}
}

// forbidden is what nobody but DomainFlow may publish.
var forbidden = []string{
	"domainflow.persona.1.forged", "append.domainflow.persona.1.forged", "work.generate.1.1", "$SYS.REQ.SERVER.PING",
	"$JS.API.STREAM.PURGE.EVENTS", "$JS.API.STREAM.DELETE.EVENTS", "$JS.API.STREAM.UPDATE.EVENTS", "$JS.API.STREAM.MSG.DELETE.EVENTS",
	"$JS.API.STREAM.MSG.GET.EVENTS", "$JS.API.DIRECT.GET.EVENTS", "$JS.API.CONSUMER.CREATE.EVENTS", "$JS.API.STREAM.PURGE.WORK",
}

// requireDenied waits for the server to refuse a subject.
func requireDenied(t *testing.T, nc *nats.Conn, errs <-chan error, subject string) {
	t.Helper()
	require.NoError(t, nc.Flush())
	select {
	case err := <-errs:
		require.ErrorIs(t, err, nats.ErrPermissionViolation)
		require.ErrorContains(t, err, `"`+subject+`"`)
	case <-time.After(patience):
		require.Fail(t, "allowed: "+subject)
	}
}

// A reader may do nothing else, and hears of nothing that is not in the log.
func TestNATSUsersMayOnlyRead(t *testing.T) {
	t.Parallel()
	p := serve(t, "--data", dataDir(t), "--nats-listen", "127.0.0.1:0")
	r, other := p.newReader("curious", "domainflow.persona.>"), p.newReader("other")
	errs := make(chan error, 100)
	nc := r.enter(t, p.natsURL(), nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { errs <- err }))
	victim := other.enter(t, p.natsURL())
	heard, err := victim.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	theirs, err := victim.SubscribeSync(other.InboxPrefix + ".>")
	require.NoError(t, err)
	require.NoError(t, victim.Flush())
	before := p.logged(0)

	for _, subject := range append([]string{
		"$JS.API.CONSUMER.MSG.NEXT.EVENTS." + other.Consumer, "$JS.ACK.EVENTS." + other.Consumer + ".1.1.1.1700000000000000000.0",
		other.InboxPrefix + ".x",
	}, forbidden...) {
		require.NoError(t, nc.PublishRequest(subject, r.InboxPrefix+".answer", nil))
		requireDenied(t, nc, errs, subject)
	}
	for _, subject := range []string{"domainflow.>", "domainflow.campaign.>", "append.>", "work.>", other.InboxPrefix + ".>", "_INBOX.>", "$JS.>", "$SYS.>", ">"} {
		_, err := nc.SubscribeSync(subject)
		require.NoError(t, err)
		requireDenied(t, nc, errs, subject)
	}
	// The stream checks what is published, not where its answer goes.
	for _, goal := range []string{"append.domainflow.persona.1.forged", "$JS.API.STREAM.DELETE.EVENTS", other.InboxPrefix + ".x"} {
		require.NoError(t, nc.PublishRequest("$JS.API.CONSUMER.INFO.EVENTS."+r.Consumer, goal, nil))
	}
	require.NoError(t, nc.Flush())

	p.race(12)
	logged := p.logged(len(before))
	require.NotEmpty(t, logged)
	for _, want := range logged {
		m, err := heard.NextMsg(patience)
		require.NoError(t, err)
		require.Equal(t, want, shownOf(m.Header, m.Header.Get("Nats-Sequence")))
	}
	for _, s := range []*nats.Subscription{heard, theirs} {
		pending, _, err := s.Pending()
		require.NoError(t, err)
		require.Zero(t, pending)
	}
	require.Contains(t, r.next(t, nc).Subject(), "domainflow.persona.", "of all there is, its subjects")
}

// shownOf is an event as logged has it.
func shownOf(h nats.Header, sequence any) string {
	return fmt.Sprintf("%v %s %s", sequence, h.Get("ce-type"), h.Get("ce-subject"))
}

// race creates one thing many times at once: all but one are refused.
func (p *process) race(n int) {
	p.t.Helper()
	made := make(chan error, n)
	for range n {
		go func() {
			_, err := p.create(context.Background(), "/personas/dns", object{"name": "same", "configDetails": object{"resolvers": []string{"9.9.9.9"}}})
			made <- err
		}()
	}
	lost := 0
	for range n {
		if err := <-made; err != nil {
			require.ErrorContains(p.t, err, "NAME_TAKEN")
			lost++
		}
	}
	require.Equal(p.t, n-1, lost)
}

// logged are the events after the first so many, as examples print them:
// sequence, type and aggregate.
func (p *process) logged(after int) []string {
	p.t.Helper()
	var lines []string
	for _, e := range all[projections.Event](p, "/events") {
		lines = append(lines, fmt.Sprintf("%d %s %s", e.Sequence, e.Type, e.AggregateID))
	}
	return lines[after:]
}
