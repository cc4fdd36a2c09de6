package setting_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
)

func items(field string, from, to int) (paths []string) {
	for i := from; i < to; i++ {
		paths = append(paths, fmt.Sprintf("%s[%d]", field, i))
	}
	return paths
}

// What is accepted is an origin to others as well, and stays what it is.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"https://desk.example", "HTTP://A:80", "https://[2001:db8::1]:8443", "null", "https://a\x00b", "http://0x7f.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		accepted := origins(t, text)
		if accepted == nil {
			return
		}
		require.Equal(t, accepted, origins(t, accepted[0]))
		u, err := url.Parse(accepted[0])
		require.NoError(t, err)
		require.Equal(t, accepted[0], u.Scheme+"://"+u.Host)
		require.Equal(t, strings.ToLower(accepted[0]), accepted[0])
		require.NoError(t, http.NewCrossOriginProtection().AddTrustedOrigin(accepted[0]))
	})
}

// origins are those of a server that was given one; nil if it was refused.
func origins(t *testing.T, text string) []string {
	t.Helper()
	happened, err := setting.Decider.Decide(setting.State{}, change(setting.ServerInput{CORSOrigins: []string{text}}))
	if err != nil {
		return nil
	}
	require.Len(t, happened, 1)
	return happened[0].(setting.Changed).Server.CORSOrigins
}
