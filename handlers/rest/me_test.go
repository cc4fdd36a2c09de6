package rest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// B5: what a viewer is told of themselves is the viewer row of product.md 10.4.
func TestB5ViewerIsToldTheirPermissions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	me := r.as(r.signUp(user.Viewer)).get(api + "/me").is(http.StatusOK)
	require.ElementsMatch(t, []any{
		"campaigns:read", "campaigns:read-all", "personas:read", "proxies:read", "keywords:read", "events:read",
	}, me["permissions"])
	require.Equal(t, []any{"viewer"}, me["user"].(object)["roles"])
}
