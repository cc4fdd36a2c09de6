package main

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
	"domainflow/projections"
)

// kills is how often the running pipeline is killed; make torture asks for
// more.
func kills(t *testing.T) int {
	text := os.Getenv("DOMAINFLOW_TEST_KILLS")
	if text == "" {
		return 20
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// Kill -9 at random moments of a running pipeline: it goes on by itself and
// ends with exactly the results of an undisturbed run, which are those of the
// lab's truth. Several pipelines are run when one ends before all kills were
// done.
func TestSurvivesKills(t *testing.T) {
	world := startLab(t, lab.Config{Seed: 7})
	data := dataDir(t)
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	p := serve(t, "--data", data)
	const names, pace = 20_000, 1000
	for left := kills(t); left > 0; {
		run := p.order(world, names, pace)
		seen := map[string]projections.Progress{}
		for left > 0 && !p.over(run) {
			// The moment of the kill is the point: any of them must do.
			<-time.After(time.Duration(50+random.IntN(1000)) * time.Millisecond)
			p.noteProgress(run, seen)
			p.kill()
			left--
			p = serve(t, "--data", data)
		}
		p.until(run.http, completed)
		p.noteProgress(run, seen)
		compareWithTruth(t, p, world, run, names)
	}
}

// over says whether the last campaign has completed.
func (p *process) over(run chain) bool {
	c := p.campaign(run.http)
	return c != nil && completed(*c)
}

// noteProgress checks what may never happen: sums that differ from the total,
// numbers that fall.
func (p *process) noteProgress(run chain, seen map[string]projections.Progress) {
	p.t.Helper()
	for _, id := range []string{run.names, run.dns, run.http} {
		c := p.campaign(id)
		if c == nil {
			continue
		}
		require.NoError(p.t, sumsUp(c.Progress, seen[id]), "%+v after %+v", c.Progress, seen[id])
		seen[id] = c.Progress
	}
}

var errSums = errors.New("the numbers do not add up, or fell")

// sumsUp checks the progress of a campaign against what was seen before.
func sumsUp(p, before projections.Progress) error {
	if p.TotalItems != p.Counts.Total() || p.TotalItems != p.ProcessedItems+p.PendingItems ||
		p.ProcessedItems < before.ProcessedItems || p.TotalItems < before.TotalItems {
		return errSums
	}
	return nil
}

// compareWithTruth reads every result over the API and compares it with what
// the lab says.
func compareWithTruth(t *testing.T, p *process, world *lab.Lab, run chain, names int) {
	t.Helper()
	generated := all[projections.Name](p, "/campaigns/"+run.names+"/results/generated-domains")
	require.Len(t, generated, names)
	wanted := map[string]int64{}
	for _, n := range generated {
		wanted[n.DomainName] = n.Ordinal
	}
	require.Len(t, wanted, names, "each name once")
	resolved := map[string]bool{}
	dns := all[projections.DNSResult](p, "/campaigns/"+run.dns+"/results/dns-validation")
	require.Len(t, dns, names, "one DNS result for each name")
	for _, r := range dns {
		require.Equal(t, wanted[r.DomainName], r.Ordinal)
		require.Equal(t, world.DNS(r.DomainName).Status, string(r.Status), "%s: %s %s", r.DomainName, r.ErrorCode, r.ErrorMessage)
		require.NotEqual(t, campaign.CodeUnitFailed, r.ErrorCode)
		if r.Status == campaign.DNSResolved {
			resolved[r.DomainName] = true
			require.ElementsMatch(t, addresses(world.DNS(r.DomainName).A), r.Records.A, r.DomainName)
		}
	}
	pages := all[projections.HTTPResult](p, "/campaigns/"+run.http+"/results/http-keyword")
	require.Len(t, pages, len(resolved), "one HTTP result for each resolved name")
	for _, r := range pages {
		require.True(t, resolved[r.DomainName], r.DomainName)
		delete(resolved, r.DomainName)
		truth := world.Site(r.DomainName)
		require.Equal(t, truth.StatusTLSFirst, string(r.Status), "%s: %s %s", r.DomainName, r.ErrorCode, r.ErrorMessage)
		if r.Status == campaign.HTTPMatch || r.Status == campaign.HTTPNoMatch || r.Status == campaign.HTTPError {
			require.Equal(t, truth.StatusCode, r.StatusCode, r.DomainName)
			require.Equal(t, truth.ContentHash, r.ContentHash, r.DomainName)
			require.Equal(t, truth.FinalURL, r.FinalURL, r.DomainName)
		}
	}
}

func addresses(addrs []netip.Addr) []string {
	var out []string
	for _, a := range addrs {
		out = append(out, a.String())
	}
	return out
}
