package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/projections"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// patience bounds every wait of a test; nothing is expected to take long.
const patience = time.Minute

// rig is a log, and as many feeds on it as a test starts.
type rig struct {
	t       testing.TB
	servers *natstest.Servers
	store   *eventstore.Store
	// gate knows the admins. A rig with people has one that follows the log.
	gate  people.Gate
	conns atomic.Uint64
	*cast
}

// admins are super_admins that the log knows nothing of: those of tests that
// are not about people.
const admins = 50

func admin(n int) string { return fmt.Sprint("admin-", n%admins) }

func gateOfAdmins() people.Gate {
	directory := user.NewDirectory()
	for n := range admins {
		directory.Apply(uint64(n+1), admin(n), user.Created{Roles: []user.Role{user.SuperAdmin}})
	}
	return people.Gate{Directory: directory, Now: time.Now}
}

// caller is who comes with the credential of a request. Without one each is the
// next of the admins.
func (r *rig) caller(q *http.Request) (people.Caller, error) {
	if given, ok := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer "); ok {
		return r.gate.Bearer(q.Context(), given)
	}
	return r.gate.Again(people.Caller{UserID: admin(int(r.conns.Add(1)))})
}

func (r *rig) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if caller, err := r.caller(c.Request()); err == nil {
			c.SetRequest(c.Request().WithContext(people.WithCaller(c.Request().Context(), caller)))
		}
		return next(c)
	}
}

func newRig(t testing.TB, servers int) *rig {
	t.Helper()
	r := &rig{t: t, servers: natstest.Start(t, servers), gate: gateOfAdmins()}
	r.store = r.open(0)
	return r
}

// open is the store of one process on one of the servers.
func (r *rig) open(server int) *eventstore.Store {
	r.t.Helper()
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(r.t, err)
	store, err := eventstore.Open(r.t.Context(), r.servers.Conns[server],
		eventstore.Config{Registry: registry, Replicas: len(r.servers.Conns), Patience: patience})
	require.NoError(r.t, err)
	return store
}

// away is a database that cannot be reached: no test that uses it is about
// progress.
type away struct{}

func (away) CampaignsByID(context.Context, []string) ([]projections.Campaign, uint64, error) {
	return nil, 0, errors.New("no database")
}

func (r *rig) config(server int) Config {
	store := r.open(server)
	return Config{
		Store: store, Progress: away{}, Gate: r.gate,
		AllowOrigin: func(q *http.Request) bool { return q.Header.Get("Origin") != "http://evil.example" },
		Version:     "1.2.3", Log: slog.New(slog.DiscardHandler),
	}
}

// running is a feed behind a web server.
type running struct {
	*Feed
	address string
	// stop ends the feed and waits for it.
	stop func()
}

func (r *rig) start() *running { return r.startWith(r.config(0), defaults) }

func (r *rig) startWith(c Config, b bounds) *running {
	r.t.Helper()
	f := newFeed(c, b)
	out := r.serve(f)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	out.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.t.Cleanup(out.stop)
	<-f.ready
	return out
}

// serve puts a feed that does not run behind a web server.
func (r *rig) serve(f *Feed) *running {
	r.t.Helper()
	e := echo.New()
	e.GET("/ws", f.Handle, r.authenticate)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.t, err)
	web := &http.Server{Handler: e, ReadHeaderTimeout: patience}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = web.Serve(listener)
	}()
	r.t.Cleanup(func() {
		require.NoError(r.t, web.Close())
		<-done
	})
	return &running{Feed: f, address: listener.Addr().String()}
}

func meta() eventstore.Meta {
	return eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// append stores events as they are: what the feed is given is decided
// elsewhere.
func (r *rig) append(category, id string, events ...domain.Event) uint64 {
	r.t.Helper()
	asGiven := domain.Decider[int, []domain.Event, domain.Event]{
		Decide: func(_ int, events []domain.Event) ([]domain.Event, error) { return events, nil },
		Evolve: func(n int, _ domain.Event) int { return n + 1 },
	}
	_, out, err := eventstore.NewAggregate(r.store, category, asGiven).Do(context.Background(), meta(), id, events)
	require.NoError(r.t, err)
	return out.Sequence
}

// part stores a result of a campaign, in a unit of its own.
func (r *rig) part(id string, event domain.Event) uint64 {
	r.t.Helper()
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	counts := event.(interface{ Counts() domain.Counts }).Counts()
	sequence, err := r.store.AppendPart(context.Background(), meta(), ref, eventstore.Part{Unit: newID(), Last: true}, event, counts)
	require.NoError(r.t, err)
	return sequence
}

// campaign creates one.
func (r *rig) campaign() string {
	r.t.Helper()
	id := newID()
	r.append(campaign.Category, id, created)
	return id
}

// names stores n small results of a campaign and returns their sequences.
func (r *rig) names(id string, n int) []uint64 {
	r.t.Helper()
	var out []uint64
	for i := range n {
		out = append(out, r.part(id, campaign.NamesGenerated{FirstOrdinal: int64(i), Names: []string{fmt.Sprintf("n%d.com", i)}}))
	}
	return out
}

func (r *rig) head() uint64 {
	r.t.Helper()
	head, _, err := r.store.Last(context.Background())
	require.NoError(r.t, err)
	return head
}

var created = campaign.Created{CampaignType: campaign.Generation, Name: "shops", OwnerID: uuid.Nil.String(), Params: campaign.Params{
	Generation: &campaign.GenerationParams{PatternType: "prefix", CharacterSet: "ab", ConstantString: "x", TLDs: []string{"com"}},
}}

// message is what a client gets.
type message struct {
	Type           string
	Sequence       uint64
	Timestamp      string
	CampaignID     string
	SubscriptionID string
	Data           json.RawMessage
}

// is says whether it is an event of a subscription.
func (m message) is(subscription string) bool {
	return m.SubscriptionID == subscription && m.Type != progressType
}

func eventually(t testing.TB, what string, reached func() bool) {
	t.Helper()
	require.Eventually(t, reached, patience, 5*time.Millisecond, what)
}
