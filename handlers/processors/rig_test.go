package processors

import (
	"context"
	"log/slog"
	"net/netip"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/keywordset"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/eventstore"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/lab"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of a test; nothing is expected to take long.
const patience = 3 * time.Minute

var labNetwork = []netip.Prefix{netip.MustParsePrefix("127.64.0.0/10")}

// rig is a log, a lab and as many dispatchers and workers as a test starts.
type rig struct {
	t       testing.TB
	servers *natstest.Servers
	lab     *lab.Lab
	agg     Aggregates
}

// topologies runs a test on one server and on a cluster of three.
func topologies(t *testing.T, test func(t *testing.T, servers int)) {
	for _, n := range []int{1, 3} {
		t.Run(strconv.Itoa(n)+" servers", func(t *testing.T) {
			t.Parallel()
			test(t, n)
		})
	}
}

func newRig(t testing.TB, servers int, config lab.Config) *rig {
	t.Helper()
	l, err := lab.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	r := &rig{t: t, servers: natstest.Start(t, servers), lab: l}
	r.agg = r.patient(0)
	return r
}

// aggregates are what one process has: a store of its own.
func (r *rig) aggregates(nc *nats.Conn) Aggregates { return r.open(nc, eventstore.Config{}) }

// patient is what the test itself has: none is about giving up early.
func (r *rig) patient(server int) Aggregates {
	return r.open(r.servers.Conns[server], eventstore.Config{Patience: patience, RequestTimeout: patience / 4})
}

func (r *rig) open(nc *nats.Conn, config eventstore.Config) Aggregates {
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(r.t, err)
	config.Registry, config.Replicas = registry, r.replicas()
	store, err := eventstore.Open(r.ctx(), nc, config)
	require.NoError(r.t, err)
	return Aggregates{
		Store:       store,
		Campaigns:   eventstore.NewAggregate(store, campaign.Category, campaign.Decider),
		Personas:    eventstore.NewAggregate(store, persona.Category, persona.Decider),
		KeywordSets: eventstore.NewAggregate(store, keywordset.Category, keywordset.Decider),
	}
}

func (r *rig) replicas() int { return len(r.servers.Conns) }

func (r *rig) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	r.t.Cleanup(cancel)
	return ctx
}

// hasty is the timing of tests: leases that are lost in a second.
var hasty = timing{
	ackWait: time.Second, extendEvery: 250 * time.Millisecond, askFor: 2 * time.Second, heartbeat: 250 * time.Millisecond,
	flushAfter: 100 * time.Millisecond, outAgain: 2 * time.Second, listSilence: 8 * time.Second, completeAgain: 500 * time.Millisecond,
	tryAgain: 50 * time.Millisecond,
}

// process is a dispatcher, or workers, with a connection of their own.
type process struct {
	line    *line
	workers *Workers
	// failures counts how often units failed, for whatever reason.
	failures *atomic.Int64
	cancel   context.CancelFunc
	done     chan error
}

// stop ends a process in order.
func (p *process) stop(t testing.TB) {
	t.Helper()
	p.cancel()
	err := <-p.done
	p.done <- err
	require.NoError(t, err)
}

// kill is a crash as others see it: nothing more comes over the connection,
// neither results nor acknowledgements.
func (p *process) kill() {
	p.line.nc.Close()
	p.cancel()
}

func (r *rig) run(l *line, run func(context.Context) error) *process {
	ctx, cancel := context.WithCancel(context.Background())
	p := &process{line: l, cancel: cancel, done: make(chan error, 1)}
	go func() { p.done <- run(ctx) }()
	r.t.Cleanup(func() { p.stop(r.t); l.nc.Close() })
	return p
}

// dispatcher starts one on a server.
func (r *rig) dispatcher(server int) *process { return r.dispatcherOf(server, hasty) }

func (r *rig) dispatcherOf(server int, t timing) *process {
	l := r.line(server)
	a := r.aggregates(l.nc)
	d, err := NewDispatcher(a.Store, a.Campaigns, l.nc, r.replicas(), slog.New(slog.DiscardHandler))
	require.NoError(r.t, err)
	d.timing = t
	return r.run(l, d.Run)
}

