package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// pair writes a certificate of its own for 127.0.0.1, with a serial number to
// tell it from others, over the files in dir.
func pair(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}

// trusting is a client of a server with the certificate in a file. Its
// connections are its own.
func trusting(t *testing.T, cert string, most uint16) *http.Client {
	t.Helper()
	text, err := os.ReadFile(cert)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(text))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: most}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestServeOverTLS(t *testing.T) {
	t.Parallel()
	files := t.TempDir()
	cert, key := pair(t, files, 1)
	p, _ := launch(t, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t), "--tls-cert", cert, "--tls-key", key,
		"--public-url", "https://flow.example/")
	address := ""
	require.Eventually(t, func() bool {
		_, rest, found := strings.Cut(p.output.all(), "DomainFlow listens on ")
		address, _, _ = strings.Cut(rest, "\n")
		return found
	}, patience, tick, p.output)
	require.True(t, strings.HasPrefix(address, "https://127.0.0.1:"), address)
	require.Eventually(t, func() bool { return strings.Contains(p.output.all(), "People reach it at https://flow.example") }, patience, tick)
	get := func(client *http.Client, host string) (status int, header http.Header, serial int64, err error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/health/live", nil)
		require.NoError(t, err)
		request.Host = host
		response, err := client.Do(request)
		if err != nil {
			return 0, nil, 0, err
		}
		require.NoError(t, response.Body.Close())
		return response.StatusCode, response.Header, response.TLS.PeerCertificates[0].SerialNumber.Int64(), nil
	}
	client := trusting(t, cert, tls.VersionTLS13)
	for host, want := range map[string]int{"flow.example": http.StatusOK, "127.0.0.1": http.StatusOK, "evil.test": http.StatusForbidden} {
		status, header, serial, err := get(client, host)
		require.NoError(t, err)
		require.Equal(t, want, status, host)
		require.Equal(t, "max-age=31536000", header.Get("Strict-Transport-Security"))
		require.EqualValues(t, 1, serial)
	}
	_, _, _, err := get(trusting(t, cert, tls.VersionTLS11), "")
	require.ErrorContains(t, err, "protocol version")

	dialer := websocket.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // who it is was seen above
	feed, response, err := dialer.Dial(strings.Replace(address, "https", "wss", 1)+"/ws", http.Header{"Origin": {"https://flow.example"}})
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, feed.Close())
	require.Eventually(t, func() bool { return strings.Contains(p.output.all(), `"status":101`) }, patience, tick)

	// A new certificate is used for the next connection.
	pair(t, files, 2)
	_, _, serial, err := get(trusting(t, cert, tls.VersionTLS13), "")
	require.NoError(t, err)
	require.EqualValues(t, 2, serial)
	require.NoError(t, p.terminate(), p.output)
}

// Files that do not belong together, or are away, change nothing.
func TestCertificateStaysUntilThereIsAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var said bytes.Buffer
	c := &certificate{log: slog.New(slog.NewTextHandler(&said, nil))}
	c.cert, c.key = pair(t, dir, 1)
	require.NoError(t, c.read(c.look()))
	is := func(serial int64) {
		t.Helper()
		got, err := c.get(nil)
		require.NoError(t, err)
		require.Equal(t, serial, got.Leaf.SerialNumber.Int64())
	}
	is(1)
	old, err := os.ReadFile(c.key)
	require.NoError(t, err)
	pair(t, dir, 2)
	next, err := os.ReadFile(c.key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(c.key, append(old, '\n'), 0o600))
	is(1)
	is(1)
	require.Equal(t, 1, strings.Count(said.String(), "the old one stays"), "said once: %s", &said)
	require.NoError(t, os.Remove(c.key))
	is(1)
	require.NoError(t, os.WriteFile(c.key, next, 0o600))
	is(2)
}

func TestFlagsOfTLS(t *testing.T) {
	t.Parallel()
	cert, key := pair(t, t.TempDir(), 1)
	quiet := slog.New(slog.DiscardHandler)
	for says, w := range map[string]webTLS{
		"go together":       {TLSCert: cert},
		"go together ":      {TLSKey: key},
		"no such file":      {TLSCert: cert, TLSKey: key + "x"},
		"--tls-cert":        {TLSCert: key, TLSKey: cert},
		"--public-url":      {PublicURL: "flow.example"},
		"is not of the for": {PublicURL: "https://flow.example/path"},
		"\"ftp://flow":      {PublicURL: "ftp://flow.example"},
		"https://*":         {PublicURL: "https://*.example"},
	} {
		_, _, err := w.encryption(quiet)
		require.ErrorContains(t, err, strings.TrimSpace(says))
	}
	public, config, err := webTLS{PublicURL: "HTTPS://Flow.example:443/"}.encryption(quiet)
	require.NoError(t, err)
	require.Nil(t, config)
	require.Equal(t, "https://flow.example", public.String())
	require.True(t, webTLS{PublicURL: "https://flow.example"}.encrypted())
	require.True(t, webTLS{TLSCert: cert, TLSKey: key}.encrypted())
	require.False(t, webTLS{PublicURL: "http://flow.example"}.encrypted())
	require.False(t, webTLS{}.encrypted())
}

// Beyond loopback nothing goes in the clear and, without logins, nothing at
// all.
func TestListenBeyondLoopback(t *testing.T) {
	t.Parallel()
	inTheClear := (&serveCmd{Listen: "0.0.0.0:0"}).checkListeners()
	require.ErrorContains(t, inTheClear, "no logins")
	require.ErrorContains(t, inTheClear, "--tls-cert")
	for _, w := range []webTLS{{TLSCert: "c", TLSKey: "k"}, {PublicURL: "https://flow.example"}} {
		err := (&serveCmd{Listen: "0.0.0.0:0", webTLS: w}).checkListeners()
		require.ErrorContains(t, err, "no logins")
		require.NotContains(t, err.Error(), "--tls-cert")
	}
}

// S14: headers beyond all need are refused before they are kept.
func TestSizeOfHeaders(t *testing.T) {
	t.Parallel()
	p := serve(t, "--data", dataDir(t))
	send := func(size int) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.host+"/health/live", nil)
		require.NoError(t, err)
		request.Header.Set("X-Large", strings.Repeat("x", size))
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	require.Equal(t, http.StatusOK, send(maxHeaderBytes-4096))
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, send(maxHeaderBytes+8192))
}
