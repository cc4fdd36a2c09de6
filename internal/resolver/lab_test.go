package resolver

import (
	"fmt"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
)

// mixed is a world in which every kind of name is common. Black holes are left
// out: they cost a timeout each and have a test of their own.
func mixed() map[lab.NameKind]float64 {
	return map[lab.NameKind]float64{lab.Dual: 0.2, lab.Alias: 0.2, lab.NoAddress: 0.1, lab.AliasLoop: 0.1, lab.Broken: 0.1}
}

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("site%d.test", i)
	}
	return names
}

func requireTruth(t *testing.T, l *lab.Lab, name string, r Result) {
	t.Helper()
	truth := l.DNS(name)
	require.Equal(t, truth.Status, string(r.Status), "%s %+v", name, r)
	require.Equal(t, truth.A, r.Records.A, name)
	require.Equal(t, truth.MinTTL, r.MinTTL, name)
	require.Equal(t, len(truth.A) > 0, r.PrivateAddress, name)
	require.Empty(t, r.Records.CNAME, "not asked for")
	require.NotEmpty(t, r.Resolver)
	require.False(t, r.CheckedAt.IsZero())
	if truth.Kind == lab.Broken { // of two errors the later one is told
		require.Contains(t, []string{"SERVFAIL", "REFUSED"}, r.RCode)
		require.Equal(t, r.RCode, r.ErrorCode)
		return
	}
	require.Equal(t, truth.Rcode, r.RCode, name)
	if truth.Kind == lab.AliasLoop {
		require.Equal(t, CodeCNAMELoop, r.ErrorCode)
	} else {
		require.Empty(t, r.ErrorCode, r.ErrorMessage)
	}
}

func TestEveryResultIsTheTruth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		title     string
		resolvers []lab.Behaviour
		retries   int
		timeout   time.Duration
		share     float64
		transport Transport
	}{
		{title: "clean", resolvers: []lab.Behaviour{lab.Clean}, transport: UDP},
		{title: "slow", resolvers: []lab.Behaviour{lab.Slow}, transport: UDP},
		{title: "truncating", resolvers: []lab.Behaviour{lab.Truncating}, transport: TCP},
		{title: "lossy", resolvers: []lab.Behaviour{lab.Lossy}, retries: 10, timeout: 100 * time.Millisecond, share: 0.2, transport: UDP},
		{title: "servfail now and then", resolvers: []lab.Behaviour{lab.ServFail}, retries: 10, share: 0.2, transport: UDP},
		{title: "refused now and then", resolvers: []lab.Behaviour{lab.Refused}, retries: 10, share: 0.2, transport: UDP},
		{title: "one of two always fails", resolvers: []lab.Behaviour{lab.ServFail, lab.Clean}, retries: 1, transport: UDP},
		{title: "one of two always refuses", resolvers: []lab.Behaviour{lab.Refused, lab.Clean}, retries: 1, transport: UDP},
		{title: "one of two is dead", resolvers: []lab.Behaviour{lab.Dead, lab.Clean}, retries: 1, timeout: time.Second, transport: UDP},
	} {
		test := func(t *testing.T, open func() (transport, error)) {
			l := startLab(t, lab.Config{Seed: 7, Exists: 0.6, Names: mixed(), LossShare: c.share, ServFailShare: c.share, RefusedShare: c.share})
			cfg := Config{Timeout: c.timeout, MaxInFlight: 50}
			for _, b := range c.resolvers {
				cfg.Resolvers = append(cfg.Resolvers, l.Resolver(b).String())
			}
			e := startEngineOver(t, cfg, open)
			names := numbered(400)
			for i, r := range resolveAll(t, e, Query{Types: []uint16{dns.TypeA}, Retries: c.retries}, names) {
				requireTruth(t, l, names[i], r)
				require.Equal(t, c.transport, r.Transport)
			}
			requireIdle(t, e)
		}
		t.Run(c.title, func(t *testing.T) {
			t.Parallel()
			onEachTransport(t, test)
		})
	}
}

func TestResolverThatNeverHelps(t *testing.T) {
	t.Parallel()
	for behaviour, want := range map[lab.Behaviour]Result{
		lab.ServFail: {Status: StatusError, RCode: "SERVFAIL", ErrorCode: CodeServfail, Attempts: 3},
		lab.Refused:  {Status: StatusError, RCode: "REFUSED", ErrorCode: CodeRefused, Attempts: 3},
		lab.Dead:     {Status: StatusTimeout, ErrorCode: CodeTimeout, Attempts: 3},
	} {
		t.Run(string(behaviour), func(t *testing.T) {
			t.Parallel()
			l := startLab(t, lab.Config{Exists: 1})
			cfg := Config{}
			if behaviour == lab.Dead {
				cfg.Timeout = 20 * time.Millisecond
			}
			e := labEngine(t, l, cfg, behaviour)
			for _, r := range resolveAll(t, e, Query{Types: []uint16{dns.TypeA}, Retries: 2}, numbered(20)) {
				require.Equal(t, want, Result{Status: r.Status, RCode: r.RCode, ErrorCode: r.ErrorCode, Attempts: r.Attempts})
				require.Equal(t, l.Resolver(behaviour).String(), r.Resolver)
				require.Contains(t, r.ErrorMessage, r.Resolver)
			}
			require.EqualValues(t, 60, l.Queries(behaviour))
		})
	}
}

