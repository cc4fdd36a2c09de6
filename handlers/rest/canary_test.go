package rest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// shelf is a log of the process that several may write to.
type shelf struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shelf) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(line)
}

func (s *shelf) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// S10, G21: what a person types and is given in a whole life is found in no
// log, event, record or error, nor, if it is a secret, in the database.
func TestS10CanariesAreFoundNowhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	log := &shelf{}
	config := r.config()
	config.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.serveWith(config)
	r.set("server", object{"trustedProxies": []string{"127.0.0.1/32"}})

	const address = "192.0.2.77"
	personal := map[string]string{"e-mail": "canary.mail@example.test", "first name": "Canaryfirst", "last name": "Canarylast", "address": address}
	secret := map[string]string{"password": "canary password one", "new password": "canary password two", "wrong password": "canary password none"}
	secret["master key"] = r.readMasterKey()[4:]
	var problems strings.Builder
	send := func(from *rig, method, path string, body any) reply {
		text := ""
		if body != nil {
			text = asJSON(t, body)
		}
		a := from.send(method, path, text, "X-Forwarded-For", address, "X-Request-Id", "life")
		if a.StatusCode >= 400 {
			problems.WriteString(a.text)
		}
		return a
	}
	anybody := r.as(person{})
	send(r, http.MethodPost, api+"/admin/users", object{
		"email": personal["e-mail"], "firstName": personal["first name"], "lastName": personal["last name"], "roles": []string{"super_admin"},
		"password": secret["password"],
	}).is(http.StatusCreated)
	credentials := object{"email": personal["e-mail"], "password": secret["password"]}
	signedIn := send(anybody, http.MethodPost, authPath+"/login", credentials).is(http.StatusOK)
	secret["access token"], secret["refresh token"] = signedIn["accessToken"].(string), signedIn["refreshToken"].(string)
	who := r.bearing(signedIn["accessToken"])
	made := send(who, http.MethodPost, api+"/api-keys", object{"name": "robot", "scopes": []string{"campaigns:read", "reports:generate"}}).is(http.StatusCreated)
	secret["API key"] = made["key"].(string)
	secret["seed"] = send(who, http.MethodPost, natsUsersPath, object{"name": "warehouse"}).is(http.StatusCreated)["seed"].(string)
	campaign := send(who, http.MethodPost, generatePath, generation(nil)).is(http.StatusCreated)["id"].(string)
	secret["ticket"] = send(who, http.MethodPost, authPath+"/tickets", object{"purpose": "download"}).is(http.StatusOK)["ticket"].(string)
	export := campaignsPath + "/" + campaign + "/export?format=ndjson&ticket=" + secret["ticket"]
	require.Equal(t, http.StatusOK, send(anybody, http.MethodGet, export, nil).StatusCode)
	require.Equal(t, http.StatusUnauthorized, send(anybody, http.MethodGet, export, nil).StatusCode, "it was for once")
	robot := r.bearing(secret["API key"])
	require.Equal(t, http.StatusForbidden, send(robot, http.MethodPost, generatePath, generation(nil)).StatusCode)
	send(who, http.MethodPost, api+"/admin/users", object{
		"email": personal["e-mail"], "firstName": personal["first name"], "lastName": personal["last name"], "roles": []string{"viewer"},
		"password": secret["new password"],
	}).is(http.StatusConflict)
	send(who, http.MethodPost, authPath+"/change-password", object{"currentPassword": secret["wrong password"], "newPassword": secret["new password"]}).
		is(http.StatusUnprocessableEntity)
	require.NoError(t, r.unlocked(r.hasher).Rotate(t.Context()))
	secret["second master key"] = r.readMasterKey()[4:]
	require.NoError(t, os.Chmod(r.masterKey, 0o644))
	send(anybody, http.MethodPost, authPath+"/login", credentials).fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.NoError(t, os.Chmod(r.masterKey, 0o600))
	r.clock.advance(time.Second) // it was a try
	credentials["password"] = secret["wrong password"]
	send(anybody, http.MethodPost, authPath+"/login", credentials).is(http.StatusUnauthorized)
	credentials["passwordAgain"] = secret["wrong password"]
	send(anybody, http.MethodPost, authPath+"/login", credentials).is(http.StatusUnprocessableEntity)
	next := send(anybody, http.MethodPost, authPath+"/refresh", object{"refreshToken": secret["refresh token"]}).is(http.StatusOK)
	secret["second access token"], secret["second refresh token"] = next["accessToken"].(string), next["refreshToken"].(string)
	send(r.bearing(next["accessToken"]), http.MethodPost, authPath+"/logout", nil).is(http.StatusNoContent)
	r.accessRecords(5) // a login, an export, a refusal without and one with a key, a failed login

	places := map[string]string{
		"EVENTS": r.dumpStream("EVENTS"), "ACCESS": r.dumpStream("ACCESS"), "log": log.String(), "problems": problems.String(),
		"read models": r.dumpTables("read_%"), "accounts": r.dumpTables("accounts"),
	}
	for place, text := range places {
		require.NotEmpty(t, text, place)
		for name, canary := range secret {
			require.NotContains(t, text, canary, "%s in %s", name, place)
		}
		for name, canary := range personal {
			allowed := place == "accounts" && name != "address" || place == "log" && name == "address"
			require.True(t, allowed || !strings.Contains(text, canary), "%s in %s", name, place)
		}
	}
	require.Contains(t, places["accounts"], personal["e-mail"], "the scan sees what is there")
	for _, hash := range []string{"$argon2id", hex.EncodeToString([]byte("$argon2id"))} {
		require.NotContains(t, places["accounts"], hash, "nobody can guess at it")
	}
	require.Contains(t, places["ACCESS"], "192.0.2.0/24")
	require.Contains(t, places["log"], "life")
	require.Contains(t, places["log"], "chmod 600")
	require.Contains(t, places["EVENTS"], made["prefix"])
}

// readMasterKey is what the accounts are sealed with.
func (r *rig) readMasterKey() string {
	r.t.Helper()
	text, err := os.ReadFile(r.masterKey)
	require.NoError(r.t, err)
	key := strings.TrimSpace(string(text))
	require.Regexp(r.t, "^dfm_[a-z2-7]{58}$", key)
	return key
}

// dumpStream is all that a stream holds, with headers.
func (r *rig) dumpStream(name string) string {
	r.t.Helper()
	js, err := jetstream.New(r.servers.Conns[0])
	require.NoError(r.t, err)
	stream, err := js.Stream(r.t.Context(), name)
	require.NoError(r.t, err)
	state, text := stream.CachedInfo().State, strings.Builder{}
	for sequence := state.FirstSeq; sequence <= state.LastSeq; sequence++ {
		m, err := stream.GetMsg(r.t.Context(), sequence)
		require.NoError(r.t, err)
		fmt.Fprintln(&text, m.Subject, m.Header, string(m.Data))
	}
	return text.String()
}

// dumpTables is every row of every table of the schemas with such names.
func (r *rig) dumpTables(schemas string) string {
	r.t.Helper()
	ctx := context.Background()
	rows, err := r.pool.Query(ctx, "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname LIKE $1", schemas)
	require.NoError(r.t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(r.t, err)
	var text strings.Builder
	for _, table := range tables {
		rows, err := r.pool.Query(ctx, "SELECT t::text FROM "+table+" t")
		require.NoError(r.t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(r.t, err)
		text.WriteString(table + "\n" + strings.Join(lines, "\n") + "\n")
	}
	return text.String()
}
