package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
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

// pair writes a certificate of its own for 127.0.0.1 and cert.example, with a
// serial number to tell it from others, over the files in dir.
func pair(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"cert.example"},
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
	files, data := t.TempDir(), dataDir(t)
	cert, key := pair(t, files, 1)
	p, _ := launch(t, "serve", "--listen", beyond, "--data", data, "--tls-cert", cert, "--tls-key", key,
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
	for host, want := range map[string]int{
		"flow.example": http.StatusOK, "127.0.0.1": http.StatusOK, "cert.example": http.StatusOK,
		"evil.test": http.StatusForbidden, "cert.example.evil.test": http.StatusForbidden, "192.0.2.1": http.StatusForbidden,
	} {
		status, header, serial, err := get(client, host)
		require.NoError(t, err)
		require.Equal(t, want, status, host)
		require.Equal(t, "max-age=31536000", header.Get("Strict-Transport-Security"))
		require.EqualValues(t, 1, serial)
	}
	_, _, _, err := get(trusting(t, cert, tls.VersionTLS11), "")
	require.ErrorContains(t, err, "protocol version")

	said, err := with(testPassword, someone(testEmail, "super_admin", "--data", data)...)
	require.NoError(t, err, said)
	dialer := websocket.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // who it is was seen above
	feed, response, err := dialer.Dial(strings.Replace(address, "https", "wss", 1)+"/ws", http.Header{
		"Origin": {"https://flow.example"}, "Authorization": {"Bearer " + signInOver(t, client, address)},
	})
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

// signInOver sends the password to an address and gives the access token.
func signInOver(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	body := `{"email": "` + testEmail + `", "password": "` + testPassword + `", "session": "token"}`
	response, err := client.Post(address+"/api/v2/auth/login", "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	var grant struct {
		AccessToken string `json:"accessToken"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&grant))
	require.NotEmpty(t, grant.AccessToken, response.Status)
	return grant.AccessToken
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

// Beyond loopback nothing goes in the clear.
func TestListenBeyondLoopback(t *testing.T) {
	t.Parallel()
	for _, w := range []webTLS{{}, {PublicURL: "http://flow.example"}} {
		for _, listen := range []string{"0.0.0.0:0", ":8080", "192.0.2.1:8080", "[::]:0", "flow.example:80"} {
			err := (&serveCmd{Listen: listen, webTLS: w}).checkListeners()
			require.ErrorContains(t, err, "--tls-cert")
			require.ErrorContains(t, err, "--public-url")
			require.ErrorContains(t, err, listen)
		}
	}
	for _, w := range []webTLS{{TLSCert: "c", TLSKey: "k"}, {PublicURL: "https://flow.example"}} {
		require.NoError(t, (&serveCmd{Listen: "0.0.0.0:0", webTLS: w}).checkListeners())
		err := (&serveCmd{Listen: "0.0.0.0:0", NATSListen: "0.0.0.0:4222", webTLS: w}).checkListeners()
		if w.TLSCert != "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, "--tls-cert", "a proxy does not encrypt this port")
	}
	require.Contains(t, refused(t, "serve", "--listen", beyond, "--data", dataDir(t)), "--public-url")
}

// beyond is a loopback address that does not look like one.
const beyond = "LOCALHOST:0"

// What a serve listens at and what its certificate is for are its own, also
// without a public URL.
func TestOwnHosts(t *testing.T) {
	t.Parallel()
	cert, key := pair(t, t.TempDir(), 1)
	_, encryption, err := webTLS{TLSCert: cert, TLSKey: key}.encryption(slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	for listen, own := range map[string][]string{
		"192.0.2.1:80": {"192.0.2.1"}, "[2001:db8:0::1]:80": {"2001:db8::1", "2001:DB8:0:0::1"}, "Desk.example:80": {"desk.EXAMPLE"},
		"0.0.0.0:80": {}, ":80": {}, "[::]:80": {},
	} {
		inTheClear, encrypted := (&serveCmd{Listen: listen}).ownHost(nil), (&serveCmd{Listen: listen}).ownHost(encryption)
		for _, name := range own {
			require.True(t, inTheClear(name), "%s: %s", listen, name)
		}
		for _, name := range []string{"cert.example", "CERT.example", "127.0.0.1"} {
			require.False(t, inTheClear(name), "%s: %s", listen, name)
			require.True(t, encrypted(name), "%s: %s", listen, name)
		}
		for _, name := range []string{"", "0.0.0.0", "::", "192.0.2.2", "evil.test", "cert.example.evil.test", "a.cert.example"} {
			require.False(t, inTheClear(name), "%s: %s", listen, name)
			require.False(t, encrypted(name), "%s: %s", listen, name)
		}
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
