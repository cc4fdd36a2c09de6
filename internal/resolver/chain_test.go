package resolver

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

func alias(n int) []string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("n%d.test. %d IN CNAME n%d.test.", i, 100-i, i+1))
	}
	return append(lines, fmt.Sprintf("n%d.test. 300 IN A 198.51.100.1", n))
}

// A server that sends one CNAME an answer makes the engine ask for each target.
func TestChainOverSeveralAnswers(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{startResponder(t, zone(t, alias(8)...))}})
	r := resolveOne(t, e, "n0.test", 0, dns.TypeA, dns.TypeCNAME)
	require.Equal(t, StatusResolved, r.Status)
	require.Equal(t, []string{"n1.test", "n2.test", "n3.test", "n4.test", "n5.test", "n6.test", "n7.test", "n8.test"}, r.Records.CNAME)
	require.EqualValues(t, 93, r.MinTTL)
	require.Equal(t, 1, r.Attempts)
}

func TestChainOfNine(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{startResponder(t, zone(t, alias(9)...))}})
	r := resolveOne(t, e, "n0.test", 0)
	require.Equal(t, StatusError, r.Status)
	require.Equal(t, CodeCNAMEDepth, r.ErrorCode)
	require.Zero(t, e.rotation.servers[0].failures, "the zone is at fault, not the resolver")
}

func TestLoopOverSeveralAnswers(t *testing.T) {
	t.Parallel()
	server := startResponder(t, zone(t, "a.test. 60 IN CNAME b.test.", "b.test. 60 IN CNAME C.test.", "c.test. 60 IN CNAME a.test."))
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 1, dns.TypeA, dns.TypeCNAME)
	require.Equal(t, StatusError, r.Status)
	require.Equal(t, CodeCNAMELoop, r.ErrorCode)
	require.Equal(t, []string{"b.test", "c.test", "a.test"}, r.Records.CNAME)
	require.Equal(t, 2, r.Attempts)
}

func TestAliasOfItself(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{startResponder(t, zone(t, "a.test. 60 IN CNAME a.test."))}})
	require.Equal(t, CodeCNAMELoop, resolveOne(t, e, "a.test", 0).ErrorCode)
}

func TestDanglingAlias(t *testing.T) {
	t.Parallel()
	e := startEngine(t, Config{Resolvers: []string{startResponder(t, zone(t, "a.test. 60 IN CNAME gone.test."))}})
	r := resolveOne(t, e, "a.test", 3, dns.TypeA, dns.TypeAAAA, dns.TypeCNAME)
	require.Equal(t, StatusUnresolved, r.Status)
	require.Equal(t, "NXDOMAIN", r.RCode)
	require.Equal(t, []string{"gone.test"}, r.Records.CNAME)
	require.Equal(t, 1, r.Attempts)
}

// Order of records means nothing (RFC 1034 section 3.6).
func TestChainInAnyOrder(t *testing.T) {
	t.Parallel()
	server := startResponder(t, func(reply *dns.Msg, _ bool) {
		for _, line := range []string{"c.test. 9 IN A 198.51.100.1", "stray.test. 1 IN A 198.51.100.2", "b.test. 8 IN CNAME c.test.", "a.test. 7 IN CNAME b.test."} {
			reply.Answer = append(reply.Answer, address(t, line))
		}
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 0)
	require.Len(t, r.Records.A, 1, "the address of another name is not ours")
	require.Equal(t, "198.51.100.1", r.Records.A[0].String())
	require.EqualValues(t, 7, r.MinTTL)
}

// The SOA in the authority section says that the alias was followed to its end:
// asking for the target again would be a waste.
func TestDeniedAliasIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	server := startResponder(t, func(reply *dns.Msg, _ bool) {
		asked <- reply.Question[0].Name
		reply.Answer = []dns.RR{address(t, "a.test. 60 IN CNAME b.other.test.")}
		reply.Ns = []dns.RR{address(t, "other.test. 60 IN SOA ns.test. mail.test. 1 2 3 4 5")}
	})
	e := startEngine(t, Config{Resolvers: []string{server}})
	r := resolveOne(t, e, "a.test", 0)
	require.Equal(t, StatusUnresolved, r.Status)
	require.Equal(t, "NOERROR", r.RCode)
	require.Len(t, asked, 1)
}
