package lab_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"domainflow/internal/lab"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// everyName gives each kind of name a share, so that a few thousand names hold them all.
func everyName() map[lab.NameKind]float64 {
	return map[lab.NameKind]float64{
		lab.Dual: 0.1, lab.Alias: 0.3, lab.NoAddress: 0.1, lab.AliasLoop: 0.1, lab.Broken: 0.1, lab.BlackHole: 0.02,
	}
}

func ask(network string, server netip.AddrPort, name string, qtype uint16, wait time.Duration) (*dns.Msg, error) {
	query := new(dns.Msg).SetQuestion(dns.Fqdn(name), qtype)
	query.SetEdns0(1232, false)
	reply, _, err := (&dns.Client{Net: network, Timeout: wait}).Exchange(query, server.String())
	return reply, err
}

const (
	long  = 10 * time.Second
	short = 200 * time.Millisecond
)

// seen is the truth as an answer shows it.
func seen(answers ...*dns.Msg) (t lab.DNSTruth) {
	for _, m := range answers {
		t.Rcode = dns.RcodeToString[m.Rcode]
		var chain []string
		for _, rr := range m.Answer {
			switch rr := rr.(type) {
			case *dns.A:
				t.A = append(t.A, netip.AddrFrom4([4]byte(rr.A.To4())))
			case *dns.AAAA:
				t.AAAA = append(t.AAAA, netip.AddrFrom16([16]byte(rr.AAAA)))
			case *dns.CNAME:
				chain = append(chain, plain(rr.Target))
			case *dns.MX:
				t.MX = append(t.MX, lab.MX{Preference: rr.Preference, Host: plain(rr.Mx)})
			case *dns.NS:
				t.NS = append(t.NS, plain(rr.Ns))
			case *dns.TXT:
				t.TXT = append(t.TXT, rr.Txt...)
			case *dns.SOA:
				t.SOA = &lab.SOA{NS: plain(rr.Ns), Mailbox: plain(rr.Mbox), Serial: rr.Serial}
			}
			if ttl := rr.Header().Ttl; m.Question[0].Qtype == dns.TypeA && (t.MinTTL == 0 || ttl < t.MinTTL) {
				t.MinTTL = ttl
			}
		}
		t.CNAME = chain
	}
	return t
}

func plain(name string) string { return strings.TrimSuffix(name, ".") }

func TestAnswersAreTheTruth(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Seed: 1, Exists: 0.5, Names: everyName()})
	types := []uint16{dns.TypeAAAA, dns.TypeMX, dns.TypeNS, dns.TypeTXT, dns.TypeSOA, dns.TypeA}
	kinds := map[lab.NameKind]int{}
	for i := range 600 {
		name := fmt.Sprintf("name%d.example", i)
		truth := l.DNS(name)
		kinds[truth.Kind]++
		if truth.Kind == lab.BlackHole {
			continue
		}
		var answers []*dns.Msg
		for _, qtype := range types {
			network := []string{"udp", "tcp"}[i%2]
			m, err := ask(network, l.Resolver(lab.Clean), name, qtype, long)
			require.NoError(t, err, name)
			require.True(t, m.Response && m.RecursionAvailable && !m.Truncated)
			require.NotNil(t, m.IsEdns0())
			answers = append(answers, m)
		}
		got := seen(answers...)
		got.Kind, got.Status = truth.Kind, truth.Status
		require.Equal(t, truth, got, name)
	}
	for _, kind := range []lab.NameKind{lab.Missing, lab.Address, lab.Dual, lab.Alias, lab.NoAddress, lab.AliasLoop, lab.Broken} {
		require.Positive(t, kinds[kind], kind)
	}
}

func TestBlackHolesSwallow(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Names: everyName()})
	names, err := l.FindName(lab.BlackHole, 1)
	require.NoError(t, err)
	for _, network := range []string{"udp", "tcp"} {
		_, err = ask(network, l.Resolver(lab.Clean), names[0], dns.TypeA, short)
		require.Error(t, err)
	}
	require.Equal(t, lab.Timeout, l.DNS(names[0]).Status)
	require.EqualValues(t, 2, l.Queries(lab.Clean))
}

// A client that follows the chain by itself must arrive at the same address.
func TestTargetsOfAliasesAnswerForThemselves(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Seed: 3, Names: everyName()})
	aliases, err := l.FindName(lab.Alias, 20)
	require.NoError(t, err)
	loops, err := l.FindName(lab.AliasLoop, 2)
	require.NoError(t, err)
	hops := map[int]bool{}
	for _, name := range append(aliases, loops...) {
		truth := l.DNS(name)
		hops[len(truth.CNAME)] = true
		for i, target := range truth.CNAME {
			m, err := ask("udp", l.Resolver(lab.Clean), target, dns.TypeA, long)
			require.NoError(t, err)
			got := seen(m)
			require.Equal(t, l.DNS(target).CNAME, got.CNAME, target)
			require.Equal(t, truth.A, got.A, target)
			if truth.Kind == lab.Alias {
				require.Equal(t, truth.CNAME[i+1:], append([]string{}, got.CNAME...))
			}
		}
		m, err := ask("udp", l.Resolver(lab.Clean), name, dns.TypeCNAME, long)
		require.NoError(t, err)
		require.Equal(t, truth.CNAME[:1], seen(m).CNAME)
	}
	require.Equal(t, map[int]bool{1: true, 2: true, 3: true}, hops)
}

