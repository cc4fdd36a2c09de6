package main

import (
	"context"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
	"domainflow/projections"
)

// samples is how many answers about a running pipeline are looked at, at
// least.
const samples = 1000

// Sums over statuses equal the total at every moment, numbers never fall, and
// campaigns that follow each other agree within one answer: REST and feed.
func TestSumsAddUpAtEveryMoment(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 10})
	p := serve(t, "--data", t.TempDir())
	run := p.order(world, 5000, 800)
	watched := make(chan error, 1)
	go func() { watched <- p.watchSums(run) }()

	seen := map[string]projections.Progress{}
	done := false
	for n := 0; n < samples || !done; n++ {
		var page projections.Page[projections.Campaign]
		p.get("/campaigns", &page)
		found := map[string]projections.Progress{}
		for _, c := range page.Items {
			require.NoError(t, sumsUp(c.Progress, seen[c.ID]), "%+v after %+v", c.Progress, seen[c.ID])
			found[c.ID], seen[c.ID] = c.Progress, c.Progress
		}
		names, dns, http := found[run.names], found[run.dns], found[run.http]
		require.Equal(t, names.Counts[campaign.NameGenerated], dns.TotalItems, "one answer reflects one sequence")
		require.Equal(t, dns.Counts[string(campaign.DNSResolved)], http.TotalItems)
		done = http.Status == campaign.StatusCompleted
	}
	require.NoError(t, <-watched)
}

// watchSums reads the progress of all campaigns from the feed until the last
// one has completed.
func (p *process) watchSums(run chain) error {
	conn, response, err := websocket.DefaultDialer.DialContext(context.Background(), "ws://"+p.host+"/ws", p.header())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer response.Body.Close()
	subscribe := object{"type": "subscribe", "id": "sums", "campaignIds": []string{run.names, run.dns, run.http},
		"types": []string{"campaign.progress"}}
	if err := conn.WriteJSON(subscribe); err != nil {
		return err
	}
	seen := map[string]projections.Progress{}
	for seen[run.http].Status != campaign.StatusCompleted {
		var message struct {
			Type       string
			CampaignID string
			Data       projections.Progress
		}
		if err := conn.ReadJSON(&message); err != nil {
			return err
		}
		if message.Type != "campaign.progress" {
			continue
		}
		if err := sumsUp(message.Data, seen[message.CampaignID]); err != nil {
			return err
		}
		seen[message.CampaignID] = message.Data
	}
	return nil
}
