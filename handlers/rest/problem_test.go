package rest_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"domainflow/eventstore"
)

// The shape of errors, to the last member.
func TestProblemsToTheLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.create(generatePath, generation(nil))
	pause := campaignsPath + "/" + id + "/pause"
	for _, c := range []struct {
		answer reply
		want   string
	}{
		{r.send(http.MethodPost, pause, `{}`, "X-Request-Id", "r-1"), `{
			"type": "urn:domainflow:problem:invalid-state", "title": "Does not fit the state", "status": 409,
			"detail": "a campaign that is pending cannot be paused", "instance": "` + pause + `", "error": "Conflict",
			"code": "INVALID_STATE", "requestId": "r-1", "currentStatus": "pending"}`},
		{r.send(http.MethodPost, generatePath, asJSON(t, generation(object{"colour": 1})), "X-Request-Id", "r-2"), `{
			"type": "urn:domainflow:problem:unknown-field", "title": "Fields are not known", "status": 422,
			"detail": "the request has fields that are not acceptable", "instance": "/api/v2/campaigns/generate",
			"error": "Unprocessable entity", "code": "UNKNOWN_FIELD", "requestId": "r-2",
			"errors": [{"field": "colour", "code": "UNKNOWN_FIELD", "message": "is not known here"}]}`},
		{r.send(http.MethodGet, "/nowhere", "", "X-Request-Id", "r-3"), `{
			"type": "urn:domainflow:problem:not-found", "title": "Does not exist", "status": 404, "detail": "Does not exist",
			"instance": "/nowhere", "error": "Not found", "code": "NOT_FOUND", "requestId": "r-3"}`},
		{r.send(http.MethodGet, campaignsPath+"?limit=0", "", "X-Request-Id", "r-4"), `{
			"type": "urn:domainflow:problem:bad-request", "title": "Cannot be read", "status": 400, "detail": "Cannot be read",
			"instance": "/api/v2/campaigns", "error": "Bad request", "code": "BAD_REQUEST", "requestId": "r-4",
			"errors": [{"field": "limit", "code": "invalid", "message": "expected number >= 1"}]}`},
	} {
		require.JSONEq(t, c.want, c.answer.text)
		require.Equal(t, "application/problem+json", c.answer.Header.Get("Content-Type"))
	}
}

func TestRouterErrorsAreProblems(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	for _, path := range []string{"/", "/api/v2", api + "/nowhere", campaignsPath + "/", api + "/personas/dns/x/y", "/favicon.ico", "//", "/%2e%2e"} {
		r.get(path).fails(http.StatusNotFound, "NOT_FOUND")
	}
	for method, path := range map[string]string{
		http.MethodDelete: campaignsPath, http.MethodPost: campaignsPath, http.MethodPatch: keywordSetsPath + "/x", http.MethodPut: "/health",
	} {
		answer := r.send(method, path, "")
		answer.fails(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
		require.Contains(t, answer.Header.Get("Allow"), http.MethodGet)
	}
	head := r.send(http.MethodHead, campaignsPath, "")
	require.Equal(t, http.StatusMethodNotAllowed, head.StatusCode)
	require.Empty(t, head.text)
}

// What a panic or an unknown error says stays in the log of the process.
func TestDefectsShowOnlyTheRequestID(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	r.echo.GET("/panic", func(echo.Context) error { panic("the password is x") })
	r.echo.GET("/error", func(echo.Context) error { return http.ErrBodyNotAllowed })
	for _, path := range []string{"/panic", "/error"} {
		answer := r.get(path)
		answer.fails(http.StatusInternalServerError, "INTERNAL")
		require.Equal(t, "request "+answer.Header.Get("X-Request-Id"), answer.is(http.StatusInternalServerError)["detail"])
		require.NotContains(t, answer.text, "password")
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	for sent, kept := range map[string]bool{"abc-123": true, "~!": true, "": false, "has space": false, "ünïcode": false, string(make129()): false} {
		got := r.send(http.MethodGet, "/ping", "", "X-Request-Id", sent).Header.Get("X-Request-Id")
		require.Equal(t, kept, got == sent, "%q became %q", sent, got)
		require.NotEmpty(t, got)
	}
}

func make129() []byte {
	long := make([]byte, 129)
	for i := range long {
		long[i] = 'x'
	}
	return long
}

// Events say who asked, and continue the trace of the request.
func TestEventsKnowTheirRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	body := asJSON(t, generation(object{"autoStart": true}))
	r.send(http.MethodPost, generatePath, body, "traceparent", trace, "X-Request-Id", "r-1").is(http.StatusCreated)
	first, err := r.store.AtSequence(t.Context(), r.start+1)
	require.NoError(t, err)
	last, err := r.store.AtSequence(t.Context(), r.last())
	require.NoError(t, err)
	require.Equal(t, first.Meta, last.Meta)
	require.Equal(t, eventstore.Actor{ID: r.id, Kind: "user"}, last.Actor)
	require.Equal(t, trace, last.TraceParent)
	require.Equal(t, "r-1", last.CorrelationID)
	require.EqualValues(t, 7, last.CommandID.Version())

	r.send(http.MethodPost, generatePath, body, "traceparent", "garbage").is(http.StatusCreated)
	last, err = r.store.AtSequence(t.Context(), r.last())
	require.NoError(t, err)
	require.Empty(t, last.TraceParent)
	require.NotEqual(t, first.CommandID, last.CommandID)
}
