package main

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
	"domainflow/projections"
)

// Any campaign can be followed: one that ended long ago, one that still runs,
// and one that is deleted meanwhile.
func TestFollowersOfEverySource(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 32})
	p := serve(t, "--data", dataDir(t))
	run := p.order(world, 300, 0)
	p.until(run.http, completed)
	personas := p.campaign(run.dns).Params.(map[string]any)["personaIds"]
	follow := func(source string, start bool) (string, error) {
		return p.create(t.Context(), "/campaigns/dns-validate", object{
			"name": "follower", "sourceCampaignId": source, "personaIds": personas, "retryAttempts": 6, "autoStart": start,
		})
	}
	must := func(id string, err error) string {
		require.NoError(t, err)
		return id
	}
	ended := must(follow(run.names, true))
	waits := must(follow(run.names, false))
	p.until(ended, completed)

	// A list is followed while it is uploaded.
	body, upload := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		request, err := p.request(context.Background(), http.MethodPost, "/campaigns/list?name=list", body)
		if err == nil {
			request.Header.Set("Content-Type", "text/plain")
			var response *http.Response
			if response, err = http.DefaultClient.Do(request); err == nil {
				err = response.Body.Close()
			}
		}
		answered <- err
	}()
	names := all[projections.Name](p, "/campaigns/"+run.names+"/results/generated-domains")
	send := func(part []projections.Name) {
		for _, n := range part {
			_, err := io.WriteString(upload, n.DomainName+"\n")
			require.NoError(t, err)
		}
	}
	send(names[:100])
	list := p.listed("domain_list")
	live := must(follow(list, true))
	p.until(live, func(c projections.Campaign) bool {
		return c.ProcessedItems == 100 && !c.TotalIsFinal && c.WaitingFor == "source"
	})
	send(names[100:])
	require.NoError(t, upload.Close())
	require.NoError(t, <-answered)
	require.EqualValues(t, 300, p.until(live, completed).TotalItems)

	// What follows a campaign reads the log, which keeps what was deleted.
	p.remove("/campaigns/" + run.names)
	p.tell(waits, "start")
	require.EqualValues(t, 300, p.until(waits, completed).TotalItems)
	_, err := follow(run.names, false)
	require.ErrorContains(t, err, "422", "nobody can choose what is deleted")

	same := func(id string) (found []projections.DNSResult) {
		for _, r := range all[projections.DNSResult](p, "/campaigns/"+id+"/results/dns-validation") {
			found = append(found, projections.DNSResult{DomainName: r.DomainName, Ordinal: r.Ordinal, Status: r.Status})
		}
		return found
	}
	want := same(run.dns)
	require.Len(t, want, 300)
	for _, id := range []string{ended, live, waits} {
		require.Equal(t, want, same(id))
	}
}

// listed waits for a campaign of a type, and gives its id.
func (p *process) listed(campaignType campaign.Type) (id string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		found := all[projections.Campaign](p, "/campaigns?campaignType="+string(campaignType))
		if len(found) == 1 {
			id = found[0].ID
		}
		return id != ""
	}, patience, tick)
	return id
}

// remove deletes a resource.
func (p *process) remove(path string) {
	p.t.Helper()
	request, err := p.request(p.t.Context(), http.MethodDelete, path, http.NoBody)
	require.NoError(p.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	require.NoError(p.t, response.Body.Close())
	require.Equal(p.t, http.StatusNoContent, response.StatusCode)
}