// workers starts the workers of one process.
func (r *rig) workers(server int) *process {
	l := r.line(server)
	w := r.newWorkers(l.nc)
	errors := &errorCount{Handler: slog.DiscardHandler}
	w.log = slog.New(errors)
	p := r.run(l, w.Run)
	p.workers, p.failures = w, &errors.n
	return p
}

func (r *rig) newWorkers(nc *nats.Conn) *Workers {
	w, err := NewWorkers(r.aggregates(nc), nc, r.replicas(), labNetwork, NewLimits(), slog.New(slog.DiscardHandler))
	require.NoError(r.t, err)
	w.timing = hasty
	return w
}

// errorCount is a log that counts the errors in it: failures of units.
type errorCount struct {
	slog.Handler
	n atomic.Int64
}

func (c *errorCount) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelError
}

func (c *errorCount) Handle(context.Context, slog.Record) error {
	c.n.Add(1)
	return nil
}

func meta() eventstore.Meta {
	return eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
}

// dnsPersona asks the lab's servers without limits, change permitting.
func (r *rig) dnsPersona(servers ...lab.Behaviour) campaign.Reference {
	return r.dnsPersonaOf(10_000, servers...)
}

func (r *rig) dnsPersonaOf(inFlight int, servers ...lab.Behaviour) campaign.Reference {
	return r.persona(persona.Create{Type: persona.DNS, Input: r.dnsInput(inFlight, servers...)})
}

func (r *rig) dnsInput(inFlight int, servers ...lab.Behaviour) persona.Input {
	var resolvers []string
	for _, s := range servers {
		resolvers = append(resolvers, r.lab.Resolver(s).String())
	}
	one, none := 1, 0.0
	return persona.Input{
		Name: "lab", IsEnabled: true, DNS: &persona.DNSInput{Resolvers: resolvers, QueryTimeoutSeconds: &one,
			LimitsInput: persona.LimitsInput{MaxInFlight: &inFlight, RateLimitDps: &none}},
	}
}

func (r *rig) httpPersona() campaign.Reference { return r.httpPersonaOf(2) }

func (r *rig) httpPersonaOf(seconds int) campaign.Reference {
	none, most := 0.0, 200
	return r.persona(persona.Create{Type: persona.HTTP, Input: persona.Input{
		Name: "lab", IsEnabled: true, HTTP: &persona.HTTPInput{UserAgent: "test", RequestTimeoutSeconds: &seconds,
			LimitsInput: persona.LimitsInput{MaxInFlight: &most, RateLimitDps: &none}},
	}})
}

func (r *rig) persona(c persona.Create) campaign.Reference {
	id := uuid.NewString()
	loaded, _, err := r.agg.Personas.Do(r.ctx(), meta(), id, c)
	require.NoError(r.t, err)
	return campaign.Reference{ID: id, Sequence: loaded.Sequence, Available: true}
}

// generation starts a campaign of n names.
func (r *rig) generation(n int64) string { return r.create(r.generationOf(n)) }

func (r *rig) generationOf(n int64) campaign.Create {
	config, err := pattern.New(pattern.Params{PatternType: "prefix", VariableLength: pointer(4),
		CharacterSet: "abcdefghijklmnopqrstuvwxyz", ConstantString: "-shop", TLDs: []string{"com"}})
	require.NoError(r.t, err)
	params := campaign.Params{Generation: &campaign.GenerationParams{
		PatternType: "prefix", PrefixVariableLength: 4, CharacterSet: "abcdefghijklmnopqrstuvwxyz", ConstantString: "-shop",
		TLDs: []string{"com"}, NumDomainsToGenerate: domain.BigOf(n), PatternHash: config.Hash(), SpaceSize: config.Size(),
	}}
	return campaign.Create{Name: "names", OwnerID: uuid.Nil.String(), Params: params, Start: &campaign.Start{
		Range: &campaign.Range{From: domain.BigOf(0), To: domain.BigOf(n), PatternHash: config.Hash(), SpaceSize: config.Size()},
	}}
}

