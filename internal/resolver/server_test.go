package resolver

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseServer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Server{
		"1.1.1.1":                  {Transport: UDP, Host: "1.1.1.1", Port: 53},
		" 1.1.1.1:5353 ":           {Transport: UDP, Host: "1.1.1.1", Port: 5353},
		"2606:4700::1111":          {Transport: UDP, Host: "2606:4700::1111", Port: 53},
		"[2606:4700::1111]":        {Transport: UDP, Host: "2606:4700::1111", Port: 53},
		"[2606:4700::1111]:54":     {Transport: UDP, Host: "2606:4700::1111", Port: 54},
		"udp://1.1.1.1":            {Transport: UDP, Host: "1.1.1.1", Port: 53},
		"UDP://dns.example:53":     {Transport: UDP, Host: "dns.example", Port: 53},
		"tcp://dns.example":        {Transport: TCP, Host: "dns.example", Port: 53},
		"tcp://[2606:4700::1]:853": {Transport: TCP, Host: "2606:4700::1", Port: 853},
	} {
		got, err := ParseServer(text)
		require.NoError(t, err, text)
		require.Equal(t, strings.TrimSpace(text), got.String())
		got.text = ""
		require.Equal(t, want, got, text)
	}
}

func TestParseServerRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"":                       ErrHost,
		"dns.example":            ErrHost,
		"dns.example:53":         ErrHost,
		"1.1.1":                  ErrHost,
		"tcp://1.1.1.256":        ErrHost,
		"tcp://":                 ErrHost,
		"tcp://a_b..c":           ErrHost,
		"tcp://host/path":        ErrHost,
		"fe80::1%eth0":           ErrHost,
		"[1.1.1.1":               ErrHost,
		"1.1.1.1:53:53":          ErrHost,
		"1.1.1.1:":               ErrPort,
		"1.1.1.1:0":              ErrPort,
		"1.1.1.1:65536":          ErrPort,
		"1.1.1.1:+53":            ErrPort,
		"tls://1.1.1.1":          ErrScheme,
		"https://1.1.1.1/":       ErrScheme,
		"http://u:p@1.1.1.1/":    ErrScheme,
		"udp://u:secret@1.1.1.1": ErrPort,
	} {
		_, err := ParseServer(text)
		require.ErrorIs(t, err, want, text)
		var server *ServerError
		require.ErrorAs(t, err, &server)
		require.NotContains(t, err.Error(), "secret")
	}
}

func FuzzParseServer(f *testing.F) {
	for _, s := range []string{"1.1.1.1", "1.1.1.1:53", "[::1]:53", "udp://a.b:1", "tcp://[::]", "tls://x", "::1%a", "a@b:1", "[[]]:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		server, err := ParseServer(s)
		if err != nil {
			var refused *ServerError
			require.ErrorAs(t, err, &refused)
			return
		}
		require.NotZero(t, server.Port)
		again, err := ParseServer(server.String())
		require.NoError(t, err)
		require.Equal(t, server, again)
		if address, err := netip.ParseAddr(server.Host); err != nil {
			require.Contains(t, server.String(), "://")
		} else {
			require.Empty(t, address.Zone())
		}
	})
}

func TestGuardRefusesResolvers(t *testing.T) {
	t.Parallel()
	allow := []netip.Prefix{netip.MustParsePrefix("127.64.0.0/10"), netip.MustParsePrefix("fd00::/8")}
	for text, allowed := range map[string]bool{
		"127.0.0.1": false, "10.0.0.1": false, "192.168.1.1:53": false, "tcp://169.254.169.254": false, "[::1]:53": false,
		"[fe80::1]:53": false, "[::ffff:127.0.0.1]:53": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false,
		"tcp://localhost": false, "127.64.0.1": true, "[fd12::1]:53": true, "9.9.9.9": true, "[::ffff:127.64.0.1]:53": true,
	} {
		e, err := New(Config{Resolvers: []string{"8.8.8.8", text}, Timeout: 5 * time.Second, MaxInFlight: 1, Allow: allow})
		if allowed {
			require.NoError(t, err, text)
			require.NoError(t, e.Close())
			continue
		}
		require.ErrorIs(t, err, ErrForbidden, text)
		var server *ServerError
		require.ErrorAs(t, err, &server)
		require.Equal(t, text, server.Server)
	}
}

func TestNewWithoutResolver(t *testing.T) {
	t.Parallel()
	_, err := New(Config{})
	require.ErrorIs(t, err, ErrNoResolver)
}
