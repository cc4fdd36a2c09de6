package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// S14: what is too deep, too long or too much is refused for what it is, and
// changes nothing. Bodies: TestMediaTypesAndSizes, pages:
// TestParametersAreStrict, names of a campaign: TestBadBodiesChangeNothing,
// lists: TestSettingsOfSizes.
func TestDepthOfBodies(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	nested := func(n int) string {
		return `{"name":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
	}
	for _, n := range []int{33, 10_000, 1_000_000} {
		for _, path := range []string{generatePath, dnsPersonas, keywordSetsPath, pipelinesPath, previewPath} {
			answer := r.send(http.MethodPost, path, nested(n))
			answer.fails(http.StatusBadRequest, "BAD_REQUEST")
			require.Equal(t, "the body is nested deeper than 32 levels", answer.is(http.StatusBadRequest)["detail"])
		}
	}
	r.send(http.MethodPut, configPath+"/server", strings.Repeat("[", 5_000_000)).fails(http.StatusBadRequest, "BAD_REQUEST")
	require.Equal(t, fields{"name": "invalid"}, r.send(http.MethodPost, generatePath, nested(32)).fails(http.StatusBadRequest, "BAD_REQUEST"),
		"not too deep, but no name")
	r.send(http.MethodPost, generatePath, asJSON(t, generation(object{"name": strings.Repeat(`[{"\`, 50)}))).is(http.StatusCreated)
}

func TestLengthOfQueries(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	const limit = 8 << 10
	answer := r.get(campaignsPath + "?q=" + strings.Repeat("x", limit-1))
	answer.fails(http.StatusBadRequest, "BAD_REQUEST")
	require.Equal(t, "the query is longer than 8192 bytes", answer.is(http.StatusBadRequest)["detail"])
	require.Equal(t, fields{"q": "invalid"}, r.get(campaignsPath+"?q="+strings.Repeat("x", limit-2)).fails(http.StatusBadRequest, "BAD_REQUEST"))
}
