package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/audit"
	"domainflow/handlers/people"
	"domainflow/handlers/rest"
	"domainflow/handlers/settings"
	"domainflow/internal/embedded"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// patience bounds every wait of a test; nothing is expected to take long.
const patience = 30 * time.Second

// rig is the API over a real log, a real database and a real projector.
type rig struct {
	t         *testing.T
	servers   *natstest.Servers
	store     *eventstore.Store
	valve     *valve
	dsn       string
	pool      *pgxpool.Pool
	projector *projections.Projector
	agg       rest.Aggregates
	settings  *settings.Follower
	access    *audit.Recorder
	accessLog *eventstore.AccessLog
	people    people.Gate
	users     *people.Users
	hasher    *secrets.Hasher
	masterKey string // the file
	clock     *later
	setup     secrets.Token
	// start is the end of the log when the test began.
	start uint64
	// token is that of the super_admin who sends what is not sent as somebody else,
	// and id theirs.
	token, id string
	stopping  chan struct{}
	echo      *echo.Echo
	url       string
	client    *http.Client
}

// newRig starts everything.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := newIdleRig(t)
	r.project()
	return r
}

// newIdleRig starts everything but the projector.
func newIdleRig(t *testing.T) *rig {
	t.Helper()
	return idleRigOn(t, natstest.Start(t, 1))
}

func idleRigOn(t *testing.T, servers *natstest.Servers) *rig {
	t.Helper()
	r := &rig{
		t: t, servers: servers, valve: newValve(), stopping: make(chan struct{}), clock: &later{}, dsn: pgtest.Database(t),
		masterKey: filepath.Join(t.TempDir(), "master.key"),
	}
	r.openStore(0)
	r.openDatabase()
	r.openPeople()
	first := r.signUp(user.SuperAdmin)
	r.token, r.id = first.token, first.id
	r.start = r.last()
	r.serve()
	return r
}

// another is a second instance: on another server where there are several, on
// the same database, with nothing in common in memory.
func (r *rig) another() *rig {
	r.t.Helper()
	second := &rig{
		t: r.t, servers: r.servers, valve: newValve(), stopping: make(chan struct{}), clock: r.clock, setup: r.setup, dsn: r.dsn, masterKey: r.masterKey,
	}
	second.openStore(1 % len(r.servers.Conns))
	second.openDatabase()
	second.openPeople()
	second.token, second.id, second.start = r.token, r.id, r.start
	second.serve()
	second.project()
	return second
}

