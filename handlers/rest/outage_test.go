package rest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/natstest"
	"domainflow/projections"
)

// eventually sends until the status is as wanted.
func (r *rig) eventually(status int, send func() reply) reply {
	r.t.Helper()
	var last reply
	require.Eventually(r.t, func() bool { last = send(); return last.StatusCode == status }, patience, 50*time.Millisecond)
	return last
}

// What is recorded while the read models do not show it is answered 202, and
// shows as soon as they do.
func TestCommandsWithoutReadModels(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	answer := r.post(generatePath, generation(object{"autoStart": true}))
	body := answer.is(http.StatusAccepted)
	path := answer.Header.Get("Location")
	require.Equal(t, campaignsPath+"/"+body["id"].(string), path)
	require.EqualValues(t, answer.sequence(), body["sequence"])
	require.Equal(t, r.last(), answer.sequence())
	require.Equal(t, []string{"pattern.range_reserved", "campaign.created", "campaign.started"}, r.events(r.start))

	behind := r.get(fmt.Sprintf("%s?minSequence=%d", path, answer.sequence()))
	behind.fails(http.StatusServiceUnavailable, "READ_BEHIND")
	require.Equal(t, "1", behind.Header.Get("Retry-After"))
	r.get(path).fails(http.StatusNotFound, "NOT_FOUND")
	paused := r.post(path+"/pause", object{})
	paused.is(http.StatusAccepted)
	require.Equal(t, path, paused.Header.Get("Location"))

	r.project()
	shown := r.eventually(http.StatusOK, func() reply { return r.get(fmt.Sprintf("%s?minSequence=%d", path, paused.sequence())) })
	require.Equal(t, "paused", shown.is(http.StatusOK)["status"])
	r.get(fmt.Sprintf("%s?minSequence=%d", campaignsPath, paused.sequence()+1)).fails(http.StatusServiceUnavailable, "READ_BEHIND")
}

func TestDatabaseAwayAndBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	r.valve.close()
	for _, read := range []string{campaignsPath, path, path + "/results/generated-domains", api + "/personas", keywordSetsPath} {
		away := r.get(read)
		away.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
		require.NotEmpty(t, away.Header.Get("Retry-After"))
		require.NotContains(t, away.text, "valve")
	}
	require.Equal(t, "degraded", r.get("/health").is(http.StatusOK)["status"])
	require.Equal(t, "not_ready", r.get("/health/ready").is(http.StatusServiceUnavailable)["status"])
	// Commands need the log only.
	started := r.post(path+"/start", object{})
	started.is(http.StatusAccepted)
	require.Equal(t, "running", r.valveOpened(path, started.sequence())["status"])
	require.Equal(t, "ready", r.eventually(http.StatusOK, func() reply { return r.get("/health/ready") }).is(http.StatusOK)["status"])
}

// valveOpened opens it and reads a path once it shows a sequence.
func (r *rig) valveOpened(path string, sequence uint64) object {
	r.t.Helper()
	r.valve.open()
	return r.eventually(http.StatusOK, func() reply { return r.get(fmt.Sprintf("%s?minSequence=%d", path, sequence)) }).is(http.StatusOK)
}

func TestEventStoreAwayAndBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	before := r.last()
	r.servers.Kill(0)
	away := r.post(path+"/start", object{})
	away.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.NotEmpty(t, away.Header.Get("Retry-After"))
	require.Equal(t, "pending", r.get(path).is(http.StatusOK)["status"], "queries need the database only")
	parts := r.get("/health").is(http.StatusOK)["components"].(object)
	require.Equal(t, "failing", parts["eventStore"])
	require.Equal(t, "ok", parts["database"])
	r.get("/health/ready").is(http.StatusServiceUnavailable)

	r.servers.Restart(0)
	started := r.eventually(http.StatusOK, func() reply { return r.post(path+"/start", object{}) })
	require.Equal(t, "running", started.is(http.StatusOK)["status"])
	require.Equal(t, []string{"pattern.range_reserved", "campaign.started"}, r.events(before))
}

func TestShuttingDown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.get("/health/ready").is(http.StatusOK)
	close(r.stopping)
	for _, path := range []string{campaignsPath, "/ping", "/health/ready", "/nowhere"} {
		down := r.get(path)
		down.fails(http.StatusServiceUnavailable, "SHUTTING_DOWN")
		require.NotEmpty(t, down.Header.Get("Retry-After"))
	}
	r.post(generatePath, generation(nil)).fails(http.StatusServiceUnavailable, "SHUTTING_DOWN")
	require.Equal(t, "alive", r.get("/health/live").is(http.StatusOK)["status"])
	require.Equal(t, r.start, r.last())
}

func TestHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ping := r.get("/ping")
	require.Equal(t, "pong", ping.text)
	require.Equal(t, http.StatusOK, ping.StatusCode)
	require.Equal(t, object{"status": "alive"}, r.get("/health/live").is(http.StatusOK))
	require.Equal(t, object{"status": "ready"}, r.get("/health/ready").is(http.StatusOK))
	require.Equal(t, object{
		"status": "ok", "version": "1.2.3", "buildTime": "2026-01-02T03:04:05Z",
		"components": object{"eventStore": "ok", "database": "ok", "projections": "ok", "workers": "ok"},
	}, r.get("/health").is(http.StatusOK))
}

// Read models of another log mean that one of the two is not the right one:
// nothing may be appended until somebody has looked.
func TestReadModelsOfAnotherLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(generatePath, generation(nil))
	other := r.on(t)
	other.servers = natstest.Start(t, 1)
	other.openStore(0)
	var err error
	other.projector, err = projections.Open(t.Context(), projections.Config{
		Pool: r.pool, Log: other.store, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	other.project()
	other.serve()
	require.Eventually(t, func() bool { return other.projector.Health().Stopped }, patience, 10*time.Millisecond)

	other.post(generatePath, generation(nil)).fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.Zero(t, other.last())
	other.get("/health/ready").is(http.StatusServiceUnavailable)
	require.Equal(t, "failing", other.get("/health").is(http.StatusOK)["components"].(object)["projections"])
	r.create(generatePath, generation(nil))
}
