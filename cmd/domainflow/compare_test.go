package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
	"domainflow/projections"
)

type (
	dnsComparison  = projections.Comparison[projections.DNSResult, projections.DNSChange]
	httpComparison = projections.Comparison[projections.HTTPResult, projections.HTTPChange]
)

// X12: of two runs over the same names, what has changed is told, and nothing
// else.
func TestCompareFindsTheSitesThatChanged(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 12, Exists: 0.3, Names: map[lab.NameKind]float64{lab.Dual: 0.2}, Sites: map[lab.SiteKind]float64{
		lab.Keyword: 0.3, lab.RedirectHost: 0.1, lab.NotFound: 0.1, lab.Gzip: 0.1,
	}})
	p := serve(t, "--data", t.TempDir())
	first := p.order(world, 1000, 0)
	p.until(first.http, completed)

	pages := all[projections.HTTPResult](p, "/campaigns/"+first.http+"/results/http-keyword")
	require.Greater(t, len(pages), 200)
	wanted := map[string]string{}
	for _, i := range []int{7, 100, 200} {
		name := pages[i].DomainName
		world.Revise(name)
		wanted[name] = world.Site(name).ContentHash
		require.NotEqual(t, pages[i].ContentHash, wanted[name])
	}
	second := p.repeat(first)
	p.until(second.http, completed)

	var found httpComparison
	p.get("/campaigns/"+first.http+"/compare?with="+second.http, &found)
	require.Nil(t, found.NextCursor)
	require.Len(t, found.Items, len(wanted))
	for _, item := range found.Items {
		require.Equal(t, []projections.HTTPChange{projections.HTTPContentChanged}, item.Change)
		require.Equal(t, wanted[item.DomainName], item.After.ContentHash)
		require.NotEqual(t, item.Before.ContentHash, item.After.ContentHash)
	}
	require.Equal(t, map[projections.HTTPChange]int64{
		"newly_matching": 0, "no_longer_matching": 0, "content_changed": 3, "title_changed": 0, "status_changed": 0, "only_before": 0, "only_after": 0,
	}, found.Summary)
	var resolved dnsComparison
	p.get("/campaigns/"+first.dns+"/compare?with="+second.dns, &resolved)
	require.Empty(t, resolved.Items, "the DNS says the same")
}

// repeat orders the DNS and HTTP campaigns of a chain once more, over the same
// names.
func (p *process) repeat(run chain) chain {
	p.t.Helper()
	again := chain{names: run.names}
	order := func(path, of, source string) string {
		var c projections.Campaign
		p.get("/campaigns/"+of, &c)
		body := object(c.Params.(map[string]any)).with(object{"name": "again", "sourceCampaignId": source, "autoStart": true})
		id, err := p.create(context.Background(), path, body)
		require.NoError(p.t, err, p.output)
		return id
	}
	again.dns = order("/campaigns/dns-validate", run.dns, run.names)
	again.http = order("/campaigns/http-keyword-validate", run.http, again.dns)
	return again
}
