package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/lab"
	"domainflow/projections"
)

func TestSecondServeOnTheSameDataSaysSoAndDamagesNothing(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 3})
	data := dataDir(t)
	first := serve(t, "--data", data)
	run := first.order(world, 2000, 500)

	second, _ := launch(t, "serve", "--data", data, "--listen", "127.0.0.1:0")
	require.Error(t, second.wait())
	require.Contains(t, second.output.String(), "in use by another process")
	require.Contains(t, second.output.String(), strconv.Itoa(first.command.Process.Pid))

	first.until(run.http, completed)
	compareWithTruth(t, first, world, run, 2000)
	require.NoError(t, first.terminate(), first.output)
}

func TestPausedCampaignStaysPausedOverRestarts(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 4})
	data := dataDir(t)
	p := serve(t, "--data", data)
	run := p.order(world, 3000, 500)
	p.until(run.dns, func(c projections.Campaign) bool { return c.ProcessedItems > 0 })
	p.tell(run.dns, "pause")
	require.NoError(t, p.terminate(), "SIGTERM ends the program in order: %s", p.output)

	p = serve(t, "--data", data)
	p.until(run.names, completed)
	paused := p.campaign(run.dns)
	require.NotNil(t, paused)
	require.Equal(t, campaign.StatusPaused, paused.Status)
	require.Positive(t, paused.PendingItems)
	p.kill()

	p = serve(t, "--data", data)
	require.Equal(t, campaign.StatusPaused, p.until(run.dns, func(projections.Campaign) bool { return true }).Status)
	p.tell(run.dns, "resume")
	p.until(run.http, completed)
	compareWithTruth(t, p, world, run, 3000)
}

// tell sends a command to a campaign.
func (p *process) tell(id, verb string) {
	p.t.Helper()
	require.NoError(p.t, p.try(id, verb), p.output)
}

func (p *process) try(id, verb string) error {
	var c projections.Campaign
	return p.call(context.Background(), http.MethodPost, "/campaigns/"+id+"/"+verb, strings.NewReader("{}"), &c)
}

func TestGoesOnWhenPostgresDies(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 5})
	data := dataDir(t)
	p := serve(t, "--data", data)
	run := p.order(world, 3000, 1000)
	killPostgres(t, data)
	p.until(run.http, completed)
	compareWithTruth(t, p, world, run, 3000)
}

// killPostgres ends the embedded one of a data directory at once.
func killPostgres(t *testing.T, dir string) {
	t.Helper()
	pid, err := os.ReadFile(filepath.Join(dir, "postgres", "cluster", "postmaster.pid"))
	require.NoError(t, err)
	postmaster, err := strconv.Atoi(strings.SplitN(string(pid), "\n", 2)[0])
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(postmaster, syscall.SIGKILL))
}

func TestExternalServers(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 6})
	cluster := natstest.Start(t, 3)
	var urls []string
	for i := range 3 {
		urls = append(urls, cluster.Server(i).ClientURL())
	}
	p := serve(t, "--nats-url", strings.Join(urls, ","), "--postgres-url", pgtest.Database(t))
	run := p.order(world, 3000, 1000)
	// One server of three is lost in the middle: the work goes on.
	cluster.Kill(cluster.StreamLeader("EVENTS"))
	p.until(run.http, completed)
	compareWithTruth(t, p, world, run, 3000)
}

func TestWorkerIsKilledAndAnotherOneStarted(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 42})
	cluster := natstest.Start(t, 3)
	p := serve(t, "--nats-url", cluster.Server(0).ClientURL(), "--postgres-url", pgtest.Database(t))
	worker := work(t, cluster.Server(1).ClientURL())
	const names = 100_000
	dns := p.orderNames(world, names)
	p.until(dns, func(c projections.Campaign) bool { return c.ProcessedItems > names/10 })
	worker.kill()
	worker = work(t, cluster.Server(2).ClientURL())
	require.EqualValues(t, names, p.until(dns, completed).TotalItems)
	distinct := map[string]bool{}
	for _, r := range all[projections.DNSResult](p, "/campaigns/"+dns+"/results/dns-validation") {
		distinct[r.DomainName] = true
	}
	require.Len(t, distinct, names)
	require.NoError(t, worker.terminate(), worker.output)
}

