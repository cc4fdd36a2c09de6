package lab_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"html"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"domainflow/internal/lab"

	"github.com/stretchr/testify/require"
)

// everySite gives each kind of site the same share.
func everySite() map[lab.SiteKind]float64 {
	shares := map[lab.SiteKind]float64{}
	for _, kind := range siteKinds[1:] {
		shares[kind] = 1 / float64(len(siteKinds))
	}
	return shares
}

var siteKinds = []lab.SiteKind{
	lab.NoKeyword, lab.Keyword, lab.Hidden, lab.RedirectPath, lab.RedirectHost, lab.RedirectLoop, lab.RedirectPrivate,
	lab.NotFound, lab.ServerError, lab.SlowSite, lab.Silent, lab.Gzip, lab.GzipBomb, lab.EndlessHeaders, lab.EndlessBody,
	lab.Reset, lab.Closed, lab.Garbage, lab.BadCertificate, lab.Latin1, lab.Huge,
}

var errOutside = errors.New("address outside the lab")

// browser looks names up in the truth and dials nothing outside 127.64.0.0/10.
func browser(t *testing.T, l *lab.Lab, limit time.Duration) *http.Client {
	guard := func(_, address string, _ syscall.RawConn) error {
		if !netip.MustParsePrefix("127.64.0.0/10").Contains(netip.MustParseAddrPort(address).Addr()) {
			return errOutside
		}
		return nil
	}
	transport := &http.Transport{
		MaxResponseHeaderBytes: 64 << 10,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			if _, err := netip.ParseAddr(host); err != nil {
				a := l.DNS(host).A
				host = a[len(a)-1].String()
			}
			return (&net.Dialer{Control: guard}).DialContext(ctx, network, net.JoinHostPort(host, port))
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: limit}
}

var errLoop = errors.New("too many redirects")

// visit reports what a careful client sees in the words of the truth.
func visit(client http.Client, l *lab.Lab, name string) (lab.SiteTruth, error) {
	var seen lab.SiteTruth
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) > 7 {
			return errLoop
		}
		seen.FinalURL = next.URL.String()
		seen.Redirects = append(seen.Redirects, lab.Redirect{
			URL: via[len(via)-1].URL.String(), StatusCode: next.Response.StatusCode,
		})
		return nil
	}
	seen.FinalURL = l.URL(name)
	response, err := client.Get(seen.FinalURL)
	if err != nil {
		return seen, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, lab.BodyLimit+1))
	if err != nil {
		return seen, err
	}
	seen.StatusCode = response.StatusCode
	if seen.Truncated = len(body) > lab.BodyLimit; seen.Truncated {
		body = body[:lab.BodyLimit]
	}
	sum := sha256.Sum256(body)
	seen.ContentHash, seen.BodyBytes = hex.EncodeToString(sum[:]), len(body)
	read(&seen, decode(body, response.Header.Get("Content-Type")), l.Keywords())
	return seen, nil
}

func decode(body []byte, contentType string) string {
	head := strings.ToLower(contentType + string(body[:min(200, len(body))]))
	if !strings.Contains(head, "iso-8859-1") {
		return string(body)
	}
	runes := make([]rune, len(body))
	for i, b := range body {
		runes[i] = rune(b)
	}
	return string(runes)
}

var (
	titlePattern = regexp.MustCompile(`(?s)<title>(.*?)</title>`)
	unseen       = regexp.MustCompile(`(?s)<head>.*?</head>|<script.*?</script>|<style.*?</style>|<template.*?</template>|` +
		`<noscript.*?</noscript>|<!--.*?-->|<[^>]*>`)
)

func read(seen *lab.SiteTruth, document string, keywords []string) {
	if m := titlePattern.FindStringSubmatch(document); m != nil {
		seen.Title = strings.ReplaceAll(html.UnescapeString(m[1]), "\x00", "")
		if runes := []rune(seen.Title); len(runes) > 512 {
			seen.Title = string(runes[:512])
		}
	}
	text := unseen.ReplaceAllString(document, "")
	for _, k := range keywords {
		if strings.Contains(text, k) {
			seen.Keywords = append(seen.Keywords, k)
		}
	}
	seen.Status = lab.HTTPError
	switch {
	case seen.StatusCode >= 300:
	case len(seen.Keywords) > 0:
		seen.Status = lab.Match
	default:
		seen.Status = lab.NoMatch
	}
	seen.StatusTLSFirst = seen.Status
}

