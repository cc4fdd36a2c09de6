package rest_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/handlers/live"
	"domainflow/internal/secrets"
)

// feedRig is one with the live feed.
type feedRig struct{ *rig }

func newFeedRig(t *testing.T) *feedRig {
	t.Helper()
	r := &feedRig{rig: newRig(t)}
	feed := live.New(live.Config{
		Store: r.store, Progress: r.projector.Queries(), Gate: r.people, Log: slog.New(slog.DiscardHandler),
		AllowOrigin: func(*http.Request) bool { return true },
	})
	r.background(feed.Run)
	config := r.config()
	config.Feed = feed.Handle
	r.serveWith(config)
	return r
}

// upgrade asks for a connection, and gives who it is of, or the problem.
func (r *feedRig) upgrade(path string, header http.Header) (status int, userID string, problem object) {
	r.t.Helper()
	for {
		conn, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(r.url, "http")+path, header)
		if errors.Is(err, websocket.ErrBadHandshake) {
			require.NoError(r.t, json.NewDecoder(answer.Body).Decode(&problem))
			require.NoError(r.t, answer.Body.Close())
			if answer.StatusCode == http.StatusServiceUnavailable {
				continue // the feed has not begun yet
			}
			require.Equal(r.t, "application/problem+json", answer.Header.Get("Content-Type"))
			return answer.StatusCode, "", problem
		}
		require.NoError(r.t, err)
		var ack struct{ Data struct{ UserID string } }
		require.NoError(r.t, conn.ReadJSON(&ack))
		require.NoError(r.t, conn.Close())
		return answer.StatusCode, ack.Data.UserID, nil
	}
}

func bearer(text string) http.Header { return http.Header{"Authorization": {"Bearer " + text}} }

// key makes an API key of somebody; until is its end unless it is zero.
func (r *feedRig) key(p person, until time.Time) string {
	r.t.Helper()
	id := newID()
	prefix, secret, err := r.people.Secrets.CreateAPIKey(r.t.Context(), id, p.id, "test")
	require.NoError(r.t, err)
	made := user.APIKey{ID: id, Prefix: prefix, Scopes: []user.Permission{user.CampaignsRead}}
	if !until.IsZero() {
		made.ExpiresAt = &until
	}
	r.changeUser(p.id, user.CreateAPIKey{APIKey: made, Now: until.Add(-time.Hour), By: user.All})
	return secret.Reveal()
}

// ticket is one of whoever has a token.
func (r *feedRig) ticket(token, purpose string) string {
	r.t.Helper()
	holder, err := r.people.Bearer(r.t.Context(), token)
	require.NoError(r.t, err)
	ticket, _, err := r.people.Secrets.IssueTicket(r.t.Context(), secrets.Holder{UserID: holder.UserID, SessionID: holder.SessionID}, purpose)
	require.NoError(r.t, err)
	return ticket.Reveal()
}