// orderNames creates a campaign that resolves generated names at a server that
// loses nothing, without limits.
func (p *process) orderNames(world *lab.Lab, names int) (dns string) {
	p.t.Helper()
	p.set("rate-limit", `{"requestsPerMinute": 0}`)
	must := func(id string, err error) string {
		require.NoError(p.t, err, p.output)
		return id
	}
	persona := must(p.create(p.t.Context(), "/personas/dns", object{"name": "clean", "configDetails": object{
		"resolvers": []string{world.Resolver(lab.Clean).String()}, "rateLimitDps": 0, "maxInFlight": 500, "queryTimeoutSeconds": 1,
	}}))
	generated := must(p.create(p.t.Context(), "/campaigns/generate", object{
		"name": "names", "patternType": "suffix", "variableLength": 4, "constantString": "lumen", "tld": "test",
		"characterSet": "abcdefghijklmnopqrstuvwxyz", "numDomainsToGenerate": strconv.Itoa(names), "autoStart": true,
	}))
	return must(p.create(p.t.Context(), "/campaigns/dns-validate", object{
		"name": "dns", "sourceCampaignId": generated, "personaIds": []string{persona}, "retryAttempts": 1, "autoStart": true,
	}))
}

func TestAnswers503WhileTheEventStoreIsAway(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 8})
	cluster := natstest.Start(t, 3)
	p := serve(t, "--nats-url", cluster.Server(0).ClientURL(), "--postgres-url", pgtest.Database(t))
	run := p.order(world, 2000, 500)
	// One of three is no majority: nothing can be stored.
	cluster.Kill(1)
	cluster.Kill(2)
	err := p.try(run.dns, "pause")
	require.ErrorContains(t, err, "503")
	require.ErrorContains(t, err, "UNAVAILABLE")
	require.NotNil(t, p.campaign(run.dns), "reads go on")
	cluster.Restart(1)
	cluster.Restart(2)
	// Whether the pause was stored is not known after a 503. It may even be
	// stored now: the server that was left alone still holds it.
	p.until(run.http, func(c projections.Campaign) bool {
		if dns := p.campaign(run.dns); dns != nil && dns.Status == campaign.StatusPaused {
			t.Log("the pause was stored", p.try(run.dns, "resume"))
		}
		return completed(c)
	})
	compareWithTruth(t, p, world, run, 2000)
}

func TestDemoEndsWithATableOfMatches(t *testing.T) {
	t.Parallel()
	p, _ := launch(t, "demo", "--names", "1000")
	require.NoError(t, p.wait(), p.output)
	require.Contains(t, p.output.String(), "IN CONTEXT")
	require.Contains(t, p.output.String(), "lumen.test")
}

// The log is the memory of what was commanded: also over kills.
func TestKeysOutliveKills(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	body := `{"name": "names", "patternType": "suffix", "variableLength": 2, "constantString": "x", "tld": "test", "characterSet": "ab",
		"numDomainsToGenerate": "4", "autoStart": true}`
	send := func(p *process, body string) (status int, header http.Header, made object) {
		request, err := p.request(t.Context(), http.MethodPost, "/campaigns/generate", strings.NewReader(body))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", "once")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		require.NoError(t, json.NewDecoder(response.Body).Decode(&made))
		return response.StatusCode, response.Header, made
	}
	p := serve(t, "--data", data)
	_, first, made := send(p, body)
	require.Empty(t, first.Get("Idempotency-Replayed"))
	for range 3 {
		p.kill()
		p = serve(t, "--data", data)
		status, again, remade := send(p, body)
		require.Equal(t, http.StatusCreated, status)
		require.Equal(t, "true", again.Get("Idempotency-Replayed"))
		require.Equal(t, made["id"], remade["id"])
		for _, name := range []string{"Location", "Event-Sequence"} {
			require.Equal(t, first.Get(name), again.Get(name))
		}
		status, _, problem := send(p, strings.Replace(body, "names", "others", 1))
		require.Equal(t, http.StatusUnprocessableEntity, status)
		require.Equal(t, "IDEMPOTENCY_KEY_REUSED", problem["code"])
	}
	p.until(made["id"].(string), completed)
	require.Len(t, all[projections.Event](p, "/events?type=campaign.created"), 1)
}
