package main

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

// Programs read over TLS what the API encrypts with, too.
func TestNATSOverTLS(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	cert, key := pair(t, t.TempDir(), 1)
	p, _ := launch(t, "serve", "--listen", "127.0.0.1:0", "--data", data, "--tls-cert", cert, "--tls-key", key, "--nats-listen", "127.0.0.1:0")
	url := p.natsURL()
	require.True(t, strings.HasPrefix(url, "tls://127.0.0.1:"), url)
	r := readerOf(t, execute(t, "nats-user", "create", "--data", data, "--name", "warehouse"))
	nc := r.enter(t, url, nats.RootCAs(cert))
	require.True(t, nc.TLSRequired())
	require.Contains(t, r.next(t, nc).Subject(), "domainflow.claim.")
	_, err := r.dial(t, url)
	require.ErrorContains(t, err, "certificate")
}
