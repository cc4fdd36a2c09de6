package main

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// parsed is a command line that must be accepted.
func parsed[V any](t *testing.T, environ []string, args ...string) V {
	t.Helper()
	v, err := parse(args, environ, &bytes.Buffer{})
	require.NoError(t, err)
	out, ok := v.(V)
	require.True(t, ok, "%T", v)
	return out
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "domainflow.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	t.Parallel()
	path := file(t, "listen: 127.0.0.1:1\ndata: /from/file\ndurability: relaxed\nallow-target: [10.0.0.0/8, 192.0.2.1]\n")
	serve := parsed[*serveCmd](t, []string{"DOMAINFLOW_DATA=/from/environment", "DOMAINFLOW_LISTEN=127.0.0.1:2"},
		"serve", "--config", path, "--listen", "127.0.0.1:3")
	require.Equal(t, "127.0.0.1:3", serve.Listen)
	require.Equal(t, "/from/environment", serve.Data)
	require.Equal(t, "relaxed", serve.Durability)
	require.Equal(t, []string{"10.0.0.0/8", "192.0.2.1"}, serve.AllowTarget)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	serve := parsed[*serveCmd](t, nil, "serve")
	require.Equal(t, "127.0.0.1:8080", serve.Listen)
	require.Equal(t, "./data", serve.Data)
	require.Equal(t, "strict", serve.Durability)
}

func TestConfigFileByEnvironment(t *testing.T) {
	t.Parallel()
	serve := parsed[*serveCmd](t, []string{"DOMAINFLOW_CONFIG=" + file(t, "data: /from/file")}, "serve")
	require.Equal(t, "/from/file", serve.Data)
}

func TestWhatIsUnknownIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args, environ []string
		says          string
	}{
		"flag":           {args: []string{"serve", "--lisden", "127.0.0.1:1"}, says: "lisden"},
		"environment":    {args: []string{"serve"}, environ: []string{"DOMAINFLOW_LISDEN=127.0.0.1:1"}, says: "DOMAINFLOW_LISDEN"},
		"file":           {args: []string{"serve", "--config", file(t, "lisden: 127.0.0.1:1")}, says: "lisden"},
		"file not there": {args: []string{"serve", "--config", "/nowhere/at/all"}, says: "/nowhere/at/all"},
		"file, no YAML":  {args: []string{"serve", "--config", file(t, "listen: [")}, says: "config file"},
		"verb":           {args: []string{"sevre"}, says: "sevre"},
		"no verb":        {args: []string{}, says: "expected one of"},
		"durability":     {args: []string{"serve", "--durability", "lax"}, says: "durability"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(c.args, c.environ, &bytes.Buffer{})
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestHelpIsPrintedAndNoError(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v, err := parse([]string{"serve", "--help"}, nil, &out)
	require.NoError(t, err)
	require.Nil(t, v)
	require.Contains(t, out.String(), "DOMAINFLOW_LISTEN")
	require.Contains(t, out.String(), "127.0.0.1:8080")
}

func TestListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{"127.0.0.1:8080", "localhost:0", "[::1]:1", "127.9.9.9:1"} {
		require.NoError(t, checkListen(ok), ok)
	}
	for _, refused := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:1", "[::]:1", "example.com:80", "127.0.0.1"} {
		require.Error(t, checkListen(refused), refused)
	}
}

func TestAllowedTargetsAreAddressesAndRanges(t *testing.T) {
	t.Parallel()
	got, err := prefixes([]string{"192.0.2.1", "10.1.2.3/8", "2001:db8::/32"})
	require.NoError(t, err)
	require.Equal(t, []netip.Prefix{
		netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32"),
	}, got)
	_, err = prefixes([]string{"intranet"})
	require.ErrorContains(t, err, "intranet")
}
