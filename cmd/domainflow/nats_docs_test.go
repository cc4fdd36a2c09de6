package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded"
	"domainflow/projections"
)

// blockOf is the block of docs/nats.md that begins so.
func blockOf(t *testing.T, begin string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/nats.md")
	require.NoError(t, err)
	found := regexp.MustCompile("(?s)\n```(?:sh)?\n(" + regexp.QuoteMeta(begin) + ".*?\n)```\n").FindSubmatch(page)
	require.NotNil(t, found, begin)
	return string(found[1])
}

// ownServer is a server of somebody else's with the configuration that the page
// tells its operator to write.
func ownServer(t *testing.T, readerKey string) *server.Server {
	t.Helper()
	config := strings.NewReplacer("the public key, U...", readerKey, "change me", "secret").Replace(blockOf(t, "accounts {"))
	require.Contains(t, config, readerKey)
	file := filepath.Join(t.TempDir(), "nats.conf")
	require.NoError(t, os.WriteFile(file, []byte("listen: \"127.0.0.1:-1\"\njetstream { store_dir: \""+t.TempDir()+"\" }\n"+config), 0o600))
	options, err := server.ProcessConfigFile(file)
	require.NoError(t, err)
	options.NoSigs, options.NoLog, options.MaxPayload = true, true, embedded.MaxPayload
	s, err := server.NewServer(options)
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	require.True(t, s.ReadyForConnections(patience))
	return s
}

// What docs/nats.md has operators of their own servers write does what it says,
// and no more.
func TestDocumentedConfigurationOfOwnServers(t *testing.T) {
	t.Parallel()
	r := reader{NATSUser: projections.NATSUser{InboxPrefix: "_INBOX_warehouse", Consumer: "warehouse"}}
	var err error
	r.Seed, r.PublicKey, err = embedded.NewUserKey()
	require.NoError(t, err)
	s := ownServer(t, r.PublicKey)
	url := "nats://domainflow:secret@" + s.Addr().String()
	data := dataDir(t)
	p := serve(t, "--nats-url", url, "--data", data)
	require.ErrorContains(t, p.call(context.Background(), http.MethodGet, "/nats-users", http.NoBody, nil), "NOT_SUPPORTED")
	require.Contains(t, refused(t, "nats-user", "list", "--data", data), "docs/nats.md", "the servers of the serve that runs")
	add := exec.Command("sh", "-c", blockOf(t, "nats --server"))
	add.Env = []string{natsInPath(t), "HOME=" + t.TempDir(), "NATS_URL=" + url}
	said, err := add.CombinedOutput()
	require.NoError(t, err, "%s", said)

	errs := make(chan error, 100)
	nc := r.enter(t, s.ClientURL(), nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { errs <- err }))
	before := len(p.logged(0))
	heard, err := nc.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	require.NoError(t, nc.Flush())
	for _, goal := range []string{"append.domainflow.persona.1.forged", "$JS.API.STREAM.DELETE.EVENTS"} {
		require.NoError(t, nc.PublishRequest("$JS.API.CONSUMER.INFO.EVENTS.warehouse", goal, nil))
	}
	require.NoError(t, nc.Flush())
	p.race(4)
	for i, want := range p.logged(0) {
		if i >= before {
			plain, err := heard.NextMsg(patience)
			require.NoError(t, err)
			require.Equal(t, want, shownOf(plain.Header, plain.Header.Get("Nats-Sequence")))
		}
		m := r.next(t, nc)
		at, err := m.Metadata()
		require.NoError(t, err)
		require.Equal(t, want, shownOf(m.Headers(), at.Sequence.Stream))
	}
	require.Empty(t, errs)
	for _, subject := range forbidden {
		require.NoError(t, nc.PublishRequest(subject, r.InboxPrefix+".answer", nil))
		requireDenied(t, nc, errs, subject)
	}
}

// Nor can what DomainFlow connects with there take out what is stored.
func TestDocumentedRightsOfOurs(t *testing.T) {
	t.Parallel()
	_, reader, err := embedded.NewUserKey()
	require.NoError(t, err)
	denied := make(chan error, 100)
	nc, err := nats.Connect("nats://domainflow:secret@"+ownServer(t, reader).Addr().String(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { denied <- err }))
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	to := &servers{nc: nc, replicas: 1}
	_, err = openLog(t.Context(), to)
	require.NoError(t, err)
	_, err = storage{}.openAccess(t.Context(), to, logger(io.Discard))
	require.NoError(t, err)
	for _, stream := range []string{"EVENTS", "ACCESS"} {
		for _, request := range []string{"DELETE", "PURGE", "MSG.DELETE", "RESTORE"} {
			subject := "$JS.API.STREAM." + request + "." + stream
			require.NoError(t, nc.PublishRequest(subject, "_INBOX.answer", []byte("{}")))
			requireDenied(t, nc, denied, subject)
		}
	}
}
