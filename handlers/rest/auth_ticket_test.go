package rest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

func (r *rig) ticket(purpose string) string {
	r.t.Helper()
	return r.post(authPath+"/tickets", object{"purpose": purpose}).is(http.StatusOK)["ticket"].(string)
}

// A ticket for a download opens one export, once, within 30 s, and nothing else.
func TestDownloadTickets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	nobody := r.as(person{})
	export := func(ticket string) reply {
		return nobody.get(path + "/export?format=ndjson&ticket=" + ticket)
	}
	ticket := r.ticket("download")
	require.Equal(t, http.StatusOK, export(ticket).StatusCode)
	export(ticket).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	export(r.ticket("ws")).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	late := r.ticket("download")
	r.clock.advance(30 * time.Second)
	export(late).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	fresh := r.ticket("download")
	for _, other := range []string{campaignsPath, path, path + "/results/generated-domains", api + "/me", eventsPath, path + "/compare"} {
		nobody.get(other+"?ticket="+fresh).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	}
	nobody.send(http.MethodPost, path+"/export?ticket="+fresh, "").fails(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
	require.Equal(t, http.StatusOK, export(fresh).StatusCode, "it was for nothing else")
	require.Equal(t, http.StatusOK, nobody.get("/api/v2/v2/campaigns/"+path[len(campaignsPath)+1:]+"/export?format=csv&ticket="+r.ticket("download")).StatusCode)

	// It allows no more than who has it may.
	viewer := r.as(r.signUp(user.Viewer))
	nobody.get(path+"/export?format=csv&ticket="+viewer.ticket("download")).fails(http.StatusForbidden, "FORBIDDEN")
	require.Equal(t, fields{"purpose": "invalid"}, r.post(authPath+"/tickets", object{"purpose": "x"}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	nobody.post(authPath+"/tickets", object{"purpose": "ws"}).fails(http.StatusUnauthorized, "UNAUTHORIZED")
	// Nor does it outlive its session.
	ending := r.bearing(r.login(r.signUp(user.Admin).email, password)["accessToken"])
	last := ending.ticket("download")
	ending.post(authPath+"/logout", nil).is(http.StatusNoContent)
	export(last).fails(http.StatusUnauthorized, "UNAUTHORIZED")
}
