package embedded

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

// testTLS is how a server encrypts, and how its clients know it. The
// certificate is asked for at every handshake, as a program does that reads it
// again.
func testTLS(t *testing.T) (encryption *tls.Config, trust nats.Option) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	pair := &web.TLS.Certificates[0]
	get := func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair, nil }
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: get}, nats.Secure(&tls.Config{RootCAs: pool})
}

func TestUsersReadOverTLS(t *testing.T) {
	t.Parallel()
	encryption, trust := testTLS(t)
	o := startOutsideOver(t, encryption)
	u := o.newSubscriber(t, "a", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User}))
	g, err := o.dial(t, u, trust)
	require.NoError(t, err)
	require.True(t, g.TLSRequired())
	state, err := g.TLSConnectionState()
	require.NoError(t, err)
	require.GreaterOrEqual(t, state.Version, uint16(tls.VersionTLS12))
	heard, err := g.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	require.NoError(t, g.Flush())
	require.NoError(t, o.append(t, "domainflow.a"), "and inside the process it goes on without")
	m, err := heard.NextMsg(patience)
	require.NoError(t, err)
	require.Equal(t, "domainflow.a", m.Subject)

	_, err = o.dial(t, u)
	require.Error(t, err, "a client that does not know the certificate")
	require.NotErrorIs(t, err, nats.ErrAuthorization)
	conn, lines := o.stranger(t)
	_, err = conn.Write([]byte("CONNECT {}\r\nPING\r\n"))
	require.NoError(t, err)
	answer, err := lines.ReadString('\n')
	require.Error(t, err, "in the clear nothing is answered: %q", answer)
}
