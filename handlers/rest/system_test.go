package rest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const systemPath = "/api/v2/admin/system"

func TestRebuildOverREST(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := r.post(generatePath, generation(nil)).Header.Get("Location")
	before := r.get(systemPath).is(http.StatusOK)
	log, models := before["log"].(object), before["readModels"].(object)
	require.EqualValues(t, r.last(), log["lastSequence"])
	require.Equal(t, log["lastSequence"], log["events"])
	require.Positive(t, log["bytes"])
	require.Equal(t, "following", models["state"])
	require.EqualValues(t, 0, models["lagEvents"])
	require.Equal(t, object{"running": false}, before["rebuild"])
	require.Equal(t, []any{object{"step": "resolve", "waiting": 1.0, "inProgress": 2.0}}, before["work"])

	answer := r.post("/api/v2/admin/rebuild", object{})
	require.Equal(t, http.StatusAccepted, answer.StatusCode)
	require.Equal(t, systemPath, answer.Header.Get("Location"))
	require.Eventually(t, func() bool {
		rebuild := r.get(systemPath).is(http.StatusOK)["rebuild"].(object)
		return rebuild["running"] == false && rebuild["endedAt"] != nil && rebuild["lastError"] == nil
	}, patience, 20*time.Millisecond)
	var schema string
	require.NoError(t, r.pool.QueryRow(t.Context(), "SELECT name FROM domainflow.read_schema").Scan(&schema))
	require.Equal(t, "read_2", schema)
	r.get(path).is(http.StatusOK)
}

// What cannot go on by itself is told, refuses commands, and is repaired by a
// rebuild without a restart.
func TestRebuildRepairsReadModelsOfAnotherLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := r.post(generatePath, generation(nil)).Header.Get("Location")
	_, err := r.pool.Exec(t.Context(), "UPDATE read_1.checkpoint SET stream = 'other'")
	require.NoError(t, err)
	other := r.another()
	state := func() any { return other.get(systemPath).is(http.StatusOK)["readModels"].(object)["state"] }
	require.Eventually(t, func() bool { return state() == "stopped" }, patience, 20*time.Millisecond)
	other.post(path+"/start", object{}).fails(http.StatusServiceUnavailable, "UNAVAILABLE")

	require.Equal(t, http.StatusAccepted, other.post("/api/v2/admin/rebuild", object{}).StatusCode)
	require.Eventually(t, func() bool { return state() == "following" }, patience, 20*time.Millisecond)
	other.post(path+"/start", object{}).is(http.StatusOK)
}