func (r *rig) openStore(server int) {
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(r.t, err)
	r.store, err = eventstore.Open(r.t.Context(), r.servers.Conns[server], eventstore.Config{
		Registry: registry, Replicas: len(r.servers.Conns), RequestTimeout: 500 * time.Millisecond,
	})
	require.NoError(r.t, err)
	r.agg = rest.Aggregates{
		Store:       r.store,
		Campaigns:   eventstore.NewAggregate(r.store, campaign.Category, campaign.Decider),
		Patterns:    eventstore.NewAggregate(r.store, pattern.Category, pattern.Decider),
		Personas:    eventstore.NewAggregate(r.store, persona.Category, persona.Decider),
		KeywordSets: eventstore.NewAggregate(r.store, keywordset.Category, keywordset.Decider),
		Claims:      eventstore.NewAggregate(r.store, claim.Category, claim.Decider),
		Pipelines:   eventstore.NewAggregate(r.store, pipeline.Category, pipeline.Decider),
		NATSUsers:   eventstore.NewAggregate(r.store, natsuser.Category, natsuser.Decider),
		Settings:    eventstore.NewAggregate(r.store, setting.Category, setting.Decider),
	}
	r.settings, err = settings.Open(r.t.Context(), r.store, nil, slog.New(slog.DiscardHandler))
	require.NoError(r.t, err)
	r.background(r.settings.Run)
	r.accessLog, err = eventstore.OpenAccess(r.t.Context(), r.servers.Conns[server], eventstore.Config{Replicas: len(r.servers.Conns)})
	require.NoError(r.t, err)
	r.access = audit.New(audit.Config{Log: r.accessLog, Settings: r.settings.Now, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	r.background(r.access.Run)
}

func (r *rig) openDatabase() {
	config, err := pgxpool.ParseConfig(r.dsn)
	require.NoError(r.t, err)
	config.ConnConfig.DialFunc = r.valve.dial
	config.MaxConns = 6
	r.pool, err = pgxpool.NewWithConfig(r.t.Context(), config)
	require.NoError(r.t, err)
	r.t.Cleanup(r.pool.Close)
	r.projector, err = projections.Open(r.t.Context(), projections.Config{Pool: r.pool, Log: r.store, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(r.t, err)
}

// project runs the projector until the test ends.
func (r *rig) project() { r.background(r.projector.Run) }

// background runs a part until the test ends.
func (r *rig) background(run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = run(ctx)
	}()
	r.t.Cleanup(func() { cancel(); <-ended })
}

func (r *rig) config() rest.Config {
	return rest.Config{
		Aggregates: r.agg, ReadModels: r.projector, Queries: r.projector.Queries(),
		Probes: rest.Probes{
			EventStore: func(ctx context.Context) error { _, _, err := r.store.Last(ctx); return err },
			Database:   r.pool.Ping,
			Workers:    func(context.Context) error { return nil },
		},
		Work: func(context.Context) ([]rest.StepLoad, error) {
			return []rest.StepLoad{{Step: "resolve", Waiting: 1, InProgress: 2}}, nil
		},
		Access: r.access, AccessLog: r.accessLog,
		CurrentSettings: r.settings.Now, Gate: r.people, Users: r.users, SetupToken: r.setup,
		Build:      rest.Build{Version: "1.2.3", Time: "2026-01-02T03:04:05Z"},
		NewNATSKey: embedded.NewUserKey,
		Allow:      []netip.Prefix{netip.MustParsePrefix("127.64.0.0/10")},
		Stopping:   r.stopping, Clock: r.clock.now, Log: slog.New(slog.DiscardHandler),
	}
}

func (r *rig) serve() { r.serveWith(r.config()) }

func (r *rig) serveWith(config rest.Config) {
	r.echo = rest.New(config)
	server := httptest.NewServer(r.echo)
	r.url, r.client = server.URL, server.Client()
	r.t.Cleanup(server.Close)
}

// on is the rig for a part of its test.
func (r *rig) on(t *testing.T) *rig {
	part := *r
	part.t = t
	return &part
}

// reply is an answer, read to its end.
type reply struct {
	t *testing.T
	*http.Response
	text string
}

// send sends a body as it stands, with headers in pairs.
func (r *rig) send(method, path, body string, headers ...string) reply {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, bytes.NewBufferString(body))
	require.NoError(r.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := r.client.Do(request)
	require.NoError(r.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(r.t, err)
	return reply{r.t, response, string(text)}
}

func (r *rig) get(path string) reply { r.t.Helper(); return r.send(http.MethodGet, path, "") }

// post sends a value as JSON.
func (r *rig) post(path string, body any) reply {
	r.t.Helper()
	return r.send(http.MethodPost, path, asJSON(r.t, body))
}

func (r *rig) put(path string, body any) reply {
	r.t.Helper()
	return r.send(http.MethodPut, path, asJSON(r.t, body))
}

func (r *rig) delete(path string) reply { r.t.Helper(); return r.send(http.MethodDelete, path, "") }

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// is requires a status and gives the members of the body.
func (a reply) is(status int) object {
	a.t.Helper()
	require.Equal(a.t, status, a.StatusCode, "%s %s: %s", a.Request.Method, a.Request.URL.Path, a.text)
	var body object
	if a.text != "" {
		require.NoError(a.t, json.Unmarshal([]byte(a.text), &body), a.text)
	}
	return body
}

// object is a JSON object.
type object = map[string]any

// fails requires a problem with a code, and gives its fields as code by path.
func (a reply) fails(status int, code string) map[string]string {
	a.t.Helper()
	body := a.is(status)
	require.Equal(a.t, "application/problem+json", a.Header.Get("Content-Type"))
	require.Equal(a.t, code, body["code"], a.text)
	require.EqualValues(a.t, status, body["status"])
	require.Equal(a.t, a.Header.Get("X-Request-Id"), body["requestId"])
	require.Equal(a.t, a.Request.URL.EscapedPath(), body["instance"])
	fields := map[string]string{}
	list, _ := body["errors"].([]any)
	for _, entry := range list {
		field := entry.(object)
		require.NotEmpty(a.t, field["message"])
		fields[field["field"].(string)] = field["code"].(string)
	}
	return fields
}

// sequence is the header of that name.
func (a reply) sequence() uint64 {
	a.t.Helper()
	var n uint64
	_, err := fmt.Sscan(a.Header.Get("Event-Sequence"), &n)
	require.NoError(a.t, err, "Event-Sequence: %q", a.Header.Get("Event-Sequence"))
	return n
}

// last is the end of the log.
func (r *rig) last() uint64 {
	r.t.Helper()
	last, _, err := r.store.Last(r.t.Context())
	require.NoError(r.t, err)
	return last
}

// events are the subjects of the log after a sequence, without ids.
func (r *rig) events(after uint64) []string {
	r.t.Helper()
	var found []string
	last := r.last()
	if last == after {
		return nil
	}
	err := r.store.Follow(r.t.Context(), after, eventstore.Filter{UpTo: last}, func(e eventstore.Recorded) error {
		found = append(found, e.Name())
		return nil
	})
	require.NoError(r.t, err)
	return found
}

// create posts and gives the id of what was made, which the read models show. On
// a busy machine that may be after the answer.
func (r *rig) create(path string, body any) string {
	r.t.Helper()
	answer := r.post(path, body)
	location := answer.Header.Get("Location")
	if answer.StatusCode == http.StatusAccepted {
		shown := fmt.Sprintf("%s?minSequence=%d", location, answer.sequence())
		r.eventually(http.StatusOK, func() reply { return r.get(shown) })
	} else {
		answer.is(http.StatusCreated)
	}
	id := answer.is(answer.StatusCode)["id"].(string)
	require.Equal(r.t, locationOf(path)+"/"+id, location)
	return id
}

// locationOf is where things made by a path are.
func locationOf(path string) string {
	switch path {
	case generatePath, dnsPath, httpPath:
		return campaignsPath
	}
	return path
}

const (
	api             = "/api/v2"
	campaignsPath   = api + "/campaigns"
	generatePath    = campaignsPath + "/generate"
	dnsPath         = campaignsPath + "/dns-validate"
	httpPath        = campaignsPath + "/http-keyword-validate"
	dnsPersonas     = api + "/personas/dns"
	httpPersonas    = api + "/personas/http"
	keywordSetsPath = api + "/keywords/sets"
	pipelinesPath   = api + "/pipelines"
	eventsPath      = api + "/events"
	natsUsersPath   = api + "/nats-users"
	previewPath     = api + "/patterns/preview"
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// together runs a function n times at once.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// asText is a value as JSON, to compare.
func asText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