func TestSitesAreTheTruth(t *testing.T) {
	t.Parallel()
	names := map[lab.NameKind]float64{lab.Dual: 0.3, lab.Alias: 0.3}
	l := start(t, lab.Config{Seed: 4, Exists: 1, Names: names, Sites: everySite(), SiteDelay: 20 * time.Millisecond})
	for _, kind := range siteKinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			limit, sample := long, 40
			switch kind {
			case lab.Silent, lab.EndlessBody:
				limit, sample = 500*time.Millisecond, 1
			case lab.GzipBomb, lab.Huge, lab.EndlessHeaders:
				sample = 5
			}
			client := browser(t, l, limit)
			found, err := l.FindSite(kind, sample)
			require.NoError(t, err)
			for _, name := range found {
				truth := l.Site(name)
				require.Equal(t, kind, truth.Kind)
				seen, err := visit(*client, l, name)
				if truth.StatusCode == 0 {
					requireFailure(t, truth, seen, err)
					continue
				}
				require.NoError(t, err, name)
				seen.Kind = kind
				require.Equal(t, truth, seen, name)
			}
		})
	}
}

// requireFailure wants the cause that belongs to the kind, since most of them share one status.
func requireFailure(t *testing.T, truth, seen lab.SiteTruth, err error) {
	t.Helper()
	require.Error(t, err)
	statuses := map[lab.SiteKind]string{lab.RedirectPrivate: lab.Blocked, lab.Silent: lab.Timeout, lab.EndlessBody: lab.Timeout}
	want := statuses[truth.Kind]
	if want == "" {
		want = lab.Error
	}
	require.Equal(t, want, truth.Status)
	if truth.Kind != lab.RedirectLoop {
		require.Equal(t, truth.FinalURL, seen.FinalURL)
		require.Equal(t, truth.Redirects, seen.Redirects)
	}
	switch truth.Kind {
	case lab.RedirectLoop:
		require.ErrorIs(t, err, errLoop)
	case lab.RedirectPrivate:
		require.ErrorIs(t, err, errOutside)
	case lab.Silent, lab.EndlessBody:
		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		require.True(t, timeout.Timeout())
	case lab.Reset:
		require.ErrorIs(t, err, syscall.ECONNRESET)
	case lab.Closed:
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
	case lab.BadCertificate:
		require.ErrorIs(t, err, io.EOF)
	}
}

func TestTLSIsRefusedButForTheBadCertificate(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}, Sites: everySite()})
	shake := func(kind lab.SiteKind, limit time.Duration) error {
		names, err := l.FindSite(kind, 1)
		require.NoError(t, err)
		address := netip.AddrPortFrom(l.DNS(names[0]).A[0], l.HTTPPort()).String()
		dialer := tls.Dialer{NetDialer: &net.Dialer{}, Config: &tls.Config{ServerName: names[0]}}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err
	}
	var certificate *tls.CertificateVerificationError
	require.ErrorAs(t, shake(lab.BadCertificate, long), &certificate)
	require.ErrorIs(t, shake(lab.Silent, short), context.DeadlineExceeded)
	for _, kind := range []lab.SiteKind{lab.Keyword, lab.Reset, lab.RedirectPrivate, lab.EndlessBody} {
		err := shake(kind, long)
		require.Error(t, err)
		require.NotErrorAs(t, err, &certificate)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
	}
}

// Who accepts the certificate gets the page.
func TestBadCertificateSitesHaveAPage(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Sites: map[lab.SiteKind]float64{lab.BadCertificate: 1}})
	names, err := l.FindName(lab.Address, 1)
	require.NoError(t, err)
	client := browser(t, l, long)
	client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	response, err := client.Get(strings.Replace(l.URL(names[0]), "http://", "https://", 1))
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	var seen lab.SiteTruth
	read(&seen, string(body), l.Keywords())
	require.NotEmpty(t, seen.Keywords)
}

func TestWrongAddressIsMisdirected(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}, Sites: map[lab.SiteKind]float64{}, Log: true})
	client := browser(t, l, long)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.URL("one.test"), nil)
	require.NoError(t, err)
	other := "two.test"
	for _, candidate := range []string{"two.test", "three.test", "four.test"} {
		if l.DNS(candidate).A[0] != l.DNS("one.test").A[0] {
			other = candidate
			break
		}
	}
	request.Host = other
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusMisdirectedRequest, response.StatusCode)
	require.Equal(t, 1, l.Fetched(other))
	require.Zero(t, l.Fetched("one.test"))
	require.EqualValues(t, 1, l.Requests())
}

func TestOtherMethodsAreBadRequests(t *testing.T) {
	t.Parallel()
	l := start(t, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}})
	response, err := browser(t, l, long).Post(l.URL("one.test"), "text/plain", strings.NewReader("x"))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusBadRequest, response.StatusCode)
}