func TestBehaviours(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}, Log: true})
	const name = "one.test"

	m, err := ask("udp", l.Resolver(lab.ServFail), name, dns.TypeA, long)
	require.NoError(t, err)
	require.Equal(t, dns.RcodeServerFailure, m.Rcode)

	m, err = ask("tcp", l.Resolver(lab.Refused), name, dns.TypeA, long)
	require.NoError(t, err)
	require.Equal(t, dns.RcodeRefused, m.Rcode)

	m, err = ask("udp", l.Resolver(lab.Truncating), name, dns.TypeA, long)
	require.NoError(t, err)
	require.True(t, m.Truncated)
	require.Empty(t, m.Answer)
	m, err = ask("tcp", l.Resolver(lab.Truncating), name, dns.TypeA, long)
	require.NoError(t, err)
	require.Equal(t, l.DNS(name).A, seen(m).A)

	for _, network := range []string{"udp", "tcp"} {
		_, err = ask(network, l.Resolver(lab.Dead), name, dns.TypeA, short)
		require.Error(t, err)
	}
	require.EqualValues(t, 2, l.Queries(lab.Dead))
	require.Equal(t, []lab.Query{
		{Behaviour: lab.ServFail, Type: dns.TypeA}, {Behaviour: lab.Refused, Type: dns.TypeA, TCP: true},
		{Behaviour: lab.Truncating, Type: dns.TypeA}, {Behaviour: lab.Truncating, Type: dns.TypeA, TCP: true},
		{Behaviour: lab.Dead, Type: dns.TypeA}, {Behaviour: lab.Dead, Type: dns.TypeA, TCP: true},
	}, l.Asked("ONE.test."))
}

func TestSlowAnswersNotBeforeItsDelay(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{SlowDelay: 30 * time.Millisecond})
	for _, network := range []string{"udp", "tcp"} {
		began := time.Now()
		_, err := ask(network, l.Resolver(lab.Slow), "one.test", dns.TypeA, long)
		require.NoError(t, err)
		require.GreaterOrEqual(t, time.Since(began), 30*time.Millisecond)
	}
}

// The same questions are lost in two labs of one seed, other ones with another seed, about as many as configured.
func TestLossFollowsFromSeedNameAndAttempt(t *testing.T) {
	t.Parallel()
	pattern := func(seed uint64) (lost []int) {
		l := start(t, lab.Config{Seed: seed, ServFailShare: 0.3})
		for i := range 400 {
			m, err := ask("udp", l.Resolver(lab.ServFail), fmt.Sprintf("missing%d.test", i/2), dns.TypeA, long)
			require.NoError(t, err)
			if m.Rcode == dns.RcodeServerFailure {
				lost = append(lost, i)
			}
		}
		return lost
	}
	first := pattern(1)
	require.Equal(t, first, pattern(1))
	require.NotEqual(t, first, pattern(2))
	require.InDelta(t, 120, len(first), 40)
}

func TestLossySwallowsItsShare(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{LossShare: 0.5, Names: map[lab.NameKind]float64{}})
	lost := 0
	for i := range 12 {
		if _, err := ask("udp", l.Resolver(lab.Lossy), fmt.Sprintf("n%d.test", i), dns.TypeA, short); err != nil {
			lost++
		}
	}
	require.InDelta(t, 6, lost, 5)
	require.EqualValues(t, 12, l.Queries(lab.Lossy))
}

func TestMixedCaseAndForeignClasses(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}})
	m, err := ask("udp", l.Resolver(lab.Clean), "MiXeD.TeSt", dns.TypeA, long)
	require.NoError(t, err)
	require.Equal(t, "MiXeD.TeSt.", m.Question[0].Name)
	require.Equal(t, l.DNS("mixed.test").A, seen(m).A)

	query := new(dns.Msg).SetQuestion("one.test.", dns.TypeA)
	query.Question[0].Qclass = dns.ClassCHAOS
	m, _, err = (&dns.Client{Timeout: long}).Exchange(query, l.Resolver(lab.Clean).String())
	require.NoError(t, err)
	require.Equal(t, dns.RcodeRefused, m.Rcode)
	require.Nil(t, m.IsEdns0())
}
