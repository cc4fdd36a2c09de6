package rest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

// With as many passwords at work as may be, nothing is tried, and it is said
// when to come again.
func TestPasswordsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	config := r.config()
	config.Gate.Secrets = r.unlocked(secrets.NewHasher(cheap, 0, 0))
	r.serveWith(config)
	busy := r.tryLogin(who.email, password)
	busy.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.NotEmpty(t, busy.Header.Get("Retry-After"))
	again := r.post(usersPath, userBody(object{"password": password}))
	again.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.NotContains(t, again.text, password)
}

// Without Postgres nobody signs in, while those who did go on; without the
// event store people sign in, but nobody is made.
func TestSigningInDuringOutages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	who := r.signUp(user.Member)
	r.as(who).get(campaignsPath).is(http.StatusOK)
	r.valve.close()
	r.tryLogin(who.email, password).fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	r.as(who).get(authPath+"/sessions").fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	r.valve.open()
	r.clock.advance(time.Minute)
	r.eventually(http.StatusOK, func() reply { r.clock.advance(time.Minute); return r.tryLogin(who.email, password) })
}
