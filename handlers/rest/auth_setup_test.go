package rest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/secrets"
)

const authPath = api + "/auth"

func (r *rig) setupBody(change object) object {
	body := object{"setupToken": r.setup.Reveal(), "email": "ada@example.test", "firstName": "Ada", "lastName": "Test", "password": password}
	for name, value := range change {
		body[name] = value
	}
	return body
}

// S08: there is nobody to begin with, and whoever reads the log of the program
// makes the first user, once.
func TestSetup(t *testing.T) {
	t.Parallel()
	r := rigOfNobody(t)
	status := func() bool { return r.get(authPath + "/status").is(http.StatusOK)["setupRequired"].(bool) }
	require.True(t, status())
	r.post(authPath+"/login", object{"email": "admin@example.test", "password": password}).fails(http.StatusUnauthorized, "INVALID_CREDENTIALS")
	for _, token := range []string{"", "x", secrets.NewToken(secrets.Setup).Reveal(), secrets.NewToken(secrets.Access).Reveal()} {
		answer := r.post(authPath+"/setup", r.setupBody(object{"setupToken": token}))
		answer.fails(http.StatusUnauthorized, "UNAUTHORIZED")
		require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	}
	require.Equal(t, fields{"email": "invalid", "firstName": "required", "lastName": "required", "password": "too_short", "roles": "UNKNOWN_FIELD"},
		r.post(authPath+"/setup", object{"setupToken": r.setup.Reveal(), "roles": []string{"viewer"}}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	require.Zero(t, r.last())

	send := keyed{http.MethodPost, authPath + "/setup", asJSON(t, r.setupBody(nil)), "k"}
	answer := r.sendKeyed(send)
	made := answer.is(http.StatusCreated)
	require.Equal(t, usersPath+"/"+made["id"].(string), answer.Header.Get("Location"))
	require.Equal(t, []any{"super_admin"}, made["roles"])
	require.Equal(t, []string{"user.created", "role.granted"}, r.events(0))
	require.False(t, status())
	r.sendKeyed(send).same(answer, http.StatusCreated)
	for _, body := range []object{nil, {"setupToken": "x"}, {"email": "eve@example.test"}} {
		r.post(authPath+"/setup", r.setupBody(body)).fails(http.StatusConflict, "SETUP_DONE")
	}
	r.token = r.login("ada@example.test", password)["accessToken"].(string)
	require.Equal(t, made["id"], r.get(api + "/me").is(http.StatusOK)["user"].(object)["id"])
}

// Of many at once on two instances one succeeds; of the others nothing is left.
func TestOneOfManySetupsSucceeds(t *testing.T) {
	t.Parallel()
	r := rigOfNobody(t)
	second := r.another()
	answers := make([]reply, 6)
	together(len(answers), func(i int) {
		answers[i] = []*rig{r, second}[i%2].post(authPath+"/setup", r.setupBody(object{"email": asText(i) + "@example.test"}))
	})
	made := 0
	for _, a := range answers {
		if a.StatusCode == http.StatusCreated {
			made++
			continue
		}
		a.fails(http.StatusConflict, "SETUP_DONE")
	}
	require.Equal(t, 1, made)
	require.Equal(t, []string{"user.created", "role.granted"}, r.events(0))
	var rows int
	require.NoError(t, r.pool.QueryRow(t.Context(), "SELECT count(*) FROM accounts.people").Scan(&rows))
	require.Equal(t, 1, rows)
}

// A program without a setup token has no door, not one with the token of zeros.
func TestSetupWithoutAToken(t *testing.T) {
	t.Parallel()
	r := rigOfNobody(t)
	config := r.config()
	config.SetupToken = secrets.Token{}
	r.serveWith(config)
	r.post(authPath+"/setup", r.setupBody(nil)).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	r.post(authPath+"/setup", r.setupBody(object{"setupToken": secrets.Token{}.Reveal()})).fails(http.StatusUnauthorized, "UNAUTHORIZED")
}