// N1, E4, B3: who comes in, and as whom.
func TestFeedLetsInWhoHasSignedIn(t *testing.T) {
	t.Parallel()
	r := newFeedRig(t)
	ada, gone, must := r.signUp(user.Member), r.signUp(user.Member), r.signUp(user.Member)
	key, expired := r.key(ada, time.Time{}), r.key(ada, time.Now().Add(-time.Minute))
	r.changeUser(gone.id, user.Update{Roles: []user.Role{user.Member}, By: user.All})
	r.changeUser(must.id, user.ResetPassword{By: user.All})
	ticket := func(purpose string) string { return r.ticket(ada.token, purpose) }
	used := ticket("ws")
	status, _, _ := r.upgrade("/ws?ticket="+used, nil)
	require.Equal(t, http.StatusSwitchingProtocols, status)
	for name, c := range map[string]struct {
		query  string
		header http.Header
		status int
		code   string
	}{
		"a token":                    {header: bearer(ada.token), status: 101},
		"a key":                      {header: bearer(key), status: 101},
		"another spelling of Bearer": {header: http.Header{"Authorization": {"bearer " + key}}, status: 101},
		"a ticket":                   {query: "ticket=" + ticket("ws"), status: 101},
		"a used ticket":              {query: "ticket=" + used, status: 401, code: "UNAUTHORIZED"},
		"a ticket for a download":    {query: "ticket=" + ticket("download"), status: 401, code: "UNAUTHORIZED"},
		"a token as a ticket":        {query: "ticket=" + ada.token, status: 401, code: "UNAUTHORIZED"},
		"a ticket as a token":        {header: bearer(ticket("ws")), status: 401, code: "UNAUTHORIZED"},
		"an empty ticket":            {query: "ticket=", status: 401, code: "UNAUTHORIZED"},
		"two credentials":            {query: "ticket=" + ticket("ws"), header: bearer(ada.token), status: 401, code: "UNAUTHORIZED"},
		"two tickets":                {query: "ticket=" + ticket("ws") + "&ticket=" + ticket("ws"), status: 401, code: "UNAUTHORIZED"},
		"nothing":                    {status: 401, code: "UNAUTHORIZED"},
		"another parameter":          {query: "token=" + ada.token, status: 401, code: "UNAUTHORIZED"},
		"an unreadable query":        {query: "ticket=%zz", status: 400, code: "BAD_REQUEST"},
		"an expired key":             {header: bearer(expired), status: 401, code: "UNAUTHORIZED"},
		"somebody deactivated":       {header: bearer(gone.token), status: 401, code: "UNAUTHORIZED"},
		"who must change it":         {header: bearer(must.token), status: 403, code: "PASSWORD_CHANGE_REQUIRED"},
		"a foreign page":             {header: http.Header{"Authorization": {"Bearer " + ada.token}, "Origin": {"http://evil.example"}}, status: 403, code: "ORIGIN_REFUSED"},
		"a foreign page as nobody":   {header: http.Header{"Origin": {"http://evil.example"}}, status: 403, code: "ORIGIN_REFUSED"},
		"a key in the query":         {query: "apiKey=" + key, status: 401, code: "UNAUTHORIZED"},
	} {
		for _, path := range []string{"/ws", api + "/ws"} {
			if c.status == 101 && c.query != "" && path == "/ws" {
				continue // tickets are for once
			}
			status, userID, problem := r.upgrade(path+"?"+c.query, c.header)
			require.Equal(t, c.status, status, "%s: %v", name, problem)
			if status == http.StatusSwitchingProtocols {
				require.Equal(t, ada.id, userID, name)
			} else {
				require.Equal(t, c.code, problem["code"], name)
			}
		}
	}
	r.set("auth", object{"allowApiKeyInQuery": true})
	for name, c := range map[string]struct {
		credential string
		status     int
	}{"a key": {key, 101}, "an expired one": {expired, 401}, "a token": {ada.token, 401}, "a ticket": {ticket("ws"), 401}, "nothing": {"", 401}} {
		status, _, problem := r.upgrade("/ws?apiKey="+c.credential, nil)
		require.Equal(t, c.status, status, "%s: %v", name, problem)
	}
	for _, query := range []string{"?apiKey=" + key, "?ticket=" + ticket("ws")} {
		r.as(person{}).get(campaignsPath+query).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	}
}

// A plain request is told, and a foreign ticket is not spent by a foreign page.
func TestFeedIsForUpgrades(t *testing.T) {
	t.Parallel()
	r := newFeedRig(t)
	ticket := r.ticket(r.token, "ws")
	status, _, problem := r.upgrade("/ws?ticket="+ticket, http.Header{"Origin": {"http://evil.example"}})
	require.Equal(t, http.StatusForbidden, status, "%v", problem)
	status, _, _ = r.upgrade("/ws?ticket="+ticket, nil)
	require.Equal(t, http.StatusSwitchingProtocols, status)
	answer := r.get(api + "/ws")
	answer.fails(http.StatusBadRequest, "BAD_REQUEST")
	require.Equal(t, "websocket", answer.Header.Get("Upgrade"))
	r.as(person{}).get(api+"/ws").fails(http.StatusUnauthorized, "UNAUTHORIZED")
}