func TestAllRecordTypesAreTheTruthAndAskedOnce(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Seed: 3, Exists: 0.8, Names: mixed(), Log: true})
	e := labEngine(t, l, Config{}, lab.Clean)
	types := []uint16{dns.TypeSOA, dns.TypeTXT, dns.TypeMX, dns.TypeNS, dns.TypeCNAME, dns.TypeAAAA, dns.TypeA}
	names := numbered(200)
	for i, r := range resolveAll(t, e, Query{Types: types}, names) {
		truth := l.DNS(names[i])
		require.Equal(t, truth.Status, string(r.Status), "%s %+v", names[i], r)
		require.Equal(t, truth.A, r.Records.A)
		require.Equal(t, truth.AAAA, r.Records.AAAA)
		require.Equal(t, truth.CNAME, r.Records.CNAME)
		require.Equal(t, truth.NS, r.Records.NS)
		require.Equal(t, truth.TXT, r.Records.TXT)
		require.Len(t, r.Records.MX, len(truth.MX))
		for k, mx := range truth.MX {
			require.Equal(t, MX{Preference: mx.Preference, Host: mx.Host}, r.Records.MX[k])
		}
		require.Equal(t, truth.SOA == nil, r.Records.SOA == nil)
		if truth.SOA != nil {
			require.Equal(t, [3]any{truth.SOA.NS, truth.SOA.Mailbox, truth.SOA.Serial}, [3]any{r.Records.SOA.MName, r.Records.SOA.RName, r.Records.SOA.Serial})
		}
		requireAskedOnce(t, l, names[i], truth, len(types))
	}
}

// requireAskedOnce: a name that exists is asked for each type, another only for A.
func requireAskedOnce(t *testing.T, l *lab.Lab, name string, truth lab.DNSTruth, types int) {
	t.Helper()
	want := types
	switch truth.Kind {
	case lab.Missing, lab.Broken, lab.AliasLoop:
		want = 1
	}
	seen := map[uint16]int{}
	for _, q := range l.Asked(name) {
		seen[q.Type]++
		require.Equal(t, 1, seen[q.Type], "%s type %d", name, q.Type)
	}
	require.Len(t, seen, want, "%s %v", name, truth.Kind)
}

func TestBlackHoleTimesOutAtEveryResolver(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{lab.BlackHole: 1}, Log: true})
	e := labEngine(t, l, Config{Timeout: 30 * time.Millisecond}, lab.Clean, lab.Slow)
	r := resolveOne(t, e, "hole.test", 1)
	require.Equal(t, StatusTimeout, r.Status)
	require.Equal(t, 2, r.Attempts)
	asked := l.Asked("hole.test")
	require.Len(t, asked, 2)
	require.NotEqual(t, asked[0].Behaviour, asked[1].Behaviour, "the retry goes to the other resolver")
}

func TestDeadResolverIsSparedQueries(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	e := labEngine(t, l, Config{Timeout: 20 * time.Millisecond, MaxInFlight: 4}, lab.Dead, lab.Clean)
	resolveAll(t, e, Query{Types: []uint16{dns.TypeA}, Retries: 3}, numbered(2000))
	require.GreaterOrEqual(t, l.Queries(lab.Dead), int64(failuresToBench))
	// Five failures and what was out meanwhile, not the thousand of its share.
	require.Less(t, l.Queries(lab.Dead), int64(50))
}

func TestResolverOverTCPOnly(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Seed: 5, Exists: 0.5, Names: mixed()})
	server := "tcp://" + l.Resolver(lab.Clean).String()
	e := startEngine(t, Config{Resolvers: []string{server}, MaxInFlight: 8})
	names := numbered(200)
	for i, r := range resolveAll(t, e, Query{Types: []uint16{dns.TypeA}}, names) {
		requireTruth(t, l, names[i], r)
		require.Equal(t, TCP, r.Transport)
		require.Equal(t, server, r.Resolver)
	}
	require.LessOrEqual(t, len(e.rotation.servers[0].idle), 8)
	require.NotEmpty(t, e.rotation.servers[0].idle, "connections are kept for the next queries")
}

func TestLookup(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 0.5, Names: map[lab.NameKind]float64{lab.Dual: 1}})
	e := labEngine(t, l, Config{}, lab.Clean)
	dual, err := l.FindName(lab.Dual, 1)
	require.NoError(t, err)
	truth := l.DNS(dual[0])
	got, err := e.Lookup(t.Context(), dual[0])
	require.NoError(t, err)
	require.Equal(t, append(truth.A, truth.AAAA...), got)

	missing, err := l.FindName(lab.Missing, 1)
	require.NoError(t, err)
	_, err = e.Lookup(t.Context(), missing[0])
	var lookup *LookupError
	require.ErrorAs(t, err, &lookup)
	require.Equal(t, LookupError{Host: missing[0], Status: StatusUnresolved}, *lookup)

	got, err = e.Lookup(t.Context(), "192.0.2.7")
	require.NoError(t, err)
	require.Equal(t, "192.0.2.7", got[0].String())
}
