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

func TestWorkerNeedsServers(t *testing.T) {
	t.Parallel()
	_, err := parse([]string{"worker"}, nil, &bytes.Buffer{})
	require.ErrorContains(t, err, "--nats-url")
	require.Equal(t, "nats://n1", parsed[*workerCmd](t, []string{"DOMAINFLOW_NATS_URL=nats://n1"}, "worker").NATSURL)
	require.Equal(t, "nats://n2", parsed[*workerCmd](t, nil, "worker", "--config", file(t, "nats-url: nats://n2\n")).NATSURL)
}

// The verbs below a verb take their settings from the same places.
func TestNestedVerbs(t *testing.T) {
	t.Parallel()
	path := file(t, "data: /from/file\nname: from file\nsubjects: [domainflow.campaign.>, domainflow.*.*.created]\n")
	create := parsed[*natsUserCreateCmd](t, []string{"DOMAINFLOW_NAME=from environment"}, "nats-user", "create", "--config", path)
	require.Equal(t, "from environment", create.Name)
	require.Equal(t, "/from/file", create.Data)
	require.Equal(t, []string{"domainflow.campaign.>", "domainflow.*.*.created"}, create.Subjects)
	create = parsed[*natsUserCreateCmd](t, []string{"DOMAINFLOW_SUBJECTS=domainflow.a.>,domainflow.b.>"},
		"nats-user", "create", "--name", "n", "--subjects", "domainflow.c.>", "--subjects", "domainflow.d.>")
	require.Equal(t, []string{"domainflow.c.>", "domainflow.d.>"}, create.Subjects)
	create = parsed[*natsUserCreateCmd](t, nil, "nats-user", "create", "--name", "n")
	require.Nil(t, create.Subjects)
	require.Equal(t, "./data", parsed[*natsUserListCmd](t, nil, "nats-user", "list").Data)
	require.Equal(t, "n", parsed[*natsUserRevokeCmd](t, nil, "nats-user", "revoke", "--name", "n").Name)
}

func TestListenersOfServe(t *testing.T) {
	t.Parallel()
	require.NoError(t, (&serveCmd{Listen: "127.0.0.1:0", NATSListen: "127.0.0.1:4222"}).checkListeners())
	require.NoError(t, (&serveCmd{Listen: "127.0.0.1:0", storage: storage{logStorage: logStorage{NATSURL: "nats://x"}}}).checkListeners())
	require.NoError(t, (&serveCmd{Listen: "127.0.0.1:0", NATSListen: ":4222", webTLS: webTLS{TLSCert: "cert.pem", TLSKey: "key.pem"}}).checkListeners())
	for says, c := range map[string]*serveCmd{
		"--tls-cert and --tls-key": {Listen: "127.0.0.1:0", NATSListen: "192.0.2.1:4222", webTLS: webTLS{PublicURL: "https://flow.example"}},
		"--listen":                 {Listen: "0.0.0.0:0"},
		"--nats-listen":            {Listen: "127.0.0.1:0", NATSListen: "0.0.0.0:4222"},
		"is not a loopback":        {Listen: "127.0.0.1:0", NATSListen: ":4222"},
		"is for the embedded NATS": {Listen: "127.0.0.1:0", NATSListen: "127.0.0.1:4222", storage: storage{logStorage: logStorage{NATSURL: "nats://x"}}},
	} {
		require.ErrorContains(t, c.checkListeners(), says)
	}
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
		"nested verb":    {args: []string{"nats-user", "make"}, says: "make"},
		"verb of verbs":  {args: []string{"nats-user"}, says: "expected one of"},
		"nested flag":    {args: []string{"nats-user", "list", "--name", "n"}, says: "name"},
		"nothing to do":  {args: []string{"nats-user", "create"}, says: "--name"},
		"nobody":         {args: []string{"user", "create", "--role", "user"}, says: "--email"},
		"role":           {args: []string{"user", "create", "--email", "a@example.test", "--role", "owner"}, says: "super_admin"},
		"key of nothing": {args: []string{"worker", "--master-key-file", "key"}, says: "master-key-file"},
		"key for all":    {args: []string{"serve", "--master-key", "dfm_"}, says: "master-key"},
		"key at rest":    {args: []string{"serve", "--config", file(t, "master-key: dfm_")}, says: "master-key is no setting"},
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

func TestLoopbackAddresses(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"127.0.0.1:8080", "localhost:0", "[::1]:1", "127.9.9.9:1", "[::ffff:127.0.0.1]:1"} {
		loopback, err := isLoopback("--listen", at)
		require.NoError(t, err)
		require.True(t, loopback, at)
	}
	for _, at := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:1", "[::]:1", "example.com:80", "localhost.example:1"} {
		loopback, err := isLoopback("--listen", at)
		require.NoError(t, err)
		require.False(t, loopback, at)
	}
	_, err := isLoopback("--listen", "127.0.0.1")
	require.ErrorContains(t, err, "host:port")
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
