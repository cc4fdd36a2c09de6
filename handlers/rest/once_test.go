package rest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// The secret that one answer shows is the one that works, whichever of the
// instances that got the command made it.
func TestSecretOfOneCommandOnTwoInstances(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.another()
	person := r.signUp(user.Member)
	send := func(c keyed) (shown object) {
		answers := make([]reply, 6)
		together(len(answers), func(i int) { answers[i] = []*rig{r, second}[i%2].sendKeyed(c) })
		for _, a := range answers {
			require.Less(t, a.StatusCode, http.StatusMultipleChoices, a.text)
			body := a.is(a.StatusCode)
			if body["oneTimePassword"] == nil && body["key"] == nil {
				require.Equal(t, "true", a.Header.Get(replayed))
				continue
			}
			require.Nil(t, shown, "shown twice")
			shown = body
		}
		require.NotNil(t, shown)
		return shown
	}
	signsIn := func(email, password any) {
		r.post(authPath+"/login", object{"email": email, "password": password}).is(http.StatusOK)
	}
	for _, key := range []string{"a", "b", "c"} {
		email := key + "@example.com"
		made := send(keyed{http.MethodPost, usersPath, asText(object{"email": email, "firstName": "A", "lastName": "B", "roles": []user.Role{user.Member}}), key})
		signsIn(email, made["oneTimePassword"])
		reset := send(keyed{http.MethodPost, usersPath + "/" + person.id + "/reset-password", "", "reset-" + key})
		signsIn(person.email, reset["oneTimePassword"])
		program := send(keyed{http.MethodPost, apiKeysPath, asText(keyBody(nil)), "key-" + key})
		r.bearing(program["key"]).get(campaignsPath).is(http.StatusOK)
	}
}