// later takes the start out of a creation.
func later(c campaign.Create) (campaign.Create, campaign.Start) {
	start := *c.Start
	c.Start = nil
	return c, start
}

func pointer[T any](v T) *T { return &v }

func (r *rig) create(c campaign.Create) string {
	id := uuid.Must(uuid.NewV7()).String()
	_, _, err := r.agg.Campaigns.Do(r.ctx(), meta(), id, c)
	require.NoError(r.t, err)
	return id
}

// resolution starts a campaign that follows source.
func (r *rig) resolution(source string, personas ...campaign.Reference) string {
	return r.create(r.resolutionOf(source, personas...))
}

func (r *rig) resolutionOf(source string, personas ...campaign.Reference) campaign.Create {
	return campaign.Create{Name: "dns", OwnerID: uuid.Nil.String(), SourceType: campaign.Generation, Personas: personas,
		Params: campaign.Params{DNS: &campaign.DNSParams{
			SourceCampaignID: source, PersonaIDs: ids(personas), RecordTypes: []campaign.RecordType{"A", "AAAA"}, RetryAttempts: 3,
		}},
		Start: &campaign.Start{Personas: personas},
	}
}

// check starts a campaign that fetches what source resolved.
func (r *rig) check(source string, personas ...campaign.Reference) string {
	return r.create(campaign.Create{Name: "http", OwnerID: uuid.Nil.String(), SourceType: campaign.DNS, Personas: personas,
		Params: campaign.Params{HTTP: &campaign.HTTPParams{
			SourceCampaignID: source, PersonaIDs: ids(personas), AdHocKeywords: r.lab.Keywords(),
			TargetHTTPPorts: []int{int(r.lab.HTTPPort())}, Path: "/",
		}},
		Start: &campaign.Start{Personas: personas},
	})
}

func ids(refs []campaign.Reference) []string {
	var out []string
	for _, ref := range refs {
		out = append(out, ref.ID)
	}
	return out
}

func (r *rig) do(id string, c campaign.Command) error {
	_, _, err := r.agg.Campaigns.Do(r.ctx(), meta(), id, c)
	return err
}

// await waits for a lifecycle event of a campaign and returns it.
func (r *rig) await(id, eventType string) eventstore.Recorded {
	r.t.Helper()
	found := eventstore.Recorded{}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefLifecycleFilter(r.agg.Campaigns.Ref(id))}}
	err := r.agg.Store.Follow(r.ctx(), 0, filter, func(e eventstore.Recorded) error {
		if e.Type == eventType {
			found = e
			return errFound
		}
		return nil
	})
	require.ErrorIs(r.t, err, errFound, "campaign %s was never %s", id, eventType)
	return found
}

// results reads everything recorded for a campaign, in order.
func (r *rig) results(id string) []eventstore.Recorded {
	head, _, err := r.agg.Store.Last(r.ctx())
	require.NoError(r.t, err)
	var all []eventstore.Recorded
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefFilter(r.agg.Campaigns.Ref(id))}, UpTo: head}
	require.NoError(r.t, r.agg.Store.Follow(r.ctx(), 0, filter, func(e eventstore.Recorded) error {
		if e.Part != nil {
			all = append(all, e)
		}
		return nil
	}))
	return all
}

// resolved are the DNS results of a campaign by name; a name with two is a
// failure of the test.
func (r *rig) resolved(id string) map[string]campaign.DNSResult {
	out := map[string]campaign.DNSResult{}
	for _, e := range r.results(id) {
		event, err := e.Decode()
		require.NoError(r.t, err)
		columns := event.(campaign.NamesResolved)
		for _, result := range columns.Each {
			require.NotContains(r.t, out, result.Name, "two results")
			out[result.Name] = result
		}
	}
	return out
}

// checked are the HTTP results of a campaign by name.
func (r *rig) checked(id string) map[string]campaign.PageResult {
	out := map[string]campaign.PageResult{}
	for _, e := range r.results(id) {
		event, err := e.Decode()
		require.NoError(r.t, err)
		for _, page := range event.(campaign.PagesChecked).Pages {
			require.NotContains(r.t, out, page.Name, "two results")
			out[page.Name] = page
		}
	}
	return out
}
