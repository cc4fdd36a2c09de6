package user_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// product is the table of the product description.
var product = map[user.Role]string{
	user.SuperAdmin: `campaigns:create campaigns:read campaigns:update campaigns:delete campaigns:execute campaigns:read-all campaigns:manage-all
		personas:create personas:read personas:update personas:delete proxies:create proxies:read proxies:update proxies:delete
		keywords:create keywords:read keywords:update keywords:delete probes:run reports:generate events:read audit:read
		api-keys:manage users:manage telemetry:read system:config system:admin`,
	user.Admin: `campaigns:create campaigns:read campaigns:update campaigns:delete campaigns:execute campaigns:read-all campaigns:manage-all
		personas:create personas:read personas:update personas:delete proxies:create proxies:read proxies:update proxies:delete
		keywords:create keywords:read keywords:update keywords:delete probes:run reports:generate events:read audit:read
		api-keys:manage users:manage telemetry:read`,
	user.Member: `campaigns:create campaigns:read campaigns:update campaigns:execute personas:read proxies:read keywords:read
		probes:run reports:generate events:read api-keys:manage`,
	user.Viewer: `campaigns:read campaigns:read-all personas:read proxies:read keywords:read events:read`,
}

func TestRolesAllowWhatTheProductSays(t *testing.T) {
	t.Parallel()
	require.Len(t, product, len(user.Roles))
	for _, role := range user.Roles {
		var want []user.Permission
		for _, word := range strings.Fields(product[role]) {
			want = append(want, user.Permission(word))
		}
		require.ElementsMatch(t, want, user.Permissions(role).List(), role)
	}
	require.Zero(t, user.Permissions("root"))
	require.Equal(t, user.Permissions(user.Viewer), user.Permissions(user.Viewer, "root"))
}

// Every constant is known, so none can be forgotten in the list, and each has
// a bit of its own.
func TestPermissionsAreOneEnum(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "permission.go", nil, 0)
	require.NoError(t, err)
	seen, declared := user.Set(0), 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if word, ok := spec.Values[0].(*ast.BasicLit); ok {
			text, err := strconv.Unquote(word.Value)
			require.NoError(t, err)
			p := user.Permission(text)
			require.True(t, p.Known(), p)
			require.False(t, seen.Has(p), p)
			seen |= user.SetOf(p)
			declared++
		}
		return true
	})
	require.Len(t, user.All.List(), declared)
}

func TestSets(t *testing.T) {
	t.Parallel()
	require.False(t, user.All.Has("x"), "what is not known is never allowed")
	require.Zero(t, user.SetOf("x"))
	s := user.SetOf(user.EventsRead, user.CampaignsRead)
	require.Equal(t, []user.Permission{user.CampaignsRead, user.EventsRead}, s.List())
	require.Equal(t, []user.Permission{}, user.Set(0).List())
	require.Equal(t, user.SetOf(user.EventsRead), s.And(user.SetOf(user.EventsRead, user.UsersManage)))
	require.Equal(t, user.SetOf(user.CampaignsRead), s.Without(user.SetOf(user.EventsRead)))
}
